"""Make the log's files anew out of a restored database, without ever forking what was shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from enishi.transparency import models, notes, storage, tiles, tree
from enishi.transparency.opened import Rebuilt
from enishi.transparency.operations import log


@dataclass(frozen=True, slots=True)
class _Signed:
    """A tree that this log has signed, and the folder that holds its tiles, if one is known."""

    tree: notes.Tree
    note: str
    is_public: bool
    folder: Path | None

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self.tree.size


@transaction.atomic(durable=True)
def rebuild(*, witnesses: Sequence[Path], at: datetime) -> Rebuilt:
    """Write all tiles and checkpoints out of the database, as far as they were signed.

    `witnesses` are folders of this log as it was kept or shown elsewhere. Where one of them
    reaches further than the database, its leaves are taken into the tree, each without what it
    stood for: a log that was shown goes on where it ended, it never begins a second branch.

    Raises:
        LogDisagrees: the leaves do not give a root that was signed; nothing was written.
        BadNote: a checkpoint does not carry this log's signature.
    """
    log.lock()
    signer = storage.signer(settings.LOG_DIR, settings.LOG_ORIGIN, settings.LOG_KEY)
    known = sorted(_signed(signer.verifier, witnesses), key=lambda one: one.size)
    if not known:
        return Rebuilt(0, 0, 0)
    last = known[-1]
    adopted = _adopt(last, at)
    _check(known)
    shown = [one for one in known if one.is_public]
    _write(last, shown[-1] if shown else None, at)
    done = log.progress()
    return Rebuilt(done.size, done.public_size, adopted)


def _signed(by: notes.Verifier, witnesses: Sequence[Path]) -> Iterator[_Signed]:
    """Yield every signed tree that the database or a witness knows."""
    for note, is_public in models.Checkpoint.objects.values_list("note", "is_public"):
        yield _Signed(notes.checkpoint(notes.opened(note, by)), note, is_public, None)
    for witness in witnesses:
        for folder, is_public in ((witness, True), (witness / storage.INNER, False)):
            told = storage.read_text(folder, storage.CHECKPOINT)
            if told is not None:
                yield _Signed(notes.checkpoint(notes.opened(told, by)), told, is_public, folder)


def _adopt(last: _Signed, at: datetime) -> int:
    """Take in the leaves that a witness holds and the database does not know.

    Raises:
        LogDisagrees: the leaves of a tree that was signed are nowhere.
    """
    known = log.count_leaves()
    if last.size <= known:
        return 0
    if last.folder is None:
        raise log.LogDisagrees(reason="leaves are missing", leaves=known, signed=last.size)
    fresh = [
        models.Leaf(index=index, text=text, hash=tree.leaf_hash(text.encode()), sealed_at=at)
        for index, text in _texts(last.folder, last.size, known)
    ]
    models.Leaf.objects.bulk_create(fresh, batch_size=2_000)
    return len(fresh)


def _texts(folder: Path, size: int, start: int) -> Iterator[tuple[int, str]]:
    """Read leaves out of a folder's bundles, from one of them on.

    Raises:
        LogDisagrees: a bundle is missing or ends early.
    """
    for number in range(start // tiles.WIDTH, -(-size // tiles.WIDTH)):
        width = tiles.width_at(None, number, size)
        place = tiles.Tile(None, number, width)
        try:
            entries = tiles.unbundle(storage.read_tile(folder, place))[:width]
        except (FileNotFoundError, ValueError):
            raise log.LogDisagrees(reason="a bundle is missing", file=place.path) from None
        if len(entries) < width:
            raise log.LogDisagrees(reason="a bundle ends early", file=place.path)
        for index, entry in enumerate(entries, number * tiles.WIDTH):
            if index >= start:
                yield index, entry.decode(errors="replace")


def _check(known: Sequence[_Signed]) -> None:
    """Compute the tree from the leaves' texts and compare it with everything that was signed.

    Raises:
        LogDisagrees: they differ; the first leaf that does is named where it can be told.
    """
    edge = tree.Frontier()
    due = [one for one in known if one.size]
    rows = models.Leaf.objects.order_by("index").values_list("index", "text", "hash")
    for index, text, kept in rows.iterator(chunk_size=log.CHUNK):
        if not due:
            return
        if index != edge.size:
            raise log.LogDisagrees(reason="a leaf is missing", index=edge.size)
        hashed = tree.leaf_hash(text.encode())
        if hashed != bytes(kept):
            raise log.LogDisagrees(reason="a leaf differs from its hash", index=index)
        edge.extend([hashed])
        while due and due[0].size == edge.size:
            signed = due.pop(0)
            if edge.root() != signed.tree.root:
                raise log.LogDisagrees(
                    reason="the leaves do not give the root that was signed",
                    size=signed.size,
                    first=_first_difference(signed),
                )
    assert not due, "every signed leaf is there by now"


def _first_difference(signed: _Signed) -> int | str:
    """Name the first leaf that a witness tells differently."""
    if signed.folder is None:
        return "unknown"
    leaves = models.Leaf.objects.order_by("index").values_list("text", flat=True)
    told = _texts(signed.folder, signed.size, 0)
    for ours, (index, theirs) in zip(leaves.iterator(chunk_size=log.CHUNK), told, strict=False):
        if ours != theirs:
            return index
    return "unknown"


def _write(last: _Signed, shown: _Signed | None, at: datetime) -> None:
    """Write tiles, checkpoints and the rows that tell of them; the public files first."""
    inner, edge = log.inner_folder(), tree.Frontier()
    public_size = shown.size if shown else 0
    for stop in sorted({public_size, last.size}):
        for start in range(edge.size, stop, log.CHUNK):
            log.write_tiles(start=start, stop=min(start + log.CHUNK, stop), edge=edge)
        if shown and stop == public_size:
            names = [tile.path for tile in tiles.between(0, stop)]
            storage.share(inner, settings.LOG_DIR, names)
            storage.write(settings.LOG_DIR, storage.CHECKPOINT, shown.note.encode())
            storage.make_durable(settings.LOG_DIR, [*names, storage.CHECKPOINT])
    names = [tile.path for tile in tiles.between(0, last.size)]
    storage.remove_partials(inner, names)
    storage.write(inner, storage.CHECKPOINT, last.note.encode())
    storage.make_durable(inner, [*names, storage.CHECKPOINT])
    models.Checkpoint.objects.filter(is_public=False).delete()
    for one, is_public in ((last, False), (shown, True)):
        if one is not None:
            models.Checkpoint.objects.get_or_create(
                size=one.size,
                is_public=is_public,
                defaults={"root": one.tree.root, "note": one.note, "at": at},
            )
