"""会員証の名前とお礼: what a region calls its card, whom it honours, what it has written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from enishi.events import queries as events
from enishi.regions import queries as regions
from enishi.ties import letter as letters
from enishi.ties import queries
from enishi.ties.honour import Honour
from enishi.ties.letter import Letter
from enishi.ties.wording import Wording
from enishi.web.design.permission import needs, reader


@dataclass(frozen=True, slots=True)
class Preview:
    """A card as members see it, on the second of the three steps."""

    card: str
    steps: Sequence[tuple[str, str, str]]


def preview(wording: Wording) -> Preview:
    """Show a region's words on a card."""
    language = get_language() or "ja"
    return Preview(
        wording.card.of(language),
        [
            (step.fraction, step.name.of(language), step.meaning.of(language))
            for step in wording.steps
        ],
    )


@dataclass(frozen=True, slots=True)
class Written:
    """One letter of the list: to whom, and how many were messaged."""

    letter: Letter
    title: str
    whom: str
    told: str


def whom(letter: Letter, title: str = "") -> str:
    """Say for whom a letter is."""
    if letter.audience == letters.ALL:
        return gettext("町とつながった人みんな")
    if letter.audience == letters.HONOURED:
        return gettext("ご招待を受けた人")
    return gettext("「%(title)s」に来た人") % {"title": title}


def _written(found: Sequence[Letter]) -> list[Written]:
    titles = events.titles({one.event for one in found if one.event})
    language = get_language() or "ja"
    return [
        Written(
            one,
            one.title.of(language),
            whom(one, titles.get(one.event, "")),
            gettext("これから")
            if one.told is None
            else gettext("%(n)s人") % {"n": f"{one.told:,}"},
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One honour of the list."""

    honour: Honour
    name: str


@needs("event.manage")
@require_safe
def ties(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the card, the steps, the honours and the letters of a region."""
    wording = queries.wording(region_code)
    language = get_language() or "ja"
    page = {
        "region": regions.region(region_code),
        "wording": wording,
        "preview": preview(wording),
        "honours": [Row(one, one.name.of(language)) for one in queries.honours_in(region_code)],
        "letters": _written(queries.letters_from(region_code)),
        "may_change": regions.may(
            member_id=reader(request), region_code=region_code, permission="region.manage"
        ),
        "done": "done" in request.GET,
        "here": "ties",
    }
    return render(request, "console/ties.html", page)
