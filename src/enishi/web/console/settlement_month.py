"""One closed month: each shop's statement, files for bank and accountants, what was paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enishi.merchants import queries as merchants
from enishi.programs import journal as journals
from enishi.programs import queries as programs
from enishi.programs.journal import Chart
from enishi.regions import queries as regions
from enishi.settlement import netting, operations, queries, sheets, terms
from enishi.settlement.netting import CARRY, PAY
from enishi.settlement.statement import DUE, Closing, Statement
from enishi.web.console import papers, settling, stand
from enishi.web.console.figures.key import Key
from enishi.web.design import clock, statement_papers
from enishi.web.design.numbers import tables
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.paper import printing
from enishi.web.design.permission import needs, reader

Rows = list[tuple[object, ...]]
FILES: Mapping[str, tuple[Sequence[str], Callable[[Sequence[Statement], Chart], Rows]]] = {
    "statements": (sheets.HEADS, lambda found, _chart: [sheets.row(one) for one in found]),
    "journal": (sheets.JOURNAL_HEADS, lambda found, chart: list(sheets.journal(found, chart))),
}


def _closing(region_code: str, closing_id: int) -> Closing:
    """Return a closing of one of the region's points.

    Raises:
        UnknownClosing: it is another region's, or none.
    """
    assets = [one.code for one in settling.points_of(region_code)]
    return queries.closing(closing_id, assets=assets)


@needs("books.see")
@never_cache
@require_safe
def month(request: HttpRequest, region_code: str, closing_id: int) -> HttpResponse:
    """Show the statements of a closed month."""
    closing = _closing(region_code, closing_id)
    found = queries.statements(closing.id)
    search = settling.search(request, (settling.DUE, *settling.OUTCOMES))
    shops = merchants.shops(one.shop_code for one in found)
    found.sort(key=lambda one: settling.by_name(shops[one.shop_code]))
    sheet = search.sheet([one for one in found if _is_wanted(one, search)], kept={})
    page = {
        "region": regions.region(region_code),
        "closing": closing,
        "name": settling.name_of(closing),
        "head": _head(closing, found),
        "keys": _keys(found),
        "all": len(found),
        "search": search,
        "sheet": sheet,
        "rows": [settling.row(one) for one in sheet.rows],
        "waits": closing.stands and any(one.state == DUE for one in sheet.rows),
        "by_bank": len(_by_bank(found)),
        "lacks_place": closing.stands
        and not closing.terms.says_where_to_pay
        and any(one.payout < 0 and one.paid_on is None for one in found),
        "positions": _positions(closing) if closing.positions else None,
        "ways": [(way, gettext(name)) for way, name in settling.WAYS.items()],
        "today": settling.today(),
        "may_settle": settling.may_settle(request, region_code),
        "done": _done(request),
        "here": "settlement",
    }
    return render(request, "console/settlement_month.html", page)


def _is_wanted(one: Statement, search: settling.Search) -> bool:
    names = f"{one.partner} {one.partner_en} {one.shop_code} {one.number}"
    return search.finds(one.outcome, names, is_due=one.state == DUE)


def _done(request: HttpRequest) -> str:
    done, number = request.GET.get("done", ""), request.GET.get("n", "")
    if done == "closed":
        return gettext("締めました。お店ごとの明細ができています。")
    if done == "paid" and number.isascii() and number.isdigit():
        return gettext("%(n)s店の支払いを書きとめました。") % {"n": number}
    return ""


def _head(closing: Closing, found: list[Statement]) -> list[str]:
    """Say how many shops are paid how much, and whether it still counts."""
    paid = [one for one in found if one.outcome == PAY]
    facts = {
        "month": settling.name_of(closing),
        "shops": len(paid),
        "yen": statement_papers.yen(sum(one.payout for one in paid)),
    }
    told = [
        gettext("%(month)s分は、") % facts,
        gettext("%(shops)s店に、あわせて%(yen)sを支払います。") % facts
        if paid
        else gettext("支払うお店がありません。"),
    ]
    return told if closing.stands else [gettext("開きなおした月の、前の明細です。"), *told]


def _keys(found: list[Statement]) -> list[Key]:
    told = [
        (gettext("お店に支払う"), settling.paid_to_shops(found)),
        (gettext("お店から受け取る"), sum(-one.payout for one in found if one.payout < 0)),
        (
            gettext("次の月へ繰り越す"),
            sum(one.carried_out for one in found if one.outcome == CARRY),
        ),
        (gettext("手数料（税込）"), sum(one.fee.gross for one in found)),
    ]
    return [
        Key(title, f"{number:,}".replace("-", "−"), gettext("円"), []) for title, number in told
    ]


def _by_bank(found: list[Statement]) -> list[Statement]:
    """Return the statements that wait for a transfer."""
    return [
        one
        for one in found
        if one.stands
        and one.outcome == PAY
        and one.paid_on is None
        and one.account.way == terms.BANK
    ]


def _positions(closing: Closing) -> dict[str, object]:
    """Tell who pays whom in a programme of several regions; all of it adds up to zero."""
    codes = [one.region_code for one in closing.positions]
    names = {code: found.name for code, found in regions.regions(codes).items()}
    box = gettext("発行者の預り")
    nets = {one.region_code: one.net for one in closing.positions}
    nets[""] = -sum(nets.values())
    rows = [
        Row(
            names[one.region_code],
            [
                Cell(statement_papers.yen(part))
                for part in (one.used, one.granted, one.bears, one.net)
            ],
        )
        for one in closing.positions
    ]
    rows.append(Row(box, [Cell(""), Cell(""), Cell(""), Cell(statement_papers.yen(nets[""]))]))
    nothing = Cell(statement_papers.yen(sum(nets.values())))
    rows.append(Row(gettext("合計"), [Cell(""), Cell(""), Cell(""), nothing], is_sum=True))
    heads = [
        gettext("地域"),
        gettext("お店で使われた"),
        gettext("お店で付いた"),
        gettext("負担する"),
        gettext("受け取る（−は支払う）"),
    ]
    return {
        "table": Table(gettext("地域ごとの金額"), heads, rows),
        "payments": [
            (names.get(payer, box), names.get(payee, box), statement_papers.yen(yen))
            for payer, payee, yen in netting.payments(nets)
        ],
    }


@needs("books.see")
@never_cache
@require_safe
def sheet(request: HttpRequest, region_code: str, closing_id: int, name: str) -> HttpResponse:
    """Hand out the statements, or what the journal of points lacks, as CSV."""
    closing = _closing(region_code, closing_id)
    heads, lines = FILES[name]
    encoding = request.GET.get("encoding", "utf-8")
    encoding = encoding if encoding in tables.ENCODINGS else "utf-8"
    chart = journals.chart(programs.account_codes(region_code))
    content = tables.sheet(heads, lines(queries.statements(closing.id), chart), encoding)
    charset = "Shift_JIS" if encoding == "shift_jis" else "utf-8"
    answer = HttpResponse(content, content_type=f"text/csv; charset={charset}")
    file = f"{region_code}-{name}-{closing.month}-{closing.version}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


@needs("books.see")
@never_cache
@require_safe
def paper(request: HttpRequest, region_code: str, closing_id: int) -> HttpResponse:
    """Print all statements of a month, one shop after another."""
    closing = _closing(region_code, closing_id)
    region = regions.region(region_code)
    with translation.override(papers.wanted_language(request)):
        facts = statement_papers.facts(region, queries.statements(closing.id))
        content = printing.pdf("statement", facts)
    return papers.download(content, f"statements-{region_code}-{closing.month}")


@needs("money.manage")
@require_POST
def bank_file(request: HttpRequest, region_code: str, closing_id: int) -> HttpResponse:  # noqa: ARG001
    """Make the bank's file of those who are paid by transfer and wait."""
    closing = _closing(region_code, closing_id)
    written = operations.make_bank_file(closing_id=closing.id, asset=closing.asset, at=clock.now())
    answer = HttpResponse(written, content_type="text/plain; charset=Shift_JIS")
    answer["Content-Disposition"] = (
        f'attachment; filename="sougou-furikomi-{region_code}-{closing.month}.txt"'
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("money.manage")
@require_POST
def paid(request: HttpRequest, region_code: str, closing_id: int) -> HttpResponse:
    """Note that the ticked shops were paid on a day."""
    closing = _closing(region_code, closing_id)
    on: date = stand.day(request.POST.get("on", ""), settling.today())
    numbers = request.POST.getlist("number")
    if request.POST.get("all") == terms.BANK:
        numbers = [one.number for one in _by_bank(queries.statements(closing.id))]
    noted = operations.note_paid(
        numbers=numbers,
        asset=closing.asset,
        on=on,
        way=request.POST.get("all") or request.POST.get("way", terms.BANK),
        by=reader(request),
        at=clock.now(),
    )
    address = reverse("console-settlement-month", args=[region_code, closing.id])
    return HttpResponseRedirect(f"{address}?done=paid&n={noted}")
