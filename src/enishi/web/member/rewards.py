"""What a region's points are exchanged for: the list, one of it, and the yes that exchanges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.merchants import queries as merchants
from enishi.merchants.shop import Shop
from enishi.programs import queries as programs
from enishi.rewards import operations, queries, reward
from enishi.rewards.operations import AddressIsMissing
from enishi.rewards.reward import Address, NewExchange, Reward
from enishi.web.design import clock, sentences
from enishi.web.design.permission import anyone
from enishi.web.member import device, purse, region

KINDS: Mapping[str, str] = {
    reward.GOODS: _("品物"),
    reward.EXPERIENCE: _("体験"),
    reward.INVITATION: _("ご招待"),
    reward.DONATION: _("町への寄附"),
}
ICONS: Mapping[str, str] = {
    reward.GOODS: "gift",
    reward.EXPERIENCE: "users",
    reward.INVITATION: "calendar",
    reward.DONATION: "house",
}
WAYS: Mapping[str, str] = {
    reward.DESK: _("窓口で受け取る"),
    reward.SHOP: _("お店で使う"),
    reward.POST: _("送ってもらう"),
    reward.DRONE: _("ドローンで届けてもらう"),
    reward.NONE: _("寄附する"),
}
_LENGTHS = {"name": 60, "address": 200, "phone": 20}


@dataclass(frozen=True, slots=True)
class Shown:
    """A reward in the reader's words."""

    of: Reward
    title: str
    about: str
    kind: str
    icon: str
    is_coin: bool
    shop: Shop | None
    had: int = 0
    lacks: int = 0  # how many points are missing; 0: enough, or nobody to ask

    @property
    def had_enough(self) -> bool:
        """Whether this member has had as many as one may have."""
        return self.of.each_most is not None and self.had >= self.of.each_most

    @property
    def may(self) -> bool:
        """Whether nothing speaks against it."""
        return not (self.of.is_gone or self.had_enough or self.lacks)


def shown(found: Sequence[Reward], member_id: UUID | None, region_code: str) -> list[Shown]:
    """Return rewards as a member sees them: how many they had, what they lack for it."""
    japanese = (get_language() or "ja").startswith("ja")
    kinds = {asset.code: asset.kind for asset in programs.assets(region_code)}
    shops = merchants.shops(one.shop_code for one in found if one.shop_code)
    had, free = {}, {}
    if member_id is not None:
        on = jst_day(clock.now())
        had = queries.held_by(member_id, [one.id for one in found])
        free = {one.asset.code: one.free for one in purse.purses(member_id, region_code, on)}
    return [
        Shown(
            of=one,
            title=one.title if japanese else one.title_en or one.title,
            about=one.about if japanese else one.about_en or one.about,
            kind=gettext(KINDS[one.kind]),
            icon=ICONS[one.kind],
            is_coin=kinds.get(one.asset) == "coin",
            shop=shops.get(one.shop_code),
            had=had.get(one.id, 0),
            lacks=max(0, one.price - free.get(one.asset, 0)) if member_id else 0,
        )
        for one in found
    ]


@anyone
@never_cache
@require_safe
def rewards(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what a region's points are exchanged for, and what the phone's member holds."""
    place = region.public_region(region_code)
    member_id = device.member_of(request)
    on = jst_day(clock.now())
    page = {
        "region": place,
        "rewards": shown(queries.offered(place.code, on), member_id, place.code),
        "purses": purse.purses(member_id, place.code, on) if member_id else [],
        "is_member": member_id is not None,
        "here": "home",
    }
    return render(request, "member/rewards.html", page)


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which it can be had, in words."""

    code: str
    name: str


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_reward(request: HttpRequest, region_code: str, reward_id: int) -> HttpResponse:
    """Show one reward; with a way chosen, ask once more; the second yes exchanges it, once."""
    place = region.public_region(region_code)
    found = queries.reward_of(reward_id)
    at = clock.now()
    if found.region_code != place.code or not found.is_offered(jst_day(at)):
        raise Http404
    member_id = device.member_of(request)
    told = shown([found], member_id, place.code)[0]
    ways = [Way(code, gettext(WAYS[code])) for code in found.ways]
    way = next((one for one in ways if one.code == request.GET.get("way")), None)
    page = {
        "region": place,
        "shown": told,
        "ways": ways,
        "way": way,
        "is_member": member_id is not None,
        "key": uuid4(),
        "here": "home",
    }
    if member_id is None or way is None:
        if request.method == "POST":
            raise Http404
        return render(request, "member/reward.html", page)
    page["left"] = ledger.balance(f"{MEMBER}{member_id}", found.asset) - found.price
    if request.method == "POST":
        return _exchange(request, page, found, member_id)
    return render(request, "member/reward_confirm.html", page)


def _exchange(
    request: HttpRequest, page: dict[str, object], found: Reward, member_id: UUID
) -> HttpResponse:
    """Exchange under the form's key, or say beside the form what is missing."""
    way = page["way"]
    assert isinstance(way, Way)
    try:
        key = str(UUID(request.POST.get("key", "")))
    except ValueError:
        raise Http404 from None
    typed = {part: request.POST.get(part, "").strip()[:most] for part, most in _LENGTHS.items()}
    asked = NewExchange(
        reward_id=found.id,
        member_id=member_id,
        key=key,
        way=way.code,
        at=clock.now(),
        address=Address(**typed),
        drone_place=request.POST.get("drone_place", ""),
    )
    try:
        made = operations.exchange(asked=asked)
    except AddressIsMissing as refused:
        page |= {"typed": typed, "told": sentences.sentence(refused.code, refused.facts)}
        return render(request, "member/reward_confirm.html", page, status=422)
    return HttpResponseRedirect(reverse("voucher", args=[made.code]) + "?new=1")
