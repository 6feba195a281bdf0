"""Sell to whoever holds a card at a till with a key: both looked up with all that wait just now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger.operations import queueing
from enishi.membership import queries as members
from enishi.membership.operations.cards import UnknownCard
from enishi.merchants import operations as shops
from enishi.merchants import queries as merchants
from enishi.merchants.shop import POS, Device, Participation
from enishi.sales.operations.selling import sell_many
from enishi.sales.sale import NewSale, Sold


class UnknownTill(Refusal):
    """No living till of another system has this key."""

    code = "unknown_till"
    status = 401


class WhichProgramme(Refusal):
    """The shop takes part in several programmes today, or in none: name the asset."""

    code = "which_programme"
    status = 422


@dataclass(frozen=True, slots=True)
class _ToCard:
    """A sale whose shop is a till's, and whose member is whoever holds a card."""

    secret: str
    number: str
    new: NewSale
    at: datetime


def sell_to_card(*, secret: str, number: str, new: NewSale, at: datetime) -> Sold:
    """Make one sale of the till with a key to the holder of a card, whomever `new` names.

    Nobody remembers keys: one that has ended does not sell.

    Raises:
        UnknownTill: no living till has the key.
        WhichProgramme: no asset is named, and the shop is not in just one programme.
        UnknownCard: no living card has the number.
        The refusals of `sell`.
    """
    asked = _ToCard(secret, number, new, at)
    answer = _sell_to_cards([asked])[0] if connection.in_atomic_block else _QUEUE.ask(asked)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic(savepoint=False)
def _sell_to_cards(asked: Sequence[_ToCard]) -> list[Sold | Refusal]:
    """Find the tills and who holds the cards in a question each, and sell."""
    tills = merchants.devices_of({one.secret for one in asked})
    holders = members.card_holders({one.number for one in asked})
    parts = _parts(asked, tills)
    found = [_found(one, tills.get(one.secret), holders, parts) for one in asked]
    made = iter(sell_many([one for one in found if isinstance(one, NewSale)]))
    if tills:
        shops.note_uses(devices=tills.values(), at=max(one.at for one in asked))
    return [next(made) if isinstance(one, NewSale) else one for one in found]


def _parts(asked: Sequence[_ToCard], tills: Mapping[str, Device]) -> Sequence[Participation]:
    """Read what the shops take part in, where a sale leaves the programme to us."""
    silent = (tills[one.secret] for one in asked if one.secret in tills and not one.new.asset)
    codes = {till.shop_code for till in silent}
    return merchants.participations(codes) if codes else ()


def _found(
    one: _ToCard,
    till: Device | None,
    holders: Mapping[str, UUID],
    parts: Sequence[Participation],
) -> NewSale | Refusal:
    """Return the sale with its shop and member; or say who is not there."""
    if till is None or till.kind != POS:
        return UnknownTill()
    asset = one.new.asset
    if not asset:
        on = periods.jst_day(one.at)
        own = [part for part in parts if part.shop_code == till.shop_code]
        today = [part.asset for part in own if part.holds_on(on)]
        if len(today) != 1:
            return WhichProgramme(programmes=" ".join(today))
        asset = today[0]
    if one.number not in holders:
        return UnknownCard()
    return replace(
        one.new,
        shop_code=till.shop_code,
        device_id=till.id,
        asset=asset,
        member_id=holders[one.number],
    )


_QUEUE = queueing.queue_of(_sell_to_cards, name="enishi-sales-by-card")
