"""How much of each budget is spent, with a warning in words from 80 % on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.ledger.promises import Budget
from enishi.web.console.drawing import amounts
from enishi.web.console.drawing.amounts import Amount, Amounts
from enishi.web.console.figures import supply
from enishi.web.console.figures.figure import Figure, picture
from enishi.web.design.numbers import writing
from enishi.web.design.numbers.tables import Cell, Row, Table

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Used:
    """One budget under the name that a reader knows it by."""

    name: str
    budget: Budget

    @property
    def percent(self) -> int:
        """How much of it is spent, rounded down: 100 only when nothing is left."""
        whole = self.budget.points_max
        return self.budget.spent * _PERCENT // whole if whole else _PERCENT


def figure(budgets: Sequence[Used], kind: str) -> Figure:
    """Draw each budget in a frame of its own, and say first which ones are nearly spent."""
    bars = [
        Amount(
            one.name,
            one.budget.spent,
            f"△ {one.percent}%" if one.budget.is_warned else f"{one.percent}%",
            limit=max(1, one.budget.points_max),
            is_near=one.budget.is_warned,
        )
        for one in budgets
    ]
    said = gettext("、").join(f"{one.name} {one.percent}%" for one in budgets)
    values = Amounts(bars, said)
    return Figure(
        slug="budgets",
        title=gettext("予算は、あといくら残っているか"),
        say=_say(budgets),
        note=gettext(
            "枠がそれぞれの予算の全部、たての線が80%です。使い切ると、それ以上は出ません。"
        )
        if budgets
        else "",
        table=Table(
            gettext("予算の使われかた（%(unit)s）") % {"unit": supply.unit(kind)},
            [
                gettext("予算"),
                gettext("全部"),
                gettext("使った"),
                gettext("残り"),
                gettext("ようす"),
            ],
            [_row(one) for one in budgets],
        ),
        wide=picture(amounts.wide(values)) if bars else picture(""),
        narrow=picture(amounts.narrow(values)) if bars else picture(""),
    )


def _row(one: Used) -> Row:
    budget = one.budget
    how = gettext("△ 残りわずか") if budget.is_warned else gettext("ゆとりあり")
    if budget.left <= 0:
        how = gettext("△ 使い切りました")
    numbers = (budget.points_max, budget.spent, budget.left)
    return Row(one.name, [*(Cell(f"{number:,}") for number in numbers), Cell(how)])


def _say(budgets: Sequence[Used]) -> str:
    """Warn in words."""
    if not budgets:
        return gettext("予算は、まだ決めていません。")
    near = [one for one in budgets if one.budget.is_warned]
    if not near:
        return gettext("どの予算も、使ったのは80%より少ないところまでです。")
    facts = {"names": writing.listed([f"「{one.name}」" for one in near])}
    return (
        gettext("%(names)sは、予算の80%%をこえました。足すか、止めるかを決めてください。") % facts
    )
