"""Merges the many small files of the follower's runs, without changing any closed snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from enishi.insight.lake import files, tables
from enishi.insight.lake.manifest import WHOLE, LakeFile, Manifest

SMALL_FILES_MAX = 64


def compact(folder: Path, *, after: int, most: int = SMALL_FILES_MAX) -> int:
    """Merge each month's files of versions above `after` where there are more than `most`.

    `after` is the version of the last closing: a snapshot reads files up to a version, so files
    on both sides of one are never merged, and every closing keeps exactly its rows. Replaced
    files stay on disk until the next merge, for readers that still hold them. Returns how many
    files were replaced.
    """
    with files.writing(folder):
        manifest = files.read_manifest(folder)
        old = [file for group in _crowded(manifest, after, most) for file in group]
        if not old:
            return 0
        new = [_merge(folder, group) for group in _crowded(manifest, after, most)]
        files.write_manifest(folder, manifest.with_rewritten(old, new))
    return len(old)


def _crowded(manifest: Manifest, after: int, most: int) -> Iterator[list[LakeFile]]:
    """Yield the files of each table and month that are more than `most`."""
    groups: dict[tuple[str, str], list[LakeFile]] = {}
    for file in manifest.files:
        if file.version > after and file.table not in WHOLE:
            groups.setdefault((file.table, file.part), []).append(file)
    yield from (group for group in groups.values() if len(group) > most)


def _merge(folder: Path, group: Sequence[LakeFile]) -> LakeFile:
    """Write the rows of some files of one month as one file."""
    table, part = group[0].table, group[0].part
    files.verify(folder, group)
    rows = pa.concat_tables(files.read_rows(folder / file.path) for file in group)
    content = rows.sort_by([(name, "ascending") for name in tables.ORDER[table]])
    first = min(file.first_xid for file in group)
    until = max(file.until_xid for file in group)
    version = max(file.version for file in group)
    name = f"{table}/part={part}/xid-{first:015d}-{until:015d}-v{version}-merged.parquet"
    path, digest = files.write_rows(folder, name, content)
    return LakeFile(path, table, part, first, until, content.num_rows, digest, version)
