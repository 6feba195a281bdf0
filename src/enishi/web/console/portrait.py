"""A region's portrait: what kind of region are we, in one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from enishi.web.console import page, questions, sentences
from enishi.web.console.figures import ages, calendar, doings, homes, key, places
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import Inquiry
from enishi.web.console.sentences import Part
from enishi.web.design.numbers import shares, writing
from enishi.web.design.numbers.asking import VERIFIED
from enishi.web.design.permission import needs


@dataclass(frozen=True, slots=True)
class Shown:
    """What survives in the first year: the shown values of one question."""

    title: str
    values: Sequence[tuple[str, str]]
    hidden: int


@needs("statistics.see")
def portrait(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show a region's portrait; without any numbers yet, say what comes when."""
    return page.answer(request, region_code, questions.PORTRAIT, told)


def told(request: HttpRequest, inquiry: Inquiry) -> page.Told:
    """Return a region in one page; in its first year, what survives of it."""
    if inquiry.is_first_year:
        months = calendar.of_months(inquiry)
        return page.Told(
            head=headline(inquiry),
            rows=[months],
            scope=scope(inquiry),
            without={"against"} if inquiry.month else {"against", "month"},
            splits=_splits(inquiry),
            template="console/first_year.html",
            more={
                "first_year": sentences.first_year(inquiry.people),
                "survivors": survivors(inquiry),
                "months": months,
            },
        )
    town = places.figure(inquiry)
    left = [homes.tile_map(inquiry), doings.figure(inquiry, doings.richest(inquiry))]
    left += [town] if town else []
    right = [ages.both(inquiry), calendar.of_months(inquiry)]
    return page.Told(
        head=headline(inquiry),
        rows=[*left, *right],
        scope=scope(inquiry),
        keys=key_figures(inquiry),
        splits=_splits(inquiry),
        template="console/portrait.html",
        more={
            "left": [_with_more(inquiry, figure) for figure in left],
            "right": [_with_more(inquiry, figure) for figure in right],
            "next_question": next_question(inquiry),
            "priorities": questions.address(
                questions.PRIORITIES, inquiry.region.code, page.state(request)
            ),
        },
    )


def _splits(inquiry: Inquiry) -> list[tuple[str, ...]]:
    """Return the questions whose numbers the page shows."""
    doing = doings.richest(inquiry)
    return [(), (homes.DIMENSION,), (ages.AGE, ages.SEX), (doing,), ("month",)]


def _with_more(inquiry: Inquiry, figure: Figure) -> tuple[Figure, str]:
    """Tie a figure to the page that says more about it."""
    slug = {
        "homes": questions.WHERE,
        "ages": questions.WHO,
        "months": questions.WHEN,
        "places": questions.PORTRAIT,
    }.get(figure.slug, questions.WHAT)
    if slug == questions.PORTRAIT:
        return figure, ""
    state = {
        "year": inquiry.year or "",
        "month": inquiry.month or "",
        "evidence": VERIFIED if inquiry.verified else "",
    }
    return figure, questions.address(slug, inquiry.region.code, state)


def headline(inquiry: Inquiry) -> list[str]:
    """Return the headline in phrases: frame, where from, what is most unlike elsewhere."""
    distinct = doings.short_parts(inquiry, doings.richest(inquiry))
    if not any(part.factor for part in distinct):
        distinct = homes.parts(inquiry)[1] + inquiry.parts(ages.AGE)
    return sentences.portrait(
        inquiry.frame,
        homes.outside(inquiry),
        outside_word(inquiry),
        distinct,
        calendar.of_months(inquiry).say,
    )


def outside_word(inquiry: Inquiry) -> str:
    """Say where those live who are not of the prefecture."""
    name = inquiry.names.value("prefecture", homes.own_prefecture(inquiry) or "")
    if name.endswith("県"):
        return gettext("県外")
    return gettext("%(prefecture)sの外") % {"prefecture": name}


def scope(inquiry: Inquiry) -> list[str]:
    """Say who is counted, with whom they are compared, and what the number is not."""
    said = [
        gettext("%(place)sでの活動が1度でも記録された%(people)s人（実人数。何度でも1人）です。")
        % {"place": inquiry.name, "people": writing.count(inquiry.people)}
    ]
    if inquiry.comparison and not inquiry.is_first_year:
        facts = {
            "comparison": inquiry.comparison,
            "place": inquiry.name,
            "people": writing.count(inquiry.people_there),
        }
        said.append(
            gettext("%(comparison)s（%(place)sを含む）の%(people)s人とくらべています。") % facts
        )
    if inquiry.missing and not inquiry.is_first_year:
        said.append(inquiry.missing)
    if inquiry.verified:
        said.append(
            gettext(
                "受付、会場のQR、お店で確かめられた記録だけを数えています。"
                "ほとんどの人がそうか、ごく少ないときは、表示されません。"
            )
        )
    said.append(gettext("訪れた人すべての数ではありません。"))
    return said


def key_figures(inquiry: Inquiry) -> list[key.Key]:
    """Return the few numbers that say most; hidden ones are left out."""
    keys = [key.people(inquiry)]
    outside = homes.outside(inquiry)
    title = gettext("%(outside)sに住む人") % {"outside": outside_word(inquiry)}
    keys += key.of_share(inquiry, title, outside, homes.outside_there(inquiry))
    female = ages.share_of_sex(inquiry, "female")
    keys += key.of_share(inquiry, female.name, female.own, female.other)
    oldest = ages.largest(inquiry)
    if oldest is not None:
        title = gettext("いちばん多い年代：%(age)s") % {"age": oldest.name}
        keys += key.of_share(inquiry, title, oldest.own, oldest.other)
    return keys + _leading(inquiry) + _by_grade(inquiry)


def _by_grade(inquiry: Inquiry) -> list[key.Key]:
    """Return how many of all have a record that somebody else saw; nothing when it is hidden."""
    people = inquiry.numbers("evidence")
    found = shares.share(people.of(VERIFIED), people.of("all"))
    return key.of_share(inquiry, gettext("確かめられた記録のある人"), found, None)


def _leading(inquiry: Inquiry) -> list[key.Key]:
    """Return the most frequent thing people do."""
    ordered = sentences.shown(inquiry.parts(doings.richest(inquiry)))
    if not ordered:
        return []
    name = doings.short(ordered[0]).name
    title = gettext("いちばん多い：%(name)s") % {"name": name}
    return key.of_share(inquiry, title, ordered[0].own, ordered[0].other)


def next_question(inquiry: Inquiry) -> str:
    """Suggest what to look at next: the clearest difference, if there is one."""
    doing = doings.short_parts(inquiry, doings.richest(inquiry))
    parts = inquiry.parts(ages.AGE) + doing
    far = max(parts, key=_distance, default=None)
    if far is None or not far.difference:
        return ""
    facts = {
        "name": far.name,
        "own": writing.percent(far.own),
        "comparison": inquiry.comparison,
        "other": writing.percent(far.other),
    }
    if far.difference == 1:
        return (
            gettext(
                "「%(name)s」は%(own)s%%で、%(comparison)s（%(other)s%%）よりはっきり多めです。"
            )
            % facts
        )
    return (
        gettext("「%(name)s」は%(own)s%%で、%(comparison)s（%(other)s%%）よりはっきり少なめです。")
        % facts
    )


def _distance(part: Part) -> float:
    """Return how far a clear difference is, in points; 0 for an unclear one."""
    if not part.difference or part.own is None or part.other is None:
        return 0.0
    return abs(part.own.ratio - part.other.ratio)


def survivors(inquiry: Inquiry) -> list[Shown]:
    """Return the one-way tables of which something is shown, without a wall of x."""
    titles = {
        homes.DIMENSION: gettext("どこから来ているか"),
        ages.AGE: gettext("年代"),
        ages.SEX: gettext("性別"),
        "kind": gettext("何をしているか"),
        "theme": gettext("どんなテーマに参加したか"),
        "purpose": gettext("何をしに来たか"),
    }
    found = []
    for dimension, title in titles.items():
        numbers = inquiry.numbers(dimension)
        rows = sorted(numbers.shown(), key=lambda row: (row[0] == (writing.UNKNOWN,), -row[1]))
        values = [
            (inquiry.names.value(dimension, value), gettext("%(people)s人") % {"people": f"{n:,}"})
            for (value,), n in rows
        ]
        if values:
            found.append(Shown(title, values, len(numbers.people) - len(values)))
    return found
