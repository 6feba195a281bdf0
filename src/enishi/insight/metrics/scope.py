"""A scope says of which activities a metric speaks: a place, a period, and how it is split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis

from enishi.insight.lake import tables
from enishi.kit import codes
from enishi.kit.refusal import Refusal

# By what an exact figure may be split. Released figures have a narrower language of their own.
DIMENSIONS = (
    "region", "area", "prefecture", "month", "fiscal_year", "d", "kind", "theme", "evidence",
    "verified", "sex", "age_band", "home_prefecture", "home_area", "home_code", "online", "event",
    "place", "trade", "business_id",
)  # fmt: skip


class UnknownDimension(Refusal):
    """Figures cannot be split by this."""

    code = "unknown_dimension"
    status = 422


Value = str | int | bool | date
_WORDS_OF_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Scope:
    """A place and a half-open period; `by` splits the answer, `where` keeps some activities."""

    code: str = codes.NATION
    level: str = "nation"
    prefecture: str = ""
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, Value], ...] = ()

    def in_period(self, activities: ibis.Table) -> ibis.Table:
        """Keep the activities of the period and the conditions, wherever they happened."""
        return self.during(self.meeting(activities))

    def meeting(self, activities: ibis.Table) -> ibis.Table:
        """Keep the activities that meet the conditions, whenever they happened."""
        for column, value in self.where:
            activities = activities.filter(activities[column] == value)
        return activities

    def during(self, activities: ibis.Table) -> ibis.Table:
        """Keep what has a day of the period."""
        if self.since is not None:
            activities = activities.filter(activities.d >= self.since)
        if self.until is not None:
            activities = activities.filter(activities.d < self.until)
        return activities

    def within(self, activities: ibis.Table) -> ibis.Table:
        """Keep the activities of the period and the place."""
        kept = self.in_period(activities)
        return kept.filter(self.covers(kept))

    def covers(self, activities: ibis.Table) -> ibis.ir.BooleanValue:
        """Say of an activity whether it happened in the place.

        The nation is all real regions: an invented one (見本) is never mixed with them.
        """
        if self.level == "nation":
            return ~activities["sample"]
        column = {"prefecture": "prefecture", "area": "area"}.get(self.level, "region")
        return activities[column] == self.code

    def allow(self, splits: Sequence[str]) -> None:
        """Check that an answer is split only by what its question knows.

        Raises:
            UnknownDimension: a name is not one of them.
        """
        for name in self.by:
            if name not in splits:
                raise UnknownDimension(given=name, known=", ".join(splits))


def dimensions(given: Sequence[str]) -> tuple[str, ...]:
    """Read the names of dimensions, each once, in the order given.

    Raises:
        UnknownDimension: a name is not one of them.
    """
    for name in given:
        if name not in DIMENSIONS:
            raise UnknownDimension(given=name, known=", ".join(DIMENSIONS))
    return tuple(dict.fromkeys(given))


class BadCondition(Refusal):
    """A condition is not `dimension=value`, or the dimension has no such value."""

    code = "bad_condition"
    status = 422


def conditions(given: Sequence[str]) -> tuple[tuple[str, Value], ...]:
    """Read conditions as `evidence=self_report`, `online=yes` or `fiscal_year=2021`.

    Raises:
        UnknownDimension: a name is not one of the dimensions.
        BadCondition: there is no value, or not one that the dimension can have.
    """
    found = []
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise BadCondition(given=text)
        (known,) = dimensions([name.strip()])
        found.append((known, _value(known, value.strip(), text)))
    return tuple(found)


def _value(name: str, value: str, text: str) -> Value:
    """Read a value as the lake holds it."""
    kind = tables.SHAPES["activities"][name]
    try:
        if kind.is_boolean():
            return _WORDS_OF_TRUTH[value.lower()]
        if kind.is_integer():
            return int(value)
        return date.fromisoformat(value) if kind.is_date() else value
    except (KeyError, ValueError) as error:
        raise BadCondition(given=text) from error


def per_group(given: ibis.Table, by: tuple[str, ...], /, **measures: ibis.ir.Scalar) -> ibis.Table:
    """Compute measures for each combination of `by`, in its order; for all when it is empty."""
    if not by:
        return given.aggregate(**measures)
    return given.group_by(list(by)).aggregate(**measures).order_by(list(by))
