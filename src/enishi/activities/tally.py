"""What rules gave before, kept up while a batch of activities goes on earning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from enishi.kit import periods
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
    """Counts by rule and member, and what each budget has given in a fiscal year."""

    days: Counter[tuple[int, UUID, date]] = field(default_factory=Counter)
    times: Counter[tuple[int, UUID]] = field(default_factory=Counter)
    years: Counter[tuple[int, UUID, int]] = field(default_factory=Counter)
    budgets: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, given: Given) -> None:
        """Count what a rule gave a member."""
        year = periods.fiscal_year_of(given.on)
        self.days[given.rule_id, given.member_id, given.on] += given.times
        self.times[given.rule_id, given.member_id] += given.times
        self.years[given.rule_id, given.member_id, year] += given.amount

    def used(self, rule_ids: Iterable[int], member_id: UUID, on: date) -> dict[int, Used]:
        """Return what each rule gave, as the evaluator asks for it."""
        year = periods.fiscal_year_of(on)
        return {
            rule_id: Used(
                today=self.days[rule_id, member_id, on],
                period=self.times[rule_id, member_id],
                year_amount=self.years[rule_id, member_id, year],
                budget_amount=self.budgets[rule_id, year],
            )
            for rule_id in rule_ids
        }


def has_limit(rule: Rule) -> bool:
    """Say whether a rule asks what it gave a member before."""
    return (rule.daily_limit, rule.period_limit, rule.yearly_cap) != (None, None, None)
