"""Passkeys and accounts elsewhere that sign a member in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from enishi.kit.refusal import Refusal
from enishi.membership import models
from enishi.membership.contact import SIGN_IN_SOURCE
from enishi.membership.operations.contacts import mark_complete
from enishi.membership.operations.locking import lock_one

NAME_LENGTH_MAX = 40


class PasskeyIsTaken(Refusal):
    """This key is known already."""

    code = "passkey_is_taken"


@transaction.atomic(durable=True)
def add_passkey(
    *,
    member_id: UUID,
    credential_id: bytes,
    credential: bytes,
    sign_count: int,
    name: str,
    at: datetime,
) -> None:
    """Keep a key that a member's phone has just made; they are complete from now on.

    Raises:
        UnknownMember: no member has the id.
        PasskeyIsTaken: the key is known already.
    """
    lock_one(member_id)
    try:
        with transaction.atomic():
            models.Passkey.objects.create(
                member_id=member_id,
                credential_id=credential_id,
                credential=credential,
                sign_count=sign_count,
                name=name.strip()[:NAME_LENGTH_MAX],
                created_at=at,
            )
    except IntegrityError as taken:
        raise PasskeyIsTaken from taken
    mark_complete(member_id=member_id, at=at)


class PasskeyWasCopied(Refusal):
    """The key counts fewer signatures than it had made: two copies of it exist."""

    code = "passkey_was_copied"
    status = 403


class UnknownPasskey(Refusal):
    """No member has this key."""

    code = "unknown_passkey"
    status = 404


@transaction.atomic(durable=True)
def use_passkey(*, credential_id: bytes, sign_count: int, at: datetime) -> UUID:
    """Note that a key has signed, and return whose it is.

    A key that counts must count on (WebAuthn, 6.1.1); those that are copied between a person's
    own devices always say 0.

    Raises:
        UnknownPasskey: no member has the key.
        PasskeyWasCopied: its count did not grow.
    """
    row = (
        models.Passkey.objects.select_for_update()
        .filter(credential_id=credential_id, member__is_active=True)
        .first()
    )
    if row is None:
        raise UnknownPasskey
    if (sign_count or row.sign_count) and sign_count <= row.sign_count:
        raise PasskeyWasCopied
    row.sign_count, row.used_at = sign_count, at
    row.save(update_fields=["sign_count", "used_at"])
    return row.member_id


class LastWayBack(Refusal):
    """Without this the member could not come back on another phone."""

    code = "last_way_back"


@transaction.atomic(durable=True)
def remove_passkey(*, member_id: UUID, passkey_id: int) -> None:
    """Forget a key of this member; one of somebody else stays untouched.

    Raises:
        UnknownMember: no member has the id.
        LastWayBack: the member has no other way back.
    """
    lock_one(member_id)
    keys = models.Passkey.objects.filter(member_id=member_id)
    found = keys.filter(pk=passkey_id)
    if not found.exists():
        return
    others = (
        keys.exclude(pk=passkey_id).exists()
        or models.Contact.objects.filter(member_id=member_id).exists()
        or models.Identity.objects.filter(
            member_id=member_id, source__startswith=SIGN_IN_SOURCE
        ).exists()
    )
    if not others:
        raise LastWayBack
    found.delete()


class IdentityIsTaken(Refusal):
    """This account elsewhere signs another member in."""

    code = "identity_is_taken"


@transaction.atomic(durable=True)
def tie_identity(*, member_id: UUID, service: str, name: str, at: datetime) -> None:
    """Let an account at LINE, Google, Apple or Facebook sign a member in; they are complete.

    Raises:
        UnknownMember: no member has the id.
        IdentityIsTaken: the account signs another member in.
    """
    lock_one(member_id)
    tied, _ = models.Identity.objects.get_or_create(
        source=f"{SIGN_IN_SOURCE}{service}", external_id=name, defaults={"member_id": member_id}
    )
    if tied.member_id != member_id:
        raise IdentityIsTaken(service=service)
    mark_complete(member_id=member_id, at=at)
