"""What every page of a region shows around its figures: list, pickers, foot, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from enishi.insight.releases import queries as releases
from enishi.insight.releases.released import Closed
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import questions
from enishi.web.console.figures.figure import Figure
from enishi.web.console.inquiry import ALL, NATION, PREFECTURE, Inquiry, inquire
from enishi.web.design import clock
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.asking import VERIFIED
from enishi.web.design.permission import reader


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """One question of the row of pickers; its answer lives in the address."""

    name: str
    label: str
    choices: Sequence[Choice]


def asked(request: HttpRequest, region_code: str) -> Inquiry | None:
    """Return what the address asks for; None while no month is closed yet.

    Raises:
        UnknownRegion: no region has the code.
    """
    region = regions.region(region_code)
    latest = releases.latest_closing()
    if latest is None or not _is_counted(region, latest):
        return None
    return inquire(
        region,
        year=request.GET.get("year", ""),
        against=request.GET.get("against", ""),
        at=clock.now(),
        last_month=latest.until,
        verified=request.GET.get("evidence", "") == VERIFIED,
    )


def _is_counted(region: Region, latest: Closed) -> bool:
    """Say whether a region took part when the last month was closed."""
    if region.kind == "nation":
        return True
    return region.code in latest.catalogue.nodes or region.code in latest.catalogue.prefectures


def state(request: HttpRequest) -> dict[str, str]:
    """Return the part of the address that all pages of a region share."""
    return {name: request.GET.get(name, "") for name in ("year", "against", "evidence")}


def around(request: HttpRequest, region_code: str, slug: str) -> dict[str, object]:
    """Return what stands around the figures, whether there are any or not."""
    region = regions.region(region_code)
    may_see_exact = regions.may(
        member_id=reader(request), region_code=region_code, permission="exact.see"
    )
    return {
        "here": "exact" if slug == questions.EXACT else "portrait",
        "why_nothing": _why_nothing(region),
        "region": region,
        "slug": slug,
        "title": questions.title(slug),
        "groups": questions.groups(region_code, state(request), may_see_exact=may_see_exact),
    }


def _why_nothing(region: Region) -> str:
    """Say what has to happen before a region without numbers has some."""
    if region.kind == "nation":
        return gettext("全国の数字は、3つ以上の都道府県から参加があると表示されます。")
    if region.kind == "prefecture":
        return gettext("県の数字は、3つ以上の市町村から参加があり、月が締まると表示されます。")
    return gettext(
        "まだ記録がないか、数えて見せられる人数になっていません。"
        "数字は月が締まると、ここに表示されます。"
    )


def about(request: HttpRequest, inquiry: Inquiry, slug: str) -> dict[str, object]:
    """Return what a page of figures shows around them."""
    code = inquiry.region.code
    kept = {
        name: request.GET[name]
        for name in ("year", "against", "evidence", "number")
        if name in request.GET
    }
    return around(request, code, slug) | {
        "inquiry": inquiry,
        "kick": _kick(inquiry),
        "pickers": [years(inquiry), others(inquiry), grades(inquiry)],
        "protection": writing.protection(),
        "credits": inquiry.numbers().credits,
        "csv": questions.file_address(slug, code, "csv", kept),
        "csv_sjis": questions.file_address(slug, code, "csv", kept | {"encoding": "shift_jis"}),
        "json": questions.file_address(slug, code, "json", kept),
        "compare": questions.address(questions.COMPARE, code, state(request)),
    }


def _kick(inquiry: Inquiry) -> str:
    """Name the months that the numbers are about."""
    if inquiry.verified:
        return writing.text(_months(inquiry), gettext("・確かめられた記録だけ"))
    return _months(inquiry)


def _months(inquiry: Inquiry) -> str:
    if inquiry.year is not None:
        return writing.span_of_year(inquiry.year, inquiry.last_month)
    every = gettext("締めた月すべて")
    if not inquiry.shown_months:
        return every
    first, last = inquiry.shown_months[0], inquiry.shown_months[-1]
    facts = {"first": writing.full_month(first), "last": writing.full_month(last)}
    return writing.text(every, gettext("（月ごとの数字は%(first)s〜%(last)s）") % facts)


def years(inquiry: Inquiry) -> Picker:
    """Return the picker of the period."""
    choices = [
        Choice(year, writing.period(year), is_chosen=year == inquiry.year) for year in inquiry.years
    ]
    every = Choice(ALL, gettext("締めた月すべて"), is_chosen=inquiry.year is None)
    return Picker("year", gettext("期間"), [*choices, every])


def others(inquiry: Inquiry) -> Picker:
    """Return the picker of whom to compare with."""
    nation = Choice(NATION, gettext("全国の参加地域"), is_chosen=inquiry.wanted == NATION)
    above = next((r for r in inquiry.above if r.kind == PREFECTURE), None)
    choices = [nation] if not inquiry.region.is_sample else []
    if above is not None:
        name = gettext("%(name)s全体") % {"name": inquiry.names.value("prefecture", above.code)}
        choices.insert(0, Choice(PREFECTURE, name, is_chosen=inquiry.wanted == PREFECTURE))
    return Picker("against", gettext("くらべる相手"), choices)


def grades(inquiry: Inquiry) -> Picker:
    """Return the picker of how sure the records are that count."""
    choices = [
        Choice("", gettext("すべての記録"), is_chosen=not inquiry.verified),
        Choice(VERIFIED, gettext("確かめられた記録だけ"), is_chosen=inquiry.verified),
    ]
    return Picker("evidence", gettext("記録の確かさ"), choices)


@dataclass(frozen=True, slots=True)
class Told:
    """What one question's page has of its own: headline and figures."""

    head: Sequence[str]
    rows: Sequence[Figure]
    more: Mapping[str, object] = field(default_factory=dict)


def answer(
    request: HttpRequest, region_code: str, slug: str, tell: Callable[[Inquiry], Told]
) -> HttpResponse:
    """Show the page of one question; without any numbers yet, say what comes when."""
    inquiry = asked(request, region_code)
    if inquiry is None or not inquiry.has_anything:
        return render(request, "console/nothing_yet.html", around(request, region_code, slug))
    told = tell(inquiry)
    shown = about(request, inquiry, slug) | {
        "head": [phrase for phrase in told.head if phrase],
        "rows": told.rows,
    }
    return render(request, "console/question.html", shown | dict(told.more))
