"""Slips of paper at the office: sheets to print, and a sheet typed in, with what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.merchants import queries
from enishi.merchants.shop import OPEN
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.sales import slips
from enishi.sales.operations import ShopDoesNotTakePart, entering
from enishi.sales.slips import Reject, Typed
from enishi.web.console import shops
from enishi.web.design import clock, sentences, shop_papers
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs

_COLUMNS: Mapping[str, str] = {
    slips.DAY: gettext_noop("日"),
    slips.CARD: gettext_noop("会員証の番号"),
    slips.PRICE: gettext_noop("金額"),
    slips.POINTS: gettext_noop("使うポイント"),
}
_REASONS: Mapping[str, str] = {
    "no_day": gettext_noop("日付を読めません。6/5のように入れてください。"),
    "day_to_come": gettext_noop("これからの日付です。"),
    "day_too_old": gettext_noop("2か月より前の伝票です。"),
    "line_twice": gettext_noop("同じ行が2つあります。"),
    "card_length": gettext_noop("番号は16文字です。"),
    "unknown_card": gettext_noop("この番号の会員証はありません。1文字ずつ見てください。"),
    "no_price": gettext_noop("金額を読めません。"),
    "no_points": gettext_noop("ポイントの数を読めません。"),
    "more_than_price": gettext_noop("使うポイントが、金額より多くなっています。"),
    "sale_is_different": gettext_noop("この行は、別の内容でもう入っています。"),
}
_TOLD = (entering.UnknownSlipSheet, entering.TooManySlips, queries.ShopIsNotOpen)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was not taken, in words."""

    line: int
    column: str
    typed: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form, with what was typed and which column is at fault."""

    typed: Typed
    faulty: frozenset[str]


def _why(one: Reject) -> str:
    known = _REASONS.get(one.reason)
    return gettext(known) if known else str(sentences.sentence(one.reason, {}).what)


def _rows(request: HttpRequest) -> list[Typed]:
    """Return the lines that were typed, or pasted as a table."""
    pasted = slips.typed_in(request.POST.get("table", "")[:100_000])
    columns = zip(
        *(request.POST.getlist(name) for name in ("day", "card", "price", "points")), strict=False
    )
    typed = [
        Typed(line, *(text[:40] for text in told)) for line, told in enumerate(columns, start=1)
    ]
    return pasted or typed


def _form_rows(rows: Sequence[Typed], rejects: Sequence[Reject]) -> list[Row]:
    """Return the lines that are still to be typed; after a whole sheet an empty one."""
    bad: dict[int, set[str]] = {}
    for one in rejects:
        bad.setdefault(one.line, set()).add(one.column)
    by_line = {one.line: one for one in rows if one.line in bad}
    return [
        Row(by_line.get(line, Typed(line)), frozenset(bad.get(line, ())))
        for line in range(1, max([slips.LINES, *bad]) + 1)
    ]


@needs("shop.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, region_code: str) -> HttpResponse:
    """Type a sheet of slips in; what cannot be stays in the form, with the reason."""
    told = request.POST if request.method == "POST" else request.GET
    found = queries.shops_of(region_code, state=OPEN)
    chosen = next((one for one in found if one.code == told.get("shop", "")), None)
    rows: list[Typed] = []
    page: dict[str, object] = {
        "region": regions.region(region_code),
        "shops": found,
        "chosen": chosen,
        "serial": told.get("serial", ""),
        "table": "",
        "here": "slips",
    }
    status = 200
    entered: slips.Entered | None = None
    if request.method == "POST" and chosen is not None:
        rows = _rows(request)
        page["table"] = request.POST.get("table", "")
        try:
            entered = entering.enter_slips(
                shop_code=chosen.code,
                asset=_asset(chosen.code, jst_day(clock.now())),
                serial=told.get("serial", ""),
                rows=rows,
                at=clock.now(),
            )
        except _TOLD as refusal:
            page["wrong"] = sentences.sentence(refusal.code, refusal.facts)
            page["rows"] = [Row(one, frozenset()) for one in rows]
            status = refusal.status
    if entered is not None:
        page |= _done(entered)
        status = 422 if entered.rejects else 200
    page.setdefault("rows", _form_rows(rows, entered.rejects if entered else ()))
    return render(request, "console/shop_slips.html", page, status=status)


def _done(entered: slips.Entered) -> dict[str, object]:
    fresh = [one for _, one in entered.sold if not one.repeated]
    return {
        "fresh": len(fresh),
        "yen": sum(one.amount_yen for one in fresh),
        "earned": sum(one.earned for one in fresh),
        "spent": sum(one.spent for one in fresh),
        "again": len(entered.sold) - len(fresh),
        "is_done": True,
        "faults": [
            Fault(one.line, gettext(_COLUMNS[one.column]), one.typed, _why(one))
            for one in entered.rejects
        ],
        "table": "",
    }


def _asset(shop_code: str, today: date) -> str:
    """Return the points that a shop's slips are about: the first it takes part in these weeks."""
    for part in queries.participations([shop_code]):
        since = today - timedelta(days=slips.DAYS_MOST)
        if part.since <= today and (part.until is None or part.until > since):
            return programs.asset(part.asset).code
    raise ShopDoesNotTakePart(shop=shop_code, asset="")


@needs("shop.manage")
@never_cache
@require_safe
def sheets(request: HttpRequest, region_code: str, shop_code: str) -> HttpResponse:
    """Print fresh sheets of slips for a shop."""
    found = shops.of_region(region_code, shop_code)
    number = shops.number_of_sheets(request.GET.get("sheets", "1"))
    with translation.override(shop_papers.wanted_language(request)):
        facts = shop_papers.slip_sheets(regions.region(region_code), found, number)
        return shop_papers.download(printing.pdf("slip_sheet", facts), f"slips-{found.name}")
