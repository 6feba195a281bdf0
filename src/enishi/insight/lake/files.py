"""Puts rows on disk so that a power cut leaves either all of a batch or nothing."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from enishi.insight.lake import manifest as manifests
from enishi.insight.lake.manifest import LakeFile, Manifest
from enishi.kit.refusal import Refusal

ROW_GROUP = 32_768
MANIFEST = "manifest.json"
_LOCK = "lock"
_OWN = ("seq", "at")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lake's only writer's place; a second writer waits."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest; a lake that does not exist yet is empty."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Manifest()
    return manifests.load(text)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step; from here on the batch exists."""
    draft = folder / f".{MANIFEST}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(manifests.dump(manifest))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MANIFEST)
    _sync(folder)


def write_rows(folder: Path, name: str, rows: pa.Table) -> tuple[str, str]:
    """Write one Parquet file and return its path inside the lake and its checksum."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, rows)
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _sync(path.parent)
    return name, digest


def put(path: Path, rows: pa.Table) -> None:
    """Write a Parquet file as the lake has them, without waiting until it is on the disk."""
    # Numbers that never come twice gain nothing from a dictionary.
    repeated = [name for name in rows.column_names if name not in _OWN]
    pq.write_table(
        rows, path, compression="zstd", row_group_size=ROW_GROUP, use_dictionary=repeated
    )


def read_rows(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file; its folder's name is not a column."""
    return pq.read_table(path, columns=columns, partitioning=None)


def remove_strays(folder: Path, manifest: Manifest) -> list[str]:
    """Remove files that no manifest names: what a killed export left behind."""
    named = {file.path for file in manifest.files}.union(manifest.retired, manifest.outdated)
    strays = [
        path
        for path in sorted(folder.glob("*/part=*/*.parquet"))
        if path.relative_to(folder).as_posix() not in named
    ]
    for path in strays:
        path.unlink()
    return [path.relative_to(folder).as_posix() for path in strays]


class LakeIsDamaged(Refusal):
    """A file of the lake is missing or is not what was written."""

    code = "lake_is_damaged"
    status = 500


def verify(folder: Path, files: Sequence[LakeFile]) -> None:
    """Compare every file with its checksum.

    Raises:
        LakeIsDamaged: a file is missing or differs.
    """
    for file in files:
        path = folder / file.path
        if not path.exists():
            raise LakeIsDamaged(file=file.path, reason="missing")
        with path.open("rb") as stored:
            if hashlib.file_digest(stored, "sha256").hexdigest() != file.sha256:
                raise LakeIsDamaged(file=file.path, reason="checksum")


def _sync(folder: Path) -> None:
    """Make a folder's new names durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
