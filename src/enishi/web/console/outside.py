"""外の統計: series of others with their source, beside our own figures, never mixed with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from enishi.kit.refusal import Refusal
from enishi.outside import operations, reading
from enishi.outside import queries as outside
from enishi.outside.reading import Sheet
from enishi.outside.series import PERSONS, YEN, Brought, Series, SeriesValue
from enishi.regions import queries as regions
from enishi.regions.region import Region
from enishi.web.console import page, questions
from enishi.web.console.drawing import amounts
from enishi.web.console.drawing.amounts import Amount, Amounts
from enishi.web.console.figures import money
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.console.pickers import Choice, Picker
from enishi.web.design import clock, sentences
from enishi.web.design.numbers import naming, tables, writing
from enishi.web.design.numbers.tables import Cell, Row, Table
from enishi.web.design.permission import needs, reader

_FIELDS = ("name", "name_en", "unit", "credit", "address", "note")
_ROWS_SHOWN, _REJECTS_SHOWN = 10, 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One series of the list: its words, whose it is, its page."""

    name: str
    unit: str
    credit: str
    licence: str
    source: str
    whose: str
    address: str
    is_chosen: bool
    can_remove: bool
    code: str


@needs("statistics.see")
def statistics(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the list of series with their sources, and one of them beside our own figures."""
    return page.answer_of_outside(request, region_code, questions.OUTSIDE, told)


def told(request: HttpRequest, region: Region) -> page.Told:
    """Return the chosen series by year and the list of all."""
    every = outside.series(region.code)
    name = naming.of_region(region)
    if not every:
        head = [gettext("%(place)sには、まだ外の統計がありません。") % {"place": name}]
        return page.Told(
            head=head, rows=[], template="console/outside.html", more=_more(request, region, [])
        )
    asked = request.GET.get("series", "")
    chosen = next((one for one in every if one.code == asked), None) or _first(every, region)
    values = _values(chosen, region)
    return page.Told(
        head=_headline(chosen, values, name),
        scope=[_note(chosen)],
        rows=[_figure(chosen, values, name), *_beside(request, region, chosen, values)],
        drill=[_picker(every, chosen)],
        kick=_span(chosen, values),
        credits=[gettext("出典：%(credit)s") % {"credit": chosen.credit}],
        template="console/outside.html",
        more=_more(request, region, [_listed(one, region, chosen) for one in every]),
    )


def _more(request: HttpRequest, region: Region, listed: Sequence[Listed]) -> dict[str, object]:
    may_bring = regions.may(
        member_id=reader(request), region_code=region.code, permission="import.run"
    )
    return {"series": listed, "may_bring": may_bring, "values": {}, "brought": _brought(request)}


def _brought(request: HttpRequest) -> str:
    """Say what an import that has just ended brought; its numbers stand in the address."""
    counts = [request.GET.get(name, "") for name in ("new", "repeated", "replaced", "out")]
    if not all(re.fullmatch(r"[0-9]{1,6}", count) for count in counts):
        return ""
    names = ("new", "repeated", "replaced", "out")
    return gettext(
        "取り込みました：新しい行 %(new)s、前と同じ行 %(repeated)s、"
        "置きかえた行 %(replaced)s、取り込まなかった行 %(out)s。"
    ) % dict(zip(names, counts, strict=True))


def series_name(one: Series) -> str:
    """Name a series in the reader's language."""
    return writing.in_language(one.name, one.name_en)


def unit_name(unit: str) -> str:
    """Name a unit; a region's own stays as it was written."""
    return {YEN: gettext("円"), PERSONS: gettext("人")}.get(unit, unit)


def _first(every: Sequence[Series], region: Region) -> Series:
    """Return the series that says most of the place: the one with the most years."""
    return max(every, key=lambda one: len(_values(one, region)))


def _values(one: Series, region: Region) -> list[SeriesValue]:
    """Return a series' values of the place, by year."""
    return outside.values_of(one.code, [region.code])


def _listed(one: Series, region: Region, chosen: Series) -> Listed:
    whose = gettext("公的統計")
    if one.owner:
        whose = gettext("この地域の統計") if one.owner == region.code else gettext("共有された統計")
        if one.owner == region.code and one.is_shared:
            whose = gettext("この地域の統計（共有中）")
    return Listed(
        series_name(one),
        unit_name(one.unit),
        one.credit,
        one.licence,
        one.address,
        whose,
        questions.address(questions.OUTSIDE, region.code, {"series": one.code}),
        one.code == chosen.code,
        one.owner == region.code,
        one.code,
    )


def _picker(every: Sequence[Series], chosen: Series) -> Picker:
    choices = [Choice(one.code, series_name(one), is_chosen=one == chosen) for one in every]
    return Picker("series", gettext("統計"), choices)


def _year(one: Series, year: int) -> str:
    return writing.period(str(year)) if one.is_fiscal else gettext("%(year)s年") % {"year": year}


def _amount(one: Series, value: float) -> str:
    """Write a value in its unit."""
    if one.unit == YEN:
        return money.words(value)
    facts = {"number": number(value), "unit": unit_name(one.unit)}
    return gettext("%(number)s%(unit)s") % facts


def number(value: float) -> str:
    """Write a value as it was brought: whole, or with its fraction."""
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def _span(one: Series, values: Sequence[SeriesValue]) -> str:
    if not values:
        return ""
    first, last = values[0].year, values[-1].year
    return _year(one, first) if first == last else f"{_year(one, first)}〜{_year(one, last)}"


def _headline(one: Series, values: Sequence[SeriesValue], name: str) -> list[str]:
    facts = {"place": name, "series": series_name(one)}
    if not values:
        return [gettext("「%(series)s」に、%(place)sの値はありません。") % facts]
    last = values[-1]
    facts |= {"year": _year(one, last.year), "value": _amount(one, last.value)}
    return [gettext("%(place)sの「%(series)s」は、%(year)sに%(value)sです。") % facts]


def _note(one: Series) -> str:
    """Say what a reader must know of the series."""
    return writing.text(
        writing.in_language(one.note, one.note_en),
        gettext("ほかの人が集めた統計で、誤差は加えていません。私たちの数字とは足していません。"),
    )


def _figure(one: Series, values: Sequence[SeriesValue], name: str) -> Figure:
    """Return the series by year."""
    bars = [
        Amount(_year(one, value.year), value.value, _amount(one, value.value)) for value in values
    ]
    drawn = Amounts(bars, gettext("、").join(f"{bar.name} {bar.words}" for bar in bars))
    can_draw = bool(bars) and all(value.value >= 0 for value in values)
    rows = [Row(_year(one, value.year), [Cell(number(value.value))]) for value in values]
    head = gettext("%(series)s（%(unit)s）") % {
        "series": series_name(one),
        "unit": unit_name(one.unit),
    }
    return Figure(
        slug="series",
        title=gettext("%(place)sの%(series)s") % {"place": name, "series": series_name(one)},
        say="" if values else gettext("ほかの統計をえらんでください。"),
        note=gettext("出典：%(credit)s") % {"credit": one.credit},
        table=Table(gettext("同じ数字の表"), [gettext("年"), head], rows) if rows else None,
        wide=picture(amounts.wide(drawn)) if can_draw else picture(""),
        narrow=picture(amounts.narrow(drawn)) if can_draw else picture(""),
    )


def _beside(
    request: HttpRequest, region: Region, one: Series, values: Sequence[SeriesValue]
) -> list[Figure]:
    """Return our own people of each fiscal year beside the series, in two columns."""
    inquiry = page.asked(request, region.code)
    if inquiry is None or not values:
        return []
    numbers = inquiry.without(("month", "evidence")).numbers("fiscal_year")
    shown = {year: people for (year,), people in numbers.shown()}
    if not shown:
        return []
    of_year = {str(value.year): value.value for value in values}
    rows = [
        Row(
            year,
            [
                Cell(number(of_year[year])) if year in of_year else Cell("―", is_soft=True),
                tables.number(shown[year]) if year in shown else Cell("―", is_soft=True),
            ],
        )
        for year in sorted({*of_year, *shown})[-12:]
    ]
    heads = [
        gettext("年・年度"),
        gettext("%(series)s（%(unit)s）")
        % {"series": series_name(one), "unit": unit_name(one.unit)},
        gettext("記録された人（実人数）"),
    ]
    return [
        Figure(
            slug="beside",
            title=gettext("私たちの数字とならべる"),
            say=gettext(
                "左が外の統計、右が記録された人です。別の数え方なので、足したり割ったりしていません。"
            ),
            note=writing.text(
                gettext("年の数え方（暦年か年度か）は統計によってちがいます。"),
                writing.protection(),
            ),
            table=Table(gettext("ならべた表"), heads, rows),
        )
    ]


@needs("import.run")
@require_POST
def bring(request: HttpRequest, region_code: str) -> HttpResponse:
    """Read a region's own CSV: first show what it would bring, then bring it."""
    region = regions.region(region_code)
    values = {name: request.POST.get(name, "").replace("\0", "").strip() for name in _FIELDS}
    upload = request.FILES.get("file")
    content = (
        upload.read(reading.BYTES_MAX + 1) if upload else request.POST.get("content", "").encode()
    )
    series = Series(
        code=_code(values["name"], region_code),
        owner=region_code,
        is_shared=bool(request.POST.get("is_shared")),
        is_fiscal=bool(request.POST.get("is_fiscal")),
        **values,
    )
    replace = bool(request.POST.get("replace"))
    try:
        operations.check_series(series)
        sheet = reading.read(content, regions.codes_of_all())
        if "confirm" in request.POST:
            done = operations.import_series(
                series=series, content=content, replace=replace, at=clock.now()
            )
            return HttpResponseRedirect(_done(series, done))
    except Refusal as refusal:
        wrong = sentences.sentence(refusal.code, refusal.facts)
        return _form(request, region, series, {"wrong": wrong}, status=422)
    flags = {"is_shared": series.is_shared, "is_fiscal": series.is_fiscal, "replace": replace}
    kept = [*values.items(), *((name, "1") for name, is_on in flags.items() if is_on)]
    shown = {"sheet": _preview(sheet), "content": _text(content), "kept": kept}
    return _form(request, region, series, shown)


def _code(name: str, region_code: str) -> str:
    """Return the code of the region's own series of this name; else the next free one."""
    own = [one for one in outside.series(region_code) if one.owner == region_code]
    same = next((one.code for one in own if one.name == name), None)
    if same is not None:
        return same
    taken = {one.code for one in own}
    return next(
        code
        for number in range(1, len(taken) + 2)
        if (code := f"own_{region_code.lower()}_{number}") not in taken
    )


def _text(content: bytes) -> str:
    """Return the file as text, to be sent back with the confirmation."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring: its first rows, how many, and what stays out."""

    table: Table
    rows: int
    rejects: Sequence[tuple[int, str, str, str]]
    more: int
    kept_out: int


def _preview(sheet: Sheet) -> Preview:
    names = regions.regions([row.region_code for row in sheet.rows[:_ROWS_SHOWN]])
    rows = [
        Row(
            f"{naming.of_region(names[row.region_code])}（{row.region_code}）",
            [Cell(str(row.year)), Cell(number(row.value))],
        )
        for row in sheet.rows[:_ROWS_SHOWN]
    ]
    heads = [gettext("地域"), gettext("年"), gettext("値")]
    rejects = [(one.line, one.column, one.reason, one.value) for one in sheet.rejects]
    return Preview(
        Table(gettext("はじめの%(count)s行") % {"count": len(rows)}, heads, rows),
        len(sheet.rows),
        rejects[:_REJECTS_SHOWN],
        max(len(rejects) - _REJECTS_SHOWN, 0),
        len({one.line for one in sheet.rejects}),
    )


def _form(
    request: HttpRequest,
    region: Region,
    series: Series,
    shown: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    """Show the form again, with what was wrong or what the file would bring."""
    around = page.around(request, region.code, questions.OUTSIDE)
    told = {
        "series_given": series,
        "kick": "",
        "head": [gettext("%(place)sの統計を取り込む") % {"place": naming.of_region(region)}],
    }
    return render(request, "console/outside_bring.html", around | told | shown, status=status)


def _done(series: Series, done: Brought) -> str:
    out = len({reject.line for reject in done.rejects})
    return questions.address(
        questions.OUTSIDE,
        series.owner,
        {
            "series": series.code,
            "new": str(done.new),
            "repeated": str(done.repeated),
            "replaced": str(done.replaced),
            "out": str(out),
        },
    )


@needs("import.run")
@require_POST
def remove(request: HttpRequest, region_code: str) -> HttpResponse:
    """Take one of the region's own series away."""
    operations.remove_series(code=request.POST.get("code", "").replace("\0", ""), owner=region_code)
    return HttpResponseRedirect(questions.address(questions.OUTSIDE, region_code))
