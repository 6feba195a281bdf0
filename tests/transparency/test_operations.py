"""The log on disk and in the database: what it signs, what it shows, what it refuses."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from enishi.transparency import notes, operations, queries, receipt, storage, tiles, tree
from enishi.transparency.models import Checkpoint, Leaf, Part
from enishi.transparency.operations import LogDisagrees
from enishi.transparency.parts import NewPart, NewRecord
from enishi.transparency.queries import NotPublished, NotSealed
from enishi.transparency.storage import LogHasAnotherKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)


def record(number):
    return NewRecord(
        f"transfer:{number}",
        (
            NewPart("", {"kind": "grant"}),
            NewPart("issue:coin", {"account": "issue:coin", "amount": -number}),
            NewPart(f"member:{number}", {"account": f"member:{number}", "amount": number}),
        ),
    )


def appended(*numbers, at=NOON):
    return operations.append([record(number) for number in numbers], at=at)


def by():
    return notes.verifier(queries.vkey())


def signed_tree():
    return notes.checkpoint(notes.opened(queries.checkpoint(), by()))


def files_under(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_leaves_are_counted_without_gaps():
    assert appended(1, 2, 3) == range(3)
    assert appended(4) == range(3, 4)
    assert queries.size() == 4


def test_a_reference_becomes_a_leaf_once():
    appended(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        appended(1)
    assert queries.size() == 1


def test_equal_records_have_different_digests():
    appended(1)
    operations.append([NewRecord("transfer:again", record(1).parts)], at=NOON)
    first, again = queries.leaf_of("transfer:1"), queries.leaf_of("transfer:again")
    assert set(json.loads(first.text)["p"]).isdisjoint(json.loads(again.text)["p"])


def test_a_leaf_under_a_public_checkpoint_has_a_proof(settings):
    appended(1, 2, 3)
    progress = operations.checkpoint(at=NOON)
    assert (progress.size, progress.public_size) == (256, 256)
    told = receipt.check(queries.receipt("transfer:2", opens="member:2"), by())
    assert (told.index, told.size) == (1, 256)
    assert told.header == {"kind": "grant"}
    assert told.sides == {1: {"account": "member:2", "amount": 2}}


def test_a_receipt_opens_the_header_and_one_subject_only():
    appended(7)
    opened = queries.receipt("transfer:7", opens="member:7")["disclosures"]
    assert [part["at"] for part in opened] == ["h", 1]
    assert [part["at"] for part in queries.receipt("transfer:7")["disclosures"]] == ["h"]
    assert "issue:coin" not in json.dumps(opened)


def test_until_the_next_public_checkpoint_a_receipt_promises():
    appended(1)
    operations.checkpoint(at=NOON)
    appended(2, at=NOON + timedelta(seconds=1))
    progress = operations.checkpoint(at=NOON + timedelta(seconds=2))
    assert (progress.size, progress.public_size) == (257, 256)
    told = receipt.check(queries.receipt("transfer:2"), by())
    assert told.promised_by == NOON + timedelta(days=2, seconds=1)
    operations.checkpoint(at=TOMORROW)
    assert receipt.check(queries.receipt("transfer:2"), by()).index == 256


def test_the_operator_may_show_the_log_now():
    appended(1)
    operations.checkpoint(at=NOON)
    appended(2)
    assert operations.checkpoint(at=NOON, publish=True).public_size == 512


def test_an_old_public_tree_lies_inside_the_new_one(settings):
    appended(1)
    operations.checkpoint(at=NOON)
    old = signed_tree()
    appended(*range(2, 300))
    operations.checkpoint(at=TOMORROW)
    new = signed_tree()
    node = tiles.nodes(new.size, storage.reader(settings.LOG_DIR))
    proof = tree.consistency_proof(old.size, new.size, node)
    assert tree.extends(old.size, new.size, old.root, new.root, proof)


def test_public_files_end_on_a_full_tile_and_show_no_more(settings):
    appended(*range(1, 20))
    operations.checkpoint(at=NOON)
    appended(*range(20, 60))
    operations.checkpoint(at=NOON + timedelta(minutes=1))
    public = {name for name in files_under(settings.LOG_DIR) if not name.startswith("inner/")}
    shown = {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"}
    assert public == {"origin", "vkey", "checkpoint"} | shown
    assert queries.public_tile("tile/0/000") == b"".join(
        bytes(one) for one in Leaf.objects.order_by("index")[:256].values_list("hash", flat=True)
    )
    for hidden in ("tile/0/001.p/40", "tile/0/001", "tile/entries/001.p/40", "inner/checkpoint"):
        with pytest.raises(NotPublished):
            queries.public_tile(hidden)


def test_fillers_cannot_be_told_from_transfers():
    appended(1)
    operations.checkpoint(at=NOON)
    entries = tiles.unbundle(queries.public_tile("tile/entries/000"))
    shapes = {(len(text), *map(len, json.loads(text)["p"])) for text in entries}
    assert len(entries) == 256
    assert shapes == {(len(entries[0]), 43, 43)}
    assert len(set(entries)) == 256


def test_a_quiet_day_looks_like_any_other():
    appended(1)
    operations.checkpoint(at=NOON)
    assert operations.checkpoint(at=TOMORROW).public_size == 512
    assert Leaf.objects.filter(reference=None).count() == 511


def test_no_personal_data_is_in_the_files(settings):
    appended(1, 2, 3)
    operations.checkpoint(at=NOON)
    for name in files_under(settings.LOG_DIR):
        data = (Path(settings.LOG_DIR) / name).read_bytes()
        assert b"member" not in data
        assert b"issue:coin" not in data
        assert b"grant" not in data


def test_forgetting_a_person_keeps_the_log_and_all_other_receipts():
    appended(1, 2)
    operations.checkpoint(at=NOON)
    old = queries.receipt("transfer:1", opens="member:1")
    assert operations.forget(subjects=["member:1"]) == 1
    assert not Part.objects.filter(subject="member:1").exists()
    assert [part["at"] for part in queries.receipt("transfer:1", opens="member:1")["disclosures"]] \
        == ["h"]  # fmt: skip
    operations.checkpoint(at=TOMORROW)
    assert receipt.check(queries.receipt("transfer:2", opens="member:2"), by()).sides
    assert receipt.check(old, by()).sides == {1: {"account": "member:1", "amount": 1}}


def test_leaves_cannot_be_changed_or_deleted():
    appended(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Leaf.objects.update(text="")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Leaf.objects.filter(index=0).delete()


def test_what_is_not_sealed_or_shown_is_refused():
    with pytest.raises(NotSealed):
        queries.receipt("transfer:1")
    for ask in (queries.checkpoint, queries.vkey, lambda: queries.public_tile("tile/0/000")):
        with pytest.raises(NotPublished):
            ask()


def test_signing_twice_changes_nothing(settings):
    appended(1)
    operations.checkpoint(at=NOON)
    before = {
        name: (settings.LOG_DIR / name).read_bytes() for name in files_under(settings.LOG_DIR)
    }
    assert operations.checkpoint(at=NOON + timedelta(seconds=1)).size == 256
    after = {name: (settings.LOG_DIR / name).read_bytes() for name in files_under(settings.LOG_DIR)}
    assert after == before


def test_only_the_newest_inner_checkpoint_is_kept(settings):
    for number in range(1, 4):
        appended(number)
        operations.checkpoint(at=NOON + timedelta(seconds=number))
    assert list(Checkpoint.objects.order_by("size").values_list("size", "is_public")) == [
        (256, True),
        (258, False),
    ]


class Crash(BaseException):
    """The machine stops here."""


@pytest.mark.parametrize(
    ("step", "when"),
    [("write", 1), ("write", 3), ("make_durable", 1), ("make_durable", 2), ("share", 1)],
)
def test_a_crash_at_any_step_is_resumed(settings, monkeypatch, step, when):
    appended(1)
    operations.checkpoint(at=NOON)
    old = signed_tree()
    appended(2, 3)
    done = []
    keep = getattr(storage, step)

    def crash(*args):
        keep(*args)
        done.append(args)
        if len(done) == when:
            raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(storage, step, crash)
        with pytest.raises(Crash):
            operations.checkpoint(at=TOMORROW)
    appended(4)
    assert operations.checkpoint(at=TOMORROW).public_size == 768
    for number in range(1, 5):
        assert receipt.check(queries.receipt(f"transfer:{number}"), by()).size == 768
    new = signed_tree()
    node = tiles.nodes(new.size, storage.reader(settings.LOG_DIR))
    proof = tree.consistency_proof(old.size, new.size, node)
    assert tree.extends(old.size, new.size, old.root, new.root, proof)


def test_an_older_backup_of_the_database_is_not_signed():
    appended(1)
    operations.checkpoint(at=NOON)
    backup = transaction.savepoint()
    appended(2, 3)
    operations.checkpoint(at=NOON + timedelta(minutes=1))
    transaction.savepoint_rollback(backup)
    with pytest.raises(LogDisagrees), transaction.atomic():
        appended(4)
    with pytest.raises(LogDisagrees):
        operations.checkpoint(at=TOMORROW)
    assert queries.size() == 256


def test_a_backup_that_grew_past_the_old_size_is_not_signed_either(settings, tmp_path):
    appended(1)
    operations.checkpoint(at=NOON)
    backup = transaction.savepoint()
    appended(2, 3)
    operations.checkpoint(at=NOON + timedelta(minutes=1))
    transaction.savepoint_rollback(backup)
    settings.LOG_DIR.rename(tmp_path / "away")
    appended(12, 13, 14)
    (tmp_path / "away").rename(settings.LOG_DIR)
    with pytest.raises(LogDisagrees) as refused:
        operations.checkpoint(at=TOMORROW)
    assert refused.value.facts["reason"] == "a leaf differs from its tile"


def test_a_lost_or_older_folder_of_files_is_not_signed(settings, tmp_path):
    appended(1)
    operations.checkpoint(at=NOON)
    shutil.copytree(settings.LOG_DIR, tmp_path / "older")
    appended(2)
    operations.checkpoint(at=TOMORROW)
    for folder in (tmp_path / "older", tmp_path / "empty"):
        settings.LOG_DIR = folder
        appended(3 if folder.name == "older" else 4)
        with pytest.raises(LogDisagrees):
            operations.checkpoint(at=TOMORROW)
        assert storage.signed_size(folder) <= 256


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("inner/tile/0/000", "a leaf differs from its tile"),
        ("inner/tile/1/000.p/1", "tiles have another root"),
    ],
)
def test_a_changed_tile_is_not_signed(settings, name, reason):
    appended(1)
    operations.checkpoint(at=NOON)
    tile = settings.LOG_DIR / name
    data = bytearray(tile.read_bytes())
    data[0] ^= 1
    tile.write_bytes(data)
    appended(2)
    with pytest.raises(LogDisagrees) as refused:
        operations.checkpoint(at=TOMORROW)
    assert refused.value.facts["reason"] == reason
    assert signed_tree().size == 256


def test_a_changed_leaf_is_not_signed():
    appended(1)
    operations.checkpoint(at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE transparency_leaf DISABLE TRIGGER USER")
        cursor.execute("UPDATE transparency_leaf SET hash = sha256('x') WHERE index = 7")
    appended(2)
    with pytest.raises(LogDisagrees) as refused:
        operations.checkpoint(at=TOMORROW)
    assert refused.value.facts == {"reason": "a leaf differs from its tile", "index": 7}


def test_another_key_does_not_go_on_signing(settings):
    appended(1)
    operations.checkpoint(at=NOON)
    settings.LOG_KEY = bytes(32)
    appended(2)
    with pytest.raises(LogHasAnotherKey):
        operations.checkpoint(at=TOMORROW)


def test_the_origin_never_follows_a_change_of_host(settings):
    appended(1)
    operations.checkpoint(at=NOON)
    settings.LOG_ORIGIN = "moved.example.jp/log"
    appended(2)
    operations.checkpoint(at=TOMORROW)
    assert signed_tree().origin == "localhost/log"
    assert receipt.check(queries.receipt("transfer:2"), by()).size == 512
