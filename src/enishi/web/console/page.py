"""What every page of a region shows around its figures: tabs, list, pickers, foot, files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from enishi.insight.releases import queries as releases
from enishi.insight.releases.released import Closed
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import pickers, questions, remarks
from enishi.web.console.figures.figure import Figure
from enishi.web.console.figures.key import Key
from enishi.web.console.inquiry import Inquiry, inquire
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design import clock
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.asking import VERIFIED
from enishi.web.design.permission import reader

__all__ = ["Choice", "Picker", "Tell", "Told", "answer", "answer_of_outside", "asked"]

# The part of an address that all pages of a region share; links from page to page keep it.
SHARED = ("year", "month", "against", "evidence")


@dataclass(frozen=True, slots=True)
class Told:
    """What one question's page has of its own.

    `scope` says who is counted; `drill` are pickers of this page alone; `without` names shared
    pickers that mean nothing here. `splits` are the questions to the releases that the CSV writes
    row by row; without them it writes the tables of the figures. `template` extends
    `console/question.html`.
    """

    head: Sequence[str]
    rows: Sequence[Figure]
    scope: Sequence[str] = ()
    keys: Sequence[Key] = ()
    drill: Sequence[Picker] = ()
    without: Collection[str] = ()
    splits: Sequence[tuple[str, ...]] = ()
    credits: Sequence[str] = ()
    kick: str = ""
    template: str = "console/question.html"
    more: Mapping[str, object] = field(default_factory=dict)


Tell = Callable[[HttpRequest, Inquiry], Told]
TellOutside = Callable[[HttpRequest, Region], Told]


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
        month=request.GET.get("month", ""),
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
    return {name: request.GET[name] for name in SHARED if request.GET.get(name)}


def around(request: HttpRequest, region_code: str, slug: str) -> dict[str, object]:
    """Return what stands around the figures, whether there are any or not."""
    region = regions.region(region_code)
    allowed = regions.permissions(member_id=reader(request), region_code=region_code)
    groups = questions.groups(region_code, state(request), allowed, slug)
    return {
        "here": "exact" if slug == questions.EXACT else "portrait",
        "why_nothing": _why_nothing(region),
        "region": region,
        "slug": slug,
        "title": questions.title(slug),
        "group": questions.name_of_group(slug),
        "groups": groups,
        "tabs": questions.tabs(groups),
        "tab": questions.tab_of(slug),
        "remarks": remarks.at(request, region_code, slug),
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


def about(request: HttpRequest, inquiry: Inquiry, slug: str, told: Told) -> dict[str, object]:
    """Return what a page of figures shows around them."""
    code = inquiry.region.code
    shared = [
        pickers.places(request, inquiry.region),
        pickers.years(inquiry),
        pickers.months(inquiry),
        pickers.others(inquiry),
        pickers.grades(inquiry),
    ]
    return around(request, code, slug) | {
        "inquiry": inquiry,
        "kick": told.kick or kick(inquiry),
        "pickers": [one for one in shared if one.is_useful and one.name not in told.without],
        "protection": writing.protection(),
        "credits": [*inquiry.numbers().credits, *told.credits],
        "files": files(request, code, slug),
        "compare": questions.address(questions.COMPARE, code, state(request)),
    }


def files(request: HttpRequest, code: str, slug: str) -> dict[str, str]:
    """Return the addresses of a page's files: each with all that the page's address says."""
    if slug not in questions.WITH_FILES:
        return {}
    kept: dict[str, str | Sequence[str]] = {
        name: values for name, values in request.GET.lists() if name != "region"
    }
    older = kept | {"encoding": "shift_jis"}
    return {
        "xlsx": questions.file_address(slug, code, "xlsx", kept),
        "csv": questions.file_address(slug, code, "csv", kept),
        "csv_sjis": questions.file_address(slug, code, "csv", older),
        "json": questions.file_address(slug, code, "json", kept),
        "png": questions.file_address(slug, code, "png", kept | {"figure": ""}),
        "svg": questions.file_address(slug, code, "svg", kept | {"figure": ""}),
    }


def kick(inquiry: Inquiry) -> str:
    """Name the months that the numbers are about."""
    return graded(_months(inquiry), inquiry)


def graded(period: str, inquiry: Inquiry) -> str:
    """Add to a period which records are counted, where not all are."""
    if inquiry.verified:
        return writing.text(period, gettext("・確かめられた記録だけ"))
    return period


def _months(inquiry: Inquiry) -> str:
    if inquiry.month is not None:
        return writing.full_month(inquiry.month)
    if inquiry.year is not None:
        return writing.span_of_year(inquiry.year, inquiry.last_month)
    every = gettext("締めた月すべて")
    if not inquiry.shown_months:
        return every
    first, last = inquiry.shown_months[0], inquiry.shown_months[-1]
    facts = {"first": writing.full_month(first), "last": writing.full_month(last)}
    return writing.text(every, gettext("（月ごとの数字は%(first)s〜%(last)s）") % facts)


def answer(request: HttpRequest, region_code: str, slug: str, tell: Tell) -> HttpResponse:
    """Show the page of one question; without any numbers yet, say what comes when."""
    if moved := _moved(request, region_code, slug):
        return moved
    inquiry = asked(request, region_code)
    if inquiry is None or not inquiry.has_anything:
        return render(request, "console/nothing_yet.html", around(request, region_code, slug))
    told, inquiry = tell_of(request, inquiry, tell)
    return _shown(request, told, about(request, inquiry, slug, told))


def tell_of(request: HttpRequest, inquiry: Inquiry, tell: Tell) -> tuple[Told, Inquiry]:
    """Return what a page tells, and of which inquiry: without what means nothing to the page.

    An address keeps a month and the grade of records from page to page.
    """
    told = tell(request, inquiry)
    plain = inquiry.without(told.without)
    return (told, inquiry) if plain is inquiry else (tell(request, plain), plain)


def answer_of_outside(
    request: HttpRequest, region_code: str, slug: str, tell: TellOutside
) -> HttpResponse:
    """Show a page of outside statistics: it needs no records of our own, and adds no error."""
    if moved := _moved(request, region_code, slug):
        return moved
    told = tell(request, regions.region(region_code))
    return _shown(
        request,
        told,
        around(request, region_code, slug)
        | {
            "kick": told.kick,
            "pickers": [],
            "credits": told.credits,
            "files": files(request, region_code, slug),
            "is_outside": True,
        },
    )


def _shown(request: HttpRequest, told: Told, shown: dict[str, object]) -> HttpResponse:
    """Show what a page has of its own inside what stands around it."""
    own = {
        "head": [phrase for phrase in told.head if phrase],
        "scope": [line for line in told.scope if line],
        "keys": told.keys,
        "rows": told.rows,
        "drill": [one for one in told.drill if one.is_useful],
    }
    return render(request, told.template, shown | own | dict(told.more))


def _moved(request: HttpRequest, region_code: str, slug: str) -> HttpResponse | None:
    """Lead to the same page of the region that the picker of regions names."""
    wanted = request.GET.get("region", region_code)
    if wanted == region_code or wanted not in pickers.codes_of_places(request):
        return None
    kept = {name: str(value) for name, value in request.GET.items() if name != "region"}
    return HttpResponseRedirect(questions.address(slug, wanted, kept))
