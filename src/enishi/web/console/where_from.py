"""どこから来ているか: the map, bars of the other prefectures, and a drill-down by picker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences, widening
from enishi.web.console.figures import ages, homes
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.page import Choice, Picker
from enishi.web.design.numbers import writing
from enishi.web.design.permission import needs


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the drill-down: what was asked, and what came of it."""

    asked: str
    people: str
    percent: str
    span: str
    reason: str


@needs("statistics.see")
def where_from(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show homes; a chosen home, age and sex are widened until something can be shown."""
    return page.answer(request, region_code, questions.WHERE, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return the map, the bars of the other prefectures, and the steps of the drill-down."""
    chosen = _chosen(request, inquiry)
    return page.Told(
        head=_headline(inquiry),
        rows=[homes.tile_map(inquiry), homes.bar_chart(inquiry)],
        drill=_pickers(inquiry, chosen),
        splits=[(), (homes.DIMENSION,)],
        more={"steps": steps(inquiry, chosen) if chosen else []},
    )


def _headline(inquiry: Inquiry) -> list[str]:
    """Name the frame, then the share from outside and the clear differences."""
    own, others = homes.parts(inquiry)
    facts = {
        "period": inquiry.period,
        "place": inquiry.name,
        "people": writing.count(inquiry.people),
    }
    opening = gettext("%(period)sに%(place)sで記録された%(people)s人のうち、") % facts
    compared = sentences.compared(others, inquiry.comparison)
    return [opening, sentences.homes(own, others), compared]


def _chosen(request: HttpRequest, inquiry: Inquiry) -> dict[str, str]:
    """Return the conditions of the address that name published values; at most two."""
    published = {
        homes.DIMENSION: inquiry.numbers(homes.DIMENSION).values(),
        ages.AGE: inquiry.numbers(ages.AGE).values(),
        ages.SEX: inquiry.numbers(ages.SEX).values(),
    }
    asked = {name: request.GET.get(name, "") for name in published}
    known = {name: value for name, value in asked.items() if value in published[name]}
    return dict(list(known.items())[: widening.ATTRIBUTES_MAX])


def _pickers(inquiry: Inquiry, chosen: dict[str, str]) -> list[Picker]:
    """Return the pickers of home, age and sex."""
    labels = {
        homes.DIMENSION: gettext("住まい"),
        ages.AGE: gettext("年代"),
        ages.SEX: gettext("性別"),
    }
    found = []
    for name, label in labels.items():
        values = inquiry.numbers(name).values()
        choices = [Choice("", gettext("分けない"), is_chosen=name not in chosen)]
        choices += [
            Choice(value, inquiry.names.value(name, value), is_chosen=chosen.get(name) == value)
            for value in values
        ]
        found.append(Picker(name, label, choices))
    return found


def steps(inquiry: Inquiry, chosen: dict[str, str]) -> Sequence[Step]:
    """Ask, and where the answer is hidden tell the nearest wider one with the reasons."""
    shown, taken = inquiry.own.widened(**chosen)
    people, reasons = shown.of(), [widening.because(step) for step in taken]
    is_own = not {"neighbours", "prefecture"} & {step.name for step in taken}
    share = inquiry.share(people) if is_own else None
    asked = dict(chosen) if not taken else _conditions(shown.filters)
    last = Step(
        asked=_words(inquiry, asked if is_own else {**_place(shown.filters), **asked}),
        people=writing.count(people),
        percent=writing.percent_fine(share) if share else "",
        span=writing.span(share),
        reason=writing.text(*reasons),
    )
    if not taken:
        return [last]
    return [Step(_words(inquiry, chosen), writing.count(None), "", "", ""), last]


def _conditions(filters: Mapping[str, str]) -> dict[str, str]:
    """Return the conditions on people alone."""
    wanted = ("home_prefecture", "home_area", "age_band", "age_band20", "sex")
    return {name: filters[name] for name in wanted if name in filters}


def _place(filters: Mapping[str, str]) -> dict[str, str]:
    """Return the place that was stepped up to."""
    wanted = ("neighbours", "prefecture")
    return {name: filters[name] for name in wanted if name in filters}


def _words(inquiry: Inquiry, asked: Mapping[str, str]) -> str:
    """Name a combination of conditions."""
    if not asked:
        return gettext("全員")
    return " × ".join(inquiry.names.value(name, value) for name, value in asked.items())
