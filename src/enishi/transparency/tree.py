"""The Merkle tree of RFC 6962: hashes, proofs and their verification."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# Gives the hash of the complete subtree of 2**height leaves at a position of that height.
Node = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def over(hashes: Sequence[bytes]) -> Node:
    """Give the nodes over leaf hashes held in memory."""

    def node(height: int, position: int) -> bytes:
        """Hash a complete subtree."""
        if height == 0:
            return hashes[position]
        return node_hash(node(height - 1, 2 * position), node(height - 1, 2 * position + 1))

    return node


def root(size: int, node: Node) -> bytes:
    """Hash the whole tree of a size."""
    return _range_hash(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """List the hashes that lead from a leaf to the root (RFC 6962, section 2.1.1)."""
    assert 0 <= index < size
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_range_hash(middle, stop, node))
            stop = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """List the hashes that show an old tree inside a new one (RFC 6962, section 2.1.2)."""
    assert 0 < old <= new
    proof: list[bytes] = []
    start, stop, is_whole = 0, new, True
    while stop != old:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(_range_hash(middle, stop, node))
            stop = middle
        else:
            proof.append(_range_hash(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        proof.append(_range_hash(start, stop, node))
    return proof[::-1]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Check an inclusion proof (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes([leaf, root_hash, *proof]):
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(step, found)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root_hash


def extends(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Check a consistency proof (RFC 9162, section 2.1.4.2)."""
    if not 0 < old <= new or not _are_hashes([old_root, new_root, *proof]):
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            found_new = node_hash(found_new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


@dataclass(slots=True)
class Frontier:
    """The complete subtrees on the right edge: all it takes to go on growing a tree."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        for leaf in leaves:
            found, size = leaf, self.size
            while size % 2:
                found = node_hash(self.hashes.pop(), found)
                size >>= 1
            self.hashes.append(found)
            self.size += 1

    def root(self) -> bytes:
        """Hash the tree as it stands."""
        if not self.hashes:
            return EMPTY_ROOT
        *left, found = self.hashes
        for step in reversed(left):
            found = node_hash(step, found)
        return found


def frontier(size: int, node: Node) -> Frontier:
    """Read the right edge of a tree, largest subtree first."""
    hashes, start = [], 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            hashes.append(node(height, start >> height))
            start += 1 << height
    return Frontier(size, hashes)


def _split(width: int) -> int:
    """Give the largest power of two below a width."""
    return 1 << (width - 1).bit_length() - 1


def _range_hash(start: int, stop: int, node: Node) -> bytes:
    """Hash the leaves from start until stop, where the tree has such a subtree."""
    width = stop - start
    if width & (width - 1) == 0:
        height = width.bit_length() - 1
        return node(height, start >> height)
    middle = start + _split(width)
    return node_hash(_range_hash(start, middle, node), _range_hash(middle, stop, node))


def _are_hashes(given: Iterable[bytes]) -> bool:
    """Say whether all of these have the length of a hash."""
    return all(len(one) == HASH_BYTES for one in given)
