"""Slips of paper at the office: sheets to print, and a sheet typed in, with what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.merchants import queries
from enishi.merchants.shop import OPEN, Shop
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
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
    "blank_card": gettext_noop("まだ、だれにも渡していない会員証です。"),
    "no_price": gettext_noop("金額を読めません。"),
    "no_points": gettext_noop("ポイントの数を読めません。"),
    "more_than_price": gettext_noop("使うポイントが、金額より多くなっています。"),
    "sale_is_different": gettext_noop("この行は、別の内容でもう入っています。"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A shop whose slips can be entered, and of which points; a shop of several has several."""

    value: str
    shop: Shop
    asset: Asset | None
    points: str = ""  # what they are called, where the shop has several


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


class NoShopChosen(Refusal):
    """It is not said whose sheet it is, or of which of the shop's points."""

    code = "no_shop_chosen"
    status = 422


def _entered(
    chosen: Choice | None, serial: str, rows: Sequence[Typed], at: datetime
) -> slips.Entered:
    """Enter a sheet.

    Raises:
        NoShopChosen: it is not said whose sheet it is, or of which of its points.
        ShopDoesNotTakePart: the shop takes part in nothing.
        The refusals of `enter_slips`.
    """
    if chosen is None:
        raise NoShopChosen
    if chosen.asset is None:
        raise ShopDoesNotTakePart(shop=chosen.shop.code, asset="")
    return entering.enter_slips(
        shop_code=chosen.shop.code, asset=chosen.asset.code, serial=serial, rows=rows, at=at
    )


_TOLD = (
    NoShopChosen,
    entering.UnknownSlipSheet,
    entering.TooManySlips,
    queries.ShopIsNotOpen,
    ShopDoesNotTakePart,
)


@needs("shop.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, region_code: str) -> HttpResponse:
    """Type a sheet of slips in; what cannot be stays in the form, with the reason."""
    told = request.POST if request.method == "POST" else request.GET
    at = clock.now()
    choices = _choices(queries.shops_of(region_code, state=OPEN), jst_day(at))
    chosen = next((one for one in choices if one.value == told.get("shop", "")), None)
    page: dict[str, object] = {
        "region": regions.region(region_code),
        "choices": choices,
        "chosen": chosen,
        "serial": told.get("serial", ""),
        "table": request.POST.get("table", ""),
        "here": "slips",
    }
    if request.method != "POST":
        page["rows"] = _form_rows((), ())
        return render(request, "console/shop_slips.html", page)
    rows = _rows(request)
    try:
        entered = _entered(chosen, told.get("serial", ""), rows, at)
    except _TOLD as refusal:
        page["wrong"] = sentences.sentence(refusal.code, refusal.facts)
        page["rows"] = [Row(one, frozenset()) for one in rows]
        return render(request, "console/shop_slips.html", page, status=refusal.status)
    page |= _done(entered) | {"rows": _form_rows(rows, entered.rejects)}
    status = 422 if page["faults"] or page["is_empty"] else 200
    return render(request, "console/shop_slips.html", page, status=status)


def _done(entered: slips.Entered) -> dict[str, object]:
    fresh = [one for _, one in entered.sold if not one.repeated]
    return {
        "fresh": len(fresh),
        "yen": sum(one.amount_yen for one in fresh),
        "earned": sum(one.earned for one in fresh),
        "spent": sum(one.spent for one in fresh),
        "again": len(entered.sold) - len(fresh),
        "is_done": bool(entered.sold),
        "is_empty": not entered.sold and not entered.rejects,
        "faulty": len({one.line for one in entered.rejects}),
        "faults": [
            Fault(one.line, gettext(_COLUMNS[one.column]), one.typed, _why(one))
            for one in entered.rejects
        ],
        "table": "",
    }


def _choices(found: Sequence[Shop], today: date) -> list[Choice]:
    """Return the shops with the points that their slips of these weeks can be about."""
    since = today - timedelta(days=slips.DAYS_MOST)
    parts: dict[str, list[str]] = {one.code: [] for one in found}
    for part in queries.participations(parts):
        if part.since <= today and (part.until is None or part.until > since):
            parts[part.shop_code].append(part.asset)
    known = {
        code: programs.asset(code) for code in {one for each in parts.values() for one in each}
    }
    choices = []
    for one in found:
        own = [known[code] for code in parts[one.code]]
        if len(own) > 1:
            choices += [Choice(f"{one.code}/{asset.code}", one, asset, asset.name) for asset in own]
        else:
            choices.append(Choice(one.code, one, own[0] if own else None))
    return choices


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
