"""One shop's statement of a month: the days, the sum, the fee, and whether it was paid."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.regions import queries as regions
from enishi.settlement import operations, queries, sheets
from enishi.settlement.queries import UnknownStatement
from enishi.settlement.statement import Statement
from enishi.web.console import papers, settling
from enishi.web.design import clock, dates, statement_papers
from enishi.web.design.numbers import tables
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs


def of(region_code: str, number: str) -> Statement:
    """Return a statement of one of the region's points.

    Raises:
        UnknownStatement: it is another region's, or none.
    """
    found = queries.statement(number)
    if found.closing.asset not in {one.code for one in settling.points_of(region_code)}:
        raise UnknownStatement(number=number)
    return found


@needs("books.see")
@never_cache
@require_safe
def statement(request: HttpRequest, region_code: str, number: str) -> HttpResponse:
    """Show one statement."""
    told = of(region_code, number)
    page = {
        "region": regions.region(region_code),
        "told": told,
        "row": settling.row(told),
        "name": settling.name_of(told.closing),
        "head": _head(told),
        "sums": statement_papers.sums(told),
        "kept": statement_papers.kept_note(told),
        "days": _days(told),
        "may_settle": settling.may_settle(request, region_code),
        "done": request.GET.get("done", ""),
        "here": "settlement",
    }
    return render(request, "console/settlement_statement.html", page)


def _head(told: Statement) -> list[str]:
    facts = {
        "month": settling.month(told.closing.month),
        "shop": statement_papers.partner(told),
        "yen": statement_papers.yen(abs(told.payout)),
    }
    if told.payout > 0:
        last = gettext("%(yen)sを支払います。")
    elif told.payout < 0:
        last = gettext("%(yen)sを受け取ります。")
    else:
        last = gettext("お金の動きはありません。")
    return [gettext("%(month)s分、%(shop)s：") % facts, last % facts]


def _days(told: Statement) -> Table:
    """Write the days; late ones say so."""
    language = get_language() or "ja"
    rows = []
    for line in told.lines:
        moved = line.moved
        late = gettext("あとから届いた")
        name = dates.day(line.on, language)
        cells = [
            f"{moved.sales:,}",
            statement_papers.yen(moved.price),
            f"{moved.used:,}",
            f"{moved.given_back:,}",
            f"{moved.granted - moved.taken_back:,}".replace("-", "−"),
            statement_papers.yen(moved.owed),
        ]
        head = f"{name}　{late}" if line.is_late else name
        rows.append(Row(head, [Cell(cell) for cell in cells]))
    heads = [
        gettext("日"),
        gettext("会計の数"),
        gettext("売上（返品を引く）"),
        gettext("使われた"),
        gettext("返した"),
        gettext("お店の負担"),
        gettext("差引"),
    ]
    return Table(gettext("日ごと"), heads, rows)


@needs("books.see")
@never_cache
@require_safe
def paper(request: HttpRequest, region_code: str, number: str) -> HttpResponse:
    """Print the statement in the language asked for."""
    told = of(region_code, number)
    with translation.override(papers.wanted_language(request)):
        facts = statement_papers.facts(regions.region(region_code), [told])
        content = printing.pdf("statement", facts)
    return papers.download(content, f"statement-{told.number}")


@needs("books.see")
@never_cache
@require_safe
def sheet(request: HttpRequest, region_code: str, number: str) -> HttpResponse:  # noqa: ARG001
    """Hand out the days of the statement as CSV."""
    told = of(region_code, number)
    content = tables.sheet(sheets.DAY_HEADS, list(sheets.days(told)), "utf-8")
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statement-{told.number}.csv"'
    return answer


@needs("money.manage")
@require_POST
def unpaid(request: HttpRequest, region_code: str, number: str) -> HttpResponse:  # noqa: ARG001
    """Take back a payment that was noted by mistake or came back from the bank."""
    told = of(region_code, number)
    operations.take_payment_back(number=told.number, asset=told.closing.asset, at=clock.now())
    address = reverse("console-settlement-statement", args=[region_code, told.number])
    return HttpResponseRedirect(f"{address}?done=unpaid")
