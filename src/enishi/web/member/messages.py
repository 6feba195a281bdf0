"""My messages: what was sent to me, which way it reaches me, notices and push on and off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.kit.periods import jst_day
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.contact import Contact
from enishi.membership.family import MISSING
from enishi.membership.operations import NeedsGuardian
from enishi.outbox import operations, queries
from enishi.outbox.adapters import push
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import acting, device

CONSENT = "messages"
WORDS = "messages-2026-1"
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Lapsing:
    """What of one asset will lapse with one day."""

    asset: Asset
    points: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class Reach:
    """How a member is reached, and whether they want to be."""

    contacts: Sequence[Contact]
    takes_push: bool
    is_wanted: bool


def name(member_id: UUID) -> str:
    """Return what a member is called where push and balances are kept."""
    return f"member:{member_id}"


def reach(member_id: UUID) -> Reach:
    """Tell how a member is reached."""
    consents = members.consents(member_id)
    return Reach(
        contacts=members.contacts(member_id),
        takes_push=queries.takes_push(name(member_id)),
        is_wanted=any(one.kind == CONSENT and one.withdrawn_at is None for one in consents),
    )


def lapsing(member_id: UUID, on: date) -> list[Lapsing]:
    """Return what the books have to tell a member: each day of each asset once, soonest first."""
    found = {
        (one.expires_on, one.asset): one.remaining
        for one in books.notices(name(member_id), on=on)
        if one.remaining
    }
    return [
        Lapsing(programs.asset(asset), points, expires_on)
        for (expires_on, asset), points in sorted(found.items())
    ]


@anyone
@never_cache
@require_safe
@acting.for_oneself
def messages(request: HttpRequest) -> HttpResponse:
    """Show what was sent to the phone's holder; notices of the books are seen with it."""
    member_id = device.person(request)
    page: dict[str, object] = {"here": "messages"}
    if member_id is not None:
        found = reach(member_id)
        addresses = [one.value for one in found.contacts]
        on = jst_day(clock.now())
        waiting = lapsing(member_id, on)
        ledger.see_notices(account=name(member_id), at=clock.now())
        state = members.guardian_state(member_id, on)
        page |= {
            "is_member": True,
            "reach": found,
            "lapsing": waiting,
            "notices": [
                one
                for one in queries.to([name(member_id), *addresses], limit=_SHOWN)
                if not one.key.startswith("lapse:")  # the books tell it, as it stands today
            ],
            "key": push.public_key(settings.PUSH_SECRET),
            "needs_guardian": state == MISSING,
        }
    return render(request, "member/messages.html", page)


def _holder(request: HttpRequest) -> UUID:
    member_id = device.person(request)
    if member_id is None:
        raise Http404
    return member_id


@anyone
@require_POST
@acting.for_oneself
def want(request: HttpRequest) -> HttpResponse:
    """Agree to notices, or agree no longer, everywhere at once."""
    member_id = _holder(request)
    at = clock.now()
    if "on" in request.POST:
        membership.give_consent(member_id=member_id, kind=CONSENT, version=WORDS, at=at)
    else:
        stop(member_id)
    return HttpResponseRedirect(reverse("messages"))


def stop(member_id: UUID) -> None:
    """Let a member agree to notices no longer, wherever they did."""
    regions = {
        one.region_code
        for one in members.consents(member_id)
        if one.kind == CONSENT and one.withdrawn_at is None
    }
    for region_code in regions:
        membership.withdraw_consent(
            member_id=member_id, kind=CONSENT, region_code=region_code, at=clock.now()
        )


@anyone
@require_POST
@acting.for_oneself
def push_on(request: HttpRequest) -> HttpResponse:
    """Let this browser take push: it tells its push service and its keys.

    Raises:
        BadSubscription: the address is no push service's.
        NeedsGuardian: the holder is under 16, and no guardian has agreed.
    """
    if members.guardian_state(_holder(request), jst_day(clock.now())) == MISSING:
        raise NeedsGuardian
    operations.subscribe(
        recipient=name(_holder(request)),
        endpoint=request.POST.get("endpoint", ""),
        p256dh=request.POST.get("p256dh", ""),
        auth=request.POST.get("auth", ""),
        at=clock.now(),
    )
    return JsonResponse({"on": True})


@anyone
@require_POST
@acting.for_oneself
def push_off(request: HttpRequest) -> HttpResponse:
    """Let this browser take push no longer."""
    _holder(request)
    operations.unsubscribe(endpoint=request.POST.get("endpoint", ""))
    return JsonResponse({"on": False})
