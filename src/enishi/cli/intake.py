"""Takes a sheet in, batch by batch: constant memory, progress, and a file of what stays out."""

from __future__ import annotations

import csv
import gzip
import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Generic, Self, TypeVar, cast

from tqdm import tqdm

from enishi.activities import cells, sheet
from enishi.activities.cells import Headers, Layout, Reject
from enishi.activities.sheet import Record
from enishi.kit.refusal import Refusal
from enishi.web.design.formulas import disarmed

BATCH = 2_000
_GZIP = b"\x1f\x8b"
_SECONDS_BETWEEN_LINES = 5.0
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of sheet, and other people's names for them."""

    required: Sequence[str]
    optional: Sequence[str] = ()
    headers: Headers = field(default_factory=Headers)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch."""

    new: int
    repeated: int
    rejects: Sequence[Reject]


@dataclass(frozen=True, slots=True)
class Kind(Generic[Row]):
    """A kind of sheet: its columns, how a record is read, how a batch is written in one go."""

    columns: Columns
    read: Callable[[Record, Layout], Row | list[Reject]]
    write: Callable[[Sequence[Row]], Taken]


@dataclass(slots=True)
class Totals:
    """What became of a whole sheet."""

    rows: int = 0
    new: int = 0
    repeated: int = 0
    kept_out: int = 0
    seconds: float = 0.0

    @property
    def rows_per_second(self) -> int:
        """How fast it went."""
        return round(self.rows / self.seconds) if self.seconds else 0


class FileCannotBeRead(Refusal):
    """The file is not there, or belongs to somebody else."""

    code = "file_cannot_be_read"
    status = 404
    sentence = "{file} cannot be read: {said}."


class SheetIsEmpty(Refusal):
    """The file has no line with words."""

    code = "sheet_is_empty"
    status = 422
    sentence = "{file} is empty."


def take_in(path: Path, kind: Kind[Row], rejects: Path | None, *, quiet: bool) -> Totals:
    """Bring a file in and say what became of its rows.

    Every batch is one transaction; run again after a stop, it skips what is in.

    Raises:
        FileCannotBeRead, SheetIsNotText, SheetIsEmpty: there are no rows to read.
        ColumnsAreMissing: the header does not name what is needed.
    """
    started = time.monotonic()
    with _open(path) as lines:
        shape = sheet.shape_of(lines)
    totals = Totals()
    with (
        _open(path) as raw,
        _RejectsFile(path, rejects) as outside,
        _Progress(path.name, shape.lines, quiet=quiet) as progress,
    ):
        text = io.TextIOWrapper(raw, shape.encoding, errors="surrogateescape")
        records = sheet.records(text)
        header = next(records, None)
        if header is None:
            raise SheetIsEmpty(file=path)
        columns = kind.columns
        layout = cells.layout_of(header, columns.headers, columns.required, columns.optional)
        for batch in _batches(records):
            _take(batch, layout, kind, totals, outside)
            progress.reached(batch[-1].line, totals)
    totals.seconds = time.monotonic() - started
    return totals


def _take(
    batch: Sequence[Record],
    layout: Layout,
    kind: Kind[Row],
    totals: Totals,
    outside: _RejectsFile,
) -> None:
    """Read and write one batch; what it rejects is in the file before the next one begins."""
    rows: list[Row] = []
    rejects: list[Reject] = []
    for record in batch:
        read = kind.read(record, layout)
        if isinstance(read, list):
            rejects += read
        else:
            rows.append(read)
    taken = kind.write(rows)
    rejects = sorted([*rejects, *taken.rejects], key=lambda reject: reject.line)
    outside.add(rejects)
    totals.rows += len(batch)
    totals.new += taken.new
    totals.repeated += taken.repeated
    totals.kept_out += len({reject.line for reject in rejects})


@dataclass(frozen=True, slots=True)
class Gathered(Generic[Row]):
    """A whole sheet, read and not yet written anywhere."""

    layout: Layout
    rows: Sequence[Row]
    rejects: Sequence[Reject]


def gather(
    path: Path,
    place: Callable[[Record], Layout],
    read: Callable[[Record, Layout], Row | list[Reject]],
) -> Gathered[Row]:
    """Read a whole sheet: its first line says where columns stand, the others are its rows.

    Raises:
        FileCannotBeRead, SheetIsNotText, SheetIsEmpty: there are no rows to read.
    """
    with _open(path) as lines:
        shape = sheet.shape_of(lines)
    rows: list[Row] = []
    rejects: list[Reject] = []
    with _open(path) as raw:
        records = sheet.records(io.TextIOWrapper(raw, shape.encoding, errors="surrogateescape"))
        header = next(records, None)
        if header is None:
            raise SheetIsEmpty(file=path)
        layout = place(header)
        for record in records:
            found = read(record, layout)
            if isinstance(found, list):
                rejects += found
            else:
                rows.append(found)
    return Gathered(layout, rows, rejects)


def write_rejects(source: Path, named: Path | None, rejects: Sequence[Reject]) -> Path:
    """Write the file of what stays out, or take away one that an earlier run left."""
    with _RejectsFile(source, named) as outside:
        outside.add(sorted(rejects, key=lambda reject: reject.line))
        return outside.path


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Yield the records in batches."""
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """Open a file as bytes, unpacking gzip."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == _GZIP
            plain.seek(0)
            yield cast("BinaryIO", gzip.GzipFile(fileobj=plain) if packed else plain)
    except (OSError, EOFError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileCannotBeRead(file=path, said=said) from error


class _RejectsFile:
    """The file of what stayed out: one line for every cell, in the order of the sheet."""

    def __init__(self, source: Path, named: Path | None) -> None:
        """Name it after the sheet unless the person named one."""
        self.path = named or beside(source)
        self._is_named = named is not None
        self._file: io.TextIOWrapper | None = None

    def __enter__(self) -> Self:
        """Remove what an earlier run left: it tells of another state."""
        if self._is_named:
            self._begin()
        else:
            self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *stopped: object) -> None:
        """Close it."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> io.TextIOWrapper:
        # With a BOM, so that a spreadsheet shows the Japanese.
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        csv.writer(self._file).writerow(("line", "column", "code", "reason", "value"))
        return self._file

    def add(self, rejects: Sequence[Reject]) -> None:
        """Write rejects, so that they are there even if the next batch is killed."""
        if not rejects:
            return
        file = self._file or self._begin()
        csv.writer(file).writerows(
            (
                reject.line,
                disarmed(reject.column),
                reject.code,
                reject.reason,
                disarmed(reject.value),
            )
            for reject in rejects
        )
        file.flush()


def beside(source: Path) -> Path:
    """Return where the rejects of a sheet go when nobody names a place."""
    return source.with_name(f"{source.name}.rejects.csv")


class _Progress:
    """Tells how far an import is: a bar for people, a line now and then for logs."""

    def __init__(self, name: str, lines: int, *, quiet: bool) -> None:
        """Begin at the first line."""
        self._name = name
        self._lines = lines
        self._quiet = quiet
        self._told = time.monotonic()
        self._bar: tqdm[Any] | None = None
        if not quiet and sys.stderr.isatty():
            self._bar = tqdm(total=lines, unit=" lines", desc=name, file=sys.stderr)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *stopped: object) -> None:
        """Leave the bar where it is."""
        if self._bar is not None:
            self._bar.close()

    def reached(self, line: int, totals: Totals) -> None:
        """Tell that everything up to a line is done."""
        if self._bar is not None:
            self._bar.update(line - self._bar.n)
        elif not self._quiet and time.monotonic() - self._told > _SECONDS_BETWEEN_LINES:
            self._told = time.monotonic()
            print(
                f"{self._name}: {line:,} of {self._lines:,} lines, {totals.new:,} new",
                file=sys.stderr,
                flush=True,
            )
