"""What rules gave before, kept up while a batch of activities goes on earning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from enishi.kit import periods
from enishi.ledger.touched import BudgetKey
from enishi.programs.rules import Rule, Used


@dataclass(frozen=True, slots=True)
class Given:
    """How often and how much one rule gave one member on one day."""

    rule_id: int
    member_id: UUID
    on: date
    times: int
    amount: int


@dataclass(slots=True)
class Tally:
    """Counts by rule and member, and what the budgets that were locked have left."""

    days: Counter[tuple[int, UUID, date]] = field(default_factory=Counter)
    times: Counter[tuple[int, UUID]] = field(default_factory=Counter)
    years: Counter[tuple[int, UUID, int]] = field(default_factory=Counter)
    budgets: dict[tuple[int, int], tuple[BudgetKey, ...]] = field(default_factory=dict)
    left: dict[BudgetKey, int] = field(default_factory=dict)

    def add(self, given: Given) -> None:
        """Count what a rule gave a member."""
        year = periods.fiscal_year_of(given.on)
        self.days[given.rule_id, given.member_id, given.on] += given.times
        self.times[given.rule_id, given.member_id] += given.times
        self.years[given.rule_id, given.member_id, year] += given.amount

    def budgets_of(self, rule_id: int, on: date) -> tuple[BudgetKey, ...]:
        """Return the budgets that a rule spends on a day."""
        return self.budgets.get((rule_id, periods.fiscal_year_of(on)), ())

    def spend(self, rule_id: int, on: date, amount: int) -> None:
        """Take what a rule gives from its budgets."""
        for key in self.budgets_of(rule_id, on):
            self.left[key] -= amount
            assert self.left[key] >= 0, key

    def used(self, rule_ids: Iterable[int], member_id: UUID, on: date) -> dict[int, Used]:
        """Return what each rule gave, as the evaluator asks for it."""
        year = periods.fiscal_year_of(on)
        return {
            rule_id: Used(
                today=self.days[rule_id, member_id, on],
                period=self.times[rule_id, member_id],
                year_amount=self.years[rule_id, member_id, year],
                budget_left=min(
                    (self.left[key] for key in self.budgets_of(rule_id, on)), default=None
                ),
            )
            for rule_id in rule_ids
        }


def has_limit(rule: Rule) -> bool:
    """Say whether a rule asks what it gave a member before."""
    return (rule.daily_limit, rule.period_limit, rule.yearly_cap) != (None, None, None)
