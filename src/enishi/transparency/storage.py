"""The log's files: written whole, made durable, never changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from enishi.kit.refusal import Refusal
from enishi.transparency import notes, tiles
from enishi.transparency.tiles import Tile

CHECKPOINT = "checkpoint"
ORIGIN = "origin"
VKEY = "vkey"
# The whole tree, as far as it is signed; what is public is linked out of it.
INNER = "inner"


class LogHasAnotherKey(Refusal):
    """The key file does not belong to this log: a log signs with one key."""

    code = "log_has_another_key"


def signer(root: Path, origin: str, secret: bytes) -> notes.Signer:
    """Name the log and its key; both are taken when the log is made and stay for good.

    Raises:
        LogHasAnotherKey: the log was made with a key that is not this one.
    """
    name = read_text(root, ORIGIN)
    found = notes.Signer(origin if name is None else name.strip(), secret)
    vkey = read_text(root, VKEY)
    if vkey is not None and vkey.strip() != str(found.verifier):
        raise LogHasAnotherKey(log=found.name)
    if name is None or vkey is None:
        (root / INNER).mkdir(parents=True, exist_ok=True, mode=0o700)
        write(root, ORIGIN, f"{found.name}\n".encode())
        write(root, VKEY, f"{found.verifier}\n".encode())
        make_durable(root, [ORIGIN, VKEY])
    return found


def signed_size(root: Path) -> int:
    """Tell the size on the last checkpoint that was written here, 0 if there is none."""
    note = read_text(root, CHECKPOINT)
    return 0 if note is None else int(note.split("\n")[1])


def write(root: Path, name: str, data: bytes) -> None:
    """Put a file in its place so that a crash leaves the old one, the new one, or none."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def make_durable(root: Path, names: Iterable[str]) -> None:
    """Make the names of written files durable: each folder up to the root once."""
    folders = {root}
    for name in names:
        folders.update(folder for folder in (root / name).parents if folder.is_relative_to(root))
    for folder in sorted(folders, reverse=True):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_text(root: Path, name: str) -> str | None:
    """Read a small file, None if it is not there."""
    try:
        return (root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def read_tile(root: Path, tile: Tile) -> bytes:
    """Read a tile or a bundle; a partial one may have been replaced by the full one."""
    try:
        return (root / tile.path).read_bytes()
    except FileNotFoundError:
        return (root / tile.whole.path).read_bytes()


def reader(root: Path) -> tiles.Read:
    """Give the hashes of the tiles in a folder."""

    def read(level: int, number: int, width: int) -> Sequence[bytes]:
        """Read one tile, as far as the tree has it."""
        return tiles.split(read_tile(root, Tile(level, number, width)))[:width]

    return read


def share(inner: Path, outer: Path, names: Iterable[str]) -> None:
    """Show files of one folder in another, on the same disk without a second copy."""
    for name in names:
        path = outer / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(inner / name, path)


def remove_partials(root: Path, names: Iterable[str]) -> None:
    """Remove narrower partial tiles beside these ones; a larger tree has replaced them."""
    for name in names:
        path = root / name
        folder = path.parent if path.parent.suffix == ".p" else path.with_name(f"{path.name}.p")
        if folder.is_dir():
            for old in folder.iterdir():
                if old != path:
                    old.unlink()
            if not any(folder.iterdir()):
                folder.rmdir()
