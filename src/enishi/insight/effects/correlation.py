"""How strongly actions happen together: coefficients, their ranges, and how few people make them.

Pure arithmetic over a table of counts, one row per member and region. Whole persons are drawn
again, never single rows: somebody with two regions is one person. See correlation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from enishi.insight.effects import intervals
from enishi.insight.effects.intervals import Range
from enishi.insight.effects.weighing import ByRank, ByValue, Numbers, in_parts, ranks_of

Persons = NDArray[np.intp]
LEAST_ROWS = 10
TOP = 3
DRAWS = 10_000
SEED = 20_211_001
_DRAWS_LEAST = 500
# More people need fewer draws: the work stays bounded, and the range is narrow anyway.
_CELLS_IN_ALL = 20_000_000
# Beyond so many people only the most active ones are left out in turn.
_LEFT_OUT_MOST = 1_000
_REACH_MAX = 0.2
_EFFECTIVE_LEAST = 5.0


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts: rows are members of regions, columns are kinds of action."""

    values: Numbers
    person: Sequence[str]
    region: Sequence[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One coefficient of a pair: its range, and what it is without some of the people."""

    range: Range
    without_one_low: float | None
    without_one_high: float | None
    without_top: float | None
    within: float | None
    undefined_draws: int

    @property
    def depends_on_few(self) -> bool:
        """Say whether leaving one person out moves it far, or some draw of people loses it."""
        if self.without_one_low is None or self.without_one_high is None:
            return True
        return self.without_one_high - self.without_one_low > _REACH_MAX or self.undefined_draws > 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actions: three coefficients, the chance of as much by accident, and how few make it."""

    first: int
    second: int
    pearson: Reading
    spearman: Reading
    log: Reading
    p: float | None
    q: float | None
    top_share: float
    effective: float

    @property
    def is_grey(self) -> bool:
        """Say whether nothing can be said: the range by rank is too wide, or holds 0."""
        return self.spearman.range.is_grey

    @property
    def is_influenced(self) -> bool:
        """Say whether a few people make the figure."""
        few = self.effective < _EFFECTIVE_LEAST
        return few or self.pearson.depends_on_few or self.spearman.depends_on_few


def pairs(counts: Counts, *, draws: int = DRAWS, seed: int = SEED) -> list[Pair]:
    """Compute every pair of columns; none below ten rows. Same counts, same answer."""
    rows, columns = counts.values.shape
    if rows < LEAST_ROWS or columns < 2:  # noqa: PLR2004 - a pair
        return []
    dice = np.random.default_rng(seed)
    wanted = min(draws, max(_DRAWS_LEAST, _CELLS_IN_ALL // (rows * columns)))
    persons = np.unique(np.asarray(counts.person), return_inverse=True)[1]
    again = _drawn_again(persons, wanted, dice)
    left_out = _left_out(counts.values, persons)
    without_top = _without(counts.values, persons, TOP)
    p = _by_accident(counts.values, wanted, dice)
    q = adjusted(p)
    pearson, spearman, log = (
        _readings(way, again, left_out, without_top, counts.region)
        for way in (ByValue(counts.values), ByRank(counts.values), ByValue(np.log1p(counts.values)))
    )
    weights = [_weight_of_few(column, persons) for column in counts.values.T]
    return [
        Pair(
            first=first,
            second=second,
            pearson=pearson[number],
            spearman=spearman[number],
            log=log[number],
            p=p[number],
            q=q[number],
            top_share=max(weights[first].top_share, weights[second].top_share),
            effective=min(weights[first].effective, weights[second].effective),
        )
        for number, (first, second) in enumerate(combinations(range(columns), 2))
    ]


def _readings(
    way: ByValue | ByRank,
    again: Numbers,
    left_out: Numbers,
    without_top: Numbers,
    region: Sequence[str],
) -> list[Reading]:
    """Read every pair one way: plain, drawn again, with one left out, without the most active."""
    plain = way.of(np.ones((1, again.shape[1])))[0]
    drawn = way.of(again)
    jackknife = way.of(left_out)
    trimmed = way.of(without_top)[0]
    within = _within(way, region)
    found = []
    for pair, value in enumerate(plain):
        others = jackknife[:, pair]
        known = others[~np.isnan(others)]
        is_whole = len(known) == len(others)
        found.append(
            Reading(
                range=intervals.interval(float(value), drawn[:, pair], others),
                without_one_low=float(known.min()) if is_whole else None,
                without_one_high=float(known.max()) if is_whole else None,
                without_top=intervals.known(trimmed[pair]),
                within=intervals.known(within[pair]),
                undefined_draws=int(np.isnan(drawn[:, pair]).sum()),
            )
        )
    return found


def _drawn_again(persons: Persons, draws: int, dice: np.random.Generator) -> Numbers:
    """Return weights of rows: as many persons as there are, drawn with replacement."""
    count = int(persons.max()) + 1
    times = dice.multinomial(count, np.full(count, 1 / count), size=draws)
    weights: Numbers = times[:, persons].astype(np.float64)
    return weights


def _left_out(values: Numbers, persons: Persons) -> Numbers:
    """Return weights in which each person in turn is missing (of very many, the most active)."""
    order = _most_active(values, persons)[:_LEFT_OUT_MOST]
    weights: Numbers = 1.0 - (order[:, None] == persons[None, :])
    return weights


def _without(values: Numbers, persons: Persons, top: int) -> Numbers:
    """Return the weights of everybody but the few most active."""
    few = _most_active(values, persons)[:top]
    weights: Numbers = (~np.isin(persons, few)).astype(np.float64)[None, :]
    return weights


def _most_active(values: Numbers, persons: Persons) -> Persons:
    """Return the persons by the number of all their actions, most first."""
    order: Persons = np.argsort(-np.bincount(persons, weights=values.sum(axis=1)), kind="stable")
    return order


def _within(way: ByValue | ByRank, region: Sequence[str]) -> Numbers:
    """Return the coefficients when each region is moved to the same middle first."""
    alone = np.ones((1, len(way.values)))
    values = way.values
    if isinstance(way, ByRank):
        values = np.stack([ranks_of(column, alone)[0] for column in values.T], axis=1)
    place = np.unique(np.asarray(region), return_inverse=True)[1]
    sizes = np.bincount(place)
    means = np.stack([np.bincount(place, weights=column) / sizes for column in values.T], axis=1)
    found: Numbers = ByValue(values - means[place]).of(alone)[0]
    return found


def _by_accident(values: Numbers, draws: int, dice: np.random.Generator) -> list[float | None]:
    """Return how often shuffled rows give a rank coefficient at least as far from 0 (two-sided)."""
    rows, columns = values.shape
    ranks = np.stack([ranks_of(column, np.ones((1, rows)))[0] for column in values.T], axis=1)
    centred = ranks - ranks.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(length > 0, length, np.nan)
    seen = unit.T @ unit
    farther = np.zeros((columns, columns))
    template = np.broadcast_to(np.arange(rows, dtype=np.float64), (draws, rows))
    for part in in_parts(template, columns):
        order = dice.permuted(part, axis=1).astype(np.intp)
        for column in range(columns - 1):
            shuffled = unit[:, column][order] @ unit
            farther[column] += (np.abs(shuffled) >= np.abs(seen[column]) - 1e-12).sum(axis=0)
    return [
        None if np.isnan(seen[first, second]) else float((1 + farther[first, second]) / (draws + 1))
        for first, second in combinations(range(columns), 2)
    ]


def adjusted(p: Sequence[float | None]) -> list[float | None]:
    """Return the values for many questions at once (Benjamini and Hochberg 1995)."""
    known = sorted((value, place) for place, value in enumerate(p) if value is not None)
    found: list[float | None] = [None] * len(p)
    least = 1.0
    for rank in range(len(known), 0, -1):
        value, place = known[rank - 1]
        least = min(least, value * len(known) / rank)
        found[place] = least
    return found


@dataclass(frozen=True, slots=True)
class _Few:
    """How much of one action a few people do."""

    top_share: float
    effective: float


def _weight_of_few(column: Numbers, persons: Persons) -> _Few:
    """Return the share of the three most active, and how many equal persons would weigh as much."""
    each = np.bincount(persons, weights=column)
    if each.sum() <= 0:
        return _Few(0.0, 0.0)
    shares = np.sort(each / each.sum())[::-1]
    return _Few(float(shares[:TOP].sum()), float(1 / (shares**2).sum()))


def plain(values: Numbers) -> list[tuple[float | None, float | None]]:
    """Return Pearson's and Spearman's coefficient of every pair, without ranges."""
    alone = np.ones((1, len(values)))
    return [
        (intervals.known(by_value), intervals.known(by_rank))
        for by_value, by_rank in zip(
            ByValue(values).of(alone)[0], ByRank(values).of(alone)[0], strict=True
        )
    ]
