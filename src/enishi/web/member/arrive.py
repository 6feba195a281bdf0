"""What happens after a proof: complete, come back, begin, or put two members together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from enishi.kit.refusal import Refusal
from enishi.membership import queries
from enishi.membership.arriving import Next, leads_to
from enishi.membership.operations import contacts, devices, passkeys
from enishi.rights import operations as rights
from enishi.web.design import handset
from enishi.web.member import device, proof
from enishi.web.member.proof import Proof

PASSKEY = "passkey"


def arrive(
    request: HttpRequest, proven: Proof, *, is_change: bool = False, at: datetime
) -> HttpResponse:
    """Do what a proof leads to, or ask the one question that it leaves open."""
    mine = device.person(request)
    is_complete = mine is not None and queries.is_complete(mine)
    holder = proven.holder()
    way_on = leads_to(holder=holder, mine=mine, is_complete=is_complete, is_change=is_change)
    if way_on is Next.ENTER:
        assert holder is not None, "decided above"
        return enter(request, holder, proven, at)
    if way_on is Next.KEEP:
        assert mine is not None, "decided above"
        return tie(request, mine, proven, at)
    page = "together" if way_on is Next.TOGETHER else "begin"
    answer = HttpResponseRedirect(reverse(page))
    proof.remember_proven(request, answer, proven)
    return answer


def enter(request: HttpRequest, member_id: UUID, proven: Proof, at: datetime) -> HttpResponse:
    """Let this phone hold a member, under a new name; what it held before, it holds no longer."""
    answer = HttpResponseRedirect(proven.then or reverse("home"))
    _renew(request, answer, member_id, at)
    proof.forget(answer)
    return answer


def _renew(request: HttpRequest, answer: HttpResponse, member_id: UUID, at: datetime) -> None:
    fresh = devices.begin_device(
        member_id=member_id, instead_of=device.this(request), label=handset.label(request), at=at
    )
    device.keep(answer, fresh)


def tie(request: HttpRequest, member_id: UUID, proven: Proof, at: datetime) -> HttpResponse:
    """Keep what was proven for a member; the phone gets a new name.

    A member who completes had this one phone only: every other name for it was copied or planted.
    """
    was_complete = queries.is_complete(member_id)
    if proven.is_contact:
        contacts.complete(member_id=member_id, kind=proven.way, value=proven.name, at=at)
    else:
        assert proven.way != PASSKEY, "a passkey that nobody has proves nothing"
        passkeys.tie_identity(member_id=member_id, service=proven.way, name=proven.name, at=at)
    return completed(request, member_id, was_complete=was_complete, then=proven.then, at=at)


def completed(
    request: HttpRequest, member_id: UUID, *, was_complete: bool, then: str, at: datetime
) -> HttpResponse:
    """Give the phone of a member who has proven something a new name, and lead on."""
    if not was_complete:
        devices.end_devices(member_id=member_id, at=at)
    address = then or reverse("home" if was_complete else "about")
    answer = HttpResponseRedirect(address if was_complete or then else f"{address}?new=1")
    _renew(request, answer, member_id, at)
    proof.forget(answer)
    return answer


def together(
    request: HttpRequest, *, keep: UUID, gone: UUID, proven: Proof, at: datetime
) -> HttpResponse:
    """Put the member on this phone together with the one who was proven.

    All names of the phones that held `gone` end first: the merge hands phones over, and one of
    them may have been planted or copied.

    Raises:
        UnknownMember, StaffStays, PointsArePromised, PointsStay: as `rights.operations.merge`; the
            phone holds `gone` again then.
    """
    devices.end_devices(member_id=gone, at=at)
    try:
        rights.merge(keep=keep, gone=gone, at=at)
    except Refusal:
        this = device.this(request)
        assert this is not None, "it held somebody"
        devices.begin_again(device_id=this, member_id=gone)
        raise
    return enter(request, keep, proven, at)
