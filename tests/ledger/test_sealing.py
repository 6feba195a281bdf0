"""Sealing: each transfer becomes one leaf, in the order it was written, and says what it said."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from enishi.ledger import operations, queries
from enishi.ledger.models import Transfer
from enishi.ledger.operations import BooksCameFromElsewhere
from enishi.ledger.transfers import NewTransfer, Result
from enishi.transparency import notes, receipt
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries
from enishi.transparency.models import Leaf
from enishi.transparency.queries import NotSealed

pytestmark = pytest.mark.django_db(transaction=True)
COIN = "182010:coin"
ISSUE = f"issue:{COIN}"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)


def grant(amount=10, **more):
    told = {"id": uuid4(), "target": "member:a", "asset": COIN, "at": NOON, "kind": "grant"}
    return NewTransfer(source=ISSUE, amount=amount, **(told | more))


def posted(number):
    asked = [grant(place + 1) for place in range(number)]
    assert set(operations.post_many(asked)) == {Result.OK}
    return asked


def sealed():
    """References of the transfers in the log, in its order."""
    leaves = Leaf.objects.filter(reference__startswith="transfer:").order_by("index")
    return [UUID(one.reference.removeprefix("transfer:")) for one in leaves]


def seal_all():
    total = 0
    while done := operations.seal(at=NOON):
        total += done
    return total


def test_each_transfer_becomes_one_leaf_in_order():
    first = posted(3)
    assert operations.seal(at=NOON, limit=2) == 2
    second = posted(2)
    assert seal_all() == 3
    assert operations.seal(at=NOON) == 0
    assert sealed() == [one.id for one in [*first, *second]]


def test_a_sealed_transfer_verifies_from_the_receipt_alone():
    asked = grant(5, expires_on=date(2027, 3, 31))
    operations.post(asked)
    seal_all()
    log.checkpoint(at=NOON)
    told = log_queries.receipt(f"transfer:{asked.id}", opens="member:a")
    found = receipt.check(told, notes.verifier(log_queries.vkey()))
    assert found.header == {
        "asset": COIN,
        "at": "2026-11-21T03:00:00.000000+00:00",
        "chain": None,
        "expires_on": "2027-03-31",
        "kind": "grant",
        "reverses": None,
        "transfer": str(asked.id),
    }
    assert found.sides == {1: {"account": "member:a", "amount": 5}}
    assert (found.index, found.size) == (0, 256)


def test_what_was_rolled_back_is_never_sealed():
    with transaction.atomic():
        operations.post(grant())
        transaction.set_rollback(True)
    kept = posted(1)
    assert seal_all() == 1
    assert sealed() == [kept[0].id]


def test_a_transaction_still_open_is_waited_for_not_skipped():
    begun, go_on = threading.Event(), threading.Event()
    posted(1)
    assert seal_all() == 1
    early = grant(1)

    def slow():
        with transaction.atomic():
            operations.post(early)
            begun.set()
            go_on.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert begun.wait(20)
    # To another member: it would wait for the slow writer's account otherwise.
    late = grant(2, target="member:b")
    operations.post(late)
    assert operations.seal(at=NOON) == 0
    with pytest.raises(NotSealed):
        log_queries.leaf_of(f"transfer:{late.id}")
    go_on.set()
    writer.join(20)
    assert seal_all() == 2
    assert sealed()[1:] == [early.id, late.id]


def test_two_sealers_at_once_give_each_transfer_exactly_one_leaf():
    asked = posted(300)
    start = threading.Barrier(3)
    failed = []

    def sealer():
        try:
            start.wait(20)
            while operations.seal(at=NOON, limit=17):
                log.checkpoint(at=NOON)
        except BaseException as error:  # noqa: BLE001 - a thread's error must be seen
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sealed() == [one.id for one in asked]
    indexes = list(Leaf.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(len(indexes)))


def test_a_sealer_that_dies_leaves_nothing_half_done(monkeypatch):
    asked = posted(5)

    def dies(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("enishi.transparency.models.Part.objects.bulk_create", dies)
        with pytest.raises(KeyboardInterrupt):
            operations.seal(at=NOON)
    assert sealed() == []
    assert seal_all() == 5
    assert sealed() == [one.id for one in asked]


def test_books_loaded_into_a_younger_server_are_not_sealed_out_of_order():
    posted(1)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_transfer SET xid = xid + 1000000000")
        cursor.execute("ALTER TABLE ledger_transfer ENABLE TRIGGER USER")
    posted(1)
    with pytest.raises(BooksCameFromElsewhere):
        operations.seal(at=NOON)


@pytest.mark.parametrize(
    ("change", "what", "book", "said"),
    [
        ("amount = 77", "amount of part 2", 77, 5),
        ("kind = 'gift'", "kind of part 0", "gift", "grant"),
        (
            "at = '2026-11-22T03:00:00Z'",
            "at of part 0",
            "2026-11-22T03:00:00.000000+00:00",
            "2026-11-21T03:00:00.000000+00:00",
        ),
        (
            "target_id = (SELECT id FROM ledger_account WHERE name = 'member:b')",
            "account of part 2",
            "member:b",
            "member:a",
        ),
    ],
)
def test_what_was_changed_after_sealing_is_found_and_named(change, what, book, said):
    asked = [grant(5), grant(6, target="member:b"), grant(7, target="member:c")]
    for one in asked:
        operations.post(one)
    seal_all()
    assert list(queries.differences()) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_transfer SET " + change + " WHERE amount = 5")  # noqa: S608
        cursor.execute("ALTER TABLE ledger_transfer ENABLE TRIGGER USER")
    found = list(queries.differences())
    assert {one.reference for one in found} == {f"transfer:{asked[0].id}"}
    assert (what, book, said) in [(one.what, one.book, one.sealed) for one in found]


def test_a_transfer_that_disappeared_and_a_changed_part_are_found():
    gone, changed = posted(2)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM ledger_transfer WHERE id = %s", [gone.id])
        cursor.execute("ALTER TABLE ledger_transfer ENABLE TRIGGER USER")
        cursor.execute(
            "UPDATE transparency_part SET value = replace(value, '2', '3') WHERE position = 2"
            " AND leaf_id = 1"
        )
    found = {(one.reference, one.what) for one in queries.differences()}
    assert found == {
        (f"transfer:{gone.id}", "the transfer is gone"),
        (f"transfer:{changed.id}", "part 2 does not open its leaf"),
    }
    assert Transfer.objects.count() == 1


def test_what_was_forgotten_on_purpose_is_no_difference():
    posted(3)
    seal_all()
    assert log.forget(subjects=["member:a"]) == 3
    assert list(queries.differences()) == []
    assert log.checkpoint(at=NOON + timedelta(days=1)).public_size == 256
