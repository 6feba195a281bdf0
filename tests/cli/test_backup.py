"""A backup taken while a town goes on comes back whole, elsewhere, and goes on there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path

import psycopg
import pytest

from enishi import cli
from enishi.cli import archive, cluster, dumping, installation, postgres, restore
from enishi.cli.dumping import Programs, ServerIsNewer

SECONDS_MAX = 120

# Runs a script against the installation in a folder, as a command of its own would.
INSIDE = """
import os, sys
from pathlib import Path
from enishi.cli import installation, postgres
folder = Path(sys.argv[1])
with installation.environment(folder), postgres.of(folder, os.environ.get("EXTERNAL")):
    installation.set_up_django()
    exec(sys.argv[2])
"""

# People post, other systems bring activities in, everything is sealed and shown: until told to end.
LOAD = """
import json, threading, time, uuid
from datetime import UTC, date, datetime
from django.conf import settings
from django.db import connection, transaction
from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.insight.releases import operations as releases
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import NewTransfer
from enishi.membership import operations as membership
from enishi.membership.member import ExternalPerson
from enishi.regions import operations as regions
from enishi.rights import operations as rights
from enishi.transparency import operations as log
from enishi.transparency import queries

NOW = datetime.now(UTC)
DAY = date(2027, 3, 31)
ended, failed = threading.Event(), []
regions.join(code="184420")

def transfer(who, amount=10, source=None, target=None, kind="grant"):
    return NewTransfer(uuid.uuid4(), source or "issue:c", target or f"member:{who}", "c", amount,
                       kind, NOW, expires_on=DAY if source is None else None)

def post(number):
    with transaction.atomic():
        ledger.post(transfer(number))
        ledger.post(transfer(number, 3, f"member:{number}", "external:shop", "spend"))

def bring_in(number):
    people = [ExternalPerson(f"{number}-{one}") for one in range(5)]
    with transaction.atomic():
        made = membership.find_or_make_many(source="other", people=people, at=NOW)
        activities.record_many([
            NewActivity(f"import:other:{name}", "visit", member, "184420", NOW, "import")
            for name, member in made.items()
        ], earn=False)

def follow(number):
    ledger.seal(at=NOW)
    log.checkpoint(at=NOW, publish=number % 3 == 0)
    if number % 5 == 0:
        releases.refresh_lake()

def again(step):
    number = 0
    try:
        while not ended.is_set():
            step(number)
            number += 1
            time.sleep(0.002)
    except BaseException as error:
        failed.append(repr(error))
        raise
    finally:
        connection.close()

asking = [ExternalPerson("asks", home_code="132098")]
with transaction.atomic():
    asked = membership.find_or_make_many(source="other", people=asking, at=NOW)["asks"]
    activities.record_many(
        [NewActivity("asked", "visit", asked, "184420", NOW, "import")], earn=False)
with transaction.atomic():
    ledger.open_account(name="external:shop", asset="c", has_floor=False)
    first = transfer("first")
    ledger.post(first)
follow(0)
(folder / "receipt.json").write_text(json.dumps(
    queries.receipt(f"transfer:{first.id}", opens="member:first")))
threads = [threading.Thread(target=again, args=(step,)) for step in (post, post, bring_in, follow)]
for thread in threads:
    thread.start()
print("in", flush=True)
sys.stdin.read()
ended.set()
for thread in threads:
    thread.join()
assert not failed, failed
rights.erase(member_id=asked, at=datetime.now(UTC))
"""

# What a restored installation says about itself, before and after it has gone on.
LOOK = """
import json
from django.db import transaction
from django.db.models import Max, Min
from enishi.activities.models import Activity
from enishi.insight.lake import files
from enishi.insight.releases import operations as releases
from enishi.ledger import models, operations as ledger, queries
from enishi.ledger.transfers import NewTransfer
from enishi.membership.models import Identity
from enishi.rights.models import Erasure
from enishi.transparency import operations as log, queries as leaves
from datetime import UTC, datetime
import uuid
from django.conf import settings

NOW = datetime.now(UTC)

def told():
    lake = files.read_manifest(settings.LAKE_DIR)
    return {
        "faults": [str(one) for one in (*queries.faults(), *queries.differences())],
        "transfers": models.Transfer.objects.count(),
        "last_xid": models.Transfer.objects.aggregate(last=Max("xid"))["last"],
        "activities": Activity.objects.count(),
        "in_lake": sum(file.rows for file in lake.of("activities")),
        "leaves": leaves.progress().size,
        "public": leaves.progress().public_size,
        "balance": queries.balance("member:first", "c"),
        "asking": Identity.objects.filter(external_id="asks").count(),
        "erasures": [str(one) for one in Erasure.objects.values_list("id", flat=True)],
    }

restored = told()
with transaction.atomic():
    ledger.post(NewTransfer(uuid.uuid4(), "issue:c", "member:first", "c", 5, "grant", NOW))
sealed = 0
while done := ledger.seal(at=NOW):
    sealed += done
log.checkpoint(at=NOW, publish=True)
releases.refresh_lake()
print(json.dumps({"restored": restored, "sealed": sealed, "later": told()}))
"""


def environment(external=None):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENISHI_")}
    kept.pop("DATABASE_URL", None)
    if external:
        kept |= {"DATABASE_URL": external, "EXTERNAL": external}
    return kept


def enishi(verb, *words, data, external=None):
    """Run a command as a process of its own; return exit code and everything it said."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "enishi.cli", verb, *map(str, words), "--data", str(data)],
        env=environment(external),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    return done.returncode, done.stdout


def inside(folder, script, external=None):
    """Start a script inside an installation."""
    return subprocess.Popen(
        [sys.executable, "-c", INSIDE, str(folder), script],
        env=environment(external),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def look(folder, external=None):
    said, _ = inside(folder, LOOK, external).communicate(timeout=SECONDS_MAX)
    return json.loads(said)


@pytest.fixture(scope="module")
def place():
    made = Path(tempfile.mkdtemp(prefix="enishi-backup-")).resolve()
    yield made
    for folder in ("town", "elsewhere", "again"):
        postgres.remove(made / folder)
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def backup(place):
    """Take a backup of a town in which everything goes on, also after it."""
    (place / "town").mkdir(mode=0o700)
    with postgres.running(place / "town", careless=True):
        assert enishi("init", data=place / "town")[0] == 0
        photo = place / "town/photos/ab/abcd.jpg"
        photo.parent.mkdir(parents=True)
        photo.write_bytes(b"a picture")
        load = inside(place / "town", LOAD)
        try:
            assert load.stdout.readline() == "in\n"
            time.sleep(1)
            code, said = enishi("backup", place / "backup", data=place / "town")
            assert code == 0, said
            time.sleep(0.5)
        finally:
            load.communicate(timeout=SECONDS_MAX)
        assert load.returncode == 0
    return place / "backup"


@pytest.fixture(scope="module")
def restored(place, backup):
    """Restore it elsewhere, with what the town's log showed last; return what was said."""
    code, said = enishi(
        "restore", backup, "--log", place / "town/log", "--erased", place / "town/erased.jsonl",
        data=place / "elsewhere",
    )  # fmt: skip
    assert code == 0, said
    return said


def test_a_backup_under_load_comes_back_clean_and_goes_on(place, restored):
    assert "Audit: the books are clean, and say what the log sealed." in restored
    assert "signed after the backup was taken" in restored
    code, said = enishi("ledger", "audit", "--log", data=place / "elsewhere")
    assert code == 0, said
    told = look(place / "elsewhere")
    before, later = told["restored"], told["later"]
    assert before["faults"] == later["faults"] == []
    assert before["transfers"] > 100
    assert before["activities"] > 100
    assert before["last_xid"] < 0 < later["last_xid"]
    assert told["sealed"] >= 1
    assert later["transfers"] == before["transfers"] + 1
    assert before["balance"] + 5 == later["balance"] == 15
    assert later["public"] > before["public"] > 0
    assert later["in_lake"] == later["activities"] == before["activities"] >= before["in_lake"] > 0
    public = (place / "town/log/checkpoint").read_text(encoding="utf-8").split("\n")[1]
    assert before["public"] == int(public)
    # Who was erased after the backup was taken is erased again, under the same number.
    assert "Erasures on the list: 1; done again: 1." in restored
    listed = (place / "town/erased.jsonl").read_text(encoding="utf-8")
    assert (place / "elsewhere/erased.jsonl").read_text(encoding="utf-8") == listed
    assert (before["asking"], before["erasures"]) == (0, [json.loads(listed)["erasure"]])


def test_an_old_receipt_is_true_in_the_restored_log(place, restored):
    receipt = place / "town/receipt.json"
    assert (place / "elsewhere/log/vkey").read_text() == (place / "town/log/vkey").read_text()
    code, said = enishi("verify", receipt, data=place / "elsewhere")
    assert code == 0, said
    assert said.startswith("TRUE: ")


def test_secrets_come_back_for_their_owner_only(place, backup, restored):
    for folder in (backup, backup / "secrets", place / "elsewhere/secrets"):
        assert folder.stat().st_mode & 0o777 == 0o700
    for path in backup.rglob("*"):
        assert path.is_dir() or path.stat().st_mode & 0o777 == 0o600, path
    originals = sorted((place / "town/secrets").iterdir())
    assert len(originals) == 7
    for original in originals:
        copy = place / "elsewhere/secrets" / original.name
        assert copy.read_bytes() == original.read_bytes()
        assert copy.stat().st_mode & 0o777 == 0o600


def test_photos_come_back(place, restored):
    assert (place / "elsewhere/photos/ab/abcd.jpg").read_bytes() == b"a picture"


def test_no_secret_lies_in_the_dump_of_the_database(place, backup):
    dump = place / "dump.sql"
    program = cluster.client_programs() / "pg_restore"
    subprocess.run([program, f"--file={dump}", backup / "database.dump"], check=True)
    text = dump.read_bytes()
    assert b"ledger_transfer" in text
    for secret in (backup / "secrets").iterdir():
        key = secret.read_bytes()
        assert key not in text
        assert key.hex().encode() not in text


def test_a_restored_town_is_backed_up_and_restored_again(place, restored):
    code, said = enishi(
        "backup", place / "second", "--secrets", place / "apart", data=place / "elsewhere"
    )
    assert code == 0, said
    assert not (place / "second/secrets").exists()
    # A restore was cut short here before: what it left is neither old nor new.
    half = place / "again"
    (half / "secrets").mkdir(parents=True)
    (half / "secrets/log.ed25519").write_bytes(bytes(32))
    told = {"backup": str(place / "second"), "stamp": "replaced-x", "old": []}
    installation.restore_mark(half).write_text(json.dumps(told))
    code, said = enishi("seal", data=half)
    assert code == 2
    assert f"./enishi restore {place / 'second'} --data {half}" in said
    words = ["--secrets", place / "apart", "--log-ends-here", "--rebuild-lake"]
    code, said = enishi("restore", place / "second", *words, data=half)
    assert code == 0, said
    assert "No list of erasures was named." in said
    assert not installation.restore_mark(half).exists()
    told = look(half)
    assert told["restored"]["faults"] == told["later"]["faults"] == []
    assert told["restored"]["last_xid"] < 0
    assert told["restored"]["in_lake"] == told["restored"]["activities"]


def test_what_is_there_is_replaced_only_when_told_and_then_set_aside(place, backup, restored):
    code, said = enishi("restore", backup, "--log-ends-here", data=place / "elsewhere")
    assert code == 2
    assert "holds an installation already" in said
    with postgres.running(place / "elsewhere"):
        code, said = enishi("restore", backup, "--replace-everything", data=place / "elsewhere")
    assert code == 2
    assert "is in use by another enishi command" in said
    assert (place / "elsewhere/secrets").is_dir()
    assert not installation.restore_mark(place / "elsewhere").exists()
    reached = int((place / "elsewhere/log/checkpoint").read_text().split("\n")[1])
    code, said = enishi("restore", backup, "--replace-everything", data=place / "elsewhere")
    assert code == 0, said
    # Its own log was found and goes on where it had ended.
    assert f"{reached:,} of them public" in said
    # So was the list of who had been erased.
    assert "Erasures on the list: 1; done again: 1." in said
    aside = next((place / "elsewhere").glob("replaced-*"))
    assert sorted(path.name for path in aside.iterdir() if path.is_dir()) >= ["lake", "log"]
    assert (aside / "secrets/log.ed25519").exists()


def test_it_is_restored_into_an_external_database_that_is_empty(
    place, backup, django_db_modify_db_settings
):
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS enishi_test_restored WITH (FORCE)")
        server.execute("CREATE DATABASE enishi_test_restored ENCODING 'UTF8' TEMPLATE template0")
        told = server.info.get_parameters()
    try:
        host, port, user = told["host"], told.get("port", "5432"), told["user"]
        external = f"postgresql://{user}@/enishi_test_restored?host={host}&port={port}"
        folder = place / "outside"
        code, said = enishi("restore", backup, "--log-ends-here", data=folder, external=external)
        assert code == 0, said
        assert "the books are clean" in said
        assert not (folder / "postgres").exists()
        code, said = enishi(
            "restore", backup, "--log-ends-here", data=place / "x", external=external
        )
        assert code == 2
        assert "is not empty: drop and create it" in said
        code, said = enishi("backup", place / "from outside", data=folder, external=external)
        assert code == 0, said
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP DATABASE enishi_test_restored WITH (FORCE)")


@pytest.fixture
def copy(backup, tmp_path):
    return Path(shutil.copytree(backup, tmp_path / "copy"))


def verified(capsys, folder, data, *words):
    """Check a backup in this process; return exit code and what was said."""
    code = cli.main(["restore", str(folder), "--verify", "--data", str(data), *words])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_a_whole_backup_is_verified_and_nothing_is_restored(capsys, copy, tmp_path):
    code, said = verified(capsys, copy, tmp_path / "nowhere")
    assert code == 0
    assert "is whole: 11 files" in said
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", ["database.dump", "log.tar", "lake.tar", "secrets/disclosure.key"])
def test_a_backup_that_was_tampered_with_is_refused_by_name(capsys, copy, tmp_path, name):
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    code, said = verified(capsys, copy, tmp_path / "x")
    assert code == 2
    assert f"enishi: {name} in " in said
    assert "was changed" in said
    (copy / name).unlink()
    assert "is missing" in verified(capsys, copy, tmp_path / "x")[1]


def test_a_lake_that_is_made_anew_need_not_be_whole(capsys, copy, tmp_path):
    (copy / "lake.tar").unlink()
    assert verified(capsys, copy, tmp_path / "x", "--rebuild-lake")[0] == 0


def test_a_backup_that_was_cut_short_is_refused(capsys, copy, tmp_path):
    (copy / "manifest.json").unlink()
    code, said = verified(capsys, copy, tmp_path / "x")
    assert code == 2
    assert "was cut short" in said


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "enishi-backup/1", "files": {}}'])
def test_a_folder_that_is_no_backup_is_refused(capsys, tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    code, said = verified(capsys, tmp_path, tmp_path / "x")
    assert code == 2
    assert "is no backup of enishi" in said


def test_a_manifest_cannot_name_files_elsewhere(tmp_path):
    for name in ("../secret", "/etc/passwd"):
        with pytest.raises(archive.NoBackup):
            archive.place_of(name, tmp_path, tmp_path)


def test_a_backup_is_never_written_over_another_one(copy):
    with pytest.raises(archive.BackupExists):
        archive.make(copy)


def test_how_the_log_ended_must_be_said(place, backup, tmp_path):
    code, said = enishi("restore", backup, data=tmp_path / "fresh")
    assert code == 2
    assert "--log-ends-here" in said
    assert not (tmp_path / "fresh").exists()
    (tmp_path / "checkpoint").write_text("another\n1\n\n")
    (tmp_path / "vkey").write_text("another+00000000+AA==")
    code, said = enishi("restore", backup, "--log", tmp_path, data=tmp_path / "fresh")
    assert code == 2
    assert "does not hold the log localhost/log" in said
    code, said = enishi("restore", backup, "--erased", tmp_path / "no", data=tmp_path / "fresh")
    assert code == 2
    assert "no is not there. The list of erasures is" in said


def test_a_log_here_that_ends_before_the_backup_does_not_tell_how_it_ended(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "log/vkey").write_text("town+key\n")
    (tmp_path / "log/checkpoint").write_text("town\n256\nroot\n\n")
    told = {"name": "town", "vkey": "town+key", "leaves": 600, "signed": 512}
    manifest = archive.Manifest("2026-11-22", {}, told, {}, {}, is_demo=False, files={})
    args = Namespace(folder=tmp_path, log=None, log_ends_here=False)
    with pytest.raises(restore.LogMayHaveGoneOn):
        restore._witnesses(args, manifest, tmp_path / "aside")  # noqa: SLF001


def test_programs_older_than_the_server_say_what_to_install():
    programs = Programs(cluster.client_programs(), "postgresql:///nowhere")
    programs.refuse_newer(int(programs.version().split(".")[0]))
    with pytest.raises(ServerIsNewer) as refused:
        programs.refuse_newer(99)
    assert refused.value.facts["server"] == 99


def test_programs_that_are_not_there_are_named(tmp_path):
    with pytest.raises(dumping.ProgramsAreMissing):
        Programs(tmp_path, "postgresql:///nowhere").version()


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path):
    url = "postgresql://town:pass-word@127.0.0.1:1/town"
    with pytest.raises(dumping.DatabaseWasNotDumped) as refused:
        Programs(cluster.client_programs(), url).dump("00000003-1", tmp_path / "x")
    assert "pass-word" not in str(refused.value.facts)
