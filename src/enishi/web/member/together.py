"""This phone holds somebody, and what was proven belongs to another: one clear question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enishi.activities import queries as activities
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries
from enishi.membership.contact import MERGE, Contact
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import arrive, device, proof, sign_in
from enishi.web.member.proof import Proof, ProofIsGone

_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """The coins of one region."""

    region: Region
    coins: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two members, as the person who is both would know them."""

    times: int
    coins: tuple[Kept, ...]
    contacts: tuple[Contact, ...]


def side(member_id: UUID) -> Side:
    """Return what somebody recognises a member by."""
    held = {
        asset.partition(":")[0]: amount
        for asset, amount in ledger.balances(f"member:{member_id}").items()
        if asset.endswith(":coin") and amount
    }
    found = regions.regions(sorted(held))
    past = activities.of_member(member_id, limit=_COUNTED)
    return Side(
        times=sum(not one.is_withdrawn for one in past),
        coins=tuple(Kept(found[code], held[code]) for code in sorted(found)),
        contacts=tuple(queries.contacts(member_id)),
    )


def _two(request: HttpRequest) -> tuple[Proof, UUID, UUID]:
    """Return what was proven, who has it, and the other one who is on this phone.

    Raises:
        ProofIsGone: nothing was proven, or there are no two any more.
    """
    proven = proof.proven(request)
    holder, mine = proven.holder(), device.person(request)
    if holder is None or mine is None or holder == mine:
        raise ProofIsGone
    return proven, holder, mine


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Ask whether the coins on this phone go along; do what the answer says.

    Whom others may have put on this phone only comes along when the holder of this phone proves
    to be that person as well: a complete member is never merged by a cookie alone.
    """
    at = clock.now()
    proven, holder, mine = _two(request)
    is_complete = queries.is_complete(mine)
    if request.method == "POST":
        if "apart" in request.POST:
            return arrive.enter(request, holder, proven, at)
        if not is_complete:
            return arrive.together(request, keep=holder, gone=mine, proven=proven, at=at)
        return _ask_the_other(request, mine, at)
    page = {
        "proven": side(holder),
        "here_now": side(mine),
        "is_complete": is_complete,
        "can_prove": bool(queries.contacts(mine)),
        "here": "home",
    }
    return render(request, "member/together.html", page)


def _ask_the_other(request: HttpRequest, mine: UUID, at: datetime) -> HttpResponse:
    """Send six digits to the member on this phone, before they are given up."""
    known = queries.contacts(mine)
    if not known:
        raise ProofIsGone
    contact = known[0]
    return sign_in.send(
        request, kind=contact.kind, typed=contact.value, purpose=MERGE, then="", at=at
    )


def proven_twice(request: HttpRequest, second: Proof, at: datetime) -> HttpResponse:
    """Put two complete members together: both were proven on this phone.

    Raises:
        ProofIsGone: the first proof is gone, or the second is not of the member on this phone.
    """
    proven, holder, mine = _two(request)
    if second.holder() != mine:
        raise ProofIsGone
    return arrive.together(request, keep=holder, gone=mine, proven=proven, at=at)


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask whether somebody who has no card yet wants one; make it when they do."""
    at = clock.now()
    proven = proof.proven(request)
    mine = device.person(request)
    holder = proven.holder()
    if holder is not None:
        return HttpResponseRedirect(reverse("sign-in"))
    if request.method == "POST":
        if mine is not None and not queries.is_complete(mine):
            return arrive.tie(request, mine, proven, at)
        member_id = membership.make_member(at=at)
        return arrive.tie(request, member_id, proven, at)
    page = {"proven": proven, "has_other": mine is not None, "here": "home"}
    return render(request, "member/begin.html", page)
