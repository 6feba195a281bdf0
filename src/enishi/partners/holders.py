"""A person's name in another system, kept as a keyed digest only: no list of them can be read."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from enishi.membership.contact import EMAIL, PHONE

_NO_SIGN = re.compile(r"[^0-9A-Z]")
_NO_DIGIT = re.compile(r"[^0-9]")
SHORTEST, LONGEST = 4, 120


def plain(identifier: str, typed: str) -> str:
    """Return one way of writing a name: full width, spaces, case and dashes do not matter."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if identifier == EMAIL:
        return text.lower()
    if identifier == PHONE:
        digits = _NO_DIGIT.sub("", text)
        return "0" + digits.removeprefix("81") if text.startswith("+81") else digits
    return _NO_SIGN.sub("", text.upper())


def digest(secret: bytes, *, scope: str, identifier: str, typed: str) -> bytes:
    """Return the keyed digest (HMAC-SHA256) of a name in a scope.

    The scope is a partner for its own numbers, and a region for addresses: so a ticket and a gift
    of one person meet in one region, and nowhere else.
    """
    message = f"partner\0{scope}\0{identifier}\0{plain(identifier, typed)}"
    return hmac.digest(secret, message.encode(), hashlib.sha256)


def scope(*, partner_code: str, region_code: str, identifier: str) -> str:
    """Name the scope in which names of this kind are one person's."""
    return f"region:{region_code}" if identifier in (EMAIL, PHONE) else f"partner:{partner_code}"
