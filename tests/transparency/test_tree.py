"""The tree against RFC 6962's own figures, a second implementation, and every kind of lie."""

from __future__ import annotations

import hashlib

import pymerkle
import pytest

from enishi.transparency import tree

# The entries and roots that Certificate Transparency's first implementation was tested with.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]
# Sizes on both sides of every shape: powers of two, one less, one more.
SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33]
MANY = [tree.leaf_hash(str(number).encode()) for number in range(max(SIZES))]


def root_of(size):
    return tree.root(size, tree.over(MANY))


def recursive_root(leaves):
    """Write RFC 6962, section 2.1, down as it stands there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = recursive_root(leaves[:split]), recursive_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS, 1)))
def test_roots_are_those_of_certificate_transparency(size, root):
    assert tree.root(size, tree.over(LEAVES)).hex() == root


def test_the_empty_tree_has_the_hash_of_nothing():
    assert tree.root(0, tree.over([])).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_published_inclusion_proofs_come_out():
    path = tree.inclusion_proof(5, 8, tree.over(LEAVES))
    assert [step.hex() for step in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_published_consistency_proofs_come_out():
    proof = tree.consistency_proof(6, 8, tree.over(LEAVES))
    assert [step.hex() for step in proof] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", range(34))
def test_the_root_is_the_recursive_one_and_the_frontier_grows_to_it(size):
    edge = tree.Frontier()
    edge.extend(MANY[:size])
    wanted = recursive_root(MANY[:size])
    assert tree.root(size, tree.over(MANY)) == wanted
    assert edge.root() == wanted
    assert tree.frontier(size, tree.over(MANY)).root() == wanted


@pytest.mark.parametrize("size", range(1, 33))
def test_a_frontier_goes_on_from_any_size(size):
    edge = tree.frontier(size, tree.over(MANY))
    edge.extend(MANY[size:33])
    assert edge.size == 33
    assert edge.root() == root_of(33)


@pytest.mark.parametrize("size", SIZES)
def test_a_second_implementation_finds_the_same_roots_and_proofs(size):
    second = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        second.append_entry(str(number).encode())
    assert second.get_root() == root_of(size)
    for old in range(1, size + 1):
        assert second.get_root(old) == root_of(old)
    for index in range(size):
        proof = second.prove_inclusion(index + 1)
        pymerkle.verify_inclusion(MANY[index], root_of(size), proof)


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_included_and_nothing_else_is(size):
    root = root_of(size)
    other = tree.leaf_hash(b"another")
    for index in range(size):
        proof = tree.inclusion_proof(index, size, tree.over(MANY))
        assert tree.includes(MANY[index], index, size, proof, root)
        lies = {
            "wrong leaf": (other, index, size, proof, root),
            "wrong root": (MANY[index], index, size, proof, other),
            "off by one up": (MANY[index], index + 1, size, proof, root),
            "off by one down": (MANY[index], index - 1, size, proof, root),
            "far off": (MANY[index], index + 2 * size, size, proof, root),
            "one too many": (MANY[index], index, size, [*proof, other], root),
            "one in front": (MANY[index], index, size, [other, *proof], root),
            "the root as a step": (MANY[index], index, size, [*proof, root], root),
            "a short step": (MANY[index], index, size, [*proof, b""], root),
        }
        if proof:
            lies |= {
                "cut": (MANY[index], index, size, proof[:-1], root),
                "cut in front": (MANY[index], index, size, proof[1:], root),
                "one step changed": (MANY[index], index, size, [other, *proof[1:]], root),
                "a cut step": (MANY[index], index, size, [proof[0][:-1], *proof[1:]], root),
            }
        if len(proof) > 1:
            lies["swapped"] = (MANY[index], index, size, proof[::-1], root)
        assert {name: tree.includes(*lie) for name, lie in lies.items()} == dict.fromkeys(
            lies, False
        )


def test_a_proof_of_another_size_does_not_hold():
    proof = tree.inclusion_proof(6, 7, tree.over(MANY))
    assert tree.includes(MANY[6], 6, 7, proof, root_of(7))
    assert not tree.includes(MANY[6], 6, 8, proof, root_of(7))
    assert not tree.includes(MANY[6], 6, 6, proof, root_of(7))


@pytest.mark.parametrize("new", SIZES)
def test_every_smaller_tree_is_inside_and_no_other_is(new):
    other = tree.leaf_hash(b"another")
    for old in range(1, new + 1):
        proof = tree.consistency_proof(old, new, tree.over(MANY))
        before, after = root_of(old), root_of(new)
        assert tree.extends(old, new, before, after, proof)
        lies = {
            "wrong old root": (old, new, other, after, proof),
            "wrong new root": (old, new, before, other, proof),
            "one too many": (old, new, before, after, [*proof, other]),
            "one in front": (old, new, before, after, [other, *proof]),
            "the new root as a step": (old, new, before, after, [*proof, after]),
            "the old root in front": (old, new, before, after, [before, *proof]),
            "nothing": (0, new, before, after, proof),
        }
        if old < new:
            lies |= {
                "roots swapped": (old, new, after, before, proof),
                "sizes swapped": (new, old, before, after, proof),
                "off by one": (old + 1, new, before, after, proof),
                "cut": (old, new, before, after, proof[:-1]),
                "cut in front": (old, new, before, after, proof[1:]),
                "empty": (old, new, before, after, []),
            }
        assert {name: tree.extends(*lie) for name, lie in lies.items()} == dict.fromkeys(
            lies, False
        )
