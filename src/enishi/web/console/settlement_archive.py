"""Kept statements, found by date, amount and partner (電子帳簿保存法)."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.regions import queries as regions
from enishi.settlement import queries, sheets
from enishi.settlement.statement import Search
from enishi.web.console import settling
from enishi.web.design.numbers import tables
from enishi.web.design.permission import needs

_SHOWN = 300


@needs("books.see")
@never_cache
@require_safe
def archive(request: HttpRequest, region_code: str) -> HttpResponse:
    """Search the statements; with `form=csv` hand out what was found."""
    asset = settling.wanted(request, region_code)
    search = _search(request)
    found = queries.archive(asset.code, search)
    if request.GET.get("form") == "csv":
        rows = [sheets.row(one) for one in found]
        answer = HttpResponse(
            tables.sheet(sheets.HEADS, rows, "utf-8"), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{region_code}-archive.csv"'
        return answer
    page = {
        "region": regions.region(region_code),
        "asset": asset,
        "search": search,
        "rows": [settling.row(one) for one in found[:_SHOWN]],
        "number": len(found),
        "more": max(0, len(found) - _SHOWN),
        "head": gettext("%(n)s通の明細があります。") % {"n": f"{len(found):,}"},
        "kept": request.GET.urlencode(),
        "here": "settlement",
    }
    return render(request, "console/settlement_archive.html", page)


def _search(request: HttpRequest) -> Search:
    """Read what is asked for; what cannot be read is not asked."""
    told = request.GET
    return Search(
        since=_day(told.get("since", "")),
        until=_day(told.get("until", "")),
        least=_number(told.get("least", "")),
        most=_number(told.get("most", "")),
        partner=told.get("partner", "").replace("\0", "").strip()[:80],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    plain = text.replace(",", "").strip()
    return int(plain) if plain.isdecimal() and len(plain) <= len("9999999999") else None
