"""Which points go back when a part of a spend does: as if less had been spent from the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from enishi.ledger.pockets import Pocket, merged, not_before


def part_back(
    drawn: Iterable[Pocket], *, before: int, points: int, earliest: date | None = None
) -> Sequence[Pocket]:
    """Choose the pockets in which a part of a spend goes back, soonest expiry first.

    A spend draws the points first that expire first, so a smaller one would have left those that
    expire last: these go back first. `before` are gone back already. None may be spent until
    before `earliest` only, when that is told.
    """
    passed, wanted = before, points
    back: list[Pocket] = []
    for expires_on, held in sorted(drawn, reverse=True):
        skipped = min(held, passed)
        part = min(held - skipped, wanted)
        passed -= skipped
        wanted -= part
        if part:
            back.append(Pocket(expires_on, part))
    assert wanted == 0, "no more goes back than was spent"
    return not_before(earliest, merged(back))
