"""The cells of released counts: distinct people of a group, and the key of their set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis

from enishi.insight.metrics.scope import per_group


def cells(
    persons: ibis.Table, *, by: Sequence[str], where: Mapping[str, str | int | bool]
) -> ibis.Table:
    """Count distinct people (`n`) of each group and combine their record keys by xor (`key`).

    Distinct first, then xor: a person with two rows would cancel out otherwise. The key names
    the set of people, whatever words the question used (disclosure.md 3.2).
    """
    for column, value in where.items():
        persons = persons.filter(persons[column] == value)
    each = persons.select(*by, "person", "rk").distinct()
    return per_group(each, tuple(by), n=each.count(), key=each.rk.bit_xor())


def arrivals(persons: ibis.Table, *, by: Sequence[str]) -> ibis.Table:
    """Count and combine the people of each group by the closing that first had them there.

    The column `since` of a row is the number of the closing that counted it first.
    """
    each = persons.group_by([*by, "person", "rk"]).aggregate(since=persons.since.min())
    return per_group(each, (*by, "since"), n=each.count(), key=each.rk.bit_xor())
