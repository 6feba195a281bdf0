"""What staff decide after a second look at a record: it stands, it is taken back, it is lifted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.activities.activity import Doubtful
from enishi.events import models
from enishi.kit.refusal import Refusal

REASON_MOST = 200


class UnknownRecord(Refusal):
    """The region has no record of this number, or it was taken back."""

    code = "unknown_record"
    status = 404


@transaction.atomic(durable=True)
def keep(*, region_code: str, seq: int, reason: str, by: UUID, at: datetime) -> None:
    """Let a record stand as it is, with its grade; it is not asked about again.

    Raises:
        UnknownRecord: the region has no such record.
    """
    record = _record(region_code, seq)
    _note(region_code, record, "kept", record.evidence, reason=reason, by=by, at=at)


class ReasonIsMissing(Refusal):
    """Whoever takes a record back says why; the member may read it."""

    code = "reason_is_missing"
    status = 422


@transaction.atomic(durable=True)
def take_back(*, region_code: str, seq: int, reason: str, by: UUID, at: datetime) -> None:
    """Take a record back with what it earned; the member keeps seeing it as taken back.

    Raises:
        UnknownRecord: the region has no such record.
        ReasonIsMissing: nobody said why.
        AlreadySpent: the member spent what it earned.
    """
    record = _record(region_code, seq)
    told = reason.strip()[:REASON_MOST]
    if not told:
        raise ReasonIsMissing(seq=seq)
    activities.withdraw(key=record.key, at=at, reason=told)
    _note(region_code, record, "withdrawn", record.evidence, reason=told, by=by, at=at)


@transaction.atomic(durable=True)
def lift(*, region_code: str, seq: int, reason: str, by: UUID, at: datetime) -> None:
    """Vouch for a record: staff saw the member there, so the grade is theirs from now on.

    Raises:
        UnknownRecord: the region has no such record.
    """
    _lift(region_code, seq, reason=reason, by=by, at=at)


@transaction.atomic
def vouch(*, region_code: str, seq: int, by: UUID, at: datetime) -> None:
    """Lift a record because its member stands at the desk; one of staff stays as it is.

    In the caller's transaction, where there is one.

    Raises:
        UnknownRecord: the region has no such record.
    """
    _lift(region_code, seq, reason="", by=by, at=at)


def _lift(region_code: str, seq: int, *, reason: str, by: UUID, at: datetime) -> None:
    record = _record(region_code, seq)
    if record.evidence == "staff_scan":
        return
    activities.lift(key=record.key, grade="staff_scan")
    _note(region_code, record, "lifted", "staff_scan", reason=reason, by=by, at=at)


@transaction.atomic(durable=True)
def keep_many(
    *, region_code: str, member_id: UUID, kind: str, reason: str, by: UUID, at: datetime
) -> None:
    """Note that a member's many records of a kind are in order; no number of them is kept."""
    models.Review.objects.create(
        region_id=region_code,
        member_id=member_id,
        kind=kind,
        decision="kept",
        reason=reason.strip()[:REASON_MOST],
        by_id=by,
        at=at,
    )


def _record(region_code: str, seq: int) -> Doubtful:
    record = activity_queries.doubted(seq, region_code)
    if record is None:
        raise UnknownRecord(seq=seq)
    return record


def _note(
    region_code: str,
    record: Doubtful,
    decision: str,
    after: str,
    *,
    reason: str,
    by: UUID,
    at: datetime,
) -> None:
    models.Review.objects.create(
        region_id=region_code,
        activity_seq=record.seq,
        member_id=record.member_id,
        kind=record.kind,
        decision=decision,
        evidence_before=record.evidence,
        evidence_after=after,
        doubt=record.doubt,
        reason=reason.strip()[:REASON_MOST],
        by_id=by,
        at=at,
    )
