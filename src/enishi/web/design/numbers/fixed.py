"""確定値 in words: what a period is called, and the lines of exact figures for pages and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.insight.releases.fixing import Figures, Period
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.naming import Names

LICENCE = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Line:
    """One exact figure: its code in files, its name, its number (None is x), its unit."""

    code: str
    name: str
    number: int | None
    unit: str


def period_name(period: Period) -> str:
    """Name a fiscal year or a quarter of it."""
    year = writing.period(str(period.fiscal_year))
    if not period.quarter:
        return year
    return gettext("%(year)s 第%(quarter)s四半期") % {"year": year, "quarter": period.quarter}


def months_name(period: Period) -> str:
    """Name the months of a period, without the year."""
    first, last = period.months[0].number, period.months[-1].number
    return gettext("%(first)s〜%(last)s月") % {"first": first, "last": last}


def note() -> str:
    """Return the fixed note that stands on every page and file of exact figures."""
    return gettext(
        "確定値です。誤差は加えていません。四半期と年度が締まったときに1回だけ数え、あとから変えません。"
        "x は1人から9人まで、2つ以下のお店の分、"
        "またはほかの数字との引き算でそれが分かるところです。"
    )


def lines(told: Figures, names: Names) -> list[Line]:
    """Return every figure of a period in a fixed order."""
    people, times = gettext("人"), gettext("回")
    found = [
        Line("members", gettext("会員（実人数、期間の終わり）"), told.members, people),
        Line("people", gettext("活動した人（実人数）"), told.people, people),
        Line("came_again", gettext("2日以上活動した人（実人数）"), told.came_again, people),
        Line("activities", gettext("活動（延べ）"), told.activities, times),
    ]
    for code, number in told.kinds.items():
        if number:
            name = gettext("うち%(kind)s（延べ）") % {"kind": names.value("kind", code)}
            found.append(Line(f"activities:{code}", name, number, times))
    if told.others:
        name = gettext("うち分けて見せられないもの（延べ）")
        found.append(Line("activities:others", name, told.others, times))
    found.append(Line("events", gettext("開いた催し"), told.events, times))
    return found + _money(told)


def _money(told: Figures) -> list[Line]:
    """Return what points and coins did; nothing where there are none."""
    points, coins, yen = gettext("ポイント"), gettext("コイン"), gettext("円")
    given = {
        "issued": gettext("発行"),
        "used": gettext("利用"),
        "lapsed": gettext("失効"),
    }
    found = []
    for kind, unit, figures in (("points", points, told.points), ("coins", coins, told.coins)):
        for code, name in given.items():
            if code in figures:
                found.append(Line(f"{kind}:{code}", f"{unit} {name}", figures[code], unit))
    if "cost_yen" in told.points:
        name = gettext("事業費（ポイントの分）")
        found.append(Line("cost_yen", name, told.points["cost_yen"], yen))
    if told.points.get("budget_yen") is not None:
        name = gettext("年度の予算（ポイントの分）")
        found.append(Line("budget_yen", name, told.points["budget_yen"], yen))
    return found


HEADS = ("地域コード", "地域", "期間", "コード", "項目", "数", "単位", "注", "使う条件", "見本")
Sheet = Sequence[Sequence[object]]


def rows(
    region: tuple[str, str], told: Sequence[tuple[Period, Figures]], names: Names, sample: str
) -> list[list[object]]:
    """Return the lines of a file: one figure a line; a hidden number is None."""
    code, name = region
    return [
        [
            code, name, period_name(period), line.code, line.name, line.number, line.unit,
            note(), LICENCE, sample,
        ]
        for period, figures in told
        for line in lines(figures, names)
    ]  # fmt: skip


def cell(line: Line) -> str:
    """Write the number of a line; x where it is left out."""
    return tables.HIDDEN if line.number is None else f"{line.number:,}"
