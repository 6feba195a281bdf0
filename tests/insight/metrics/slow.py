"""The slow and obvious way to compute each metric: plain Python over rows as dictionaries.

Each metric has a function of its name, here or in a `slow_<subject>.py` beside (the tests look
through all of them): `(rows, scope) -> rows of the answer, in its order`. `rows` is the list of
activities, and also knows the lake's other tables: `rows.answers`, `rows.cards`, `rows.series`,
lists of dictionaries with the columns of `lake/tables.py`. What the answer speaks about (`n`) is
the distinct people of the scope, unless a function `<name>_base(rows, scope) -> int` says other.
A metric with `finish` is compared after it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from enishi.insight.metrics.scope import Scope

Row = dict[str, Any]


class Rows(list[Row]):
    """The activities of a lake, and its other tables beside."""

    def __init__(
        self,
        activities: Iterable[Row],
        *,
        answers: Iterable[Row] = (),
        cards: Iterable[Row] = (),
        series: Iterable[Row] = (),
    ) -> None:
        """Keep the tables as they were read."""
        super().__init__(activities)
        self.answers, self.cards, self.series = list(answers), list(cards), list(series)


def covers(row: Row, scope: Scope) -> bool:
    if scope.level == "nation":
        return not row["sample"]
    if scope.level == "prefecture":
        return bool(row["prefecture"] == scope.code)
    if scope.level == "area":
        return bool(row["area"] == scope.code)
    return bool(row["region"] == scope.code)


def in_period(row: Row, scope: Scope) -> bool:
    return (
        (scope.since is None or row["d"] >= scope.since)
        and (scope.until is None or row["d"] < scope.until)
        and all(row[name] == value for name, value in scope.where)
    )


def within(rows: Iterable[Row], scope: Scope) -> list[Row]:
    return [row for row in rows if in_period(row, scope) and covers(row, scope)]


def grouped(rows: list[Row], by: tuple[str, ...], measure: Callable[[list[Row]], Row]) -> list[Row]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    if not by:
        groups[()] = []
    for row in rows:
        groups[tuple(row[name] for name in by)].append(row)
    return [{**dict(zip(by, key, strict=True)), **measure(groups[key])} for key in sorted(groups)]


def distinct(rows: Iterable[Row]) -> int:
    return len({row["person"] for row in rows})


def ties_of(rows: Iterable[Row]) -> int:
    return len({(row["region"], row["person"]) for row in rows})


def people(rows: Rows, scope: Scope) -> list[Row]:
    return grouped(within(rows, scope), scope.by, lambda group: {"people": distinct(group)})


def activities(rows: Rows, scope: Scope) -> list[Row]:
    return grouped(within(rows, scope), scope.by, lambda group: {"activities": len(group)})


def activities_by_kind(rows: Rows, scope: Scope) -> list[Row]:
    by = (*(name for name in scope.by if name != "kind"), "kind")
    return grouped(
        within(rows, scope),
        by,
        lambda group: {"activities": len(group), "people": distinct(group)},
    )


def people_outside(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        known = [row for row in group if row["home_prefecture"] != "unknown"]
        outside = [row for row in known if row["home_prefecture"] != row["prefecture"]]
        return {
            "activities": len(outside),
            "people": distinct(outside),
            "activities_known": len(known),
            "people_known": distinct(known),
        }

    return grouped(within(rows, scope), scope.by, measure)


def per_head(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        count, heads, ties = len(group), distinct(group), ties_of(group)
        return {
            "activities": count,
            "ties": ties,
            "people": heads,
            "per_head": count / heads if heads else None,
            "per_tie": count / ties if ties else None,
        }

    return grouped(within(rows, scope), scope.by, measure)


def repeat(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        times = Counter(row["person"] for row in group)
        days = Counter(person for person, _ in {(row["person"], row["d"]) for row in group})
        return {
            "people": len(times),
            "two_or_more": sum(count >= 2 for count in times.values()),
            "five_or_more": sum(count >= 5 for count in times.values()),
            "most_by_one": max(times.values(), default=0),
            "two_days_or_more": sum(count >= 2 for count in days.values()),
            "five_days_or_more": sum(count >= 5 for count in days.values()),
            "most_days_by_one": max(days.values(), default=0),
        }

    return grouped(within(rows, scope), scope.by, measure)


def compare(rows: Rows, scope: Scope) -> list[Row]:
    period = [row for row in rows if in_period(row, scope)]
    own = [row for row in period if covers(row, scope)]
    prefecture = [row for row in period if row["prefecture"] == scope.prefecture]
    nation = [row for row in period if not row["sample"]]
    frames = {
        "own": own,
        "prefecture": prefecture,
        "prefecture_without_own": [row for row in prefecture if row not in own],
        "nation": nation,
        "nation_without_own": [row for row in nation if row not in own],
    }
    found = []
    for frame, kept in frames.items():
        for row in grouped(kept, scope.by, lambda group: {"group": group}):
            group = row.pop("group")
            heads, ties = distinct(group), ties_of(group)
            found.append(
                {
                    **row,
                    "frame": frame,
                    "regions": len({each["region"] for each in group}),
                    "activities": len(group),
                    "ties": ties,
                    "people": heads,
                    "per_head": len(group) / heads if heads else None,
                    "per_tie": len(group) / ties if ties else None,
                }
            )
    return sorted(found, key=lambda row: (*(row[name] for name in scope.by), row["frame"]))


def activities_base(rows: Rows, scope: Scope) -> int:
    return len(within(rows, scope))


def activities_by_kind_base(rows: Rows, scope: Scope) -> int:
    return len(within(rows, scope))


def people_outside_base(rows: Rows, scope: Scope) -> int:
    (found,) = people_outside(rows, replace(scope, by=()))
    return int(found["people"])
