"""Where the holders of which card may earn and spend an asset's points: the table, asked purely.

A shop lies inside where it belongs to the asset's own region, to a town of the area, or to a place
below the prefecture; any other shop that takes part is a partner outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

EARN, SPEND = USES = ("earn", "spend")
INSIDE, OUTSIDE = PLACES = ("inside", "outside")
EVERYWHERE, NOWHERE = "everywhere", "nowhere"
REACHES = (EVERYWHERE, INSIDE, OUTSIDE, NOWHERE)
# Who holds no card of the region, or one that the table does not name.
OTHERS = ""
REASONS = (
    "needs_card",  # nobody without a card of the region may, anywhere
    "not_this_card",  # this kind of card may nowhere
    "only_inside",
    "only_outside",
)
# Cards, the nearest tie first: it counts where somebody holds cards of several towns of an area.
CARDS = ("resident", "friend", "visitor")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where holders of one kind of card may earn, and where they may spend."""

    card_kind: str
    earn: str = EVERYWHERE
    spend: str = EVERYWHERE

    def __post_init__(self) -> None:
        """Take known words only."""
        assert self.earn in REACHES, self.earn
        assert self.spend in REACHES, self.spend


# No table: everybody may do both wherever a shop takes part.
NO_TABLE: tuple[Scope, ...] = ()
PRESETS: Mapping[str, tuple[Scope, ...]] = MappingProxyType(
    {
        "open": NO_TABLE,
        # 小菅: villagers in the village; friends earn at partners outside too and spend inside.
        "fractional": (
            Scope("resident", INSIDE, INSIDE),
            Scope("friend", EVERYWHERE, INSIDE),
            Scope("visitor", INSIDE, NOWHERE),
            Scope(OTHERS, NOWHERE, NOWHERE),
        ),
        # 気仙沼: earned wherever a shop takes part, spent in the city only, by any card.
        "crew": (Scope(OTHERS, EVERYWHERE, INSIDE),),
        # ひょうご: any shop takes it; who may hold it is asked when it is given out.
        "citizen": (
            Scope("resident"),
            Scope("friend"),
            Scope("visitor"),
            Scope(OTHERS, NOWHERE, NOWHERE),
        ),
        # One purse of several towns: all their shops, none beyond.
        "common": (Scope(OTHERS, INSIDE, INSIDE),),
    }
)


def preset_of(table: Iterable[Scope]) -> str:
    """Name the preset that a table is; empty for one that a region made itself."""
    told = frozenset(table)
    return next((name for name, known in PRESETS.items() if frozenset(known) == told), "")


def may(table: Sequence[Scope], card_kind: str, use: str, where: str) -> str:
    """Say why the holder of a card may not earn or spend there; empty where they may."""
    assert use in USES, use
    assert where in PLACES, where
    if not table:
        return ""
    by_kind = {scope.card_kind: scope for scope in table}
    scope = by_kind.get(card_kind, by_kind.get(OTHERS, Scope(OTHERS, NOWHERE, NOWHERE)))
    reach = scope.earn if use == EARN else scope.spend
    if reach in (EVERYWHERE, where):
        return ""
    if reach == NOWHERE:
        return "not_this_card" if card_kind else "needs_card"
    return "only_inside" if reach == INSIDE else "only_outside"


def where(shop_region: str, asset_region: str, below: Iterable[str]) -> str:
    """Say how a shop lies to an asset's region; `below` are the towns that the region covers."""
    return INSIDE if shop_region == asset_region or shop_region in below else OUTSIDE


def nearest(kinds: Iterable[str]) -> str:
    """Return the card kind that counts for somebody with several; empty for none."""
    held = frozenset(kinds)
    return next((kind for kind in CARDS if kind in held), OTHERS)
