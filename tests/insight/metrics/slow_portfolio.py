"""The slow and obvious way to the figures of a portfolio: homes, events, cohorts, correlation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from scipy import stats
from tests.insight.metrics.slow import Row, Rows, distinct, grouped, ties_of, within

from enishi.insight.effects.correlation import Pair
from enishi.insight.metrics import correlation as correlation_metric
from enishi.insight.metrics.scope import Scope

HOMES = {"home_code", "home_prefecture", "home_area"}


def homes(rows: Rows, scope: Scope) -> list[Row]:
    by = scope.by if HOMES & set(scope.by) else (*scope.by, "home_prefecture")
    return grouped(
        within(rows, scope),
        by,
        lambda group: {
            "activities": len(group),
            "ties": ties_of(group),
            "people": distinct(group),
        },
    )


def od(rows: Rows, scope: Scope) -> list[Row]:
    by = scope.by if HOMES & set(scope.by) else (*scope.by, "home_prefecture")
    by = by if "region" in by else (*by, "region")
    return grouped(
        within(rows, scope),
        by,
        lambda group: {"activities": len(group), "people": distinct(group)},
    )


def kpi(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        visits = [row for row in group if row["kind"] == "visit"]
        of_tie: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in group:
            of_tie[row["region"], row["person"]].append(row)
        told = {tie: [row for row in own if row["kind"] == "visit"] for tie, own in of_tie.items()}
        return {
            "activities": len(group),
            "ties": len(of_tie),
            "people": distinct(group),
            "visits": len(visits),
            "visited": sum(len(own) > 0 for own in told.values()),
            "visited_again": sum(len(own) > 1 for own in told.values()),
            "visited_again_another_day": sum(
                len({row["d"] for row in own}) > 1 for own in told.values()
            ),
            "acted_again_another_day": sum(
                len({row["d"] for row in own}) > 1 for own in of_tie.values()
            ),
        }

    found = []
    for row in grouped(within(rows, scope), scope.by, measure):
        group = {name: row[name] for name in scope.by}
        found += [
            {**group, "line": line, "value": row[line], "of": None, "share": None}
            for line in ("activities", "ties", "people", "visits")
        ]
        for line in (
            "visited", "visited_again", "visited_again_another_day", "acted_again_another_day",
        ):  # fmt: skip
            share = row[line] / row["ties"] if row["ties"] else None
            found.append(
                {**group, "line": line, "value": row[line], "of": row["ties"], "share": share}
            )
    return found


def kpi_base(rows: Rows, scope: Scope) -> int:
    return len(within(rows, scope))


AGES = {
    "0-9": "under_20", "10-19": "under_20", "20-29": "20s", "30-39": "30s", "40-49": "40s",
    "50-59": "50_and_over", "60-69": "50_and_over", "70-79": "50_and_over", "80+": "50_and_over",
}  # fmt: skip


def attributes(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        cells = {
            f"{sex}_{age}": 0
            for age in ("under_20", "20s", "30s", "40s", "50_and_over")
            for sex in ("male", "female")
        }
        unknown = other = 0
        for row in group:
            if "unknown" in {row["sex"], row["age_band"]}:
                unknown += 1
            elif row["sex"] not in {"male", "female"}:
                other += 1
            else:
                cells[f"{row['sex']}_{AGES[row['age_band']]}"] += 1
        return {
            **cells,
            "other": other,
            "unknown": unknown,
            "registered": len(group) - unknown,
            "activities": len(group),
            "people": distinct(group),
        }

    by = tuple(dict.fromkeys((*scope.by, "theme", "online")))
    return grouped([row for row in within(rows, scope) if row["event"]], by, measure)


def attributes_base(rows: Rows, scope: Scope) -> int:
    return sum(bool(row["event"]) for row in within(rows, scope))


def recency(rows: Rows, scope: Scope) -> list[Row]:
    kept = within(rows, scope)
    if not kept:
        return []
    as_of = scope.until - timedelta(days=1) if scope.until else max(row["d"] for row in kept)

    def measure(group: list[Row]) -> Row:
        last: dict[str, date] = {}
        for row in group:
            last[row["person"]] = max(row["d"], last.get(row["person"], date.min))
        return {"ago": sorted((as_of - day).days for day in last.values())}

    return [
        {
            **{name: row[name] for name in scope.by},
            "as_of": as_of,
            "days_ago": band,
            "people": sum(low <= days <= high for days in row["ago"]),
        }
        for row in grouped(kept, scope.by, measure)
        for band, low, high in (
            ("0-30", 0, 30), ("31-90", 31, 90), ("91-180", 91, 180), ("181-365", 181, 365),
            ("366+", 366, 10**6),
        )
    ]  # fmt: skip


def cohorts(rows: Rows, scope: Scope) -> list[Row]:
    unit = "fiscal_year" if "fiscal_year" in scope.by else "month"
    others = tuple(name for name in scope.by if name not in {"month", "fiscal_year"})
    kept = within(rows, scope)
    if not kept:
        return []
    units = _every(unit, [row[unit] for row in kept])
    found = []
    for group in grouped(kept, others, lambda group: {"group": group}):
        own = group.pop("group")
        first = {row["person"]: min(r[unit] for r in own if r["person"] == row["person"])
                 for row in own}  # fmt: skip
        for cohort in sorted(set(first.values())):
            members = {person for person, started in first.items() if started == cohort}
            for after, when in enumerate(units[units.index(cohort) :]):
                then = [row for row in own if row["person"] in members and row[unit] == when]
                found.append(
                    {
                        **group,
                        "cohort": cohort,
                        "after": after,
                        "size": len(members),
                        "people": distinct(then),
                        "share": distinct(then) / len(members),
                        "activities": len(then),
                        "yen": sum(row["amount_yen"] or 0 for row in then),
                    }
                )
    return found


def _every(unit: str, seen: list[Any]) -> list[Any]:
    """Return all months or years from the first to the last."""
    if unit == "fiscal_year":
        return list(range(min(seen), max(seen) + 1))
    year, month = (int(part) for part in min(seen).split("-"))
    found = [min(seen)]
    while found[-1] != max(seen):
        year, month = year + month // 12, month % 12 + 1
        found.append(f"{year:04d}-{month:02d}")
    return found


def correlation(rows: Rows, scope: Scope) -> list[Row]:
    """Plain coefficients by scipy; ranges and chance by the product's draws from the same seed."""
    kept = within(rows, scope)
    undated = [{**card, "d": card["since"]} for card in rows.cards]
    held = [
        card
        for card in within(undated, replace(scope, since=None, until=None, where=()))
        if scope.until is None or card["since"] < scope.until
    ]
    last = max((row["d"] for row in kept), default=None)
    end = scope.until - timedelta(days=1) if scope.until else last
    found: list[Row] = []
    for group in grouped([*kept, *held], scope.by, lambda group: {"group": group}):
        own = group.pop("group")
        if own:
            found += [{**group, **line} for line in _of_group(own, scope.since, end)]
    return found


def _of_group(own: list[Row], since: date | None, end: date | None) -> list[Row]:
    kinds = sorted({row["kind"] for row in own if "seq" in row})
    members = sorted({(row["region"], row["person"]) for row in own})
    frame = {
        "n": len(members),
        "people": distinct(own),
        "regions": len({region for region, _ in members}),
    }
    counted = Counter((row["region"], row["person"], row["kind"]) for row in own if "seq" in row)
    table = np.array([[float(counted[*member, kind]) for kind in kinds] for member in members])
    days = []
    for member in members:
        first = min(row["d"] for row in own if (row["region"], row["person"]) == member)
        start = max(first, since) if since else first
        days.append(max(1, ((end or start) - start).days + 1))
    drawn = _drawn(table, members)
    lines = []
    for number, (one, other) in enumerate(combinations(range(len(kinds)), 2)):
        line: Row = {"kind_a": kinds[one], "kind_b": kinds[other], **frame}
        if len(members) < 10:
            told = f"{len(members)}人（延べ）の記録です。10人より少ないので計算しません。"
            lines.append(line | dict.fromkeys(correlation_metric.COLUMNS) | {"warning": told})
            continue
        x, y = table[:, one], table[:, other]
        pair = drawn[number]
        plain = {
            "spearman": _of(stats.spearmanr, x, y),
            "pearson": _of(stats.pearsonr, x, y),
            "log": _of(stats.pearsonr, np.log1p(x), np.log1p(y)),
            "pearson_per_day": _of(stats.pearsonr, x / days, y / days),
            "spearman_per_day": _of(stats.spearmanr, x / days, y / days),
            **_without_one(x, y, members),
        }
        told = {**correlation_metric.figures(pair), **plain}
        lines.append(
            line | told | {"warning": correlation_metric.warning(pair, len(members))}
        )  # fmt: skip
    return sorted(lines, key=lambda row: (row["is_grey"], -abs(row["spearman"] or 0.0)))


def _without_one(x: Any, y: Any, members: list[tuple[str, str]]) -> Row:
    """Return the reach of both coefficients when one person after the other is missing."""
    persons = np.array([person for _, person in members])
    found: Row = {}
    for name, measure in (("spearman", stats.spearmanr), ("pearson", stats.pearsonr)):
        each = [_of(measure, x[persons != one], y[persons != one]) for one in sorted(set(persons))]
        known = [value for value in each if value is not None]
        is_whole = len(known) == len(each)
        found[f"{name}_without_one_low"] = min(known) if is_whole else None
        found[f"{name}_without_one_high"] = max(known) if is_whole else None
    return found


def _of(measure: Any, x: Any, y: Any) -> float | None:
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    return round(float(measure(x, y).statistic), 6)


def _drawn(table: Any, members: list[tuple[str, str]]) -> Sequence[Pair]:
    if len(members) < 10:
        return []
    return correlation_metric.pairs_of(table.tobytes(), table.shape[1], tuple(members))


def correlation_base(rows: Rows, scope: Scope) -> int:
    held = [
        {**card, "d": card["since"]}
        for card in rows.cards
        if scope.until is None or card["since"] < scope.until
    ]
    everybody = within(held, replace(scope, since=None, until=None, where=()))
    return ties_of([*within(rows, scope), *everybody])
