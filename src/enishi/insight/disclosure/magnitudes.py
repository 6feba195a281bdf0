"""Sums over people (log rows, yen): when a total is told beside a count, and how far it is moved.

A sum is bounded per person by a public cap on each month, told only where the count of its cell is,
and only when no person and no business stands out in it; then it moves with the count and by a
part of its largest contribution. Claim, assumptions and citations: magnitudes.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from enishi.insight.disclosure import cellkey, ptable

PERSONS_LEAST: Final = 10
BUSINESSES_LEAST: Final = 3
OTHERS_LEAST: Final = 4
"""Businesses that a benchmark needs beside the one that asks."""
_REST_PERCENT = 10  # p% rule: what the third and smaller ones must reach of the largest
_TWO_PERCENT = 90  # dominance: what the two largest may hold together at most
_MOVED_BY = 0.20
_DIGITS = 3
# The cap of a person's month while too few people are there to take it from their last year.
USUAL_CAPS: Final[Mapping[str, int]] = MappingProxyType({"activities": 20, "yen": 100_000})
CAP_PERCENTILE: Final = 99
CAP_FROM: Final = 1_000
"""Months of people that a cap is taken from at least: ten of them lie above it then."""


@dataclass(frozen=True, slots=True)
class Part:
    """The contributions of one sort of contributor: their sum, how many, the two largest."""

    total: int
    contributors: int
    first: int
    second: int


NONE: Final = Part(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """The truth about the sum of one cell, clipped: by persons, and by businesses where linked.

    `key` is the XOR of the record keys of those persons who contribute anything.
    """

    persons: Part
    key: int
    businesses: Part = NONE


NOTHING: Final = Sum(NONE, 0)


def has_enough_persons(persons: Part) -> bool:
    """Say whether ten persons or more contribute."""
    return persons.contributors >= PERSONS_LEAST


def has_enough_businesses(businesses: Part) -> bool:
    """Say whether no business contributes, or three or more do."""
    return businesses.contributors == 0 or businesses.contributors >= BUSINESSES_LEAST


def hides_each(part: Part, whole: int) -> bool:
    """Say whether the second largest cannot work out the largest to 10 % (p% rule)."""
    return (whole - part.first - part.second) * 100 >= _REST_PERCENT * part.first


def is_not_dominated(part: Part, whole: int) -> bool:
    """Say whether the two largest hold at most 90 % of the whole (dominance rule)."""
    return (part.first + part.second) * 100 <= _TWO_PERCENT * whole


def is_safe(found: Sum, measure: str) -> bool:
    """Apply the rules to persons and, apart from them, to businesses.

    Yen at businesses are held against themselves: what people gave elsewhere hides no shop. Rows
    at businesses are held against all rows of the cell.
    """
    persons, businesses = found.persons, found.businesses
    if not has_enough_persons(persons):
        return False
    if measure == "yen" and not has_enough_businesses(businesses):
        return False
    whole = businesses.total if measure == "yen" else persons.total
    return all(
        rule(part, total)
        for rule in (hides_each, is_not_dominated)
        for part, total in ((persons, persons.total), (businesses, whole))
    )


def misleads(part: Part, told: int) -> bool:
    """Say whether the second largest, taking the rest for nothing, misses the largest by 10 %.

    Held against the told sum: its move may have eaten up what the smaller ones gave.
    """
    missed = abs(told - part.second - part.first)
    return part.contributors == 0 or missed * 100 > _REST_PERCENT * part.first


def told(found: Sum, measure: str, *, secret: bytes, table: ptable.PTable) -> int | None:
    """Return the perturbed sum when every rule allows it."""
    if not is_safe(found, measure):
        return None
    value = perturbed(found, secret=secret, table=table)
    return (
        value if all(misleads(part, value) for part in (found.persons, found.businesses)) else None
    )


def perturbed(found: Sum, *, secret: bytes, table: ptable.PTable) -> int:
    """Return the sum with its noise, to three digits.

    It moves as the count of its contributors does, by the mean for each person: where everybody
    gives the same, the total says no more than the count. On top comes a move of 15 to 25 % of
    the largest contribution, whose sign and size hang on the persons and the sum.
    """
    persons = found.persons
    count_move = table.move(persons.contributors, cellkey.uniform(secret, found.key))
    sign, w = cellkey.swing(secret, found.key, persons.total)
    largest = max(persons.first, found.businesses.first)
    moved = (
        persons.total
        + count_move * persons.total / persons.contributors
        + sign * _MOVED_BY * largest * (0.75 + 0.5 * w)
    )
    return to_three_digits(max(moved, 0.0))


def to_three_digits(value: float) -> int:
    """Return a whole number of at most three digits that are not zero, half rounded up."""
    whole = Decimal(value).quantize(Decimal(1), ROUND_HALF_UP)
    if whole == 0:
        return 0
    digit = Decimal(1).scaleb(max(whole.adjusted() - _DIGITS + 1, 0))
    return int((Decimal(value) / digit).quantize(Decimal(1), ROUND_HALF_UP) * digit)


def cap_of(percentile: float) -> int:
    """Return a cap from a percentile: the next of 1, 2, 5, 10, 20, 50, ... that holds it."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= percentile:
                return factor * step
        step *= 10


def benchmark(contributions: Mapping[str, int], *, asking: str) -> Part | None:
    """Return what a merchant may be compared with: the others of the trade, without their own.

    `contributions` are sums by business, one corporate number one line. None unless four others
    contribute and none of them stands out; the asking merchant's own figures count for nothing, or
    they could take themselves out of the answer.
    """
    others = sorted(
        (value for business, value in contributions.items() if business != asking and value > 0),
        reverse=True,
    )
    if len(others) < OTHERS_LEAST:
        return None
    part = Part(sum(others), len(others), others[0], others[1])
    is_shown = hides_each(part, part.total) and is_not_dominated(part, part.total)
    return part if is_shown else None
