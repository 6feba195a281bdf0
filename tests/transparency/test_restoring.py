"""A restored database gets its log back, and the log never tells two stories."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from enishi.transparency import notes, operations, queries, receipt, storage
from enishi.transparency.models import Checkpoint, Leaf, Part
from enishi.transparency.opened import Rebuilt
from enishi.transparency.operations import LogDisagrees, log
from enishi.transparency.parts import NewPart, NewRecord

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)


def appended(*numbers):
    records = [
        NewRecord(f"transfer:{number}", (NewPart("", {"number": number}),)) for number in numbers
    ]
    return operations.append(records, at=NOON)


def files_under(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def forgotten_afterwards():
    """Let the database forget what happens inside: an older backup comes back."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@pytest.fixture
def kept(settings, tmp_path):
    """Move the log's files away, as a lost machine does; give the place they are kept in."""

    def move():
        target = tmp_path / "kept"
        settings.LOG_DIR.rename(target)
        for name in (storage.ORIGIN, storage.VKEY):
            storage.write(settings.LOG_DIR, name, (target / name).read_bytes())
        return target

    return move


def test_all_files_come_back_out_of_the_database(settings, kept):
    appended(*range(300))
    operations.checkpoint(at=NOON)
    appended(*range(300, 310))
    operations.checkpoint(at=NOON)
    before = kept()
    assert operations.rebuild(witnesses=[], at=NOON) == Rebuilt(522, 512, 0)
    assert files_under(settings.LOG_DIR) == files_under(before)


def test_a_restored_log_goes_on_and_old_receipts_stay_true(kept):
    appended(1, 2)
    operations.checkpoint(at=NOON)
    old = queries.receipt("transfer:1")
    kept()
    operations.rebuild(witnesses=[], at=NOON)
    appended(3)
    assert operations.checkpoint(at=TOMORROW).public_size == 512
    by = notes.verifier(queries.vkey())
    assert receipt.check(old, by).index == 0
    assert receipt.check(queries.receipt("transfer:1"), by).size == 512
    assert receipt.check(queries.receipt("transfer:3"), by).index == 256


@pytest.mark.parametrize("place", [".", "inner"])
def test_what_was_signed_after_the_backup_stays_in_the_tree(kept, tmp_path, place):
    appended(1)
    operations.checkpoint(at=NOON)
    with forgotten_afterwards():
        appended(2)
        operations.checkpoint(at=TOMORROW)
        later = queries.receipt("transfer:2")
        if place == "inner":
            appended(3)
            operations.checkpoint(at=TOMORROW)
    before = kept()
    if place == ".":  # only what the public could see
        shutil.rmtree(before / "inner")
    rebuilt = operations.rebuild(witnesses=[before], at=TOMORROW)
    assert rebuilt == (Rebuilt(513, 512, 257) if place == "inner" else Rebuilt(512, 512, 256))
    assert Leaf.objects.filter(index__gte=256).exclude(reference=None).count() == 0
    assert receipt.check(later, notes.verifier(queries.vkey())).index == 256
    assert appended(4) == range(rebuilt.size, rebuilt.size + 1)
    assert operations.checkpoint(at=TOMORROW + timedelta(days=1)).public_size == 768
    assert receipt.check(later, notes.verifier(queries.vkey())).size == 512


def test_a_witness_that_is_behind_only_has_to_agree(kept):
    appended(1)
    operations.checkpoint(at=NOON)
    before = kept()
    shutil.copytree(before, before.parent / "older")
    operations.rebuild(witnesses=[before], at=NOON)
    appended(2)
    operations.checkpoint(at=TOMORROW)
    assert operations.rebuild(witnesses=[before.parent / "older"], at=TOMORROW).adopted == 0


def test_a_database_that_tells_another_story_than_the_log_is_refused(settings, kept):
    appended(1)
    with forgotten_afterwards():
        appended(2, 3)
        operations.checkpoint(at=NOON)
    before = kept()
    appended(4)
    with pytest.raises(LogDisagrees) as refused:
        operations.rebuild(witnesses=[before], at=NOON)
    assert refused.value.facts == {
        "reason": "the leaves do not give the root that was signed",
        "size": 256,
        "first": 1,
    }
    assert not (settings.LOG_DIR / "checkpoint").exists()


def test_a_leaf_that_was_changed_is_named(kept):
    appended(1)
    operations.checkpoint(at=NOON)
    kept()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE transparency_leaf DISABLE TRIGGER USER")
        cursor.execute("UPDATE transparency_leaf SET text = 'x' WHERE index = 7")
    with pytest.raises(LogDisagrees) as refused:
        operations.rebuild(witnesses=[], at=NOON)
    assert refused.value.facts == {"reason": "a leaf differs from its hash", "index": 7}


def test_leaves_that_are_nowhere_are_refused(kept):
    with forgotten_afterwards():
        appended(1)
        operations.checkpoint(at=NOON)
        row = Checkpoint.objects.get(is_public=False)
    kept()
    row.save(force_insert=True)
    with pytest.raises(LogDisagrees) as refused:
        operations.rebuild(witnesses=[], at=NOON)
    assert refused.value.facts == {"reason": "leaves are missing", "leaves": 0, "signed": 256}


def test_a_witness_whose_bundle_ends_early_is_refused(kept):
    with forgotten_afterwards():
        appended(1)
        operations.checkpoint(at=NOON)
    before = kept()
    bundle = before / "inner" / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes()[:-3])
    with pytest.raises(LogDisagrees):
        operations.rebuild(witnesses=[before / "inner"], at=NOON)


def test_a_log_that_was_never_signed_has_nothing_to_rebuild(settings, kept):
    operations.checkpoint(at=NOON)
    appended(1)
    assert operations.rebuild(witnesses=[settings.LOG_DIR], at=NOON) == Rebuilt(0, 0, 0)
    assert Part.objects.count() == 1


def test_a_tree_that_grew_by_many_chunks_at_once_keeps_its_edge(
    settings, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(log, "CHUNK", 256)
    appended(*range(700))
    with django_capture_on_commit_callbacks(execute=True):
        operations.checkpoint(at=NOON)
    assert (settings.LOG_DIR / "inner" / "tile" / "1" / "000.p").exists()
    appended(701)
    assert operations.checkpoint(at=TOMORROW).public_size == 1024
