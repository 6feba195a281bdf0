"""A proof that fits in a file: index, path and checkpoint (C2SP tlog-proof)."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from enishi.kit.refusal import Refusal
from enishi.transparency import notes, tree

FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9]\d*)")
_PATH_MAX = 63


class BadProof(Refusal):
    """The proof is malformed, or does not lead to the signed root."""

    code = "bad_proof"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Proof:
    """The way from a leaf to the root that a checkpoint signs."""

    index: int
    path: Sequence[bytes]
    checkpoint: str

    @property
    def text(self) -> str:
        """Write it in the form of the specification."""
        steps = [base64.b64encode(step).decode() for step in self.path]
        return "\n".join([FIRST_LINE, f"index {self.index}", *steps, "", self.checkpoint])


def parse(text: str) -> Proof:
    """Read a proof; extra data is passed over, since nothing vouches for it.

    Raises:
        BadProof: the text has another form.
    """
    head, _, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    found = _INDEX.fullmatch(lines[0]) if lines else None
    if first != FIRST_LINE or found is None or not checkpoint or len(lines) > _PATH_MAX:
        raise BadProof(reason="not a proof")
    try:
        path = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except ValueError:
        raise BadProof(reason="not base64") from None
    return Proof(int(found[1]), path, checkpoint)


def check(proof: Proof, leaf: bytes, by: notes.Verifier) -> notes.Tree:
    """Follow a proof from a leaf hash to a checkpoint that the log signed, and return that.

    Raises:
        BadNote: the checkpoint is not signed by the log.
        BadProof: it belongs to another log, or the way does not end at its root.
    """
    found = notes.checkpoint(notes.opened(proof.checkpoint, by))
    if found.origin != by.name:
        raise BadProof(reason="the checkpoint belongs to another log", origin=found.origin)
    if not tree.includes(leaf, proof.index, found.size, proof.path, found.root):
        raise BadProof(reason="the path does not lead to the signed root", index=proof.index)
    return found
