"""What happens together: a sentence, the chart of pairs and the table, from one result.

Two actions that happen together are said to do just that: no sentence here knows a cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from enishi.web.console.drawing import pairs as drawing
from enishi.web.console.drawing.pairs import Mark, PairDots, Pairs
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.design.numbers import tables, writing
from enishi.web.design.numbers.naming import Names
from enishi.web.design.numbers.tables import Cell, Row, Table

FEW = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actions by name, and how strongly they go together."""

    first: str
    second: str
    rank: Mark | None
    amount: Mark | None
    is_grey: bool
    is_influenced: bool = False

    @property
    def name(self) -> str:
        """Both names."""
        return gettext("%(first)sと%(second)s") % {"first": self.first, "second": self.second}


@dataclass(frozen=True, slots=True)
class Together:
    """All pairs, clear and strong ones first, and of how many people they tell."""

    people: int
    pairs: Sequence[Pair]

    @property
    def clear(self) -> Sequence[Pair]:
        """The pairs of which something can be said."""
        return [pair for pair in self.pairs if not pair.is_grey]


def of_exact(rows: Sequence[Mapping[str, Any]], names: Names) -> Together:
    """Read the answer of the metric `correlation`."""
    found = [
        Pair(
            first=names.value("kind", row["kind_a"]),
            second=names.value("kind", row["kind_b"]),
            rank=_mark(row, "spearman"),
            amount=_mark(row, "pearson"),
            is_grey=row["is_grey"] is not False,
            is_influenced=bool(row["is_influenced"]),
        )
        for row in rows
    ]
    return Together(rows[0]["n"] if rows else 0, found)


def _mark(row: Mapping[str, Any], name: str) -> Mark | None:
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    return None if value is None or low is None or high is None else Mark(value, low, high)


def in_order(people: int, found: Sequence[Pair]) -> Together:
    """Put clear pairs first, the strongest of them on top."""

    def strength(pair: Pair) -> tuple[bool, float]:
        return pair.is_grey, -abs(pair.rank.value) if pair.rank else 0.0

    return Together(people, sorted(found, key=strength))


def headline(found: Together) -> list[str]:
    """Say what goes together most clearly, and of how many pairs nothing can be said."""
    if not found.pairs:
        return [gettext("いっしょに起きやすいかどうかは、まだ言えません。")]
    facts: dict[str, object] = {
        "people": writing.count(found.people),
        "all": len(found.pairs),
        "grey": len(found.pairs) - len(found.clear),
    }
    if not found.clear:
        few = gettext("%(people)s人の結果で、%(all)sの組のどれも、何とも言えません。") % facts
        return [gettext("いっしょに起きやすいと言える行動は見つかりませんでした。"), few]
    said = [_most(found.clear[0])]
    if not facts["grey"]:
        said += [_few(facts)] if found.people < FEW else []
    elif found.people < FEW:
        tail = gettext(
            "ただし%(people)s人の結果で、%(all)sの組のうち%(grey)sつは何とも言えません。"
        )
        said.append(tail % facts)
    else:
        said.append(gettext("%(all)sの組のうち%(grey)sつは何とも言えません。") % facts)
    return said


def warnings(found: Together) -> list[str]:
    """Say what to mind before the figures are used in a report."""
    said = []
    if found.people < FEW:
        told = gettext("%(people)s人では、よく動く数人だけで数字が大きく変わります。")
        said.append(told % {"people": writing.count(found.people)})
    widest = max(
        (pair for pair in found.pairs if pair.amount),
        key=lambda pair: pair.amount.high - pair.amount.low if pair.amount else 0.0,
        default=None,
    )
    if widest is not None and widest.amount is not None:
        told = gettext(
            "「%(pair)s」の○は、人を入れかえて計算しなおすと%(low)sから%(high)sまで動きます。"
        )
        facts = {"low": number(widest.amount.low), "high": number(widest.amount.high)}
        said.append(told % {"pair": widest.name, **facts})
    few = [pair.name for pair in found.pairs if pair.is_influenced]
    if few:
        told = gettext("%(all)sの組のうち%(few)sつは、数人を抜くと変わります。")
        said.append(told % {"all": len(found.pairs), "few": len(few)})
    said.append(
        gettext("いっしょに起きやすいことは、片方がもう片方を増やすという意味ではありません。")
    )
    return said


def _few(facts: Mapping[str, object]) -> str:
    return gettext("ただし%(people)s人の結果です。") % facts


def _most(pair: Pair) -> str:
    """Say of the strongest pair that more of one goes with more, or less, of the other."""
    facts = {"first": pair.first, "second": pair.second}
    if pair.rank is not None and pair.rank.value < 0:
        return gettext("「%(first)s」が多い人ほど「%(second)s」は少なくなっていました。") % facts
    return gettext("「%(first)s」が多い人ほど「%(second)s」も多くなっていました。") % facts


def figure(found: Together, *, note: str = "", strength: str = "") -> Figure:
    """Return the chart with its table beside."""
    values = Pairs(
        pairs=[PairDots(pair.name, pair.rank, pair.amount, pair.is_grey) for pair in found.pairs],
        by_rank=strength or gettext("順位で見た強さ"),
        by_amount=gettext("量で見た強さ"),
        apart=gettext("← 片方が多いと片方が少ない"),
        apart_short=gettext("← 逆"),
        together=gettext("いっしょに起きやすい →"),
        cut=gettext("△ ここから下は、いっしょに起きやすいとは言えません"),
        label=_label(found, strength or gettext("順位で見た強さ")),
    )
    can_draw = any(pair.rank for pair in found.pairs)
    return Figure(
        slug="together",
        title=gettext("どの行動とどの行動が、いっしょに起きやすいか"),
        say=gettext(
            "点が右に寄るほど、片方が多い人はもう片方も多い傾向です。"
            "線が0をまたぐ組は、差があるとは言えません。"
        ),
        note=note,
        table=_table(found, strength or gettext("順位")),
        wide=picture(drawing.wide(values)) if can_draw else picture(""),
        narrow=picture(drawing.narrow(values)) if can_draw else picture(""),
    )


def _label(found: Together, strength: str) -> str:
    """Return the chart's facts in words."""
    clear = [f"{pair.name} {number(pair.rank.value)}" for pair in found.clear if pair.rank]
    said = gettext("、").join(clear) or gettext("はっきりした組はありません")
    return gettext("%(strength)s。%(facts)s") % {"strength": strength, "facts": said}


def number(value: float) -> str:
    """Write a coefficient with two places and a true minus sign."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _table(found: Together, strength: str) -> Table:
    """Return both coefficients of every pair with their ranges; △ marks what cannot be said."""
    has_amount = any(pair.amount for pair in found.pairs)
    heads = [gettext("組"), strength, gettext("幅")]
    if has_amount:
        heads += [gettext("量（ピアソン）"), gettext("幅")]
    rows = []
    for pair in found.pairs:
        cells = [*_cells(pair.rank, pair)]
        if has_amount:
            cells += _cells(pair.amount, pair)
        rows.append(Row(f"△ {pair.name}" if pair.is_grey else pair.name, cells))
    return Table(gettext("強さと幅（△ は何とも言えない組）"), heads, rows)


def _cells(mark: Mark | None, pair: Pair) -> list[Cell]:
    if mark is None:
        return [tables.soft("―"), tables.soft("―")]
    value = Cell(number(mark.value), is_soft=pair.is_grey)
    return [value, tables.soft(f"{number(mark.low)}〜{number(mark.high)}")]
