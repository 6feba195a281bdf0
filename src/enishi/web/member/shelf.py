"""What points became, as a shelf: every piece an equal share, those not used yet only outlined."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

_PIECES = 30
_WIDTHS, _HEIGHTS = (13, 15, 17, 20, 23), (84, 92, 98, 104, 110)
_FLOOR, _GAP, _LEFT = 126, 2, 6
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece on the shelf."""

    x: int
    y: int
    width: int
    height: int
    colour: int
    is_used: bool
    is_mine: bool

    @property
    def middle(self) -> int:
        """Where a thread would hang from it."""
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Shelf:
    """All pieces, how wide the shelf is, and how many points one piece stands for."""

    pieces: Sequence[Piece]
    width: int
    each: int
    used: int

    @property
    def mine(self) -> Piece | None:
        """The piece that a member's own points are in."""
        return next((piece for piece in self.pieces if piece.is_mine), None)


def draw(*, came: int, used: int, mine: int, seed: str) -> Shelf:
    """Put a fund on a shelf: all that came, what was used of it, and where one's own part lies."""
    dice = random.Random(seed)  # noqa: S311 - colours and sizes, no secret
    filled = min(_PIECES, round(_PIECES * used / came)) if came else 0
    own = filled * 2 // 5 if mine and filled else None
    pieces, x = [], _LEFT
    for number in range(_PIECES):
        width, height = dice.choice(_WIDTHS), dice.choice(_HEIGHTS)
        colour = dice.randint(1, COLOURS)
        pieces.append(
            Piece(x, _FLOOR - height, width, height, colour, number < filled, number == own)
        )
        x += width + _GAP
    return Shelf(pieces, x + _LEFT, -(-came // _PIECES), filled)
