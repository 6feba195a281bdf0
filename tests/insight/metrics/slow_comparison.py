"""The slow computations of what compares a place: per resident, quotients, seasons, gaps."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import timedelta
from typing import Any

from tests.insight.metrics.slow import Row, Rows, covers, distinct, grouped, in_period, within

from enishi.insight.metrics.scope import Scope


def _residents(rows: Rows) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[int, str, float]] = {}
    for row in rows.series:
        if row["series"] != "population" or row["region"] == row["prefecture"]:
            continue
        if row["region"] not in found or found[row["region"]][0] < row["year"]:
            found[row["region"]] = (row["year"], row["prefecture"], row["value"])
    return {region: (prefecture, value) for region, (_, prefecture, value) in found.items()}


def per_resident(rows: Rows, scope: Scope) -> list[Row]:
    towns = _residents(rows)

    def measure(group: list[Row]) -> Row:
        known = [
            row
            for row in group
            if row["home_prefecture"] != "unknown" and row["home_code"] != row["prefecture"]
        ]
        outside = [row for row in known if row["home_code"] != row["region"]]
        return {
            "activities": len(group),
            "people": distinct(group),
            "people_known": distinct(known),
            "people_outside": distinct(outside),
        }

    found = grouped(within(rows, scope), scope.by, measure)
    for row in found:
        if scope.level == "area":
            values = []
        elif "region" in scope.by:
            values = [towns[row["region"]][1]] if row["region"] in towns else []
        else:
            wanted = row.get("prefecture")
            if scope.level == "prefecture":
                wanted = scope.code
            if scope.level == "municipality":
                values = [value for region, (_, value) in towns.items() if region == scope.code]
            else:
                values = [
                    value for prefecture, value in towns.values() if wanted in (None, prefecture)
                ]
        total = sum(values) if values else None
        row["residents"] = total
        for name, column in (
            ("activities_per_1000", "activities"),
            ("people_per_1000", "people"),
            ("outside_per_1000", "people_outside"),
        ):
            row[name] = row[column] * (1000 / total) if total else None
    return found


def _frames(rows: Rows, scope: Scope) -> dict[str, list[Row]]:
    period = [row for row in rows if in_period(row, scope)]
    own = [row for row in period if covers(row, scope)]
    prefecture = [row for row in period if row["prefecture"] == scope.prefecture]
    nation = [row for row in period if not row["sample"]]
    return {
        "own": own,
        "prefecture": prefecture,
        "prefecture_without_own": [row for row in prefecture if row not in own],
        "nation": nation,
        "nation_without_own": [row for row in nation if row not in own],
    }


def location_quotient(rows: Rows, scope: Scope) -> list[Row]:
    by = scope.by or ("kind",)
    frames = _frames(rows, scope)
    towns = _residents(rows)
    size = towns[scope.code][1] if scope.level == "municipality" and scope.code in towns else None
    near = {code for code, (_, value) in towns.items() if size and size / 2 <= value <= size * 2}
    frames["similar_size_without_own"] = [
        row for row in frames["nation_without_own"] if row["region"] in near
    ]
    own = frames.pop("own")
    here: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for row in own:
        here[tuple(row[name] for name in by)].add(row["person"])
    found = []
    for frame, kept in frames.items():
        there: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for row in kept:
            there[tuple(row[name] for name in by)].add(row["person"])
        whole, whole_own = distinct(kept), distinct(own)
        for key, people in there.items():
            share = len(people) / whole
            share_own = len(here.get(key, ())) / whole_own if whole_own else None
            found.append(
                {
                    **dict(zip(by, key, strict=True)),
                    "frame": frame,
                    "people_own": len(here.get(key, ())),
                    "whole_own": whole_own,
                    "share_own": share_own,
                    "people": len(people),
                    "whole": whole,
                    "share": share,
                    "quotient": None if share_own is None else share_own / share,
                }
            )
    return sorted(found, key=lambda row: (*(row[name] for name in by), row["frame"]))


def seasonality(rows: Rows, scope: Scope) -> list[Row]:
    kept = within(rows, scope)
    if not kept:
        return []
    by = tuple(name for name in scope.by if name != "month")
    first = f"{scope.since:%Y-%m}" if scope.since else min(row["month"] for row in kept)
    last = max(row["month"] for row in kept)
    if scope.until:
        last = f"{scope.until - timedelta(days=1):%Y-%m}"
    months = [
        f"{number // 12}-{number % 12 + 1:02}"
        for number in range(
            int(first[:4]) * 12 + int(first[5:]) - 1, int(last[:4]) * 12 + int(last[5:])
        )
    ]
    found = []
    for group in sorted({tuple(row[name] for name in by) for row in kept}):
        counts = {
            month: sum(
                row["month"] == month and tuple(row[name] for name in by) == group for row in kept
            )
            for month in months
        }
        averages = {}
        for number in range(1, 13):
            same = [counts[month] for month in months if int(month[5:]) == number]
            if same:
                averages[number] = sum(same) / len(same)
        whole = len(averages) == 12 and sum(averages.values()) > 0
        for number in (*range(4, 13), *range(1, 4)):
            same = [month for month in months if int(month[5:]) == number]
            if not same:
                continue
            mean = sum(averages.values()) / len(averages)
            found.append(
                {
                    **dict(zip(by, group, strict=True)),
                    "month_of_year": number,
                    "months": len(same),
                    "activities": sum(counts[month] for month in same),
                    "index": round(averages[number] / mean * 100, 6) if whole else None,
                    "is_peak": whole and averages[number] == max(averages.values()),
                    "is_trough": whole and averages[number] == min(averages.values()),
                    "latest": counts[same[-1]],
                    "year_before": counts[same[-2]] if len(same) > 1 else None,
                }
            )
    return found


def seasonality_base(rows: Rows, scope: Scope) -> int:
    return len(within(rows, scope))


def decompose(rows: Rows, scope: Scope) -> list[Row]:
    frames = _frames(rows, scope)
    sides = {name: frames[name] for name in ("own", "prefecture_without_own", "nation_without_own")}
    return _gaps_of_groups(sides, scope.by) if scope.by else _gaps_of_factors(sides)


def _pairs(rows: list[Row]) -> int:
    return len({(row["person"], row["region"]) for row in rows})


def _gaps_of_factors(sides: dict[str, list[Row]]) -> list[Row]:
    found = []
    for against in ("prefecture_without_own", "nation_without_own"):
        for measure in ("activities", "yen"):
            factors = []
            for side in (sides["own"], sides[against]):
                regions = len({row["region"] for row in side})
                people = _pairs(side)
                paid = [row["amount_yen"] for row in side if row["amount_yen"]]
                events = len(side) if measure == "activities" else len(paid)
                told = {
                    "people": people / regions if regions else 0.0,
                    "frequency": events / people if people else 0.0,
                }
                if measure == "yen":
                    told["value"] = sum(paid) / len(paid) if paid else 0.0
                factors.append(told)
            here, there = factors
            known = 0 not in (*here.values(), *there.values())
            a, b = math.prod(here.values()), math.prod(there.values())
            for name, value in here.items():
                part = None
                if known:
                    ratio = math.log(value / there[name])
                    part = round(a * ratio if a == b else (a - b) / math.log(a / b) * ratio, 6)
                found.append(
                    {
                        "against": against,
                        "measure": measure,
                        "factor": name,
                        "own": round(value, 6),
                        "other": round(there[name], 6),
                        "part": part,
                    }
                )
    return found


def _gaps_of_groups(sides: dict[str, list[Row]], by: tuple[str, ...]) -> list[Row]:
    found = []
    own = sides["own"]
    for against in ("prefecture_without_own", "nation_without_own"):
        other = sides[against]
        if not own or not other:
            continue
        lines = []
        for key in {tuple(row[name] for name in by) for row in (*own, *other)}:
            told = []
            for side in (own, other):
                group = [row for row in side if tuple(row[name] for name in by) == key]
                people = _pairs(group)
                told.append((people / _pairs(side), len(group) / people if people else None))
            (weight, rate), (weight_there, rate_there) = told
            rate = rate_there if rate is None else rate
            rate_there = rate if rate_there is None else rate_there
            by_rate = (rate - rate_there) * (weight + weight_there) / 2
            by_composition = (weight - weight_there) * (rate + rate_there) / 2
            lines.append((key, by_rate, by_composition))
        gap = len(own) / _pairs(own) - len(other) / _pairs(other)
        rate = sum(line[1] for line in lines)
        for key, by_rate, by_composition in lines:
            found.append(
                {
                    **dict(zip(by, key, strict=True)),
                    "against": against,
                    "by_rate": round(by_rate, 6),
                    "by_composition": round(by_composition, 6),
                    "gap": round(gap, 6),
                    "rate": round(rate, 6),
                    "composition": round(sum(line[2] for line in lines), 6),
                    "turns_around": gap * rate < 0,
                }
            )
    return sorted(found, key=lambda row: (*(str(row[name]) for name in by), row["against"]))
