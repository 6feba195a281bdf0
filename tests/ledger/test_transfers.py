"""The key of a transfer, and the transfer that takes it back."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from enishi.ledger.transfers import PostedTransfer, reversal, transfer_id

SECRET = bytes(range(32))
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)


def test_the_id_depends_on_secret_scope_and_key_alone():
    first = transfer_id(SECRET, "activity", "check-in:AB12:7")
    assert first == UUID("e0846241-9c35-6ac0-76f9-31fad81f5cee")
    assert transfer_id(SECRET, "activity", "check-in:AB12:7") == first
    assert transfer_id(bytes(32), "activity", "check-in:AB12:7") != first
    assert transfer_id(SECRET, "charge", "check-in:AB12:7") != first
    assert transfer_id(SECRET, "activity", "check-in:AB12:8") != first


def test_scope_and_key_do_not_run_into_each_other():
    assert transfer_id(SECRET, "ab", "c") != transfer_id(SECRET, "a", "bc")


def test_a_reversal_goes_the_same_way_back():
    id_, back, chain = UUID(int=1), UUID(int=2), UUID(int=3)
    original = PostedTransfer(id_, "issue:c", "member:1", "c", 5, "grant", NOON, None, None, None)
    made = reversal(original, as_id=back, at=NOON, chain=chain)
    assert (made.id, made.source, made.target, made.amount) == (back, "member:1", "issue:c", 5)
    assert (made.kind, made.reverses, made.chain, made.expires_on) == ("reverse", id_, chain, None)
