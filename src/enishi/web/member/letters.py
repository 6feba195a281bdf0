"""町からのお礼: the letters that a member's towns wrote to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.activities import queries as activities
from enishi.kit.periods import jst_day
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.ties import operations, queries
from enishi.ties.letter import ALL, Letter
from enishi.web.design import clock
from enishi.web.design.permission import anyone
from enishi.web.member import device, tie
from enishi.web.member.tie import Known


@dataclass(frozen=True, slots=True)
class Told:
    """A letter in the reader's language."""

    letter: Letter
    title_told: str
    text_told: str
    signed_told: str
    region: Region | None = None


def told(letter: Letter, region: Region | None = None) -> Told:
    """Put a letter into the reader's language; Japanese where the town wrote no other."""
    language = get_language() or "ja"
    return Told(
        letter,
        letter.title.of(language),
        letter.text.of(language),
        letter.signed.of(language),
        region,
    )


def to(mine: Known, region_codes: Sequence[str], limit: int = 50) -> list[Letter]:
    """Return the letters that a member's towns wrote to them, newest first.

    What a town wrote to all before it knew the member thanks others: it is not shown as theirs.
    """
    came = activities.events_met(mine.member_id)
    found = queries.letters_to(mine.member_id, region_codes, came, limit=limit)
    if not any(one.audience == ALL for one in found):
        return found
    known_since = activities.first_met(mine.member_id)
    return [
        one
        for one in found
        if one.audience != ALL
        or jst_day(one.at) >= known_since.get(one.region_code, jst_day(one.at))
    ]


@anyone
@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Show all letters; what is shown has been read."""
    at = clock.now()
    member_id = device.member_of(request)
    if member_id is None:
        return render(request, "member/letters.html", {"here": "home"})
    mine = tie.known(member_id, jst_day(at))
    found = to(mine, sorted(mine.codes))
    new = [one.id for one in found if not one.is_read]
    if new and request.method == "GET":
        operations.note_read(letter_ids=new, member_id=member_id, at=at)
    named = regions.regions(sorted({one.region_code for one in found}))
    page = {"letters": [told(one, named[one.region_code]) for one in found], "here": "home"}
    return render(request, "member/letters.html", page)
