"""The slow and obvious way to compute each metric: plain Python over rows as dictionaries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from enishi.insight.metrics.scope import Scope

Row = dict[str, Any]


def covers(row: Row, scope: Scope) -> bool:
    if scope.level == "nation":
        return not row["sample"]
    if scope.level == "prefecture":
        return bool(row["prefecture"] == scope.code)
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


def people(rows: list[Row], scope: Scope) -> list[Row]:
    return grouped(within(rows, scope), scope.by, lambda group: {"people": distinct(group)})


def activities(rows: list[Row], scope: Scope) -> list[Row]:
    return grouped(within(rows, scope), scope.by, lambda group: {"activities": len(group)})


def activities_by_kind(rows: list[Row], scope: Scope) -> list[Row]:
    by = (*(name for name in scope.by if name != "kind"), "kind")
    return grouped(
        within(rows, scope),
        by,
        lambda group: {"activities": len(group), "people": distinct(group)},
    )


def people_outside(rows: list[Row], scope: Scope) -> list[Row]:
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


def per_head(rows: list[Row], scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        count, heads = len(group), distinct(group)
        return {
            "activities": count,
            "people": heads,
            "per_head": count / heads if heads else None,
        }

    return grouped(within(rows, scope), scope.by, measure)


def repeat(rows: list[Row], scope: Scope) -> list[Row]:
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


def compare(rows: list[Row], scope: Scope) -> list[Row]:
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
            heads = distinct(group)
            found.append(
                {
                    **row,
                    "frame": frame,
                    "regions": len({each["region"] for each in group}),
                    "activities": len(group),
                    "people": heads,
                    "per_head": len(group) / heads if heads else None,
                }
            )
    return sorted(found, key=lambda row: (*(row[name] for name in scope.by), row["frame"]))
