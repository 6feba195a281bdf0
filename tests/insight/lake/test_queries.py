"""The follower and PostgreSQL: slow writers, withdrawals, kills, and what the lake then holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as real_settings
from django.db import connection, transaction
from tests import world

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.insight.lake import engine, files, refresh, shaping, tables
from enishi.insight.lake import queries as lake
from enishi.insight.releases import operations
from enishi.membership import pseudonyms
from enishi.regions import operations as regions

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 60.0


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    settings.LAKE_DIR = tmp_path / "lake"  # type: ignore[attr-defined]
    return tmp_path / "lake"


def visits(number: int, *, source: str = "world", region: str = world.TOWN) -> list[NewActivity]:
    return [
        NewActivity(
            key=f"{source}:{index}",
            kind="visit",
            member_id=member,
            region_code=region,
            at=world.NOW - timedelta(days=index % 50),
            evidence="self_report",
        )
        for index, member in enumerate(world.members(number, source=source))
    ]


def record(given: list[NewActivity]) -> list[int]:
    with transaction.atomic():
        return [done.seq for done in activities.record_many(given, earn=False)]


def in_lake(folder: Path) -> list[int]:
    found = engine.latest(folder).answer(tables.ACTIVITIES.select("seq").order_by("seq"))
    return found["seq"].to_pylist()


def follow_until(folder: Path, wanted: list[int]) -> None:
    """Run the follower until the rows are there: other databases' transactions may hold it back."""
    until = time.monotonic() + LONG_ENOUGH
    while in_lake(folder) != sorted(wanted) and time.monotonic() < until:
        operations.refresh_lake()
        time.sleep(0.05)
    assert in_lake(folder) == sorted(wanted)


def test_what_is_committed_arrives_once(folder: Path) -> None:
    world.a_region()
    seqs = record(visits(30))
    follow_until(folder, seqs)
    assert operations.refresh_lake().activities == 0
    assert in_lake(folder) == sorted(seqs)


def test_the_row_of_a_slow_writer_is_neither_lost_nor_doubled(folder: Path) -> None:
    """A takes the first numbers and waits; B takes the next, commits, and the follower runs."""
    world.a_region()
    slow, quick = visits(3, source="slow"), visits(3, source="quick")
    has_written, may_commit = threading.Event(), threading.Event()
    found: list[int] = []

    def write_slowly() -> None:
        with transaction.atomic():
            found.extend(done.seq for done in activities.record_many(slow, earn=False))
            has_written.set()
            assert may_commit.wait(LONG_ENOUGH)
        connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert has_written.wait(LONG_ENOUGH)
    committed = record(quick)
    assert max(found) < min(committed)
    operations.refresh_lake()
    # Whatever the follower saw of B, its watermark still stands before A's transaction.
    may_commit.set()
    writer.join()
    follow_until(folder, [*found, *committed])


def test_a_withdrawn_activity_leaves_the_lake(folder: Path) -> None:
    world.a_region()
    seqs = record(visits(3))
    follow_until(folder, seqs)
    with transaction.atomic():
        activities.withdraw(key="world:1", at=world.NOW, reason="まちがい")
    follow_until(folder, [seqs[0], seqs[2]])


def test_an_area_counts_in_its_municipality(folder: Path) -> None:
    world.a_region()
    regions.add_region(
        code="993034", name="岬地域", parent=world.TOWN, kind="area", towns=[world.TOWN]
    )
    seqs = record(visits(2, region="993034"))
    follow_until(folder, seqs)
    for row in engine.latest(folder).answer(tables.ACTIVITIES).to_pylist():
        assert (row["region"], row["area"], row["prefecture"], row["sample"]) == (
            world.TOWN,
            "993034",
            world.PREFECTURE,
            True,
        )


def test_the_follower_reads_in_one_repeatable_snapshot(folder: Path) -> None:
    world.a_region()
    record(visits(2))
    with lake.reading() as source:
        assert source.cluster.endswith(f"/{connection.settings_dict['NAME']}")
        before = read(source)
        other = threading.Thread(target=_record_elsewhere)
        other.start()
        other.join()
        assert read(source) == before == 2
    assert connection.connection.isolation_level is None


def read(source: refresh.Reading) -> int:
    return sum(shaping.parsed(lines).num_rows for lines in source.activities(0, 1 << 62))


def test_a_row_arrives_as_it_was_written(folder: Path) -> None:
    """What a field may hold goes through the file format between: marks, lines, nothing."""
    world.a_region()
    words = ['港の"市場"', "朝,昼", "二行の\n名", "NULL", "\\N", "t", ""]
    given = [
        replace(one, place=word, amount_yen=None if index % 2 else index, online=index % 3 == 0)
        for index, (one, word) in enumerate(zip(visits(len(words)), words, strict=True))
    ]
    seqs = record(given)
    follow_until(folder, seqs)
    rows = engine.latest(folder).answer(tables.ACTIVITIES.order_by("seq")).to_pylist()
    assert [(row["place"], row["amount_yen"], row["online"], row["at"]) for row in rows] == [
        (one.place, one.amount_yen, one.online, one.at) for one in given
    ]
    secret = real_settings.DISCLOSURE_SECRET
    assert [row["person"] for row in rows] == [
        pseudonyms.pseudonym(secret, one.member_id) for one in given
    ]


def test_many_chunks_bring_each_row_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake, "CHUNK", 7)
    world.a_region()
    follow_until(folder, record(visits(50)))


def _record_elsewhere() -> None:
    record(visits(5, source="elsewhere"))
    connection.close()


KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from pathlib import Path
from enishi.insight.lake import files
from enishi.insight.releases import operations
from enishi.membership import pseudonyms
settings.LAKE_DIR = Path(sys.argv[1])
files.write_manifest = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
operations.refresh_lake()
"""


def test_kill_9_between_file_and_manifest_loses_and_doubles_nothing(
    folder: Path, tmp_path: Path
) -> None:
    world.a_region()
    seqs = record(visits(40))
    parts = connection.settings_dict
    url = "postgresql://{USER}@/{NAME}?host={HOST}&port={PORT}".format(**parts)
    until = time.monotonic() + LONG_ENOUGH
    while not list(folder.glob("activities/part=*/*.parquet")) and time.monotonic() < until:
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, str(folder)],
            env={
                **os.environ,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "enishi.config.settings",
                "ENISHI_DATA": str(real_settings.DATA_DIR),
            },
            check=False,
        )
        # Without rows yet (another database's transaction holds them back) nobody is killed.
        assert killed.returncode in (0, -signal.SIGKILL)
    assert list(folder.glob("activities/part=*/*.parquet"))
    assert in_lake(folder) == []
    follow_until(folder, seqs)
    named = {file.path for file in files.read_manifest(folder).files}
    kept = {path.relative_to(folder).as_posix() for path in folder.glob("*/part=*/*.parquet")}
    assert kept == named
