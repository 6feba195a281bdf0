"""How much a prize may be worth (景品表示法, notices of 1977): drawn among buyers or among all.

An open draw, which asks for no purchase, has no limit. A drawing tied to buying has two: one prize,
and all of them together against the sales that the drawing is for.
"""

from __future__ import annotations

from dataclasses import dataclass

OPEN, TIED, JOINT = KINDS = ("open", "tied", "joint")
_TIED_TIMES, _TIED_MOST, _TIED_PERCENT = 20, 100_000, 2
_JOINT_MOST, _JOINT_PERCENT = 300_000, 3
STREET_TIMES, STREET_DAYS = 3, 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A drawing as it is planned.

    `joint` is one of most shops of a place or trade together; a shopping street's may be held
    three times and seventy days a year, this one counted with those before it.
    """

    kind: str
    purchase_yen: int = 0  # the least that gives a ticket
    prize_yen: int = 0  # the dearest prize
    prizes_yen: int = 0  # all of them
    sales_yen: int = 0  # expected of what the drawing is for
    times: int = 1  # this year, with this one
    days: int = 1  # this year, with this one


@dataclass(frozen=True, slots=True)
class Limits:
    """What one prize, and all prizes, may be worth; None: no limit."""

    prize_yen: int | None
    prizes_yen: int | None


def limits(draw: Draw) -> Limits:
    """Say how much may be given away."""
    assert draw.kind in KINDS, draw.kind
    if draw.kind == OPEN:
        return Limits(None, None)
    if draw.kind == JOINT:
        return Limits(_JOINT_MOST, draw.sales_yen * _JOINT_PERCENT // 100)
    one = min(draw.purchase_yen * _TIED_TIMES, _TIED_MOST)
    return Limits(one, draw.sales_yen * _TIED_PERCENT // 100)


def faults(draw: Draw) -> tuple[str, ...]:
    """Say what is above a limit: one prize, all prizes, times, days; nothing where all is well."""
    found = limits(draw)
    tests = (
        ("prize", found.prize_yen is not None and draw.prize_yen > found.prize_yen),
        ("prizes", found.prizes_yen is not None and draw.prizes_yen > found.prizes_yen),
        ("times", draw.kind == JOINT and draw.times > STREET_TIMES),
        ("days", draw.kind == JOINT and draw.days > STREET_DAYS),
    )
    return tuple(name for name, is_above in tests if is_above)
