"""A receipt verifies with nothing but the log's key; whatever is changed in it is found."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest

from enishi.kit.refusal import Refusal
from enishi.transparency import canonical, notes, parts, promises, proofs, receipt, tree

LOG = notes.Signer("example.jp/log", bytes(range(32)))
SALTS = [bytes([number]) * 32 for number in range(3)]
VALUES = [{"asset": "182010:coin"}, {"account": "issue:x", "amount": -5}, {"amount": 5}]
DIGESTS = [
    parts.digest(salt, canonical.text(value)) for salt, value in zip(SALTS, VALUES, strict=True)
]
LEAF = parts.leaf_text(DIGESTS[0], DIGESTS[1:])
LEAVES = [tree.leaf_hash(LEAF.encode()) if place == 5 else bytes(32) for place in range(9)]
SEALED_AT = datetime(2026, 11, 21, 3, tzinfo=UTC)


def note_of(size, signer=LOG):
    root = tree.root(size, tree.over(LEAVES))
    return signer.sign(notes.Tree("example.jp/log", size, root).text)


def proof_of(size=9, **changed):
    path = tree.inclusion_proof(5, size, tree.over(LEAVES))
    told = {"index": 5, "path": path, "checkpoint": note_of(size)} | changed
    return proofs.Proof(**told).text


def made(**given):
    openings = [
        receipt.Opening(place, SALTS[place], canonical.text(VALUES[place])) for place in (0, 2)
    ]
    return receipt.build(LEAF, openings, **({"proof": proof_of(), "promise": None} | given))


def promise_of(**changed):
    told = {
        "origin": LOG.name,
        "leaf": LEAVES[5],
        "sealed_at": SEALED_AT,
        "by": SEALED_AT + timedelta(days=2),
    }
    return LOG.sign(promises.Promise(**(told | changed)).text)


def test_a_receipt_says_what_it_opens_and_where_the_leaf_stands():
    told = receipt.check(made(), LOG.verifier)
    assert told.header == VALUES[0]
    assert told.sides == {1: VALUES[2]}
    assert (told.index, told.size, told.promised_by) == (5, 9, None)


def test_a_young_leaf_comes_with_a_promise():
    told = receipt.check(made(proof=None, promise=promise_of()), LOG.verifier)
    assert (told.index, told.size) == (None, None)
    assert told.promised_by == SEALED_AT + timedelta(days=2)


def test_a_leaf_text_is_what_the_design_says():
    assert (
        '{"h":"' + parts.b64url(DIGESTS[0]) + '","p":["' + parts.b64url(DIGESTS[1]) + '","'
        + parts.b64url(DIGESTS[2]) + '"],"v":1}'
    ) == LEAF  # fmt: skip
    assert parts.from_b64url(parts.b64url(DIGESTS[0])) == DIGESTS[0]


def changed(path, value):
    told = copy.deepcopy(made())
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return told


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "relpop-receipt/2"),
        (("leaf",), LEAF.replace(":1}", ": 1}")),
        (("leaf",), LEAF.replace(":1}", ":2}")),
        (("leaf",), "[]"),
        (("leaf",), LEAF[:-1]),
        (("leaf",), 5),
        (("disclosures",), None),
        (("disclosures", 1, "value", "amount"), 6),
        (("disclosures", 1, "value", "amount"), 5.0),
        (("disclosures", 1, "value", "more"), 1),
        (("disclosures", 1, "at"), 0),
        (("disclosures", 1, "at"), 2),
        (("disclosures", 1, "at"), "h"),
        (("disclosures", 1, "at"), True),
        (("disclosures", 1, "salt"), parts.b64url(SALTS[1])),
        (("disclosures", 1, "salt"), parts.b64url(SALTS[2][:-1])),
        (("disclosures", 1, "salt"), parts.b64url(SALTS[2]) + "="),
        (("disclosures", 0), {}),
        (("proof",), None),
        (("proof",), proof_of().replace("index 5", "index 4")),
        (("proof",), proof_of().replace("index 5", "index 05")),
        (("proof",), proof_of().replace("proof@v1", "proof@v2")),
        (("proof",), proof_of(path=[bytes(32)] * 4)),
        (("proof",), proof_of(path=[])),
        (("proof",), proof_of(checkpoint=note_of(8))),
        (("proof",), proof_of(checkpoint=note_of(9, notes.Signer(LOG.name, bytes(32))))),
        (("proof",), proof_of(checkpoint=note_of(9).replace("\n9\n", "\n8\n"))),
        (("proof",), proof_of(checkpoint=LOG.sign(
            notes.Tree("other.jp/log", 9, tree.root(9, tree.over(LEAVES))).text))),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_found(path, value):
    with pytest.raises(Refusal):
        receipt.check(changed(path, value), LOG.verifier)


@pytest.mark.parametrize(
    "promise",
    [
        promise_of(leaf=LEAVES[4]),
        promise_of(origin="other.jp/log"),
        promise_of().replace("11-23", "11-24"),
        LOG.sign("relpop-promise/1\nexample.jp/log\n"),
        note_of(9),
    ],
)
def test_a_changed_promise_is_found(promise):
    with pytest.raises(Refusal):
        receipt.check(made(proof=None, promise=promise), LOG.verifier)


def test_a_proof_is_written_as_the_specification_shows():
    lines = proof_of().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 5"]
    assert lines[6:9] == ["", "example.jp/log", "9"]
    assert proofs.parse(proof_of()).text == proof_of()


def test_extra_data_in_a_proof_is_passed_over():
    extra = proof_of().replace("index 5", "extra YQ==\nindex 5")
    assert proofs.parse(extra) == proofs.parse(proof_of())
