"""Every reading of the log: leaves, receipts, and the files the public may have."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from enishi.kit.refusal import Refusal
from enishi.transparency import (
    cadence,
    models,
    notes,
    parts,
    promises,
    proofs,
    storage,
    tiles,
    tree,
)
from enishi.transparency import receipt as receipts
from enishi.transparency.opened import KeptLog, OpenedLeaf, Progress, SealedLeaf

_PAGE = 1_000
# What names the log and what it signed last.
_NOTES = (
    storage.ORIGIN,
    storage.VKEY,
    storage.CHECKPOINT,
    f"{storage.INNER}/{storage.CHECKPOINT}",
)


class NotSealed(Refusal):
    """The log holds no leaf for this yet: the sealer has not come to it."""

    code = "not_sealed"
    status = 404


class NotPublished(Refusal):
    """The log shows no such file: unknown, or not public yet."""

    code = "not_published"
    status = 404


def size() -> int:
    """Count the leaves."""
    last = models.Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def progress() -> Progress:
    """Say how many leaves there are, and how many a public checkpoint covers."""
    return Progress(size=size(), public_size=_public_size())


def last_reference(prefix: str) -> str | None:
    """Name the newest leaf whose reference begins so."""
    found = models.Leaf.objects.filter(reference__startswith=prefix).order_by("-index")
    return found.values_list("reference", flat=True).first()


def leaf_of(reference: str) -> SealedLeaf:
    """Find the leaf of a record.

    Raises:
        NotSealed: there is none yet.
    """
    leaf = models.Leaf.objects.filter(reference=reference).first()
    if leaf is None:
        raise NotSealed(reference=reference)
    return SealedLeaf(
        index=leaf.index,
        reference=reference,
        text=leaf.text,
        hash=bytes(leaf.hash),
        sealed_at=leaf.sealed_at,
        is_public=leaf.index < _public_size(),
    )


def receipt(reference: str, *, opens: str = "") -> dict[str, Any]:
    """Make a receipt that opens the header and one subject's own parts.

    It carries the proof against the last public checkpoint, or, until one covers the leaf,
    a signed promise: a proof against an inner checkpoint would tell how many came today.

    Raises:
        NotSealed: the record is no leaf yet.
    """
    leaf = leaf_of(reference)
    opened = models.Part.objects.filter(leaf_id=leaf.index, subject__in=["", opens])
    openings = [
        receipts.Opening(part.position, bytes(part.salt), part.value)
        for part in opened.order_by("position")
    ]
    if leaf.is_public:
        return receipts.build(leaf.text, openings, proof=_proof(leaf), promise=None)
    return receipts.build(leaf.text, openings, proof=None, promise=_promise(leaf))


def opened_leaves(prefix: str, *, since: int = 0) -> Iterable[OpenedLeaf]:
    """Read leaves in order with the values that open them, each checked against its digest."""
    while True:
        leaves = models.Leaf.objects.filter(reference__startswith=prefix, index__gte=since)
        page = list(leaves.order_by("index").prefetch_related("parts")[:_PAGE])
        for leaf in page:
            yield _opened(leaf)
        if len(page) < _PAGE:
            return
        since = page[-1].index + 1


def checkpoint() -> str:
    """Return the public checkpoint.

    Raises:
        NotPublished: the log has not shown itself yet.
    """
    note = storage.read_text(_folder(), storage.CHECKPOINT)
    if note is None:
        raise NotPublished(path=storage.CHECKPOINT)
    return note


def public_tile(path: str) -> bytes:
    """Return the bytes of a public tile or bundle of entries, by its path `tile/…`.

    These files hold digests, sizes and times, and no personal data.

    Raises:
        NotPublished: it is no tile, or no public checkpoint covers it.
    """
    tile = tiles.parse(path)
    shown = storage.signed_size(_folder())
    if tile is None or tiles.width_at(tile.level, tile.number, shown) < tile.width:
        raise NotPublished(path=path)
    try:
        return (_folder() / tile.path).read_bytes()
    except FileNotFoundError:
        raise NotPublished(path=path) from None


def signed(text: str) -> str:
    """Sign a text with the log's key, as a note that anybody with the verifier key can check.

    What is signed names itself in its first line, so that no text stands for another kind.
    """
    signer = storage.signer(_folder(), settings.LOG_ORIGIN, settings.LOG_KEY)
    return signer.sign(text)


def vkey() -> str:
    """Return the log's verifier key, which everybody may know.

    Raises:
        NotPublished: the log has not been made yet.
    """
    told = storage.read_text(_folder(), storage.VKEY)
    if told is None:
        raise NotPublished(path=storage.VKEY)
    return told.strip()


def kept() -> KeptLog:
    """Read what a backup needs of the log's files; the caller holds the log's lock.

    Full tiles never change, so their names are enough; the others are read here and now.
    """
    inner = _folder() / storage.INNER
    signed = storage.signed_size(inner)
    held: dict[str, bytes] = {}
    for name in _NOTES:
        told = storage.read_text(_folder(), name)
        if told is not None:
            held[name] = told.encode()
    full = []
    for tile in tiles.between(0, signed):
        name = f"{storage.INNER}/{tile.path}"
        if tile.width == tiles.WIDTH:
            full.append(name)
        else:
            held[name] = (_folder() / name).read_bytes()
    return KeptLog(
        name=held.get(storage.ORIGIN, b"").decode().strip(),
        vkey=held.get(storage.VKEY, b"").decode().strip(),
        leaves=size(),
        signed=signed,
        public_size=_public_size(),
        held=held,
        full=full,
    )


def _folder() -> Path:
    """Give the folder of the public files."""
    return Path(settings.LOG_DIR)


def _public_size() -> int:
    """Tell how many leaves the last public checkpoint covers."""
    shown = models.Checkpoint.objects.filter(is_public=True).aggregate(last=Max("size"))["last"]
    return int(shown or 0)


def _proof(leaf: SealedLeaf) -> str:
    """Write the proof of a leaf against the public checkpoint, from the public files alone."""
    note = checkpoint()
    signed = notes.checkpoint(notes.opened(note, notes.verifier(vkey())))
    node = tiles.nodes(signed.size, storage.reader(_folder()))
    path = tree.inclusion_proof(leaf.index, signed.size, node)
    proof = proofs.Proof(leaf.index, path, note)
    proofs.check(proof, leaf.hash, notes.verifier(vkey()))
    return proof.text


def _promise(leaf: SealedLeaf) -> str:
    """Sign the promise that a leaf will stand in the public log."""
    signer = storage.signer(_folder(), settings.LOG_ORIGIN, settings.LOG_KEY)
    due = leaf.sealed_at + cadence.MERGE_DELAY
    promise = promises.Promise(signer.name, leaf.hash, leaf.sealed_at, due)
    return signer.sign(promise.text)


def _opened(leaf: models.Leaf) -> OpenedLeaf:
    """Open a leaf's parts, as far as they are kept."""
    told = json.loads(leaf.text)
    digests = [told["h"], *told["p"]]
    values: dict[int, Mapping[str, Any]] = {}
    false = []
    for part in leaf.parts.all():
        digest = parts.b64url(parts.digest(bytes(part.salt), part.value))
        if part.position < len(digests) and digest == digests[part.position]:
            values[part.position] = json.loads(part.value)
        else:
            false.append(part.position)
    return OpenedLeaf(leaf.index, leaf.reference or "", values, tuple(sorted(false)))
