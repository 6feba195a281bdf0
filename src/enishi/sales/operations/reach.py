"""Whether the buyer's card earns and spends at a shop, as the asset's table of scopes says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from enishi.membership import queries as members
from enishi.merchants.shop import Shop
from enishi.programs import queries as programs
from enishi.programs import scopes
from enishi.regions import queries as regions
from enishi.sales.sale import NewSale


class Reach:
    """What the cards of some sales' buyers may do; asks nothing more where no asset has a table."""

    def __init__(
        self, asked: Sequence[NewSale], shops: Mapping[str, Shop], asset_regions: Mapping[str, str]
    ) -> None:
        """Read the tables of these assets, and the cards of buyers where there is a table."""
        self._shops, self._regions = shops, asset_regions
        tables = programs.scopes_of(asset_regions)
        self._tables = {asset: table for asset, table in tables.items() if table}
        bound = [one for one in asked if one.asset in self._tables]
        homes = {asset_regions[one.asset] for one in bound}
        self._below = {code: regions.towns_below(code) for code in homes}
        self._of_area = {code: tuple(regions.towns_of_area(code)) for code in homes}
        places = homes.union(*self._of_area.values()) if homes else set()
        self._cards: Mapping[tuple[UUID, str], str] = (
            members.card_kinds({one.member_id for one in bound}, places) if bound else {}
        )

    def reason(self, one: NewSale, use: str) -> str:
        """Say why the buyer's card may not earn or spend there; empty where it may."""
        table = self._tables.get(one.asset)
        if not table:
            return ""
        home = self._regions[one.asset]
        lies = scopes.where(self._shops[one.shop_code].region_code, home, self._below[home])
        return scopes.may(table, self._card(one.member_id, home), use, lies)

    def _card(self, member_id: UUID, home: str) -> str:
        """Return the card of the region itself, else the nearest one of the towns of its area."""
        own = self._cards.get((member_id, home))
        others = (self._cards.get((member_id, town), "") for town in self._of_area[home])
        return own or scopes.nearest(others)
