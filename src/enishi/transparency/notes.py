"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519 (RFC 8032)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enishi.kit.refusal import Refusal

_ED25519 = b"\x01"
_KEY_BYTES = 32
_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)")
_NUMBER = re.compile(r"0|[1-9]\d*")
SIGNATURES_MAX = 64


class BadNote(Refusal):
    """The text is no note, or is not signed by the key we trust."""

    code = "bad_note"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Verifier:
    """The name and public key of somebody who signs."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand in front of each signature."""
        told = self.name.encode() + b"\n" + _ED25519 + self.public
        return hashlib.sha256(told).digest()[:4]

    def __str__(self) -> str:
        """Write the verifier key (vkey): name, key id, type and key."""
        key = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class Signer:
    """A name with its secret key of 32 bytes."""

    name: str
    secret: bytes

    @property
    def verifier(self) -> Verifier:
        """Give the public half."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return Verifier(self.name, key.public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the text as a note with this signature."""
        assert text.endswith("\n")
        assert not any(sign < " " and sign != "\n" for sign in text)
        signature = Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())
        told = base64.b64encode(self.verifier.key_id + signature).decode()
        return f"{text}\n— {self.name} {told}\n"


@dataclass(frozen=True, slots=True)
class Tree:
    """What a checkpoint says: whose tree, how large, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Write the body of a checkpoint."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def verifier(vkey: str) -> Verifier:
    """Read a verifier key.

    Raises:
        BadNote: it is no Ed25519 key, or its id does not belong to it.
    """
    name, _, rest = vkey.strip().partition("+")
    key_id, _, told = rest.partition("+")
    key = _bytes(told)
    if not name or len(key) != 1 + _KEY_BYTES or key[:1] != _ED25519:
        raise BadNote(reason="not an Ed25519 verifier key")
    found = Verifier(name, key[1:])
    if found.key_id.hex() != key_id:
        raise BadNote(reason="the key's id does not belong to it")
    return found


def opened(note: str, by: Verifier) -> str:
    """Return the text of a note that the verifier's key has signed.

    Signatures of unknown keys are passed over; a false one of a known key spoils the note.

    Raises:
        BadNote: no such signature, or one that is false.
    """
    body, _, lines = note.rpartition("\n\n")
    signatures = lines.split("\n")
    if not body or signatures.pop() != "" or not 0 < len(signatures) <= SIGNATURES_MAX:
        raise BadNote(reason="not a signed note")
    text = body + "\n"
    if any(sign < " " and sign != "\n" for sign in text):
        raise BadNote(reason="control characters")
    _check(text, signatures, by)
    return text


def _check(text: str, signatures: Sequence[str], by: Verifier) -> None:
    """Find and check the signature of one key.

    Raises:
        BadNote: it is missing or false.
    """
    is_signed = False
    for line in signatures:
        found = _LINE.fullmatch(line)
        if found is None:
            raise BadNote(reason="a signature line is malformed")
        told = _bytes(found["signature"])
        if found["name"] != by.name or told[:4] != by.key_id:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(by.public).verify(told[4:], text.encode())
        except InvalidSignature:
            raise BadNote(reason="the signature is false", by=by.name) from None
        is_signed = True
    if not is_signed:
        raise BadNote(reason="not signed by the key we trust", by=by.name)


def checkpoint(text: str) -> Tree:
    """Read the body of a checkpoint; extension lines are passed over.

    Raises:
        BadNote: it is none.
    """
    origin, _, rest = text.partition("\n")
    size, _, rest = rest.partition("\n")
    root, _, more = rest.partition("\n")
    found = _bytes(root)
    is_right = origin and _NUMBER.fullmatch(size) and len(found) == hashlib.sha256().digest_size
    if not is_right or not text.endswith("\n") or "" in more.split("\n")[:-1]:
        raise BadNote(reason="not a checkpoint")
    return Tree(origin, int(size), found)


def _bytes(told: str) -> bytes:
    """Read standard base64.

    Raises:
        BadNote: it is not.
    """
    try:
        return base64.b64decode(told, validate=True)
    except ValueError:
        raise BadNote(reason="not base64") from None
