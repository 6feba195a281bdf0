"""Codes asked for and typed, and the numbers and addresses that they prove."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.membership import addresses, models, onetime
from enishi.membership import contact as contacts
from enishi.membership.contact import Proven
from enishi.membership.operations.locking import lock_one
from enishi.membership.queries import contact_holder
from enishi.outbox import operations as outbox

_CHANNELS = {contacts.PHONE: "sms", contacts.EMAIL: "email"}
_KEPT = timedelta(days=2)  # longer than any limit looks back


class CodeIsFresh(Refusal):
    """A code went to this address a moment ago, asked for by another phone."""

    code = "code_is_fresh"
    status = 429


class TooManyCodes(Refusal):
    """Too many codes went to one address, or were asked for by one phone."""

    code = "too_many_codes"
    status = 429


@transaction.atomic(durable=True)
def ask_code(
    *,
    kind: str,
    value: str,
    purpose: str,
    device_id: UUID | None,
    at: datetime,
    host: str = "",
    language: str = "ja",
) -> UUID:
    """Send six digits to a number or an address and return the code's id.

    Whether somebody has the address makes no difference. The same phone asking again within a
    minute gets the code that is on its way; one asked for later ends the one before it.

    Raises:
        UnknownContactKind, PhoneIsUnreadable, PhoneTakesNoSms, EmailIsUnreadable: no such address.
        CodeIsFresh: another phone asked a moment ago.
        TooManyCodes: the address or the phone had too many.
    """
    assert purpose in contacts.PURPOSES, purpose
    value = addresses.normal(kind, value)
    with connection.cursor() as cursor:
        cursor.callproc("membership_lock_address_v1", [kind, value])
    sent = models.Code.objects.filter(kind=kind, value=value)
    last = sent.filter(created_at__gt=at - onetime.AGAIN_AFTER).order_by("-created_at").first()
    if last is not None and _is_for(last, purpose, device_id, at):
        return last.id
    _check_number(sent, device_id, at)
    if last is not None and last.used_at is None:
        raise CodeIsFresh(again_at=last.created_at + onetime.AGAIN_AFTER)
    if device_id is not None:
        sent.filter(device_id=device_id, used_at=None, expires_at__gt=at).update(expires_at=at)
    code_id, digits = ids.new_id(), onetime.new_digits()
    models.Code.objects.create(
        id=code_id,
        purpose=purpose,
        kind=kind,
        value=value,
        device_id=device_id,
        digest=onetime.digest(settings.CODE_SECRET, code_id, digits),
        created_at=at,
        expires_at=at + onetime.LIVES,
    )
    outbox.send(
        key=f"code:{code_id}",
        channel=_CHANNELS[kind],
        to=value,
        subject=onetime.subject(language) if kind == contacts.EMAIL else "",
        text=onetime.message(digits, host=host, language=language),
        at=at,
        purpose="code",
    )
    return code_id


def _is_for(row: models.Code, purpose: str, device_id: UUID | None, at: datetime) -> bool:
    """Say whether a code on its way is the one that this phone asks for once more.

    A phone without a name of its own cannot be told from another one.
    """
    return (
        device_id is not None
        and (row.purpose, row.device_id) == (purpose, device_id)
        and row.used_at is None
        and row.tries < onetime.TRIES_MAX
        and at < row.expires_at
    )


def _check_number(sent: QuerySet[models.Code], device_id: UUID | None, at: datetime) -> None:
    hour, day = at - timedelta(hours=1), at - timedelta(days=1)
    if sent.filter(created_at__gt=hour).count() >= onetime.PER_HOUR:
        raise TooManyCodes
    if sent.filter(created_at__gt=day).count() >= onetime.PER_DAY:
        raise TooManyCodes
    if device_id is None:
        return
    asked = models.Code.objects.filter(device_id=device_id, created_at__gt=hour)
    if asked.count() >= onetime.PER_PHONE_AND_HOUR:
        raise TooManyCodes


class CodeIsIncomplete(Refusal):
    """What was typed are not six digits; it cost no try."""

    code = "code_is_incomplete"
    status = 422


class CodeIsWrong(Refusal):
    """These are not the digits that were sent."""

    code = "code_is_wrong"
    status = 422


class CodeIsDead(Refusal):
    """The code was used, is too old, was tried too often, or is for something else."""

    code = "code_is_dead"
    status = 410


def prove(
    *, code_id: UUID, digits: str, purpose: str, device_id: UUID | None, at: datetime
) -> Proven:
    """Take the digits that somebody typed; right ones work once, where they were asked for.

    Durable; a wrong try is counted whatever happens next.

    Raises:
        CodeIsIncomplete: these are not six digits.
        CodeIsWrong: they are others; `left` tries are left.
        CodeIsDead: the code works no longer, or never did for this purpose or on this phone.
    """
    typed = onetime.as_typed(digits)
    if not onetime.is_whole(typed):
        raise CodeIsIncomplete
    row, is_right = _tried(code_id, typed, purpose, device_id, at)
    if row is None:
        raise CodeIsDead
    if is_right:
        return Proven(row.kind, row.value, contact_holder(row.kind, row.value))
    left = onetime.TRIES_MAX - row.tries
    if not left:
        raise CodeIsDead
    raise CodeIsWrong(left=left)


@transaction.atomic(durable=True)
def _tried(
    code_id: UUID, typed: str, purpose: str, device_id: UUID | None, at: datetime
) -> tuple[models.Code | None, bool]:
    """Count a try and say whether it was right; None for a code that takes none.

    The row is locked, so many tries at once are counted one by one.
    """
    row = (
        models.Code.objects.select_for_update()
        .filter(
            pk=code_id,
            purpose=purpose,
            device_id=device_id,
            used_at=None,
            expires_at__gt=at,
            tries__lt=onetime.TRIES_MAX,
        )
        .first()
    )
    if row is None:
        return None, False
    row.tries += 1
    is_right = onetime.same(bytes(row.digest), onetime.digest(settings.CODE_SECRET, row.id, typed))
    if is_right:
        row.used_at = at
    row.save(update_fields=["tries", "used_at"])
    return row, is_right


class ContactIsTaken(Refusal):
    """Another member has proven this number or address."""

    code = "contact_is_taken"


@transaction.atomic(durable=True)
def complete(*, member_id: UUID, kind: str, value: str, at: datetime) -> None:
    """Keep a proven number or address for a member, who is complete from now on.

    One of a kind: a new one takes the place of the old, and the old one is told. Again changes
    nothing but the moment of proof.

    Raises:
        UnknownMember: no member has the id.
        ContactIsTaken: another member has the address.
    """
    lock_one(member_id)
    value = addresses.normal(kind, value)
    known = models.Contact.objects.filter(member_id=member_id, kind=kind).first()
    if known is not None and known.value != value:
        _tell_old(known, value, at)
    try:
        with transaction.atomic():
            models.Contact.objects.update_or_create(
                member_id=member_id, kind=kind, defaults={"value": value, "proven_at": at}
            )
    except IntegrityError as taken:
        raise ContactIsTaken(kind=kind) from taken
    mark_complete(member_id=member_id, at=at)


def _tell_old(known: models.Contact, value: str, at: datetime) -> None:
    """Tell an address that another one takes its place (NIST SP 800-63B, 4.6)."""
    language = (
        models.Member.objects.filter(pk=known.member_id).values_list("language", flat=True).get()
    )
    outbox.send(
        key=f"contact-changed:{known.member_id}:{known.kind}:{at.isoformat()}",
        channel=_CHANNELS[known.kind],
        to=known.value,
        subject=onetime.subject(language) if known.kind == contacts.EMAIL else "",
        text=onetime.changed(contacts.masked(known.kind, value), language),
        at=at,
    )


@transaction.atomic(savepoint=False)
def mark_complete(*, member_id: UUID, at: datetime) -> None:
    """Let nothing of a member be held any longer: they have a way back. Again changes nothing.

    In the caller's transaction.
    """
    members = models.Member.objects.filter(pk=member_id)
    members.update(held_until=None)
    members.filter(completed_at=None).update(completed_at=at)


@transaction.atomic(durable=True)
def forget_codes(*, at: datetime) -> int:
    """Delete codes that no limit asks about any more, with the addresses they went to."""
    gone, _ = models.Code.objects.filter(created_at__lt=at - _KEPT).delete()
    return gone
