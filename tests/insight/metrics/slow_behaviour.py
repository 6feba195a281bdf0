"""The slow computations of what members do over time: steps, moves, windows, answers, spending."""

from __future__ import annotations

import calendar
import math
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import product
from typing import Any

from tests.insight.metrics.slow import Row, Rows, covers, distinct, grouped, in_period, within

from enishi.insight.metrics.scope import Scope
from enishi.ties import stages as ladder

Z = 1.959963984540054


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def following(end: date) -> date:
    return month_end(end + timedelta(days=1))


# --- answers


def answered(rows: Rows, scope: Scope) -> list[Row]:
    kept = {row["seq"]: row for row in within(rows, scope)}
    return [
        {**answer, **{name: kept[answer["seq"]][name] for name in ("person", *scope.by)}}
        for answer in rows.answers
        if answer["seq"] in kept
    ]


def by_value(rows: Rows, scope: Scope, questions: tuple[str, ...]) -> list[Row]:
    long = [
        {**answer, "question": question, "value": answer[question] or "unknown"}
        for answer in answered(rows, scope)
        for question in questions
    ]
    by = (*scope.by, "question", "value")
    return grouped(long, by, lambda group: {"answers": len(group), "people": distinct(group)})


def satisfaction(rows: Rows, scope: Scope) -> list[Row]:
    return by_value(rows, scope, ("satisfaction",))


def wish_to_return(rows: Rows, scope: Scope) -> list[Row]:
    return by_value(rows, scope, ("wish_to_return",))


def nights(rows: Rows, scope: Scope) -> list[Row]:
    return by_value(rows, scope, ("nights_total", "nights_in_prefecture"))


def spend_bands(rows: Rows, scope: Scope) -> list[Row]:
    names = ("lodging_band", "transport_band", "spend_prefecture_band", "spend_area_band")
    return by_value(rows, scope, names)


def all_answers(rows: Rows, scope: Scope) -> int:
    return len(answered(rows, scope))


satisfaction_base = wish_to_return_base = nights_base = spend_bands_base = all_answers


def nps(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        scored = [row for row in group if row["nps"] is not None]
        words = [(row["nps"] >= 9) - (row["nps"] <= 6) for row in scored]
        mean = sum(words) / len(words) if words else None
        away: dict[str, float] = defaultdict(float)
        for row, word in zip(scored, words, strict=True):
            away[row["person"]] += word - (mean or 0.0)
        half = Z * math.sqrt(sum(one**2 for one in away.values())) / len(words) if words else 0
        return {
            "answers": len(scored),
            "people": distinct(scored),
            "promoters": words.count(1),
            "detractors": words.count(-1),
            "unknown": len(group) - len(scored),
            "passives": words.count(0),
            "nps": None if mean is None else 100 * mean,
            "nps_low": None if mean is None else 100 * (mean - half),
            "nps_high": None if mean is None else 100 * (mean + half),
        }

    return grouped(answered(rows, scope), scope.by, measure)


def nps_base(rows: Rows, scope: Scope) -> int:
    return sum(answer["nps"] is not None for answer in answered(rows, scope))


# --- spending, concentration, dormant members, types


def unit_price(rows: Rows, scope: Scope) -> list[Row]:
    def measure(group: list[Row]) -> Row:
        paid = [row for row in group if (row["amount_yen"] or 0) > 0]
        if not paid:
            return {}
        yen = sum(row["amount_yen"] for row in paid)
        days = len({(row["person"], row["d"]) for row in paid})
        return {
            "times": len(paid),
            "people": distinct(paid),
            "days": days,
            "yen": yen,
            "without_amount": len(group) - len(paid),
            "per_time": yen / len(paid),
            "per_person": yen / distinct(paid),
            "per_day": yen / days,
        }

    by = (*(name for name in scope.by if name != "kind"), "kind")
    return [row for row in grouped(within(rows, scope), by, measure) if "yen" in row]


def unit_price_base(rows: Rows, scope: Scope) -> int:
    return distinct(row for row in within(rows, scope) if (row["amount_yen"] or 0) > 0)


def concentration(rows: Rows, scope: Scope) -> list[Row]:
    found = []
    for group in grouped(within(rows, scope), scope.by, lambda group: {"group": group}):
        members = group.pop("group")
        for measure in ("activities", "yen"):
            sizes: Counter[str] = Counter()
            for row in members:
                sizes[row["person"]] += 1 if measure == "activities" else row["amount_yen"] or 0
            have = sorted((size for size in sizes.values() if size > 0), reverse=True)
            if not have:
                continue
            top = have[: math.ceil(len(have) / 5)]
            apart = sum(abs(one - other) for one in have for other in have)
            found.append(
                {
                    **group,
                    "measure": measure,
                    "people": len(have),
                    "total": sum(have),
                    "top_people": len(top),
                    "top_total": sum(top),
                    "top_share": sum(top) / sum(have),
                    "gini": apart / (2 * len(have) * sum(have)),
                }
            )
    return found


def months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def held(rows: Rows, scope: Scope) -> list[Row]:
    return [
        card
        for card in rows.cards
        if covers(card, scope) and (scope.until is None or card["since"] < scope.until)
    ]


def dormant(rows: Rows, scope: Scope) -> list[Row]:
    before = [row for row in rows if scope.until is None or row["d"] < scope.until]
    today = max((row["d"] for row in before), default=None)

    def measure(group: list[Row]) -> Row:
        members, never = set(), set()
        told: dict[str, set[str]] = {
            f"{word}_{months}": set() for months in (3, 6, 12) for word in ("held", "quiet")
        }
        for card in group:
            members.add(card["person"])
            own = [
                row["d"]
                for row in before
                if row["person"] == card["person"] and row["region"] == card["region"]
            ]
            if not own:
                never.add(card["person"])
            for months in (3, 6, 12):
                if today is None or months_between(card["since"], today) < months:
                    continue
                told[f"held_{months}"].add(card["person"])
                if not own or months_between(max(own), today) >= months:
                    told[f"quiet_{months}"].add(card["person"])
        counts = {name: len(people) for name, people in told.items()}
        return {"members": len(members), "never": len(never), **counts}

    return grouped(held(rows, scope), scope.by, measure)


def dormant_base(rows: Rows, scope: Scope) -> int:
    return distinct(held(rows, scope))


TYPES = [
    "resident", "contribution", "working", "exchange", "consumption", "kinship", "donation",
    "online_purchase", "online_exchange", "unknown",
]  # fmt: skip


def type_of(row: Row, purposes: list[str]) -> str:
    """Return the first line of a printed table that fits."""
    kind, there = row["kind"], not row["online"]
    at_work = row["theme"] in ("働き方", "ワーケーション") or "出張など仕事関係" in purposes
    only_friends = set(purposes) == {"友人・親戚を尋ねる"}
    table = {
        "resident": row["home_code"] == row["region"],
        "contribution": there and kind == "support",
        "working": there and at_work,
        "exchange": there and kind == "event",
        "kinship": there and kind == "visit" and only_friends,
        "consumption": there and kind in ("visit", "purchase", "step"),
        "donation": kind == "donation",
        "online_purchase": kind == "purchase",
        "online_exchange": kind in ("e_visit", "post", "contact", "event", "support", "visit"),
        "unknown": True,
    }
    return next(name for name, fits in table.items() if fits)


def types_of_ties(rows: Rows, scope: Scope) -> list[Row]:
    purposes = {answer["seq"]: answer["purposes"] for answer in rows.answers}
    nearest: dict[tuple[Any, ...], int] = {}
    for row in within(rows, scope):
        key = (*(row[name] for name in scope.by), row["region"], row["person"])
        rank = TYPES.index(type_of(row, purposes.get(row["seq"], [])))
        nearest[key] = min(rank, nearest.get(key, rank))
    names = (*scope.by, "own region", "person")
    long = [
        {**dict(zip(names, key, strict=True)), "type": TYPES[rank]} for key, rank in nearest.items()
    ]
    by = (*scope.by, "type")
    return grouped(long, by, lambda group: {"ties": len(group), "people": distinct(group)})


# --- steps and moves


def histories(rows: Rows, scope: Scope) -> dict[tuple[str, str], dict[date, int]]:
    """Return for each person and region the step at the end of each month they are known in."""
    own = [row for row in rows if covers(row, scope)]
    ends: dict[str, date] = {}
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in own:
        ends[row["region"]] = max(row["d"], ends.get(row["region"], row["d"]))
        told[row["person"], row["region"]].append(row)
    found = {}
    for (person, region), group in told.items():
        steps: dict[date, int] = {}
        end = month_end(min(row["d"] for row in group))
        while end <= month_end(ends[region]):
            step = step_on(group, end)
            if step or steps.get(month_end(end.replace(day=1) - timedelta(days=1))):
                steps[end] = step
            end = following(end)
        found[person, region] = steps
    return found


def step_on(group: list[Row], end: date) -> int:
    """Return the step of one member: three days are 1/2, one is 1/3, living there 1/1."""
    counting = [row for row in group if row["d"] <= end and months_between(row["d"], end) < 12]
    if not counting:
        return ladder.NONE
    last = max(row["d"] for row in counting)
    if any(row["home_code"] == row["region"] for row in counting if row["d"] == last):
        return ladder.LIVING
    days = {row["d"] for row in counting}
    return ladder.COMING if len(days) >= 3 else ladder.VISITING


def counts_in(end: date, scope: Scope) -> bool:
    after = scope.until is None or following(end).replace(day=1) <= scope.until
    return after and (scope.since is None or end >= scope.since)


STEP_NAMES = ("quiet", "1/3", "1/2", "1/1")


def stages(rows: Rows, scope: Scope) -> list[Row]:
    long = [
        {"person": person, "region": region, "month": end.isoformat()[:7], "step": step}
        for (person, region), steps in histories(rows, scope).items()
        for end, step in steps.items()
        if step and counts_in(end, scope)
    ]
    by = (*scope.by, "month", "step")
    found = grouped(long, by, lambda group: {"ties": len(group), "people": distinct(group)})
    return [{**row, "step": STEP_NAMES[row["step"]]} for row in found if row["ties"]]


def stages_base(rows: Rows, scope: Scope) -> int:
    return len(
        {
            person
            for (person, _), steps in histories(rows, scope).items()
            if any(step and counts_in(end, scope) for end, step in steps.items())
        }
    )


def journeys(rows: Rows, scope: Scope) -> list[Row]:
    """Return when each member first reached each step in the period, and what came then."""
    last = {
        region: max(row["d"] for row in rows if row["region"] == region)
        for region in {row["region"] for row in rows}
    }
    found = []
    for (person, region), steps in histories(rows, scope).items():
        for origin in (1, 2, 3):
            entry = min((end for end, step in steps.items() if step == origin), default=None)
            if entry is None or not counts_in(entry, scope):
                continue
            exits = [end for end, step in sorted(steps.items()) if end > entry and step != origin]
            until = exits[0] if exits else month_end(last[region])
            found.append(
                {
                    "person": person,
                    "region": region,
                    "origin": origin,
                    "target": steps[exits[0]] if exits else None,
                    "months": months_between(entry, until),
                }
            )
    return found


def share_moved(group: list[Row], target: int, within_months: int) -> Row:
    """Follow everybody month by month (Aalen and Johansen), as long as anybody is left."""
    share, still = 0.0, 1.0
    walked = []
    for month in range(1, within_months + 1):
        risk = [row for row in group if row["months"] >= month]
        left = [row for row in risk if row["months"] == month and row["target"] is not None]
        if left:
            there = sum(row["target"] == target for row in left)
            share += still * there / len(risk)
            walked.append((still, len(risk), len(left), there, share))
            still *= 1 - len(left) / len(risk)
    watched = [row for row in group if row["months"] >= within_months]
    if not watched and still:
        return {"share": None, "share_low": None, "share_high": None}
    if round(share, 9) in (0, 1):
        found = wilson(round(share), len(watched) or len(group))
        return dict(zip(("share", "share_low", "share_high"), found, strict=True))
    variance = 0.0
    for before, risk, left, there, by_then in walked:
        rest = share - by_then
        variance += rest**2 * left / (risk * (risk - left)) if risk > left else 0.0
        variance += before**2 * there * (risk - there) / risk**3
        variance -= 2 * rest * before * there / risk**2
    stayed = 1 - share
    spread = math.exp(Z * math.sqrt(variance) / abs(stayed * math.log(stayed)))
    low, high = 1 - stayed ** (1 / spread), 1 - stayed**spread
    return {"share": share, "share_low": low, "share_high": high}


def stage_moves(rows: Rows, scope: Scope) -> list[Row]:
    found = []
    for head in grouped(journeys(rows, scope), (*scope.by, "origin"), lambda g: {"group": g}):
        group, origin = head.pop("group"), head.pop("origin")
        for target in range(4):
            for months in (3, 6, 12) if target != origin else ():
                left = [r for r in group if r["target"] is not None and r["months"] <= months]
                found.append(
                    {
                        **head,
                        "from": STEP_NAMES[origin],
                        "to": STEP_NAMES[target],
                        "within_months": months,
                        "at_risk": len(group),
                        "moved": sum(row["target"] == target for row in left),
                        "moved_elsewhere": sum(row["target"] != target for row in left),
                        "censored": sum(
                            row["target"] is None and row["months"] < months for row in group
                        ),
                        **share_moved(group, target, months),
                    }
                )
    return found


def stage_moves_base(rows: Rows, scope: Scope) -> int:
    return distinct(journeys(rows, scope))


# --- windows


Deed = tuple[str, str, str, str, date]


def deeds(rows: Rows, scope: Scope) -> list[Deed]:
    found = [
        (row["person"], row["region"], row["kind"], row["theme"], row["d"])
        for row in rows
        if covers(row, scope)
    ]
    return found + [
        (card["person"], card["region"], "card", "", card["since"])
        for card in rows.cards
        if covers(card, scope)
    ]


def followed(
    rows: Rows, scope: Scope, first: str, then: tuple[str, ...], *, by_theme: bool
) -> list[Row]:
    done = deeds(rows, scope)
    period = [deed for deed in done if deed[2] != "card" and in_period({"d": deed[4]}, scope)]
    ends: dict[str, date] = {}
    for _, region, kind, _, on in done:
        if kind != "card":
            ends[region] = max(on, ends.get(region, on))
    took: dict[tuple[str, str, str], date] = {}
    for person, region, kind, theme, on in period:
        for name in ("all", theme) if by_theme and theme else ("all",):
            if kind == first:
                key = (person, region, name)
                took[key] = min(on, took.get(key, on))
    others: dict[tuple[str, str, str], date] = {}
    for theme, (person, region, _, _, on) in product({key[2] for key in took}, period):
        if (person, region, theme) not in took:
            others[person, region, theme] = min(on, others.get((person, region, theme), on))
    index = [(*key, on, True) for key, on in took.items()]
    index += [(*key, on, False) for key, on in others.items()]
    by = (*scope.by, "theme", "kind", "days")
    long = watched(done, index, ends, then)
    return grouped(long, by, both_shares) if long else []


def watched(
    done: list[Deed], index: list[Any], ends: dict[str, date], then: tuple[str, ...]
) -> list[Row]:
    long = []
    for person, region, theme, begun, is_own in index:
        own = [(kind, on) for who, where, kind, _, on in done if (who, where) == (person, region)]
        if "card" in then and any(kind == "card" and on < begun for kind, on in own):
            continue
        for kind in then:
            for days in (30, 90, 180):
                until = begun + timedelta(days=days)
                starts = begun if kind == "card" else begun + timedelta(days=1)
                long.append(
                    {
                        "region": region,
                        "person": person,
                        "theme": theme,
                        "kind": kind,
                        "days": days,
                        "month": begun.isoformat()[:7],
                        "own": is_own,
                        "whole": until <= ends[region],
                        "hit": any(k == kind and starts <= on <= until for k, on in own),
                    }
                )
    return long


def wilson(share: float, size: float) -> tuple[float, float, float]:
    middle = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z * math.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2)) / (1 + Z**2 / size)
    return share, max(middle - half, 0.0), min(middle + half, 1.0)


def both_shares(group: list[Row]) -> Row:
    own = [row for row in group if row["own"] and row["whole"]]
    other = [row for row in group if not row["own"] and row["whole"]]
    share = wilson(sum(row["hit"] for row in own) / len(own), len(own)) if own else None
    base = standardised(own, other)
    told: Row = {
        "people": len(own),
        "followed": sum(row["hit"] for row in own),
        "censored": sum(row["own"] and not row["whole"] for row in group),
        "others": len(other),
        "others_followed": sum(row["hit"] for row in other),
    }
    apart = None
    months = {row["month"] for row in other}
    hits = [row["hit"] for row in own if row["month"] in months]
    told["unmatched"] = len(own) - len(hits)
    if hits and base:
        one = wilson(sum(hits) / len(hits), len(hits))
        apart = (
            one[0] - base[0],
            one[0] - base[0] - math.hypot(one[0] - one[1], base[2] - base[0]),
            one[0] - base[0] + math.hypot(one[2] - one[0], base[0] - base[1]),
        )
    for name, found in (("share", share), ("base", base), ("difference", apart)):
        for place, end in enumerate(("", "_low", "_high")):
            told[name + end] = found[place] if found else None
    return told


def standardised(own: list[Row], other: list[Row]) -> tuple[float, float, float] | None:
    """Weigh each month of the others as often as it begins the days of the first."""
    weights = Counter(row["month"] for row in own)
    parts = []
    for month, weight in sorted(weights.items()):
        hits = [row["hit"] for row in other if row["month"] == month]
        if hits:
            parts.append((weight, sum(hits) / len(hits), len(hits)))
    total = sum(weight for weight, _, _ in parts)
    if not parts:
        return None
    value = sum(weight / total * share for weight, share, _ in parts)
    overall = value * (1 - value)
    variance = sum(
        (weight / total) ** 2 * (share * (1 - share) or overall) / size
        for weight, share, size in parts
    )
    even = 1 / sum((weight / total) ** 2 / size for weight, _, size in parts)
    effective = overall / variance if variance else even
    return wilson(value, effective)


def after_event(rows: Rows, scope: Scope) -> list[Row]:
    then = ("visit", "purchase", "post", "contact", "support", "donation")
    return followed(rows, scope, "event", then, by_theme=True)


def after_event_base(rows: Rows, scope: Scope) -> int:
    return distinct(row for row in within(rows, scope) if row["kind"] == "event")


def donor_to_shopper(rows: Rows, scope: Scope) -> list[Row]:
    return followed(rows, scope, "donation", ("purchase",), by_theme=False)


def donor_to_shopper_base(rows: Rows, scope: Scope) -> int:
    return distinct(row for row in within(rows, scope) if row["kind"] == "donation")


def visitor_to_member(rows: Rows, scope: Scope) -> list[Row]:
    return followed(rows, scope, "visit", ("card",), by_theme=False)


def visitor_to_member_base(rows: Rows, scope: Scope) -> int:
    return distinct(row for row in within(rows, scope) if row["kind"] == "visit")
