"""What lapsed in each fiscal year and what became of it; no donation word where there is none."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from enishi.programs.programme import LapseReport, YearOfLapses
from enishi.web.console.figures import supply
from enishi.web.console.figures.figure import Figure
from enishi.web.design import dates
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.tables import Cell, Row, Table


def figure(report: LapseReport) -> Figure:
    """Tell year by year what lapsed, what came back, and what the fund did."""
    kind = report.asset.kind
    caption = gettext("年度ごとの数字（%(unit)s）") % {"unit": supply.unit(kind)}
    rows = [_row(year, is_donation=report.is_donation) for year in reversed(report.years)]
    return Figure(
        slug="lapsed",
        title=gettext("期限が来たぶんの、ゆくえ"),
        say=_say(report),
        note="",
        table=Table(caption, _heads(report), rows),
    )


def _heads(report: LapseReport) -> list[str]:
    heads = [gettext("年度"), gettext("期限が来た"), gettext("あとから戻した"), gettext("だれの")]
    if not report.is_donation:
        return [*heads, gettext("不用額")]
    return [*heads, gettext("会員が寄附した"), gettext("基金から使った")]


def _row(year: YearOfLapses, *, is_donation: bool) -> Row:
    people = gettext("少人数") if year.stayed else "―"
    if year.members is not None:
        people = gettext("約%(n)s人") % {"n": f"{year.members:,}"}
    numbers = [Cell(f"{year.lapsed:,}"), Cell(f"{year.given_back:,}"), Cell(people)]
    if is_donation:
        numbers += [Cell(f"{year.donated:,}"), Cell(f"{year.used:,}")]
    else:
        numbers.append(Cell(f"{year.stayed:,}"))
    return Row(writing.period(str(year.fiscal_year)), numbers)


def _say(report: LapseReport) -> str:
    """Say where lapsed points go, and what the fund holds now."""
    kind = report.asset.kind
    if report.is_donation:
        facts = {
            "issuer": report.asset.issuer,
            "points": supply.amount(report.fund or 0, kind),
        }
        return (
            gettext("期限が来たぶんは%(issuer)sの基金へ入ります。基金の残りは%(points)sです。")
            % facts
        )
    return gettext(
        "発行者が予算から出しているため、期限が来たぶんは不用額として残ります。お金は動きません。"
    )


def uses(report: LapseReport) -> Table:
    """List what the fund was spent on, newest first."""
    language = get_language() or "ja"
    rows = [
        Row(
            dates.day(use.on, language, year=True),
            [Cell(use.purpose), Cell(use.payee or "―"), Cell(f"{use.points:,}")],
        )
        for year in reversed(report.years)
        for use in reversed(year.uses)
    ]
    heads = [gettext("いつ"), gettext("何に"), gettext("支払先"), gettext("金額（円）")]
    return Table(gettext("基金の使いみち"), heads, rows)
