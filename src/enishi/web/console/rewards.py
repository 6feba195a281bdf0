"""What a region offers for points: the list with what is left, and what waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.membership import operations as membership
from enishi.merchants import queries as merchants
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.rewards import operations, queries, reward
from enishi.rewards.reward import Count, Reward, Voucher
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader

KINDS = {
    reward.GOODS: _("品物"),
    reward.EXPERIENCE: _("体験"),
    reward.INVITATION: _("ご招待"),
    reward.DONATION: _("町への寄附"),
}
WAYS = {
    reward.DESK: _("窓口で渡す"),
    reward.SHOP: _("お店で使う"),
    reward.POST: _("送る"),
    reward.DRONE: _("ドローンで届ける"),
    reward.NONE: _("基金へうつす"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One reward of the list."""

    of: Reward
    title: str
    kind: str
    ways: str
    is_coin: bool
    shop: str
    is_offered: bool
    count: Count


def rows(region_code: str) -> list[Row]:
    """Return a region's rewards with how many wait, were used and came back."""
    found = queries.rewards_of(region_code)
    counts = queries.counts(region_code)
    shops = merchants.shops(one.shop_code for one in found if one.shop_code)
    coins = {one.code for one in programs.assets(region_code) if one.kind == "coin"}
    on = jst_day(clock.now())
    return [
        Row(
            of=one,
            title=title(one),
            kind=gettext(KINDS[one.kind]),
            ways=gettext("・").join(gettext(WAYS[way]) for way in one.ways),
            is_coin=one.asset in coins,
            shop=shops[one.shop_code].name if one.shop_code in shops else "",
            is_offered=one.is_offered(on),
            count=counts.get(one.id, Count()),
        )
        for one in found
    ]


def title(one: Reward) -> str:
    """Name a reward in the reader's language."""
    japanese = (get_language() or "ja").startswith("ja")
    return one.title if japanese else one.title_en or one.title


@needs("money.manage")
@never_cache
@require_safe
def rewards(request: HttpRequest, region_code: str) -> HttpResponse:
    """List what the region offers; what waits to be sent is told by number only."""
    page = {
        "region": regions.region(region_code),
        "rows": rows(region_code),
        "has_assets": bool(programs.assets(region_code)),
        "to_send": len(queries.to_send(region_code)),
        "done": request.GET.get("done", ""),
        "here": "rewards",
    }
    return render(request, "console/rewards.html", page)


def own(region_code: str, reward_id: int) -> Reward:
    """Return a reward of the region; 404 for another region's."""
    found = queries.reward_of(reward_id)
    if found.region_code != region_code:
        raise Http404
    return found


def _back(region_code: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-rewards", args=[region_code]) + f"?done={done}")


@needs("money.manage")
@require_POST
def switch(request: HttpRequest, region_code: str, reward_id: int) -> HttpResponse:
    """Take a reward off the list, or put it back."""
    found = own(region_code, reward_id)
    operations.switch_reward(reward_id=found.id, is_open=request.POST.get("state") == "open")
    return _back(region_code, "switched")


_DIGITS_MAX = 7


@needs("money.manage")
@require_POST
def stock(request: HttpRequest, region_code: str, reward_id: int) -> HttpResponse:
    """Say how many are left, as counted; empty: as many as are asked for."""
    found = own(region_code, reward_id)
    typed = request.POST.get("stock", "").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS_MAX
    left = int(typed) if is_number else (None if not typed else -1)
    operations.change_stock(reward_id=found.id, stock=left)
    return _back(region_code, "stock")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to be sent."""

    of: Voucher
    title: str
    way: str


def _parcels(found: Sequence[Voucher]) -> list[Parcel]:
    return [Parcel(one, title(one.reward), gettext(WAYS[one.way])) for one in found]


@needs("money.manage")
@never_cache
@require_safe
def deliveries(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show what waits to be sent, with addresses; each member can read that staff looked."""
    found = queries.to_send(region_code)
    at = clock.now()
    for member_id in {one.member_id for one in found if one.member_id}:
        membership.note_look(
            member_id=member_id,
            reader_id=reader(request),
            region_code=region_code,
            purpose="voucher",
            at=at,
        )
    page = {
        "region": regions.region(region_code),
        "parcels": _parcels(found),
        "done": request.GET.get("done", ""),
        "here": "rewards",
    }
    return render(request, "console/deliveries.html", page)


@needs("money.manage")
@require_POST
def sent(request: HttpRequest, region_code: str, voucher_code: str) -> HttpResponse:
    """Note that a parcel went or a drone flew; or that the town cannot keep its word."""
    note = request.POST.get("note", "")
    by, at = reader(request), clock.now()
    if "cancel" in request.POST:
        operations.cancel_for(code=voucher_code, region_code=region_code, why=note, by=by, at=at)
    else:
        operations.send(code=voucher_code, region_code=region_code, note=note, by=by, at=at)
    done = "cancelled" if "cancel" in request.POST else "sent"
    address = reverse("console-deliveries", args=[region_code])
    return HttpResponseRedirect(f"{address}?done={done}")
