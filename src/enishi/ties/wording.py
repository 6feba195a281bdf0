"""What a region calls its card and its three steps, and how its corners lie; with defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.ties.stages import Rules

SIDE = 3  # a region is drawn as three by three squares
WATER = "water"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in Japanese, and in English where the region gave one."""

    ja: str
    en: str = ""

    def of(self, language: str) -> str:
        """Return the name in a reader's language; Japanese where there is no other."""
        return self.ja if language.startswith("ja") or not self.en else self.en


NOTHING = Named("")


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps: its fraction, its name, and what it means."""

    fraction: str
    name: Named
    meaning: Named


@dataclass(frozen=True, slots=True)
class Square:
    """One square of a region's shape: a corner with a name, or water, or open land."""

    row: int
    column: int
    name: Named = NOTHING
    also: tuple[str, ...] = ()
    about: Named = NOTHING
    is_water: bool = False

    def holds(self, place: str) -> bool:
        """Say whether a place that was written down lies in this corner."""
        if not self.name.ja:
            return False
        return any(word in place for word in (self.name.ja, *self.also) if word)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a region's members read on their card."""

    region_code: str
    card: Named
    steps: Sequence[Step]
    rules: Rules
    shape: Sequence[Square] = ()
    about: Named = NOTHING
    is_own: bool = False

    @property
    def corners(self) -> list[Square]:
        """Return the squares that have a name."""
        return [square for square in self.shape if square.name.ja]


CARD = Named("会員証", "Member card")
STEPS = (
    Step(
        "1/3",
        Named("訪ねる人", "Visitor"),
        Named(
            "町に来た、手伝った、買った。はじめの一歩です。",
            "You came, helped or bought something: the first step.",
        ),
    ),
    Step(
        "1/2",
        Named("通う人", "Regular"),
        Named(
            "何度も会いに来てくれる、町の仲間です。",
            "You keep coming back: one of the town's friends.",
        ),
    ),
    Step(
        "1/1",
        Named("住む人", "Resident"),
        Named("この町に暮らしています。", "You live in this town."),
    ),
)


def default(region_code: str) -> Wording:
    """Return the words of a region that set none."""
    return Wording(region_code, CARD, STEPS, Rules())


def grid(shape: Sequence[Square]) -> list[Square]:
    """Return all nine squares, row by row, whatever of them is told."""
    told = {(square.row, square.column): square for square in shape}
    return [
        told.get((row, column), Square(row, column))
        for row in range(1, SIDE + 1)
        for column in range(1, SIDE + 1)
    ]
