"""One table of open data: the page, the CSV and the JSON, all from the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from enishi.insight.releases import queries as releases
from enishi.web.design import clock
from enishi.web.design.numbers import files, naming, shares, spreadsheet, tables, writing
from enishi.web.design.numbers.asking import Numbers
from enishi.web.design.numbers.files import File, Part
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.spreadsheet import Sheet
from enishi.web.design.numbers.tables import Row, Table
from enishi.web.design.permission import anyone
from enishi.web.opendata import datasets
from enishi.web.opendata.datasets import Dataset

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NATURAL_ORDER = ("month", "age_band")


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the history of a table: which closing, and where it stands in the log."""

    number: int
    until: str
    at: datetime
    leaf: int | None


@anyone
@require_safe
def region(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the tables of a place."""
    place = datasets.open_region(region_code)
    at = clock.now()
    page = {
        "region": place,
        "datasets": datasets.titles(),
        "years": datasets.years_of(place, releases.latest_closing(), at),
        "licence": datasets.LICENCE,
        "has_fixed": bool(releases.fixed_of([place.code])),
    }
    return render(request, "opendata/region.html", page)


@anyone
@require_safe
def dataset(request: HttpRequest, region_code: str, slug: str) -> HttpResponse:
    """Show one table with what it means, how it may be used and its history."""
    at = clock.now()
    place = datasets.open_region(region_code)
    found = datasets.dataset(region_code, slug, request.GET.get("year", ""), at)
    if found is None:
        page = {"region": place, "title": datasets.title(slug)}
        return render(request, "opendata/nothing_yet.html", page)
    names = Names()
    numbers = found.numbers(at)
    whole = found.asker(at).total()
    page = {
        "region": place,
        "slug": slug,
        "title": datasets.title(slug),
        "head": _headline(found, whole),
        "year": found.year or datasets.ALL,
        "period": writing.period(found.year),
        "span": span_of(found),
        "years": [
            (year, writing.period(year))
            for year in datasets.years_of(place, releases.latest_closing(), at)
            if year not in (found.year, datasets.ALL)
        ],
        "datasets": datasets.titles(),
        "table": table(found, numbers, whole, names),
        "licence": datasets.LICENCE,
        "licence_address": datasets.LICENCE_ADDRESS,
        "credits": numbers.credits,
        "protection": writing.protection(),
        "versions": versions(numbers),
    }
    return render(request, "opendata/dataset.html", page)


def span_of(found: Dataset) -> str:
    """Write the months that a table is about."""
    if found.year is not None:
        return writing.span_of_year(found.year, found.last_month)
    facts = {"month": writing.full_month(found.last_month)}
    return gettext("%(month)sまでに締めた月すべて") % facts


def _headline(found: Dataset, whole: int | None) -> str:
    """Name place, people, split and period."""
    facts = {
        "place": naming.of_region(found.region),
        "people": writing.count(whole),
        "title": datasets.title(found.slug),
        "period": writing.period(found.year),
    }
    if whole is None:
        return gettext("%(place)sの%(title)s（%(period)s）") % facts
    return gettext("%(place)sで記録された%(people)s人の%(title)s（%(period)s）") % facts


def table(found: Dataset, numbers: Numbers, whole: int | None, names: Names) -> Table:
    """Return the shown rows, the number of the hidden ones, and all people."""
    rows = list(numbers.people.items())
    if found.dimension not in _NATURAL_ORDER:
        rows.sort(key=lambda row: -(row[1] or 0))
    shown = [(value, people) for (value,), people in rows if people is not None]
    lines = [
        Row(names.value(found.dimension, value), _cells(people, whole)) for value, people in shown
    ]
    if left := len(rows) - len(shown):
        name = gettext("ほか%(count)s項目") % {"count": left}
        lines.append(Row(name, [tables.number(None)] * 3))
    lines.append(Row(gettext("全員"), [tables.number(whole), *_blank()], is_sum=True))
    heads = [names.dimension(found.dimension), *_heads()]
    return Table(datasets.title(found.slug), heads, lines)


def _cells(people: int, whole: int | None) -> list[tables.Cell]:
    """Return number, share and range."""
    share = shares.share(people, whole)
    if share is None:
        return [tables.number(people), *_blank()]
    span = f"{share.low * 100:.1f}〜{share.high * 100:.1f}"
    return [tables.number(people), tables.Cell(f"{share.ratio * 100:.1f}"), tables.soft(span)]


def _blank() -> list[tables.Cell]:
    return [tables.soft(""), tables.soft("")]


def versions(numbers: Numbers) -> list[Version]:
    """Return when this very table was published, latest first."""
    question = {"filters": dict(numbers.filters), "by": list(numbers.by)}
    listed = releases.versions(question=question, limit=datasets.LIMIT)
    return [
        Version(len(listed) - place, one.closed_until, one.released_at, one.leaf)
        for place, one in enumerate(listed)
    ]


@anyone
@require_safe
def file(request: HttpRequest, region_code: str, slug: str, form: str) -> HttpResponse:
    """Hand out one table as CSV (UTF-8 or Shift_JIS), JSON or XLSX."""
    encoding = request.GET.get("encoding", "utf-8")
    if encoding not in tables.ENCODINGS:
        raise datasets.UnknownDataset(dataset=encoding)
    at = clock.now()
    found = datasets.dataset(region_code, slug, request.GET.get("year", ""), at)
    if found is None:
        raise datasets.UnknownDataset(dataset=slug)
    made = _file(found, found.numbers(at), found.asker(at).total())
    if request.GET.get("additive") == "true":
        sums = files.added_up(made)
        if sums is None:
            raise datasets.UnknownDataset(dataset=f"{slug} additive")
        made = sums
    if form == "json":
        return JsonResponse(
            files.as_json(made), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    if form == "xlsx":
        answer = HttpResponse(_as_xlsx(found, made), content_type=_WORKBOOK)
    else:
        charset = "utf-8" if encoding == "utf-8" else "Shift_JIS"
        answer = HttpResponse(
            files.as_csv(made, Names(), encoding), content_type=f"text/csv; charset={charset}"
        )
    name = f"{region_code}-{slug}-{found.year or datasets.ALL}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _as_xlsx(found: Dataset, made: File) -> bytes:
    """Write every row with its code, hidden ones as x, and a sheet that says what the rows are."""
    names = Names()
    (part,) = made.parts
    rows = [
        Row(names.value(found.dimension, value), _cells_of_file(people, part.whole), code=value)
        for (value,), people in part.numbers.people.items()
    ]
    heads = [names.dimension(found.dimension), *_heads()]
    whole = Row(gettext("全員"), [tables.number(part.whole), *_blank()], is_sum=True)
    sheet = Sheet(
        datasets.title(found.slug), Table(_headline(found, part.whole), heads, [*rows, whole])
    )
    about = [
        (gettext("地域"), f"{naming.of_region(found.region)}（{found.region.code}）"),
        (gettext("期間"), span_of(found)),
        (gettext("単位"), gettext("人（実人数）")),
        (gettext("注"), writing.text(files.note_of(made), _x_note())),
        (gettext("出典"), made.credit or gettext("公開データ（縁 Enishi）")),
        (gettext("使う条件"), f"{datasets.LICENCE} {datasets.LICENCE_ADDRESS}"),
    ]
    if made.is_sample:
        about.append((files.SAMPLE, gettext("見本：この町は架空です。数字は作ったものです。")))
    return spreadsheet.as_xlsx([sheet], about, gettext("この表について"))


def _cells_of_file(people: int | None, whole: int | None) -> list[tables.Cell]:
    return [tables.number(None), *_blank()] if people is None else _cells(people, whole)


def _heads() -> list[str]:
    """Name the columns beside what the people are split by."""
    return [gettext("人数（人）"), gettext("割合（%）"), gettext("割合の幅（%）")]


def _x_note() -> str:
    return gettext(
        "x：人数が少ないため表示していません（0人を含みます）。"
        "公開データでは20人未満を x としています。"
    )


def _file(found: Dataset, numbers: Numbers, whole: int | None) -> File:
    """Return the table as a file."""
    return File(
        parts=[Part(found.region, numbers, whole)],
        period=writing.period(found.year),
        fiscal_year=found.year,
        last_month=found.last_month,
        limit=datasets.LIMIT,
        credit=" / ".join(numbers.credits),
        is_sample=found.region.is_sample,
        licence=datasets.LICENCE,
    )
