"""The manifest is the only truth about which files the lake consists of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from enishi.kit.refusal import Refusal

FORMAT = "enishi-lake/1"
# Tables of which each file is the whole state, not some more rows: the newest alone counts.
WHOLE = ("cards", "series")


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file: what it holds and how to know that it is whole."""

    path: str
    table: str
    part: str  # the month of its rows; named differently from the stored column
    first_xid: int
    until_xid: int
    rows: int
    sha256: str
    version: int  # the batch that brought its newest row


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which files count, up to which transaction, and of which database cluster.

    `watermark` is the first transaction not yet read; it stands in the same file as the list,
    so a batch and its watermark become visible in one rename.
    """

    version: int = 0
    cluster: str = ""
    watermark: int = 0
    files: tuple[LakeFile, ...] = ()
    retired: tuple[str, ...] = ()  # rewritten files that a running reader may still hold
    outdated: tuple[str, ...] = ()  # files with facts that changed since: gone with the next run
    marks: tuple[tuple[str, str], ...] = ()  # by which the state of a whole table is known
    changes: int = 0  # how often facts were changed; a reader that opened before sees old ones

    def of(self, table: str, version: int | None = None) -> Sequence[LakeFile]:
        """Return the files of a table, as of a version; of a whole state its last file."""
        found = [
            file
            for file in self.files
            if file.table == table and (version is None or file.version <= version)
        ]
        if table in WHOLE:
            return sorted(found, key=lambda file: file.version)[-1:]
        return found

    def with_mark(self, table: str, mark: str) -> Manifest:
        """Return the manifest that knows the state of a whole table."""
        marks = {**dict(self.marks), table: mark}
        return replace(self, marks=tuple(sorted(marks.items())))

    def without_states(self, closed: int) -> Manifest:
        """Return the manifest without states that neither the present nor a closing reads."""
        read = {
            file.path
            for table in WHOLE
            for version in (None, closed)
            for file in self.of(table, version)
        }
        gone = {file.path for file in self.files if file.table in WHOLE}.difference(read)
        if not gone:
            return self
        kept = tuple(file for file in self.files if file.path not in gone)
        return replace(self, files=kept, outdated=tuple(sorted(gone.union(self.outdated))))

    def with_batch(self, files: Iterable[LakeFile], *, cluster: str, watermark: int) -> Manifest:
        """Return the manifest after one export; without new files only the watermark moves."""
        added = tuple(files)
        return replace(
            self,
            version=self.version + 1 if added else self.version,
            cluster=cluster,
            watermark=watermark,
            files=self.files + added,
        )

    def with_rewritten(self, old: Sequence[LakeFile], new: Sequence[LakeFile]) -> Manifest:
        """Return the manifest after files were merged; the rows stay the same."""
        assert sum(file.rows for file in old) == sum(file.rows for file in new), "rows were lost"
        gone = {file.path for file in old}
        kept = tuple(file for file in self.files if file.path not in gone)
        assert len(kept) + len(gone) == len(self.files), "a rewritten file was not in the lake"
        return replace(self, files=kept + tuple(new), retired=tuple(sorted(gone)))

    def with_changed(self, old: Sequence[LakeFile], new: Sequence[LakeFile]) -> Manifest:
        """Return the manifest after facts changed or were forgotten; versions stay.

        What a merge left behind holds the old facts too, and is not kept for readers any longer.
        """
        gone = {file.path for file in old}
        kept = tuple(file for file in self.files if file.path not in gone)
        assert len(kept) + len(gone) == len(self.files), "a changed file was not in the lake"
        return replace(
            self,
            files=kept + tuple(new),
            retired=(),
            outdated=tuple(sorted(gone.union(self.outdated))),
            changes=self.changes + 1,
        )


class LakeIsUnreadable(Refusal):
    """The manifest is not one that this version of the programme wrote."""

    code = "lake_is_unreadable"
    status = 500


def dump(manifest: Manifest) -> str:
    """Write the manifest as JSON."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, sort_keys=True) + "\n"


def load(text: str) -> Manifest:
    """Read a manifest.

    Raises:
        LakeIsUnreadable: it has another format.
    """
    given = json.loads(text)
    if given.pop("format", None) != FORMAT:
        raise LakeIsUnreadable(wanted=FORMAT)
    files = tuple(LakeFile(**file) for file in given.pop("files"))
    paths = {name: tuple(given.get(name, ())) for name in ("retired", "outdated")}
    marks = tuple((table, mark) for table, mark in given.get("marks", ()))
    return Manifest(**{**given, "files": files, "marks": marks, **paths})
