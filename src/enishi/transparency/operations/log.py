"""Every change of the log: append leaves, sign checkpoints, forget what opens a part."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from enishi.kit.refusal import Refusal
from enishi.transparency import cadence, canonical, models, notes, parts, storage, tiles, tree
from enishi.transparency.opened import Progress
from enishi.transparency.parts import NewRecord

# A filler looks like the leaf of a transfer: a header and two sides.
_FILLER_SIDES = 2
# Leaves read at a time while tiles are written; a multiple of a tile's width.
CHUNK = 64 * tiles.WIDTH


class LogDisagrees(Refusal):
    """Tiles, database and signed checkpoints do not tell the same story: nothing is signed.

    A restored backup or a changed file is the usual cause; signing would fork the log.
    """

    code = "log_disagrees"


def lock() -> None:
    """Be the only sealer until the caller's transaction ends."""
    assert connection.in_atomic_block, "the lock ends with the caller's transaction"
    with connection.cursor() as cursor:
        cursor.callproc("transparency_lock_log_v1", [])


@transaction.atomic(savepoint=False)
def append(records: Sequence[NewRecord], *, at: datetime) -> range:
    """Append a leaf for each record, in the caller's transaction, and return their indexes.

    Every part gets 32 random bytes of salt from the system, never derived from a key: a
    derived salt could be derived again after it was erased.

    Raises:
        LogDisagrees: the database is behind the files (an older backup was restored).
    """
    lock()
    start = count_leaves()
    _refuse_if_behind(start)
    leaves, opened = [], []
    for index, record in enumerate(records, start):
        digests = []
        for position, part in enumerate(record.parts):
            salt = secrets.token_bytes(parts.SALT_BYTES)
            value = canonical.text(part.value)
            digests.append(parts.digest(salt, value))
            opened.append(
                models.Part(
                    leaf_id=index,
                    position=position,
                    subject=part.subject,
                    salt=salt,
                    value=value,
                )
            )
        leaves.append(_leaf(index, record.reference, digests, at))
    models.Leaf.objects.bulk_create(leaves, batch_size=2_000)
    models.Part.objects.bulk_create(opened, batch_size=2_000)
    return range(start, start + len(leaves))


@transaction.atomic(savepoint=False)
def forget(*, subjects: Iterable[str]) -> int:
    """Delete value and salt of everything about these subjects, in the caller's transaction.

    Leaves, tree and everybody else's receipts stay valid. The erasure is finished only when
    the backups of this table have run out.
    """
    deleted, _ = models.Part.objects.filter(subject__in=list(subjects)).delete()
    return deleted


def checkpoint(*, at: datetime, publish: bool = False) -> Progress:
    """Write the tiles of all leaves, sign the tree, and show it when that is due.

    A public checkpoint always ends on a full tile: random leaves fill it up first. `publish`
    shows the log now, whatever the cadence says.

    Raises:
        LogDisagrees: tiles, database and checkpoints differ; nothing was signed.
    """
    return _sign(at=at, public_size=_fill(at=at, publish=publish))


@transaction.atomic(durable=True)
def _fill(*, at: datetime, publish: bool) -> int | None:
    """Decide whether a public checkpoint is due, fill the last tile for it, return its size.

    In a transaction of its own: public files must never know leaves that were rolled back.
    """
    lock()
    size = count_leaves()
    _refuse_if_behind(size)
    last = models.Checkpoint.objects.filter(is_public=True).order_by("-size").first()
    has_news = size > (last.size if last else 0)
    day = models.Leaf.objects.filter(reference__isnull=False, sealed_at__gt=at - timedelta(days=1))
    is_due = publish or cadence.is_due(
        last=last.at if last else None,
        at=at,
        volume=day[: cadence.HOURLY_BELOW].count(),
        has_news=has_news,
    )
    if not is_due:
        return None
    missing = -size % tiles.WIDTH if has_news else tiles.WIDTH
    models.Leaf.objects.bulk_create(
        _leaf(index, None, _random_digests(), at) for index in range(size, size + missing)
    )
    return size + missing


def _random_digests() -> list[bytes]:
    """Make digests that nobody can tell from those of a transfer."""
    return [secrets.token_bytes(tree.HASH_BYTES) for _ in range(1 + _FILLER_SIDES)]


def _leaf(index: int, reference: str | None, digests: Sequence[bytes], at: datetime) -> models.Leaf:
    """Write the text of a leaf and hash it."""
    text = parts.leaf_text(digests[0], digests[1:])
    hashed = tree.leaf_hash(text.encode())
    return models.Leaf(index=index, reference=reference, text=text, hash=hashed, sealed_at=at)


def count_leaves() -> int:
    """Count the leaves: indexes have no gaps, so the last one tells."""
    last = models.Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


@transaction.atomic(durable=True)
def _sign(*, at: datetime, public_size: int | None) -> Progress:
    """Write tiles first, then the checkpoint; sign only what agrees with all that was signed."""
    lock()
    signer = storage.signer(settings.LOG_DIR, settings.LOG_ORIGIN, settings.LOG_KEY)
    known = _last_signed(signer)
    size = count_leaves() if public_size is None else public_size
    if size > known.size or (size == known.size and public_size is not None):
        edge = _agreed(known)
        written: list[str] = []
        for start in range(known.size, size, CHUNK):
            written += write_tiles(start=start, stop=min(start + CHUNK, size), edge=edge)
        storage.make_durable(inner_folder(), written)
        signed = notes.Tree(signer.name, size, edge.root())
        read = storage.reader(inner_folder())
        assert tree.root(size, tiles.nodes(size, read)) == signed.root, "the tiles hold the tree"
        _keep(signed, signer.sign(signed.text), at=at, is_public=public_size is not None)
        last = [tile.path for tile in tiles.between(known.size, size)]
        transaction.on_commit(lambda: storage.remove_partials(inner_folder(), last))
    return progress()


def _last_signed(signer: notes.Signer) -> notes.Tree:
    """Find the largest tree this log ever signed, wherever a trace of it is left.

    Raises:
        LogDisagrees: two signed trees of one size differ.
        BadNote: a kept checkpoint does not carry this log's signature.
    """
    kept = list(models.Checkpoint.objects.order_by("-size").values_list("note", flat=True)[:2])
    files = (storage.read_text(at, storage.CHECKPOINT) for at in (inner_folder(), settings.LOG_DIR))
    kept += [note for note in files if note is not None]
    signed = [notes.checkpoint(notes.opened(note, signer.verifier)) for note in kept]
    last = max(
        signed, key=lambda one: one.size, default=notes.Tree(signer.name, 0, tree.EMPTY_ROOT)
    )
    if any(one.size == last.size and one != last for one in signed):
        raise LogDisagrees(reason="two signed trees of one size", size=last.size)
    return last


def _agreed(known: notes.Tree) -> tree.Frontier:
    """Check tiles and leaves against the last signed tree, and return the tree's edge.

    Raises:
        LogDisagrees: they differ.
    """
    _refuse_if_behind(count_leaves())
    node = tiles.nodes(known.size, storage.reader(inner_folder()))
    last = models.Leaf.objects.filter(
        index__gte=known.size - tiles.WIDTH, index__lt=known.size
    ).values_list("index", "hash")
    try:
        if tree.root(known.size, node) != known.root:
            raise LogDisagrees(reason="tiles have another root", size=known.size)
        differing = [index for index, hashed in last if node(0, index) != bytes(hashed)]
    except FileNotFoundError as missing:
        raise LogDisagrees(reason="a tile is missing", tile=missing.filename) from missing
    if differing:
        raise LogDisagrees(reason="a leaf differs from its tile", index=differing[0])
    return tree.frontier(known.size, node)


def write_tiles(*, start: int, stop: int, edge: tree.Frontier) -> list[str]:
    """Write the tiles and bundles of leaves from start until stop, and move the edge."""
    first = start // tiles.WIDTH * tiles.WIDTH
    rows = list(
        models.Leaf.objects.filter(index__gte=first, index__lt=stop)
        .order_by("index")
        .values_list("index", "hash", "text")
    )
    assert [index for index, _, _ in rows] == list(range(first, stop)), "indexes have no gaps"
    hashes = [bytes(hashed) for _, hashed, _ in rows[start - first :]]
    changed = list(tiles.grow(start, hashes, storage.reader(inner_folder())))
    for at in range(0, len(rows), tiles.WIDTH):
        entries = [text.encode() for _, _, text in rows[at : at + tiles.WIDTH]]
        place = tiles.Tile(None, (first + at) // tiles.WIDTH, len(entries))
        changed.append((place, tiles.bundle(entries)))
    for tile, data in changed:
        storage.write(inner_folder(), tile.path, data)
    edge.extend(hashes)
    return [tile.path for tile, _ in changed]


def _keep(signed: notes.Tree, note: str, *, at: datetime, is_public: bool) -> None:
    """Keep a checkpoint: the inner file, the public files if it is public, then the rows."""
    storage.write(inner_folder(), storage.CHECKPOINT, note.encode())
    storage.make_durable(inner_folder(), [storage.CHECKPOINT])
    kept = {"root": signed.root, "note": note, "at": at}
    models.Checkpoint.objects.filter(is_public=False).delete()
    models.Checkpoint.objects.create(size=signed.size, is_public=False, **kept)
    if is_public:
        shown = progress().public_size
        names = [tile.path for tile in tiles.between(shown, signed.size)]
        storage.share(inner_folder(), settings.LOG_DIR, names)
        storage.write(settings.LOG_DIR, storage.CHECKPOINT, note.encode())
        storage.make_durable(settings.LOG_DIR, [*names, storage.CHECKPOINT])
        models.Checkpoint.objects.get_or_create(size=signed.size, is_public=True, defaults=kept)


def progress() -> Progress:
    """Say how far the signed trees reach."""
    sizes = models.Checkpoint.objects.aggregate(
        signed=Max("size"), shown=Max("size", filter=Q(is_public=True))
    )
    return Progress(size=sizes["signed"] or 0, public_size=sizes["shown"] or 0)


def _refuse_if_behind(size: int) -> None:
    """Refuse to go on when files hold more leaves than the database.

    Raises:
        LogDisagrees: they do.
    """
    signed = storage.signed_size(inner_folder())
    if signed > size:
        raise LogDisagrees(reason="the database is behind the files", leaves=size, signed=signed)


def inner_folder() -> Path:
    """Give the folder of the whole tree, which no visitor may list: its sizes count people."""
    return Path(settings.LOG_DIR) / storage.INNER
