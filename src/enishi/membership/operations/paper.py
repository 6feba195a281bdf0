"""Paper cards: prepared blank, handed out, replaced by a fresh one, tied to a phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.membership import models, slips
from enishi.membership.member import Held
from enishi.membership.operations.cards import UnknownCard
from enishi.membership.operations.locking import lock_one
from enishi.membership.queries import UnknownSheet

_KIND = "visitor"


class TooManySheets(Refusal):
    """No sheet, or more than anybody cuts in an afternoon."""

    code = "too_many_sheets"
    status = 422


@transaction.atomic(durable=True)
def prepare_cards(*, region_code: str, sheets: int, at: datetime) -> UUID:
    """Make the numbers of some sheets of blank cards and return the name they share.

    Raises:
        TooManySheets: fewer than one sheet or more than the most.
    """
    if not 1 <= sheets <= slips.SHEETS_MAX:
        raise TooManySheets(sheets=sheets, most=slips.SHEETS_MAX)
    sheet = ids.new_id()
    models.PreparedCard.objects.bulk_create(
        models.PreparedCard(
            number=ids.readable_code(slips.NUMBER_LENGTH),
            region_id=region_code,
            sheet=sheet,
            made_at=at,
        )
        for _ in range(sheets * slips.CARDS_A_SHEET)
    )
    return sheet


@transaction.atomic(durable=True)
def void_sheet(*, sheet: UUID, region_code: str, at: datetime) -> int:
    """Make blank cards that were lost or thrown away worthless; say how many there were.

    Raises:
        UnknownSheet: the region prepared no such cards.
    """
    rows = models.PreparedCard.objects.filter(sheet=sheet, region_id=region_code)
    if not rows.exists():
        raise UnknownSheet(sheet=sheet)
    return rows.filter(handed_at=None, voided_at=None).update(voided_at=at)


@transaction.atomic(savepoint=False)
def hand_out(*, number: str, region_code: str, at: datetime) -> UUID:
    """Return whose card this is; a fresh one becomes, here, the card of a new member on paper.

    In the caller's transaction. The same card again, also at once, is the same member.

    Raises:
        UnknownCard: the region neither prepared nor gave out a card of this number.
    """
    blank = _blank(number, region_code)
    living = _living(number, region_code)
    if living is not None:
        return living.member_id
    if blank is None or blank.handed_at is not None or blank.voided_at is not None:
        raise UnknownCard
    member = models.Member(origin="paper", joined_at=at)
    member.set_unusable_password()
    member.save(force_insert=True)
    _give(blank, member.id, at)
    return member.id


@transaction.atomic(durable=True)
def give_card(*, number: str, region_code: str, at: datetime) -> UUID:
    """Hand out a fresh card where there is no event: at a counter of the town hall.

    Raises:
        UnknownCard: as `hand_out`.
    """
    return hand_out(number=number, region_code=region_code, at=at)


def _blank(number: str, region_code: str) -> models.PreparedCard | None:
    rows = models.PreparedCard.objects.select_for_update()
    return rows.filter(number=slips.number_in(number), region_id=region_code).first()


def _living(number: str, region_code: str) -> models.Card | None:
    rows = models.Card.objects.filter(ended_at=None, region_id=region_code)
    return rows.filter(number=slips.number_in(number)).first()


def _give(
    blank: models.PreparedCard, member_id: UUID, at: datetime, *, is_second: bool = False
) -> None:
    blank.handed_at = at
    blank.save(update_fields=["handed_at"])
    models.Card.objects.create(
        number=blank.number,
        member_id=member_id,
        region_id=blank.region_id,
        kind=_KIND,
        issued_at=at,
        is_second=is_second,
    )


class CardIsUsed(Refusal):
    """The card that should take the place of a lost one is somebody's, or worthless."""

    code = "card_is_used"


@transaction.atomic(durable=True)
def reissue_card(*, lost: str, fresh: str, region_code: str, at: datetime) -> UUID:
    """Let a fresh card stand for a lost one, which is dead at once, and return its holder.

    The same person, the same balance; the same two cards again change nothing.

    Raises:
        UnknownCard: no living card of the region has the lost number.
        CardIsUsed: the fresh card is not blank.
    """
    blank = _blank(fresh, region_code)
    if blank is None:
        raise CardIsUsed
    new = _living(fresh, region_code)
    rows = models.Card.objects.select_for_update().filter(region_id=region_code)
    old = rows.filter(number=slips.number_in(lost)).first()
    if old is None:
        raise UnknownCard
    if new is not None and old.ended_at is not None and new.member_id == old.member_id:
        return old.member_id
    if old.ended_at is not None:
        raise UnknownCard
    if new is not None or blank.handed_at is not None or blank.voided_at is not None:
        raise CardIsUsed
    lock_one(old.member_id)
    kind = old.kind
    old.ended_at = at
    old.save(update_fields=["ended_at"])
    _give(blank, old.member_id, at, is_second=old.is_second)
    models.Card.objects.filter(number=blank.number).update(kind=kind)
    return old.member_id


class CardIsBlank(Refusal):
    """The card was printed but not handed out yet."""

    code = "card_is_blank"


class CardHasPhone(Refusal):
    """The card's holder has a phone or has proven an address: they sign in with that."""

    code = "card_has_phone"


class WrongTieCode(Refusal):
    """The six digits are not those of this card's slip."""

    code = "wrong_tie_code"
    status = 422


class TieIsLocked(Refusal):
    """The digits were wrong too often; only a desk can help now."""

    code = "tie_is_locked"
    status = 429


def prove_card(*, number: str, code: str) -> UUID:
    """Return whose paper card this is, proven by the digits of its slip. Durable.

    Raises:
        UnknownCard: no living card has the number.
        CardIsBlank: the card was not handed out yet.
        CardHasPhone: a phone or a proven address is tied to the member already.
        TieIsLocked: wrong digits too often.
        WrongTieCode: the digits are wrong; the try is counted.
    """
    found = _proven(number, code)
    if isinstance(found, int):
        raise WrongTieCode(left=found)
    return found


@transaction.atomic(durable=True)
def _proven(number: str, code: str) -> UUID | int:
    """Return the holder, or count a wrong try and say how many are left.

    A refusal here would take the count back with it.
    """
    card = _card_to_tie(number)
    slip = models.PreparedCard.objects.select_for_update().get(number=card.number)
    if slip.tries >= slips.TRIES_MAX:
        raise TieIsLocked
    if not slips.is_tie_code(code, card.number, secret=settings.TICKET_SECRET):
        slip.tries += 1
        slip.save(update_fields=["tries"])
        return slips.TRIES_MAX - slip.tries
    if _is_reachable(card.member_id):
        raise CardHasPhone
    return card.member_id


def tie_card(*, number: str, code: str, device_id: UUID, at: datetime) -> Held:
    """Let a new phone hold the member of a paper card, proven by the digits of its slip. Durable.

    Asked again with the same phone, also at once, it is the same answer.

    Raises:
        UnknownCard, CardIsBlank, CardHasPhone, TieIsLocked, WrongTieCode: as `prove_card`.
    """
    held = models.Device.objects.filter(pk=device_id, ended_at=None).first()
    if held is not None and held.member_id == _card_to_tie(number).member_id:
        return Held(held.member_id, held.id)
    return _hold(prove_card(number=number, code=code), device_id, at)


@transaction.atomic(durable=True)
def _hold(member_id: UUID, device_id: UUID, at: datetime) -> Held:
    lock_one(member_id)
    known = models.Device.objects.filter(pk=device_id).first()
    if known is not None and known.ended_at is None and known.member_id == member_id:
        return Held(member_id, known.id)
    if _is_reachable(member_id):
        raise CardHasPhone
    device = models.Device.objects.create(
        pk=ids.new_id() if known is not None else device_id, member_id=member_id, created_at=at
    )
    return Held(member_id, device.id)


def _card_to_tie(number: str) -> models.Card:
    plain = slips.number_in(number)
    card = models.Card.objects.filter(number=plain, ended_at=None).first()
    slip = models.PreparedCard.objects.filter(number=plain, voided_at=None).first()
    if card is None and slip is not None and slip.handed_at is None:
        raise CardIsBlank
    if card is None or slip is None:
        raise UnknownCard
    return card


def _is_reachable(member_id: UUID) -> bool:
    member = models.Member.objects.get(pk=member_id)
    return (
        member.completed_at is not None
        or member.devices.filter(ended_at=None).exists()
        or member.contacts.exists()
        or member.passkeys.exists()
    )


class HasSignedUp(Refusal):
    """The member proved an address or a key: their phones are theirs to end."""

    code = "has_signed_up"


@transaction.atomic(durable=True)
def untie_phones(*, member_id: UUID, at: datetime) -> int:
    """End the phones tied to a paper card's member, at the desk; say how many there were.

    Raises:
        UnknownMember: no member has the id.
        HasSignedUp: the member completed; staff do not sign anybody out.
    """
    lock_one(member_id)
    member = models.Member.objects.get(pk=member_id)
    if member.completed_at is not None or member.contacts.exists() or member.passkeys.exists():
        raise HasSignedUp
    return models.Device.objects.filter(member_id=member_id, ended_at=None).update(ended_at=at)
