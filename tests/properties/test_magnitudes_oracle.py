"""Sums against a slow, obvious oracle that reads the rules off the page, on random lakes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import xor

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties import test_disclosure_oracle as counts

from enishi.insight.disclosure import cellkey, magnitudes, protect
from enishi.insight.disclosure.groupings import Grouping
from enishi.insight.disclosure.language import OutsideLanguage, parse
from enishi.insight.disclosure.magnitudes import Part, Sum
from enishi.insight.disclosure.ptable import USUAL

Row = dict[str, str]
SHOPS = ("", "", "1000000000001", "2000000000002", "3000000000003", "4000000000004")


@st.composite
def lakes(draw: st.DrawFn) -> list[Row]:
    """Draw a lake whose rows have an amount and a shop."""
    rows = draw(counts.lakes())
    usual = draw(st.sampled_from([1, 500, 3_000]))
    dice = draw(st.randoms(use_true_random=False))
    return [
        {
            **row,
            "yen": str(dice.choice([0, usual, usual, usual * 7])),
            "shop": dice.choice(SHOPS),
        }
        for row in rows
    ]


def given_by(rows: list[Row], name: str, measure: str) -> Counter[str]:
    """Return what each person or shop gave; here nobody reaches the cap of a month."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row[name]] += 1 if measure == "activities" else int(row["yen"])
    del found[""]
    return Counter({who: value for who, value in found.items() if value})


def key_of(persons: Sequence[str]) -> int:
    return reduce(xor, (cellkey.record_key(counts.SECRET, one) for one in persons), 0)


def a_part(contributions: Counter[str]) -> Part:
    largest = sorted(contributions.values(), reverse=True)
    return Part(sum(largest), len(largest), *[*largest, 0, 0][:2])


def sums(rows: list[Row], wanted: Grouping, measure: str) -> dict[tuple[str, ...], Sum]:
    """Run a grouping the slow way."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        in_frame = row["region"] in wanted.regions and row["month"] in wanted.months
        if in_frame and counts.met(row, dict(wanted.filters)):
            groups.setdefault(tuple(row[name] for name in wanted.by), []).append(row)
    found = {}
    for group, held in groups.items():
        persons, shops = given_by(held, "person", measure), given_by(held, "shop", measure)
        found[group] = Sum(a_part(persons), key_of([*persons]), a_part(shops))
    return found


def allowed(rows: list[Row], conditions: Row, measure: str) -> float | None:
    """Apply the rules of the page to one cell and return its sum, not rounded yet."""
    conditions = {name: value for name, value in conditions.items() if value != "all"}
    held = [row for row in rows if counts.met(row, conditions)]
    persons, shops = given_by(held, "person", measure), given_by(held, "shop", measure)
    if len(persons) < 10 or (measure == "yen" and 0 < len(shops) < 3):
        return None
    total = sum(persons.values())
    for given_, whole in ((persons, total), (shops, sum(shops.values()))):
        whole_ = total if measure == "activities" else whole
        first, second = [*sorted(given_.values(), reverse=True), 0, 0][:2]
        if whole_ - first - second < 0.10 * first or first + second > 0.90 * whole_:
            return None
    key = key_of([*persons])
    drawn = hashlib.blake2b(
        b"sum" + key.to_bytes(8, "big") + total.to_bytes(8, "big"),
        digest_size=8,
        key=counts.SECRET,
    ).digest()
    number = int.from_bytes(drawn, "big")
    sign, w = (1 if number % 2 else -1), number / 2**64
    largest = max([*persons.values(), *shops.values()])
    move = USUAL.move(len(persons), cellkey.uniform(counts.SECRET, key))
    return total * (1 + move / len(persons)) + sign * 0.2 * largest * (0.75 + 0.5 * w)


def gives_away(rows: list[Row], conditions: Row, measure: str, told: float) -> bool:
    """Say whether the second largest could read the largest off the told sum, to 10 %."""
    conditions = {name: value for name, value in conditions.items() if value != "all"}
    held = [row for row in rows if counts.met(row, conditions)]
    for name in ("person", "shop"):
        values = [*sorted(given_by(held, name, measure).values(), reverse=True), 0, 0]
        missed = abs(magnitudes.to_three_digits(max(told, 0.0)) - values[1] - values[0])
        if values[0] and missed <= 0.10 * values[0]:
            return True
    return False


@settings(max_examples=100, deadline=None)
@given(rows=lakes(), body=counts.questions(), measure=st.sampled_from(["activities", "yen"]))
def test_every_sum_is_what_the_rules_of_the_page_say(rows, body, measure):
    try:
        question = parse({**body, "measure": measure}, counts.CATALOGUE)
    except OutsideLanguage:
        return
    needed = protect.needed_groupings(question, counts.CATALOGUE)
    shown = protect.protect(
        question,
        catalogue=counts.CATALOGUE,
        counts={wanted: counts.answer(rows, wanted) for wanted in needed},
        settings=protect.Settings(secret=counts.SECRET),
        sums={
            wanted: sums(rows, wanted, measure)
            for wanted in protect.own_groupings(question, counts.CATALOGUE)
        },
    )
    for row in shown:
        cell = {**body["filters"], **dict(zip(question.by, row.values, strict=True))}
        assert row.persons == counts.allowed(rows, cell), cell
        expected = None if row.persons is None else allowed(rows, cell, measure)
        if expected is None or gives_away(rows, cell, measure, expected):
            assert row.total is None, cell
            continue
        assert row.total is not None, cell
        unit = max(10 ** (len(str(int(max(expected, 1)))) - 3), 1)
        assert abs(row.total - max(expected, 0)) <= unit / 2 + 1e-6, cell
        assert row.total % unit == 0
