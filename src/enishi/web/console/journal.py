"""The books as papers: the journal of some days, and the town's form of a fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.kit import periods
from enishi.merchants import queries as merchants
from enishi.programs import appropriation, queries
from enishi.programs import journal as journals
from enishi.web.console import stand
from enishi.web.design.numbers import tables, workbook
from enishi.web.design.permission import needs

JOURNAL, FORM = "journal", "form"
_XLSX = "xlsx"
_ENCODINGS = {"csv": "utf-8", "shift_jis": "shift_jis"}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def papers() -> list[tuple[str, str]]:
    """Return which papers there are."""
    return [
        (JOURNAL, gettext("仕訳（日ごと、複式）")),
        (FORM, gettext("予算の執行（款・項・目・節・細節、年度ごと）")),
    ]


@needs("books.see")
@never_cache
@require_safe
def journal(request: HttpRequest, region_code: str) -> HttpResponse:
    """Hand out a paper as CSV or as a workbook."""
    wanted = stand.asked(request, region_code)
    paper, form = request.GET.get("paper", JOURNAL), request.GET.get("form", "csv")
    if wanted is None or paper not in {JOURNAL, FORM} or form not in {*_ENCODINGS, _XLSX}:
        raise Http404
    until = min(stand.day(request.GET.get("until", ""), wanted.today), wanted.today)
    since = stand.day(request.GET.get("since", ""), stand.begin_of_year(until))
    if paper == FORM:
        year = periods.fiscal_year_of(until)
        heads: Sequence[str] = appropriation.HEADS
        rows: list[Sequence[object]] = [
            appropriation.row(line) for line in queries.appropriations(region_code, year)
        ]
        name = f"{region_code}-form-{year}"
    else:
        heads = journals.HEADS
        lines = queries.journal(
            wanted.asset.code,
            since=since,
            until=until + timedelta(days=1),
            partners=merchants.names_of_accounts(region_code),
        )
        rows = [journals.row(line) for line in lines]
        name = f"{region_code}-journal-{since:%Y%m%d}-{until:%Y%m%d}"
    return _file(name, form, heads, rows)


def _file(
    name: str, form: str, heads: Sequence[str], rows: Sequence[Sequence[object]]
) -> HttpResponse:
    """Write the lines in the form asked for."""
    if form == _XLSX:
        answer = HttpResponse(workbook.workbook(name, heads, rows), content_type=_WORKBOOK)
        answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return answer
    encoding = _ENCODINGS[form]
    charset = "utf-8" if form == "csv" else "Shift_JIS"
    answer = HttpResponse(
        tables.sheet(heads, rows, encoding), content_type=f"text/csv; charset={charset}"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
