"""Measures the follower: activities from PostgreSQL into a new lake, beside COPY's bytes alone."""

from __future__ import annotations

import secrets
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from uuid import UUID

import django
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from enishi.cli import installation
from enishi.cli.bench_insight.lakes import Made
from enishi.cli.bench_ledger.server import Server, running
from enishi.insight.disclosure import cellkey
from enishi.insight.lake import files, refresh, shaping
from enishi.insight.lake.shaping import Person
from enishi.kit import codes
from enishi.membership import pseudonyms

_ALL = (0, 1 << 62)
_SOME = 50_000
_WRITERS = 2
_SECRET = secrets.token_bytes(32)
# Columns of the table, and what they hold of a lake's row.
_COLUMNS = {
    "seq": "seq", "key": "seq", "member_id": "person", "kind_id": "kind", "region_id": "region",
    "at": "at", '"on"': "d", "place": "place", "event": "event", "theme": "theme",
    "online": "online", "amount_yen": "amount_yen", "business_id": "business_id", "trade": "trade",
    "evidence": "evidence", "sex": "sex", "age_band": "age_band", "home_code": "home_code",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """Seconds on the clock that `rows` activities took, on three ways, and rates beside COPY's."""

    rows: int
    copy: float
    """COPY, every line taken and let go: what one connection can bring at most."""
    parquet: float
    """The same lines as Parquet files, their columns as they are; no file is waited for (fsync)."""
    follower: float
    """The follower's first run: under pseudonyms, in the lake's columns, a file for each month."""
    parquet_to_copy: float
    follower_to_copy: float
    wrong: int
    """Rows lost or doubled."""


def measure(made: Made, home: Path, rounds: int) -> Exported:
    """Fill a server of our own, and let COPY and the follower take turns."""
    with running(home) as server:
        installation.compile_translations()
        django.setup()
        # Only now do the settings mean this server.
        from django.db import connection  # noqa: PLC0415

        rows = _fill(server, made)
        told = [_one_round(home) for _ in range(rounds)]
        connection.close()
    copied, parquet, follower = zip(*(seconds for seconds, _ in told), strict=True)
    return Exported(
        rows=rows,
        copy=statistics.median(copied),
        parquet=statistics.median(parquet),
        follower=statistics.median(follower),
        parquet_to_copy=statistics.median(_ratios(copied, parquet)),
        follower_to_copy=statistics.median(_ratios(copied, follower)),
        wrong=max(abs(rows - came) for _, kept in told for came in kept),
    )


def _ratios(limits: Sequence[float], seconds: Sequence[float]) -> list[float]:
    """Compare rates round by round."""
    return [limit / one for limit, one in zip(limits, seconds, strict=True)]


def _fill(server: Server, made: Made) -> int:
    """Write the lake's activities into the database, as they happened; return how many."""
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from enishi.regions import operations as regions  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    regions.load_official()
    for code in sorted(made.people_of_region):
        prefecture = codes.prefecture_of(code)
        regions.add_region(code=prefecture, name=prefecture, parent=codes.NATION)
        regions.add_region(code=code, name=code, parent=prefecture)
    told = f"COPY activities_activity ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT csv)"
    rows = 0
    with server.connect() as connection:
        # Members and kinds are not what is measured: nobody asks for them here.
        connection.execute("SET session_replication_role = replica")
        with connection.cursor() as cursor, cursor.copy(told) as lines:
            for month in _months(made):
                lines.write(_lines(month))
                rows += month.num_rows
        connection.execute("VACUUM ANALYZE activities_activity")
        connection.execute("CHECKPOINT")
    return rows


def _months(made: Made) -> Iterator[pa.Table]:
    """Yield the lake's months, each in the order of time."""
    manifest = files.read_manifest(made.folder)
    for file in sorted(manifest.of("activities"), key=lambda file: file.part):
        yield files.read_rows(made.folder / file.path).sort_by("at")


def _lines(rows: pa.Table) -> bytes:
    """Write rows as the table takes them."""
    buffer = pa.BufferOutputStream()
    columns = [rows[name].cast(pa.string()) if name == "at" else rows[name]
               for name in _COLUMNS.values()]  # fmt: skip
    columns[list(_COLUMNS).index("online")] = pc.if_else(rows["online"], "t", "f")
    csv.write_csv(
        pa.table(columns, names=list(_COLUMNS)), buffer, csv.WriteOptions(include_header=False)
    )
    return bytes(buffer.getvalue())


def _one_round(home: Path) -> tuple[list[float], list[int]]:
    """Let the three ways take turns; return their seconds, and how many rows came each time."""
    from enishi.activities import queries as activities  # noqa: PLC0415 - as above
    from enishi.insight.lake import queries as lake  # noqa: PLC0415

    def copied(_: Path) -> None:
        for _lines in activities.copied_between(*_ALL, rows=_SOME):
            pass

    def as_parquet(folder: Path) -> None:
        with ThreadPoolExecutor(max_workers=_WRITERS) as beside:
            chunks = activities.copied_between(*_ALL, rows=_SOME)
            for _name in beside.map(partial(_written, folder), count(), chunks):
                pass

    def followed(folder: Path) -> None:
        refresh.refresh(folder=folder, reading=lake.reading, identify=_person)

    seconds, came = [], []
    for way in (copied, as_parquet, followed):
        folder = Path(tempfile.mkdtemp(prefix="bench-lake-", dir=home))
        since = time.perf_counter()
        way(folder)
        seconds.append(time.perf_counter() - since)
        came.append(_numbers(folder))
        shutil.rmtree(folder)
    return seconds, came[1:]


def _written(folder: Path, number: int, lines: bytes) -> None:
    files.put(folder / f"{number}.parquet", shaping.parsed(lines))


def _person(member_id: UUID) -> Person:
    name = pseudonyms.pseudonym(_SECRET, member_id)
    return Person(name, cellkey.record_key(_SECRET, name))


def _numbers(folder: Path) -> int:
    """Return how many activities stand in a folder, each of them once."""
    found: set[int] = set()
    for path in folder.rglob("*.parquet"):
        numbers = files.read_rows(path, ["seq"])["seq"].to_pylist()
        assert found.isdisjoint(numbers), "an activity came twice"
        found.update(numbers)
    return len(found)
