"""Which actions happen together, of whom, and how sure that is (内部限り)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any

import ibis
import numpy as np

from enishi.insight.effects import correlation as effects
from enishi.insight.effects.correlation import Counts, Pair, Reading
from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope

SPLITS = ("region", "area", "prefecture")
_NOTHING = ""
_PLACES = 6
_SHAPE = {"kind": "string", "times": "int64", "first": "date", "last": "date"}


def correlation(lake: Sources, scope: Scope) -> ibis.Table:
    """How actions happen together: one row of counts for each member of each region (延べ人数).

    Members are those registered (holding a card of the region) or active, zeros kept. For each
    pair of kinds: Spearman by rank as the headline, Pearson by amount for earlier reports, and
    Pearson of log(1 + count), each with a 95 % range from drawing whole persons again; chance p
    and its value for all pairs at once (q); what leaving one out, or the three most active, would
    change; within regions; and per day registered. Nothing is told below ten rows. It says what
    happens together, not why.
    """
    scope.allow(SPLITS)
    keys = list(dict.fromkeys((*scope.by, "region", "person")))
    kept = scope.within(lake.activities)
    did = kept.group_by([*keys, "kind"]).aggregate(
        times=kept.count(), first=kept.d.min(), last=kept.d.max()
    )
    held = _registered(lake, scope)
    members = (
        held.group_by(keys)
        .aggregate(first=held.since.min())
        .mutate(
            kind=ibis.literal(_NOTHING),
            times=ibis.literal(0, type="int64"),
            last=ibis.literal(None, type="date"),
        )
    )
    # Tables to be put together must agree on what may be empty.
    shape = dict.fromkeys(keys, "string") | _SHAPE
    both = [table.select(*shape).cast(shape) for table in (did, members)]
    return ibis.union(*both).order_by([*keys, "kind"])


def _registered(lake: Sources, scope: Scope) -> ibis.Table:
    """Return who holds a card of the place by the end of the period."""
    held = lake.cards.filter(scope.covers(lake.cards))
    return held if scope.until is None else held.filter(held.since < scope.until)


def all_ties(lake: Sources, scope: Scope) -> ibis.Table:
    """Every member of every region, registered or active, once."""
    kept = scope.within(lake.activities).select("region", "person")
    held = _registered(lake, scope).select("region", "person")
    return ibis.union(kept, held).distinct().aggregate(n=ibis._.count())


def in_pairs(rows: Rows, scope: Scope) -> Rows:
    """Turn counts into one line for each pair of kinds, surest and strongest first."""
    groups: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in scope.by)].append(row)
    active = [row["last"] for row in rows if row["last"] is not None]
    end = scope.until - timedelta(days=1) if scope.until else max(active, default=None)
    return [
        {**dict(zip(scope.by, key, strict=True)), **line}
        for key, group in groups.items()
        for line in _lines(group, scope.since, end)
    ]


def _lines(group: Rows, since: date | None, end: date | None) -> Rows:
    """Return the lines of one group."""
    kinds = sorted({row["kind"] for row in group} - {_NOTHING})
    members = sorted({(row["region"], row["person"]) for row in group})
    place_of = {member: number for number, member in enumerate(members)}
    values = np.zeros((len(members), len(kinds)))
    first = dict.fromkeys(members, date.max)
    for row in group:
        member = (row["region"], row["person"])
        first[member] = min(first[member], row["first"])
        if row["kind"]:
            values[place_of[member], kinds.index(row["kind"])] = row["times"]
    frame = {
        "n": len(members),
        "people": len({person for _, person in members}),
        "regions": len({region for region, _ in members}),
    }
    named = [
        {"kind_a": kinds[one], "kind_b": kinds[other], **frame}
        for one, other in combinations(range(len(kinds)), 2)
    ]
    if len(members) < effects.LEAST_ROWS:
        return [
            {**line, **dict.fromkeys(COLUMNS), "warning": too_few(frame["n"])} for line in named
        ]
    found = pairs_of(values.tobytes(), len(kinds), _numbered(members))
    days = [_days(first[member], since, end) for member in members]
    each_day = effects.plain(values / np.array(days)[:, None])
    lines = [
        {**line, **figures(pair), "pearson_per_day": _rounded(by_value),
         "spearman_per_day": _rounded(by_rank),
         "warning": warning(pair, frame["n"])}
        for line, pair, (by_value, by_rank) in zip(named, found, each_day, strict=True)
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line["is_grey"], -abs(line["spearman"] or 0.0)))


def _numbered(members: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Put numbers of the same order in the place of people: what is kept names nobody."""
    people = sorted({person for _, person in members})
    numbers = {person: f"{number:09d}" for number, person in enumerate(people)}
    return tuple((region, numbers[person]) for region, person in members)


def _days(first: date, since: date | None, end: date | None) -> int:
    """Return the days on which a member could have been active."""
    start = max(first, since) if since else first
    return max(1, ((end or start) - start).days + 1)


@lru_cache(maxsize=64)
def pairs_of(values: bytes, columns: int, members: tuple[tuple[str, str], ...]) -> Sequence[Pair]:
    """Compute the pairs of a table; the same table is computed once."""
    table = np.frombuffer(values).reshape(len(members), columns)
    return effects.pairs(
        Counts(table, [person for _, person in members], [region for region, _ in members])
    )


COLUMNS = (
    "spearman", "spearman_low", "spearman_high", "pearson", "pearson_low", "pearson_high",
    "log", "log_low", "log_high", "p", "q",
    "spearman_without_one_low", "spearman_without_one_high",
    "pearson_without_one_low", "pearson_without_one_high",
    "spearman_without_top_3", "pearson_without_top_3", "top_3_share", "effective_members",
    "spearman_within", "pearson_within", "is_grey", "is_influenced",
    "pearson_per_day", "spearman_per_day",
)  # fmt: skip


def figures(pair: Pair) -> dict[str, Any]:
    """Return the columns of one pair, to six places: more is rounding."""
    told: dict[str, Any] = {
        **_range("spearman", pair.spearman),
        **_range("pearson", pair.pearson),
        **_range("log", pair.log),
        "p": pair.p,
        "q": pair.q,
        **_without_one("spearman", pair.spearman),
        **_without_one("pearson", pair.pearson),
        "spearman_without_top_3": pair.spearman.without_top,
        "pearson_without_top_3": pair.pearson.without_top,
        "top_3_share": pair.top_share,
        "effective_members": pair.effective,
        "spearman_within": pair.spearman.within,
        "pearson_within": pair.pearson.within,
        "is_grey": pair.is_grey,
        "is_influenced": pair.is_influenced,
    }
    return {name: _rounded(value) for name, value in told.items()}


def _rounded(value: float | None) -> float | None:
    return round(value, _PLACES) if isinstance(value, float) else value


def _range(name: str, reading: Reading) -> dict[str, float | None]:
    found = reading.range
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _without_one(name: str, reading: Reading) -> dict[str, float | None]:
    return {
        f"{name}_without_one_low": reading.without_one_low,
        f"{name}_without_one_high": reading.without_one_high,
    }


def too_few(rows: int) -> str:
    """Say why there is no figure."""
    return f"{rows}人（延べ）の記録です。{effects.LEAST_ROWS}人より少ないので計算しません。"


def warning(pair: Pair, rows: int) -> str:
    """Say how far a pair can be trusted, in words for a reader."""
    said = [f"{rows}人（延べ）の結果です。"]
    if pair.is_grey:
        said.append("幅が広いか0をまたぐので、いっしょに起きやすいとは言えません。")
    if pair.is_influenced:
        said.append("よく動く数人で数字が大きく変わります。")
    return "".join(said)


METRIC = Metric(
    name="correlation",
    sentence="どの行動とどの行動が、いっしょに起きやすいですか",
    sentence_en="Which actions happen together?",
    unit="coefficients from -1 to 1; members of regions, persons",
    denominator="n: members of regions, registered or active, also those who did nothing",
    rows=correlation,
    base=all_ties,
    is_local=True,
    finish=in_pairs,
    splits=SPLITS,
)
