"""Tiles are the tree, cut into files of 256 hashes."""

from __future__ import annotations

import pytest

from enishi.transparency import tiles, tree
from enishi.transparency.tiles import Tile

LEAVES = [tree.leaf_hash(number.to_bytes(4, "big")) for number in range(66_000)]


def built(*sizes):
    """Grow a tree through these sizes and keep its tiles as a server would."""
    kept = {}

    def read(level, number, width):
        data = kept.get(Tile(level, number, width).path) or kept[Tile(level, number, 256).path]
        return tiles.split(data)[:width]

    have = 0
    for size in sizes:
        kept |= {tile.path: data for tile, data in tiles.grow(have, LEAVES[have:size], read)}
        have = size
    return kept, read


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(0, 999, 256), "tile/0/999"),
        (Tile(1, 1000, 256), "tile/1/x001/000"),
        (Tile(2, 1_234_067, 256), "tile/2/x001/x234/067"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(None, 1_234_067, 1), "tile/entries/x001/x234/067.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(tile, path):
    assert tile.path == path
    assert tiles.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/007",
        "tile/0/../000",
        "tile/x/000",
        "checkpoint",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000\n",
    ],
)
def test_other_paths_name_nothing(path):
    assert tiles.parse(path) is None


def test_a_tree_of_70000_leaves_has_the_tiles_of_the_specification():
    found = list(tiles.between(0, 70_000))
    level = [[tile.width for tile in found if tile.level == one] for one in (0, 1, 2, 3)]
    assert level == [[256] * 273 + [112], [256, 17], [1], []]
    assert [tile.width for tile in found if tile.level is None] == [256] * 273 + [112]


def test_a_tree_of_256_leaves_has_a_full_tile_and_the_first_hash_above():
    found = [tile.path for tile in tiles.between(0, 256)]
    assert found == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


@pytest.mark.parametrize("sizes", [(1,), (255,), (256,), (257, 300), (1, 2, 255, 256, 513, 700)])
def test_tiles_grow_to_the_same_tree_by_any_steps(sizes):
    kept, read = built(*sizes)
    size = sizes[-1]
    hashed = [tile for tile in tiles.between(0, size) if tile.level is not None]
    assert {tile.path for tile in hashed} <= set(kept)
    node = tiles.nodes(size, read)
    assert tree.root(size, node) == tree.root(size, tree.over(LEAVES))
    for index in {0, size // 2, size - 1}:
        path = tree.inclusion_proof(index, size, node)
        assert path == tree.inclusion_proof(index, size, tree.over(LEAVES))


def test_a_tile_two_levels_up_stands_for_whole_tiles_below():
    kept, read = built(65_536, 66_000)
    assert kept["tile/2/000.p/1"] == tree.root(65_536, tree.over(LEAVES))
    node = tiles.nodes(66_000, read)
    assert tree.root(66_000, node) == tree.root(66_000, tree.over(LEAVES))
    proof = tree.consistency_proof(65_000, 66_000, node)
    assert tree.extends(
        65_000, 66_000, tree.root(65_000, tree.over(LEAVES)), tree.root(66_000, node), proof
    )


def test_only_what_is_new_is_named_between_two_sizes():
    assert list(tiles.between(300, 300)) == []
    assert [tile.path for tile in tiles.between(256, 512)] == [
        "tile/entries/001",
        "tile/0/001",
        "tile/1/000.p/2",
    ]


def test_bundles_hold_entries_behind_their_length():
    entries = [b"", b"a", b"x" * 65_535]
    data = tiles.bundle(entries)
    assert data[:5] == b"\x00\x00\x00\x01a"
    assert tiles.unbundle(data) == entries
    with pytest.raises(ValueError, match="ends early"):
        tiles.unbundle(data[:-1])
