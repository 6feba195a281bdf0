"""What is printed on a paper card and on the slip that its holder keeps at home; pure."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from enishi.kit import ids

NUMBER_LENGTH = 16
CODE_LENGTH = 6
CARDS_A_SHEET = 8
SHEETS_MAX = 25
# Wrong proofs of one card before only a desk can help.
TRIES_MAX = 5


def number_in(text: str) -> str:
    """Return the card number in what a camera, a scanner at the desk or a person gave.

    A phone's card carries the number alone, a paper card an address that ends with it. The host
    does not count: towns move to new addresses, cards stay in purses.
    """
    plain = unicodedata.normalize("NFKC", text)
    return ids.as_typed(plain)[-NUMBER_LENGTH:]


def tie_code(number: str, *, secret: bytes) -> str:
    """Return the six digits on the slip: they prove whose card it is, the face does not show them.

    Derived, so that nothing but tries is kept and an unused sheet can be printed again.
    """
    digest = hmac.new(secret, b"card-slip:" + number.encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_LENGTH:0{CODE_LENGTH}d}"


def is_tie_code(typed: str, number: str, *, secret: bytes) -> bool:
    """Say whether digits as typed are those of a card's slip."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "")
    return hmac.compare_digest(plain.encode(), tie_code(number, secret=secret).encode())
