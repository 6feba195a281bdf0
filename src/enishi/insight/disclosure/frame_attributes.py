"""Attributes that depend on the frame: what somebody did in the asked place and period.

`times` says on how many days somebody was active *in the asked place and period* (verified days,
when verified records are asked for). The same person is "2" in a month and "5+" in its year. So a
cell with such an attribute has these wider groups: the cell without the attribute (the frame), and
without age, sex or home; never the same value in a wider period or over all records, for that is
no group that holds the cell.

To add one: (1) a line in ATTRIBUTES here: its published values in order, and where a value lies in
another one of the same attribute (a base rate), `within`, which is then its first wider group; (2)
its expression in `releases/frame_attributes.py`: from the activities of the frame and the columns
that name place and period, who has which value (several are allowed); (3) its name and its values'
names in `web/design/numbers/naming.py`; (4) a slow oracle in tests/insight/releases/
test_snapshot.py. The query language, the groupings, the protection, files and the API know it from
then on. It stands in the slot of actions: beside no theme, kind, purpose or answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from enishi.insight.disclosure import paths
from enishi.ties.stages import FRACTIONS


@dataclass(frozen=True, slots=True)
class FrameAttribute:
    """The published values of an attribute, and the value that a value lies in.

    `needs` names the kinds of activity without which nobody can have a value: where a place knows
    them not, the value is absent, which is public.
    """

    values: tuple[str, ...]
    within: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)


ATTRIBUTES: Final[Mapping[str, FrameAttribute]] = MappingProxyType(
    {
        # Distinct days of Japan with an activity.
        "times": FrameAttribute(values=("1", "2", "3-4", "5+")),
        # The step of a tie at the end of a year, and what came after what (paths.py).
        "stage": FrameAttribute(values=FRACTIONS[1:]),
        "path": FrameAttribute(values=paths.VALUES, within=paths.WITHIN, needs=paths.NEEDS),
    }
)
NAMES: Final = tuple(ATTRIBUTES)


def attribute_in(names: Mapping[str, object]) -> str | None:
    """Return the frame attribute among some conditions; there is at most one."""
    return next((name for name in names if name in ATTRIBUTES), None)


def needs_of(conditions: Mapping[str, str]) -> frozenset[str]:
    """Return the kinds of activity that must be known for anybody to be in a cell."""
    name = attribute_in(conditions)
    return ATTRIBUTES[name].needs.get(conditions[name], frozenset()) if name else frozenset()
