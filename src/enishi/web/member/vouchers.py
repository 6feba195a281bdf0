"""A member's vouchers: what waits to be used, with its code, and what was; cancelling one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.rewards import operations, queries, reward
from enishi.rewards.reward import Voucher
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device
from enishi.web.member.rewards import WAYS, Shown, shown


@dataclass(frozen=True, slots=True)
class Held:
    """A voucher in words."""

    of: Voucher
    shown: Shown
    region: Region
    way: str
    state: str
    is_over: bool  # past its last day, and not yet given back

    @property
    def may_show(self) -> bool:
        """Whether there is a code to show at a desk or a shop."""
        return self.of.is_waiting and not self.is_over and self.of.until is not None


def held(voucher: Voucher, on: date) -> Held:
    """Say a voucher in words."""
    found = voucher.reward
    return Held(
        of=voucher,
        shown=shown([found], None, found.region_code)[0],
        region=regions.region(found.region_code),
        way=gettext(WAYS[voucher.way]),
        state=_state(voucher),
        is_over=voucher.until is not None and voucher.until < on,
    )


def _state(voucher: Voucher) -> str:
    if voucher.state == reward.WAITING:
        return gettext("お届けの準備中です") if voucher.until is None else gettext("使えます")
    if voucher.state == reward.USED:
        if voucher.way in reward.SENT_WAYS:
            return gettext("お送りしました")
        return gettext("寄附しました") if voucher.way == reward.NONE else gettext("使いました")
    if voucher.state == reward.EXPIRED:
        return gettext("期限がすぎ、ポイントが戻りました")
    return gettext("取り消して、ポイントが戻りました")


def _mine(request: HttpRequest, voucher_code: str) -> tuple[UUID, Voucher]:
    """Return the phone's member and one of their vouchers; 404 for anybody else's."""
    member_id = device.member_of(request)
    if member_id is None:
        raise Http404
    found = queries.voucher(voucher_code)
    if found.member_id != member_id:
        raise Http404
    return member_id, found


@anyone
@never_cache
@require_safe
def vouchers(request: HttpRequest) -> HttpResponse:
    """List what the phone's member exchanged points for, what waits first."""
    member_id = device.member_of(request)
    on = jst_day(clock.now())
    found = [held(one, on) for one in queries.vouchers_of(member_id)] if member_id else []
    page = {
        "waiting": [one for one in found if one.of.is_waiting],
        "past": [one for one in found if not one.of.is_waiting],
        "here": "home",
    }
    return render(request, "member/vouchers.html", page)


@anyone
@never_cache
@require_safe
def voucher(request: HttpRequest, voucher_code: str) -> HttpResponse:
    """Show one voucher with the code that a desk or a shop reads; nobody else's is shown."""
    _, found = _mine(request, voucher_code)
    one = held(found, jst_day(clock.now()))
    page = {
        "held": one,
        "region": one.region,
        "is_new": "new" in request.GET,
        "here": "home",
    }
    return render(request, "member/voucher.html", page)


@anyone
@require_POST
def cancel(request: HttpRequest, voucher_code: str) -> HttpResponse:
    """Give a voucher back for its points."""
    member_id, found = _mine(request, voucher_code)
    operations.cancel(code=found.code, member_id=member_id, at=clock.now())
    return HttpResponseRedirect(reverse("voucher", args=[found.code]))
