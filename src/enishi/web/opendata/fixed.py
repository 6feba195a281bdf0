"""確定値 of a place as open data: every closed quarter and fiscal year, on a page and as files."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.insight.releases import queries as releases
from enishi.insight.releases.released import Fixed
from enishi.regions.region import Region
from enishi.web.design.numbers import files, fixed, naming, spreadsheet, tables
from enishi.web.design.numbers.fixed import Line
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.spreadsheet import Sheet
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import anyone
from enishi.web.opendata import datasets

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@anyone
@require_safe
def page(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the exact figures of a place, the latest period first."""
    region = datasets.open_region(region_code)
    names = Names()
    known = of_region(region)
    shown = {
        "region": region,
        "title": fixed_title(),
        "tables": [(one, table(one, names)) for one in known],
        "note": fixed.note(),
        "licence": datasets.LICENCE,
        "licence_address": datasets.LICENCE_ADDRESS,
    }
    return render(request, "opendata/fixed.html", shown)


def fixed_title() -> str:
    """Name the table."""
    return gettext("四半期と年度の確定値")


def of_region(region: Region) -> list[Fixed]:
    """Return the exact figures of a place, the latest period first."""
    known = releases.fixed_of([region.code]).values()
    return sorted(known, key=lambda one: one.period, reverse=True)


def table(told: Fixed, names: Names) -> Table:
    """Return the figures of one period, with the code of each line for files."""
    lines = fixed.lines(told.figures, names)
    heads = [gettext("項目"), gettext("数"), gettext("単位")]
    rows = [Row(line.name, [_cell(line), tables.soft(line.unit)], code=line.code) for line in lines]
    return Table(fixed.period_name(told.period), heads, rows)


def _cell(line: Line) -> Cell:
    return Cell(fixed.cell(line), is_hidden=line.number is None)


@anyone
@require_safe
def file(request: HttpRequest, region_code: str, form: str) -> HttpResponse:
    """Hand out all exact figures of a place as CSV, JSON or XLSX."""
    region = datasets.open_region(region_code)
    known, names = of_region(region), Names()
    if form == "json":
        return JsonResponse(
            as_json(region, known), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    if form == "xlsx":
        content, kind = _as_xlsx(region, known, names), _WORKBOOK
    else:
        encoding = request.GET.get("encoding", "utf-8")
        if encoding not in tables.ENCODINGS:
            raise datasets.UnknownDataset(dataset=encoding)
        content = _as_csv(region, known, names, encoding)
        kind = f"text/csv; charset={'utf-8' if encoding == 'utf-8' else 'Shift_JIS'}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{region_code}-fixed.{form}"'
    return answer


def _as_csv(region: Region, known: Sequence[Fixed], names: Names, encoding: str) -> bytes:
    place = (region.code, naming.of_region(region))
    sample = files.SAMPLE if region.is_sample else ""
    told = [(one.period, one.figures) for one in known]
    return tables.sheet(fixed.HEADS, fixed.rows(place, told, names, sample), encoding)


def as_json(region: Region, known: Sequence[Fixed]) -> dict[str, object]:
    """Return the figures as data: null is x, and `leaf` says where they are sealed."""
    return {
        "region": region.code,
        "region_name": region.name,
        "note": fixed.note(),
        "licence": datasets.LICENCE,
        "sample": region.is_sample,
        "periods": [
            {
                "period": str(one.period),
                "first_day": one.period.first.isoformat(),
                "last_day": one.period.last.isoformat(),
                "made_at": one.made_at.isoformat(),
                "leaf": one.leaf,
                "figures": {
                    "members": one.figures.members,
                    "people": one.figures.people,
                    "came_again": one.figures.came_again,
                    "activities": one.figures.activities,
                    "activities_by_kind": dict(one.figures.kinds),
                    "activities_of_other_kinds": one.figures.others,
                    "events": one.figures.events,
                    "points": dict(one.figures.points),
                    "coins": dict(one.figures.coins),
                },
            }
            for one in known
        ],
    }


def _as_xlsx(region: Region, known: Sequence[Fixed], names: Names) -> bytes:
    about = [
        (gettext("地域"), f"{naming.of_region(region)}（{region.code}）"),
        (gettext("注"), fixed.note()),
        (gettext("使う条件"), datasets.LICENCE),
    ]
    if region.is_sample:
        about.append((files.SAMPLE, gettext("見本：この町は架空です。数字は作ったものです。")))
    sheets = [Sheet(fixed.period_name(one.period), table(one, names)) for one in known]
    return spreadsheet.as_xlsx(sheets, about, gettext("この表について"))
