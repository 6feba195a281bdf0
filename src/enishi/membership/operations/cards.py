"""Cards in the hand: given out, and replaced when lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.membership import attributes, models
from enishi.membership.operations.locking import lock_one

_CARD_LENGTH = 16


class UnknownCardKind(Refusal):
    """The kind of card is not in the list."""

    code = "unknown_card_kind"
    status = 422


class HasCard(Refusal):
    """The member holds a living card of this region already; it can be replaced."""

    code = "has_card"


@transaction.atomic(durable=True)
def issue_card(*, member_id: UUID, region_code: str, kind: str, at: datetime) -> str:
    """Give a member a card of a region and return its number.

    Raises:
        UnknownCardKind: the kind is not in the list.
        UnknownMember: no member has the id.
        HasCard: the member holds a living card of the region.
    """
    if kind not in attributes.CARD_KINDS:
        raise UnknownCardKind(kind=kind)
    lock_one(member_id)
    held = models.Card.objects.filter(member_id=member_id, region_id=region_code, ended_at=None)
    if held.exists():
        raise HasCard(region=region_code)
    return _new_card(member_id, region_code, kind, at)


def _new_card(
    member_id: UUID, region_code: str, kind: str, at: datetime, *, is_second: bool = False
) -> str:
    number = ids.readable_code(_CARD_LENGTH)
    models.Card.objects.create(
        number=number,
        member_id=member_id,
        region_id=region_code,
        kind=kind,
        issued_at=at,
        is_second=is_second,
    )
    return number


class UnknownCard(Refusal):
    """No living card has this number."""

    code = "unknown_card"
    status = 404


@transaction.atomic(durable=True)
def change_card_kind(*, number: str, region_code: str, kind: str) -> None:
    """Let a card in the hand be of another kind: somebody moved here, or comes to help.

    Raises:
        UnknownCardKind: the kind is not in the list.
        UnknownCard: the region has no living card of the number.
    """
    if kind not in attributes.CARD_KINDS:
        raise UnknownCardKind(kind=kind)
    rows = models.Card.objects.filter(
        number=ids.as_typed(number), region_id=region_code, ended_at=None
    )
    if not rows.update(kind=kind):
        raise UnknownCard


@transaction.atomic(durable=True)
def replace_card(*, number: str, at: datetime) -> str:
    """Kill a lost card and return the number of the one that stands for it now.

    Raises:
        UnknownCard: no living card has the number.
    """
    card = (
        models.Card.objects.select_for_update()
        .filter(number=ids.as_typed(number), ended_at=None)
        .first()
    )
    if card is None:
        raise UnknownCard
    card.ended_at = at
    card.save(update_fields=["ended_at"])
    return _new_card(card.member_id, card.region_id, card.kind, at, is_second=card.is_second)
