"""What a closing has to know of the lake as a whole: its first month, its words, its surveys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import numpy as np

from enishi.insight.disclosure import answers as published
from enishi.insight.disclosure import magnitudes
from enishi.insight.lake import tables
from enishi.insight.lake.engine import Engine
from enishi.insight.releases import answered
from enishi.regions.region import Coverage


def first_month(engine: Engine) -> str | None:
    """Return the first month in which anything happened anywhere; None in an empty lake."""
    first = tables.ACTIVITIES.aggregate(first=tables.ACTIVITIES.month.min())
    found: str | None = engine.answer(first)["first"][0].as_py()
    return found


def last_seq(engine: Engine) -> int:
    """Return the number of the last activity; 0 in an empty lake."""
    last = tables.ACTIVITIES.aggregate(last=tables.ACTIVITIES.seq.max().fill_null(0))
    return int(engine.answer(last)["last"][0].as_py())


@dataclass(frozen=True, slots=True)
class Words:
    """Themes, kinds and purposes that occur."""

    themes: frozenset[str]
    kinds: frozenset[str]
    purposes: frozenset[str]


def common_words(engine: Engine, *, least: int) -> Words:
    """Return the words that at least so many distinct people carry, samples and others alike.

    A rarer one may be what one person wrote, and its mere publication would tell of them.
    """
    people = tables.ACTIVITIES.select("seq", "person", "theme", "kind")
    named = tables.ANSWERS.select("seq", purpose=tables.ANSWERS.purposes.unnest())

    def common(rows: ibis.Table, column: str) -> frozenset[str]:
        counted = rows.group_by(column).aggregate(n=rows.person.nunique())
        found = engine.answer(counted.filter(counted.n >= least))[column].to_pylist()
        return frozenset(word for word in found if word)

    return Words(
        themes=common(people, "theme"),
        kinds=common(people, "kind"),
        purposes=common(people.select("seq", "person").inner_join(named, "seq"), "purpose"),
    )


def common_answers(engine: Engine, *, least: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the published answers of each question of the surveys: fixed lists, common words."""
    people = tables.ACTIVITIES.select("seq", "person")
    found = []
    for dimension in published.DIMENSIONS:
        said = people.inner_join(answered.words_of(tables.ANSWERS, dimension), "seq")
        counted = said.group_by("word").aggregate(n=said.person.nunique())
        words = engine.answer(counted.filter(counted.n >= least))["word"].to_pylist()
        if values := published.published(dimension, {word for word in words if word}):
            found.append((dimension, values))
    return tuple(found)


def cap(engine: Engine, measure: str, months: Sequence[str]) -> int:
    """Return the most that one person's month counts in a sum: of last year, rounded up.

    The 99th percentile of the months of people in real regions; the usual cap while they are few.
    """
    rows = tables.ACTIVITIES.filter(
        ~tables.ACTIVITIES["sample"], tables.ACTIVITIES.month.isin(list(months))
    )
    value = ibis.literal(1, "int64") if measure == "activities" else rows.amount_yen.fill_null(0)
    each = rows.mutate(value=value).group_by(["person", "region", "month"])
    given = each.aggregate(value=ibis._.value.sum())
    values = engine.answer(given.filter(given.value > 0).select("value"))["value"].to_numpy()
    if len(values) < magnitudes.CAP_FROM:
        return magnitudes.USUAL_CAPS[measure]
    place = len(values) - 1 - len(values) * (100 - magnitudes.CAP_PERCENTILE) // 100
    return magnitudes.cap_of(int(np.partition(values, place)[place]))


@dataclass(frozen=True, slots=True)
class Extent:
    """The months and kinds of activity that a region's rows are of."""

    months: frozenset[str]
    kinds: frozenset[str]

    def lies_within(self, coverage: Coverage) -> bool:
        """Say whether no row is outside what the region declares."""
        return all(coverage.first <= month <= coverage.last for month in self.months) and (
            not coverage.kinds or self.kinds <= set(coverage.kinds)
        )


NOTHING = Extent(frozenset(), frozenset())


def extents_of_regions(engine: Engine) -> dict[str, Extent]:
    """Return what there is of every region; of an area (地域) also under its own code."""
    facts = tables.ACTIVITIES.select("region", "area", "month", "kind").distinct()
    months: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for row in engine.answer(facts).to_pylist():
        for code in {row["region"], row["area"]} - {""}:
            months.setdefault(code, set()).add(row["month"])
            kinds.setdefault(code, set()).add(row["kind"])
    return {code: Extent(frozenset(months[code]), frozenset(kinds[code])) for code in months}


def surveys_of_regions(engine: Engine) -> list[tuple[str, str]]:
    """Return which survey's answers count in which region."""
    places = tables.ACTIVITIES.select("seq", "region")
    pairs = tables.ANSWERS.select("seq", "survey").inner_join(places, "seq")
    found = engine.answer(pairs.select("region", "survey").distinct()).to_pylist()
    return sorted((row["region"], row["survey"]) for row in found)
