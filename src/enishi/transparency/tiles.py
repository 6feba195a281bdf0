"""Tiles: the tree as files of up to 256 hashes (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from enishi.transparency import tree

WIDTH = 256
HEIGHT = 8
ENTRY_BYTES_MAX = 2**16 - 1
ENTRIES = "entries"
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<number>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?"
)

# Reads the hashes of one tile: level, number, how many of its hashes the tree has.
Read = Callable[[int, int, int], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a tile, or of a bundle of entries (level is None), and how full it is."""

    level: int | None
    number: int
    width: int

    @property
    def path(self) -> str:
        """Write the path that the specification gives it."""
        digits = f"{self.number:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        place = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        part = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{ENTRIES if self.level is None else self.level}/{place}{part}"

    @property
    def whole(self) -> Tile:
        """Give the same tile when it is full."""
        return Tile(self.level, self.number, WIDTH)


def parse(path: str) -> Tile | None:
    """Read a path; None if it names no tile."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = None if found["level"] == ENTRIES else int(found["level"])
    width = WIDTH if found["width"] is None else int(found["width"])
    tile = Tile(level, int(found["number"].replace("x", "").replace("/", "")), width)
    return tile if tile.path == path else None


def width_at(level: int | None, number: int, size: int) -> int:
    """Say how many hashes of a tile a tree of a size has."""
    filled = (size >> HEIGHT * (level or 0)) - number * WIDTH
    return max(0, min(WIDTH, filled))


def between(old: int, new: int) -> Iterator[Tile]:
    """Name every tile and bundle of a tree that a smaller tree of it does not have."""
    assert old <= new
    for level in [None, *range(-(-new.bit_length() // HEIGHT))]:
        hashes = new >> HEIGHT * (level or 0)
        first = (old >> HEIGHT * (level or 0)) // WIDTH
        for number in range(first, -(-hashes // WIDTH)):
            width = width_at(level, number, new)
            if width != width_at(level, number, old):
                yield Tile(level, number, width)


def grow(size: int, leaves: Sequence[bytes], read: Read) -> Iterator[tuple[Tile, bytes]]:
    """Yield the tiles that change when leaf hashes follow a tree of a size."""
    level, have, fresh = 0, size, list(leaves)
    while fresh:
        first, width = divmod(have, WIDTH)
        row = [*(read(level, first, width) if width else ()), *fresh]
        above = []
        for start in range(0, len(row), WIDTH):
            hashes = row[start : start + WIDTH]
            yield Tile(level, first + start // WIDTH, len(hashes)), b"".join(hashes)
            if len(hashes) == WIDTH:
                above.append(tree.root(WIDTH, tree.over(hashes)))
        level, have, fresh = level + 1, have // WIDTH, above


def nodes(size: int, read: Read) -> tree.Node:
    """Give the nodes of a tree of a size from its tiles, each read once."""
    seen: dict[tuple[int, int], Sequence[bytes]] = {}

    def node(height: int, position: int) -> bytes:
        """Hash a complete subtree from the tile it lies in."""
        level, rest = divmod(height, HEIGHT)
        number, offset = divmod(position << rest, WIDTH)
        if (level, number) not in seen:
            seen[level, number] = read(level, number, width_at(level, number, size))
        hashes = seen[level, number][offset : offset + (1 << rest)]
        assert len(hashes) == 1 << rest, "a complete subtree lies within its tile"
        return tree.root(len(hashes), tree.over(hashes))

    return node


def split(data: bytes) -> list[bytes]:
    """Cut the bytes of a tile into hashes."""
    assert len(data) % tree.HASH_BYTES == 0
    step = tree.HASH_BYTES
    return [data[at : at + step] for at in range(0, len(data), step)]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each behind its length (big-endian uint16)."""
    assert len(entries) <= WIDTH
    assert all(len(entry) <= ENTRY_BYTES_MAX for entry in entries)
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Read entries back; ValueError if the bytes end early."""
    entries, at = [], 0
    while at < len(data):
        stop = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if stop > len(data):
            raise ValueError("a bundle of entries ends early")
        entries.append(data[at + 2 : stop])
        at = stop
    return entries
