"""Where a member was in each region: its corners as squares, and a sentence that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.regions.region import Region
from enishi.ties import wording
from enishi.ties.wording import Square, Wording

_NAMED_MAX = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One square: the first sign of its name, whether one was there, whether it is water."""

    letter: str
    been: bool
    is_water: bool


@dataclass(frozen=True, slots=True)
class Walked:
    """One region's squares, none where it drew no shape, and the sentence beside them."""

    region: Region
    tiles: Sequence[Tile]
    told: str


def walked(region: Region, words: Wording, places: Sequence[str], language: str) -> Walked:
    """Tell where somebody was in a region."""
    been = [square for square in words.corners if any(square.holds(place) for place in places)]
    left = [square for square in words.corners if square not in been]
    if words.corners:
        return Walked(region, tiles(words, been, language), _corners(been, left, language))
    return Walked(region, (), _places(places))


def tiles(words: Wording, been: Sequence[Square], language: str) -> list[Tile]:
    """Return the nine squares of a region; none where it drew no shape."""
    if not words.shape:
        return []
    return [
        Tile(square.name.of(language)[:1], square in been, square.is_water)
        for square in wording.grid(words.shape)
    ]


def _named(squares: Sequence[Square], language: str) -> str:
    return gettext("・").join(square.name.of(language) for square in squares)


def _corners(been: Sequence[Square], left: Sequence[Square], language: str) -> str:
    """Say which corners one was in, and which are still to come."""
    facts = {"been": _named(been, language), "left": _named(left, language)}
    if not left:
        return gettext("%(been)s、ぜんぶ歩きました。") % facts
    if not been:
        return gettext("%(left)sが、待っています。") % facts
    return gettext("%(been)sへ行きました。%(left)sは、これから。") % facts


def _places(places: Sequence[str]) -> str:
    """Say where one was, in a region that drew no corners."""
    if not places:
        return gettext("場所の記録は、まだありません。")
    named = gettext("・").join(places[:_NAMED_MAX])
    if len(places) > _NAMED_MAX:
        facts = {"named": named, "n": len(places) - _NAMED_MAX}
        return gettext("%(named)sなど、ほか%(n)sか所へ行きました。") % facts
    return gettext("%(named)sへ行きました。") % {"named": named}
