"""Sell to whoever holds a card: looked up together with the others that wait just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection, transaction

from enishi.kit.refusal import Refusal
from enishi.ledger.operations import queueing
from enishi.membership import queries as members
from enishi.membership.operations.cards import UnknownCard
from enishi.sales.operations.selling import sell_many
from enishi.sales.sale import NewSale, Sold


@dataclass(frozen=True, slots=True)
class _ToCard:
    """A sale whose member is whoever holds a card."""

    number: str
    new: NewSale


def sell_to_card(*, number: str, new: NewSale) -> Sold:
    """Make one sale to the holder of a card, whoever `new` names.

    Raises:
        UnknownCard: no living card has the number.
        The refusals of `sell`.
    """
    asked = _ToCard(number, new)
    answer = _sell_to_cards([asked])[0] if connection.in_atomic_block else _QUEUE.ask(asked)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic(savepoint=False)
def _sell_to_cards(asked: Sequence[_ToCard]) -> list[Sold | Refusal]:
    """Find who holds the cards in one question, and sell."""
    holders = members.card_holders({one.number for one in asked})
    known = [one for one in asked if one.number in holders]
    made = iter(sell_many([replace(one.new, member_id=holders[one.number]) for one in known]))
    return [next(made) if one.number in holders else UnknownCard() for one in asked]


_QUEUE = queueing.queue_of(_sell_to_cards, name="enishi-sales-by-card")
