"""What members agree to, and what they agree to no longer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.membership import attributes, family, models, queries
from enishi.membership.operations.locking import lock_one


class UnknownConsent(Refusal):
    """Nobody asks for a consent of this kind."""

    code = "unknown_consent"
    status = 422


class NeedsGuardian(Refusal):
    """Somebody under 16 agrees to messages with a guardian's word only."""

    code = "needs_guardian"


@transaction.atomic(durable=True)
def give_consent(
    *, member_id: UUID, kind: str, version: str, region_code: str | None = None, at: datetime
) -> None:
    """Note that a member agreed to a version of the words; again changes nothing.

    Raises:
        UnknownConsent: the kind is not in the list.
        UnknownMember: no member has the id.
        NeedsGuardian: messages to a member under 16 whose guardian has not agreed.
    """
    if kind not in attributes.CONSENTS:
        raise UnknownConsent(kind=kind)
    lock_one(member_id)
    if kind in family.NEED_GUARDIAN:
        state = queries.guardian_state(member_id, jst_day(at))
        if state == family.MISSING:
            raise NeedsGuardian
    held = models.Consent.objects.filter(
        member_id=member_id, kind=kind, version=version, region_id=region_code, withdrawn_at=None
    )
    if not held.exists():
        models.Consent.objects.create(
            member_id=member_id, kind=kind, version=version, region_id=region_code, given_at=at
        )


@transaction.atomic(durable=True)
def withdraw_consent(
    *, member_id: UUID, kind: str, region_code: str | None = None, at: datetime
) -> None:
    """Note that a member agrees no longer, to any version; twice changes nothing."""
    models.Consent.objects.filter(
        member_id=member_id, kind=kind, region_id=region_code, withdrawn_at=None
    ).update(withdrawn_at=at)
