"""Answers a question about every place for a range of places after the other.

Groups of member and place of a large lake fit neither the processor's caches nor a small
machine's memory; those of a few places do, and lie together in the files (insight.md 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ibis
import pyarrow as pa

from enishi.insight.lake import tables
from enishi.insight.lake.engine.opened import Engine
from enishi.insight.lake.tables import Sources

AT_ONCE = 4_000_000
PLACES = ("region", "prefecture")


def answer(
    engine: Engine,
    place: str,
    among: ibis.Table,
    ask: Callable[[Sources], ibis.Table],
) -> pa.Table:
    """Return the answers for all places, in the order of their codes.

    Right where a place's answer follows from its own activities and cards; `place` is the column
    that the answer is split and ordered by first, `among` are the activities it speaks of. A range
    holds AT_ONCE of them or a little more; where there are not more, the lake is asked once.
    """
    assert place in PLACES, place
    ranges = list(_ranges(engine, place, among))
    if len(ranges) <= 1:
        return engine.answer(ask(tables.SOURCES))
    return pa.concat_tables(
        engine.answer(ask(tables.SOURCES.between(place, after, last))) for after, last in ranges
    )


def _ranges(engine: Engine, place: str, among: ibis.Table) -> Iterator[tuple[str, str]]:
    """Yield ranges of codes, (after, up to]; "" is no bound: cards lie also where nobody acts."""
    counted = among.group_by(place).aggregate(n=among.count()).order_by(place)
    after = last = ""
    held = 0
    for one in engine.answer(counted).to_pylist():
        if held >= AT_ONCE:
            yield after, last
            after, held = last, 0
        held += one["n"]
        last = one[place]
    yield after, ""
