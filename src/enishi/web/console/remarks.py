"""What staff left at the figures of a page: notes ("why?") to read, and which are bookmarked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from enishi.kit import ids
from enishi.membership import queries as membership
from enishi.notes import queries as notes
from enishi.notes.note import TEXT_MAX, Note, Spot
from enishi.regions import queries as regions
from enishi.web.console import questions
from enishi.web.design.numbers import naming
from enishi.web.design.permission import reader

# What leads to another page rather than to another state of this one.
_NOT_STATE = ("region",)


@dataclass(frozen=True, slots=True)
class Shown:
    """A note as a page shows it."""

    id: UUID
    region_code: str
    figure: str
    text: str
    who: str
    at: datetime
    is_shared: bool
    is_own: bool
    title: str
    address: str
    # Another state of the page than the one that is open: the number was another one.
    is_of_another_state: bool


@dataclass(frozen=True, slots=True)
class Remarks:
    """What stands below the figures of a page."""

    notes: Sequence[Shown]
    kept: frozenset[str]
    state: str
    key: UUID
    text_max: int = TEXT_MAX
    shared_with: str = ""


def at(request: HttpRequest, region_code: str, page: str) -> Remarks:
    """Return the notes of a page that its reader may read, and the figures they keep."""
    state, member = state_of(request.GET), reader(request)
    found = notes.notes(region_code, page)
    kept = {
        one.spot.figure
        for one in notes.bookmarks(member, region_code)
        if (one.spot.page, one.spot.state) == (page, state)
    }
    return Remarks(
        notes=shown(found, region_code, member, state),
        kept=frozenset(kept),
        state=state,
        key=ids.new_id(),
        shared_with=shared_with(region_code),
    )


def shown(
    found: Sequence[Note], region_code: str, member: UUID, state: str | None = None
) -> list[Shown]:
    """Return notes as a page of a region shows them; names of persons only of the own region."""
    places = regions.regions([one.region_code for one in found])
    names = {
        one.author_id: membership.member(one.author_id).display_name
        for one in found
        if one.region_code == region_code
    }
    return [
        Shown(
            id=one.id,
            region_code=one.region_code,
            figure=one.spot.figure,
            text=one.text,
            who=names.get(one.author_id, "") or naming.of_region(places[one.region_code]),
            at=one.at,
            is_shared=one.is_shared,
            is_own=one.author_id == member and one.region_code == region_code,
            title=name_of(one.spot),
            address=address(one.spot, one.region_code if state is None else region_code),
            is_of_another_state=state is not None and one.spot.state != state,
        )
        for one in found
        if is_known(one.spot.page)
    ]


def state_of(asked: QueryDict) -> str:
    """Return what an address asks for, as it is kept."""
    kept = asked.copy()
    for name in _NOT_STATE:
        kept.pop(name, None)
    return kept.urlencode()


def address(spot: Spot, region_code: str) -> str:
    """Return the address of a figure in the state in which something was left at it."""
    path = questions.address(spot.page, region_code)
    return f"{path}{'?' if spot.state else ''}{spot.state}#{spot.figure}"


def name_of(spot: Spot, figure: str = "") -> str:
    """Name where something was left: the page, the figure if it has a name of its own, the year."""
    page = questions.title(spot.page)
    year = QueryDict(spot.state).get("year", "")
    names = [page, figure if figure != page else ""]
    if year.isascii() and year.isdigit():
        names.append(gettext("%(year)s年度") % {"year": year})
    return "・".join(name for name in names if name)


def is_known(page: str) -> bool:
    """Say whether there is a page of this name still."""
    return page in {one.slug for one in questions.QUESTIONS}


def shared_with(region_code: str) -> str:
    """Say who else reads a shared note; nothing where nobody does."""
    region = regions.region(region_code)
    if region.kind == "nation":
        return ""
    if region.kind == "prefecture":
        return gettext("県内の市町村にも見せる")
    return gettext("県にも見せる")
