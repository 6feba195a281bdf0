"""The metric correlation keeps its costly work for the next reader, and nobody's name with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from enishi.insight.metrics import correlation
from enishi.insight.metrics.scope import Scope


def _deeds(sign: str) -> list[dict[str, Any]]:
    """Return what twelve people did, each named by a sign and a number."""
    day = date(2025, 5, 1)
    return [
        {"region": "184420", "person": f"{sign}{who:02d}", "kind": kind, "times": times,
         "first": day, "last": day}
        for who in range(12)
        for kind, times in (("event", 1 + who % 4), ("visit", 1 + who % 3))
    ]  # fmt: skip


def test_what_is_kept_of_the_same_counts_does_not_say_whose_they_are() -> None:
    first = correlation.in_pairs(_deeds("a"), Scope())
    before = correlation.pairs_of.cache_info().hits
    assert correlation.in_pairs(_deeds("b"), Scope()) == first
    assert correlation.pairs_of.cache_info().hits == before + 1
