"""A receipt (relpop-receipt/1): a leaf, what opens its own parts, and its proof."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from enishi.kit.refusal import Refusal
from enishi.transparency import canonical, notes, parts, promises, proofs, tree

FORMAT = "relpop-receipt/1"
HEADER = "h"


@dataclass(frozen=True, slots=True)
class Opening:
    """Salt and value of one part; position 0 is the header, the sides follow."""

    position: int
    salt: bytes
    value: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verified receipt says: the opened values and where the leaf stands."""

    header: Mapping[str, Any] | None
    sides: Mapping[int, Mapping[str, Any]]
    index: int | None
    size: int | None
    promised_by: datetime | None


class BadReceipt(Refusal):
    """The receipt is malformed, or something in it was changed."""

    code = "bad_receipt"
    status: ClassVar[int] = 422


def build(
    leaf: str, openings: Sequence[Opening], *, proof: str | None, promise: str | None
) -> dict[str, Any]:
    """Put a receipt together, with the proof if there is one, else with the promise."""
    assert (proof is None) != (promise is None), "a receipt carries its proof or a promise"
    return {
        "format": FORMAT,
        "leaf": leaf,
        "disclosures": [
            {
                "at": opening.position - 1 if opening.position else HEADER,
                "salt": parts.b64url(opening.salt),
                "value": json.loads(opening.value),
            }
            for opening in openings
        ],
        **({"proof": proof} if proof is not None else {"promise": promise}),
    }


def check(receipt: Mapping[str, Any], by: notes.Verifier) -> Checked:
    """Verify a receipt with nothing but the log's public key.

    Raises:
        BadReceipt: its form is wrong or a disclosed part does not open its digest.
        BadNote: the log has not signed what it carries.
        BadProof: the proof does not lead to the signed root.
        BadPromise: the promise is not for this leaf.
    """
    if receipt.get("format") != FORMAT or not isinstance(receipt.get("leaf"), str):
        raise BadReceipt(reason="not a receipt of this format")
    digests = _digests(receipt["leaf"])
    header, sides = None, {}
    for at, value in _opened(receipt.get("disclosures"), digests):
        if at == HEADER:
            header = value
        else:
            sides[int(at)] = value
    leaf = tree.leaf_hash(receipt["leaf"].encode())
    proof, promise = receipt.get("proof"), receipt.get("promise")
    if isinstance(proof, str):
        found = proofs.parse(proof)
        signed = proofs.check(found, leaf, by)
        return Checked(header, sides, found.index, signed.size, None)
    if isinstance(promise, str):
        return Checked(header, sides, None, None, promises.check(promise, leaf, by).by)
    raise BadReceipt(reason="neither proof nor promise")


def _digests(leaf: str) -> dict[str | int, bytes]:
    """Read the digests of a leaf by where they stand.

    Raises:
        BadReceipt: the text is no leaf, or is not written canonically.
    """
    try:
        told = json.loads(leaf)
        header, sides = parts.from_b64url(told["h"]), [parts.from_b64url(d) for d in told["p"]]
        is_canonical = parts.leaf_text(header, sides) == leaf
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadReceipt(reason="the leaf is malformed") from None
    if not is_canonical:
        raise BadReceipt(reason="the leaf is not canonical")
    return {HEADER: header, **dict(enumerate(sides))}


def _opened(
    disclosures: Any, digests: Mapping[str | int, bytes]
) -> list[tuple[str | int, Mapping[str, Any]]]:
    """Check that every disclosed part opens its digest.

    Raises:
        BadReceipt: one does not.
    """
    opened = []
    try:
        for told in disclosures if isinstance(disclosures, list) else [disclosures]:
            at, salt, value = told["at"], parts.from_b64url(told["salt"]), told["value"]
            if isinstance(at, bool | float) or at not in digests or len(salt) != parts.SALT_BYTES:
                raise BadReceipt(reason="a disclosure has no place in the leaf", at=at)
            if parts.digest(salt, canonical.text(value)) != digests[at]:
                raise BadReceipt(reason="a disclosed part was changed", at=at)
            opened.append((at, value))
    except (ValueError, TypeError, KeyError):
        raise BadReceipt(reason="the disclosures are malformed") from None
    return opened
