"""When people come: twelve months of a fiscal year, and the years one after another."""

from __future__ import annotations

from django.utils.translation import gettext

from enishi.kit.periods import Month, months_of_year, parse_month
from enishi.web.console import sentences
from enishi.web.console.drawing import columns
from enishi.web.console.drawing.columns import Column, Columns
from enishi.web.console.figures.figure import Figure, hidden_title, picture
from enishi.web.console.inquiry import Inquiry
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.tables import Cell, Row, Table

_APRIL, _JANUARY = 4, 1


def shown_year(inquiry: Inquiry) -> str | None:
    """Return the fiscal year drawn: the one asked for, else the last one with a month shown."""
    if inquiry.year is not None:
        return inquiry.year
    shown = inquiry.shown_months
    return str(parse_month(shown[-1]).fiscal_year) if shown else None


def of_months(inquiry: Inquiry) -> Figure:
    """Return the twelve months; a hidden one is a stub, a month not closed yet is left open."""
    year = shown_year(inquiry)
    numbers = inquiry.numbers("month")
    wanted = list(months_of_year(int(year))) if year else []
    pairs = [
        (str(month), numbers.of(str(month))) for month in wanted if str(month) in numbers.values()
    ]
    values = Columns(
        columns=[_column(inquiry, month, numbers.of(str(month))) for month in wanted],
        label=_label(pairs),
        hidden_title=hidden_title(),
    )
    return Figure(
        slug="months",
        title=gettext("いつ来ているか"),
        say=sentences.months([(writing.month(month), people) for month, people in pairs]),
        note=_note(pairs),
        table=_table(pairs),
        wide=picture(columns.wide(values)) if wanted else picture(""),
        narrow=picture(columns.narrow(values)) if wanted else picture(""),
    )


def _column(inquiry: Inquiry, month: Month, people: int | None) -> Column:
    """Return one column; the year is written where a calendar year begins."""
    begins = month.number in (_APRIL, _JANUARY)
    name = str(month.number)
    if month.number == _APRIL:
        name = gettext("%(month)s月") % {"month": month.number}
    return Column(
        name=name,
        people=people,
        year=gettext("%(year)s年") % {"year": month.year} if begins else "",
        is_open=str(month) not in inquiry.numbers("month").values(),
    )


def _label(pairs: list[tuple[str, int | None]]) -> str:
    """Return the picture's facts in words."""
    said = gettext("、").join(f"{writing.month(month)} {writing.count(n)}" for month, n in pairs)
    return gettext("月別の人数。%(facts)s") % {"facts": said}


def _note(pairs: list[tuple[str, int | None]]) -> str:
    """Say how months are counted and which are hidden."""
    said = gettext("月ごとの実人数。2つの月に来た人はそれぞれの月に数えます。")
    hidden = [writing.month(month) for month, people in pairs if people is None]
    if not hidden:
        return said
    about = gettext("%(months)sは x（人数が少ないため。0人を含みます）。") % {
        "months": writing.listed(hidden)
    }
    return writing.text(said, about)


def _table(pairs: list[tuple[str, int | None]]) -> Table:
    """Return the months as a table."""
    rows = [Row(writing.full_month(month), [tables.number(people)]) for month, people in pairs]
    return Table(gettext("月ごとの人数（実人数）"), [gettext("月"), gettext("人数")], rows)


def of_years(inquiry: Inquiry) -> Figure:
    """Return the fiscal years: a sentence and a table."""
    numbers = inquiry.numbers("fiscal_year")
    rows = [
        Row(
            writing.period(year),
            [
                tables.number(numbers.of(year)),
                Cell(gettext("途中") if _is_open(inquiry, year) else gettext("済み"), is_soft=True),
            ],
        )
        for year in numbers.values()
        if numbers.of(year) is not None or year == inquiry.year
    ]
    heads = [gettext("年度"), gettext("人数"), gettext("締め")]
    return Figure(
        slug="years",
        title=gettext("年度ごとの人数"),
        say=_say_of_years(inquiry),
        note=gettext("年度ごとの実人数。2つの年度に来た人はそれぞれの年度に数えます。"),
        table=Table(gettext("年度ごとの人数（実人数）"), heads, rows),
    )


def _is_open(inquiry: Inquiry, year: str) -> bool:
    return inquiry.last_month < f"{int(year) + 1}-03"


def _say_of_years(inquiry: Inquiry) -> str:
    """Compare the last two full years, if there are two."""
    numbers = inquiry.numbers("fiscal_year")
    full = [year for year in inquiry.years if not _is_open(inquiry, year)][:2]
    if len(full) < 2:  # noqa: PLR2004 - a comparison needs two
        return gettext("まるごと締まった年度が2つになると、くらべられます。")
    late, before = (numbers.of(year) for year in full)
    if late is None or before is None:
        return ""
    facts = {"year": writing.period(full[0]), "before": writing.period(full[1])}
    if abs(late - before) < sentences.CLEAR_CHANGE:
        return gettext("%(year)sと%(before)sの差ははっきりしません。") % facts
    if late > before:
        return gettext("%(year)sは%(before)sより多くなっています。") % facts
    return gettext("%(year)sは%(before)sより少なくなっています。") % facts
