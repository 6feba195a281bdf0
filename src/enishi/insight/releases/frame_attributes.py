"""Who has which value of an attribute that depends on the frame (disclosure/frame_attributes.py).

An expression gets the activities of the frame (the asked places, closed months and grades; columns
as in snapshot.ACTIVITY) and the columns that name place and period in it. It returns those columns,
`person`, and `value`: one row for each value that a person has there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import ibis

from enishi.insight.disclosure import frame_attributes
from enishi.insight.releases import followed

ValuesOf = Callable[[ibis.Table, Sequence[str]], ibis.Table]


def times(frame: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """Say on how many distinct days of Japan each person was active: 1, 2, 3-4 or 5+."""
    each = frame.group_by([*keys, "person"]).aggregate(days=frame.d.nunique())
    few, several = 2, 4
    value = ibis.ifelse(
        each.days <= few,
        each.days.cast("string"),
        ibis.ifelse(each.days <= several, "3-4", "5+"),
    )
    return each.select(*keys, "person", value=value)


EXPRESSIONS: Final[Mapping[str, ValuesOf]] = MappingProxyType(
    {"times": times, "stage": followed.stage, "path": followed.path}
)
assert EXPRESSIONS.keys() == set(frame_attributes.NAMES), "each attribute has an expression"
