"""A vote of members: one each, nobody's name on it, checked by anybody when it ends.

A choice travels in a form, never in an address: addresses are written down by servers on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.funds import operations, voting
from enishi.funds import queries as funds
from enishi.funds.operations import VotedAlready
from enishi.funds.voting import Ballot, Paper
from enishi.kit import ids
from enishi.regions.region import Region
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, fund_report, region
from enishi.web.member.fund_report import Shown

_WIDTH = 300
_KEPT_SECONDS = 200 * 24 * 3600
_FORM_SECONDS = 2 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, and how many chose it once that is told."""

    id: int
    of: Shown | None  # None: given up since
    votes: int
    width: int
    is_first: bool


def _forms() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=settings.TICKET_SECRET, salt="enishi.vote.form")


def _slips(member_id: UUID) -> signing.Signer:
    """Sign for one member: who holds the phone after them reads nothing of theirs."""
    return signing.Signer(key=settings.TICKET_SECRET, salt=f"enishi.vote.slip:{member_id}")


def _cookie(asked: Ballot) -> str:
    return f"enishi_vote_{asked.id.hex}"


def own(request: HttpRequest, asked: Ballot, member_id: UUID | None) -> Paper | None:
    """Return the paper that this phone keeps for its member; the server keeps no such thing."""
    if member_id is None:
        return None
    try:
        told = _slips(member_id).unsign(request.COOKIES.get(_cookie(asked), ""))
        number, choice = told.split(" ")
        return Paper(number, int(choice))
    except (signing.BadSignature, ValueError):
        return None


def _choices(asked: Ballot, town: Region) -> Sequence[Choice]:
    found = {
        one.undertaking.id: fund_report.shown(one)
        for one in funds.reports_of(
            funds.undertakings_of(town.code, is_public=True),
            until=fund_report.today_over(clock.now()),
        )
    }
    counts = asked.counts or {}
    most = max(counts.values(), default=0)
    return [
        Choice(
            id=number,
            of=found.get(number),
            votes=counts.get(number, 0),
            width=round(_WIDTH * counts.get(number, 0) / most) if most else 0,
            is_first=bool(most) and counts.get(number) == most,
        )
        for number in asked.choices
    ]


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, region_code: str, ballot: UUID) -> HttpResponse:
    """Ask, ask once more, take the vote; when it has ended, tell the result and how to check it."""
    town = region.public_region(region_code)
    asked = funds.ballot(ballot, town.code)
    at = clock.now()
    if at < asked.opens_at:
        raise Http404
    member_id = device.member_of(request)
    choices = _choices(asked, town)
    page: dict[str, object] = {
        "region": town,
        "asked": asked,
        "title": fund_report.vote_title(asked),
        "choices": choices,
        "is_open": asked.is_open(at),
        "is_member": member_id is not None,
        "is_acting": device.acting(request) is not None,
        "may": member_id is not None and funds.may_vote(asked, member_id),
        "has_voted": member_id is not None and funds.has_voted(asked.id, member_id),
        "here": "home",
    }
    if request.method == "POST" and member_id is not None and not page["is_acting"]:
        return _take(request, asked, member_id, page)
    if asked.counts is not None:
        page |= _checked(request, asked, choices)
    mine = own(request, asked, member_id)
    if mine is not None and page["has_voted"]:
        page |= {"number": voting.spaced(mine.number), "mine": _named(choices, mine.choice)}
    return render(request, "member/fund_vote.html", page)


def _named(choices: Sequence[Choice], number: int | None) -> Choice | None:
    return next((one for one in choices if one.id == number), None)


def _checked(request: HttpRequest, asked: Ballot, choices: Sequence[Choice]) -> dict[str, object]:
    """Look a number up in the list, which everybody may read by now."""
    typed = ids.as_typed(request.GET.get("number", ""))[:64]
    if not typed:
        return {}
    found = funds.choice_of(asked.id, asked.region_code, typed)
    return {"typed": typed, "found": _named(choices, found), "is_checked": True}


def _take(
    request: HttpRequest, asked: Ballot, member_id: UUID, page: dict[str, object]
) -> HttpResponse:
    """Show the choice once more with its number, or take it."""
    told = request.POST.get("choice", "")
    chosen = next((one for one in asked.choices if str(one) == told), None)
    if chosen is None:
        return render(request, "member/fund_vote.html", page | {"is_missing": True}, status=422)
    choices = _choices(asked, region.public_region(asked.region_code))
    if "paper" not in request.POST:
        number = ids.readable_code(voting.NUMBER_LENGTH)
        page |= {
            "chosen": _named(choices, chosen),
            "paper": _forms().sign(f"{asked.id.hex} {number}"),
        }
        return render(request, "member/fund_vote.html", page)
    paper = Paper(_number(request, asked), chosen)
    operations.cast(ballot_id=asked.id, member_id=member_id, paper=paper, at=clock.now())
    address = reverse("fund-vote", args=[asked.region_code, asked.id])
    answer = HttpResponseRedirect(address)
    answer.set_cookie(
        _cookie(asked),
        _slips(member_id).sign(f"{paper.number} {paper.choice}"),
        max_age=_KEPT_SECONDS,
        path=address,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


def _number(request: HttpRequest, asked: Ballot) -> str:
    """Return the number that the form was given.

    Raises:
        VotedAlready: the form is not of this vote, or of another week.
    """
    try:
        told = _forms().unsign(request.POST.get("paper", ""), max_age=_FORM_SECONDS)
    except signing.BadSignature:
        raise VotedAlready(ballot=asked.id) from None
    ballot, number = told.split(" ")
    if ballot != asked.id.hex:
        raise VotedAlready(ballot=asked.id)
    return number


@anyone
@never_cache
@require_safe
def slip(request: HttpRequest, region_code: str, ballot: UUID) -> HttpResponse:
    """Hand the voter's own phone its number, its choice and the log's signed promise."""
    town = region.public_region(region_code)
    asked = funds.ballot(ballot, town.code)
    mine = own(request, asked, device.member_of(request))
    if mine is None:
        raise Http404
    note = funds.slip_of(asked.id, mine)
    told = f"ballot {asked.id}\nnumber {mine.number}\nchoice {mine.choice}\n\n{note}"
    answer = HttpResponse(told, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="vote-slip.txt"'
    return answer


@anyone
@require_safe
def papers(request: HttpRequest, region_code: str, ballot: UUID) -> HttpResponse:  # noqa: ARG001
    """Hand out the list of a counted vote: numbers and choices."""
    town = region.public_region(region_code)
    answer = HttpResponse(funds.list_of(ballot, town.code), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="vote-{ballot}.csv"'
    return answer


@anyone
@require_safe
def proof(request: HttpRequest, region_code: str, ballot: UUID) -> HttpResponse:  # noqa: ARG001
    """Hand out what proves a counted vote: its sealed result and its sealed commitments."""
    town = region.public_region(region_code)
    return JsonResponse(funds.proof_of(ballot, town.code), json_dumps_params={"indent": 1})
