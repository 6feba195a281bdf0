"""A code of six digits that proves once that somebody reads an address (NIST SP 800-63B, 3.1.3)."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from datetime import timedelta
from uuid import UUID

DIGITS = 6
LIVES = timedelta(minutes=10)
TRIES_MAX = 5
AGAIN_AFTER = timedelta(seconds=60)
# How many codes go to one address, and are asked for by one phone: messages cost money and
# trouble, and with 5 tries each a day of guessing has 1 chance in 20,000.
PER_HOUR = 5
PER_DAY = 10
PER_PHONE_AND_HOUR = 10
_DIGITS = re.compile(rf"[0-9]{{{DIGITS}}}")
_TYPED_LENGTH_MAX = 40


def new_digits() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def as_typed(typed: str) -> str:
    """Return the digits of what a person typed: full-width ones, spaces and hyphens are fine."""
    plain = unicodedata.normalize("NFKC", typed[:_TYPED_LENGTH_MAX])
    return re.sub(r"[\s\-ー－]", "", plain)


def is_whole(digits: str) -> bool:
    """Say whether these can be a code at all; anything else costs no try."""
    return _DIGITS.fullmatch(digits) is not None


def digest(secret: bytes, code_id: UUID, digits: str) -> bytes:
    """Return what is kept of a code: nobody who reads the table can find the digits."""
    return hmac.digest(secret, b"code\x00" + code_id.bytes + digits.encode(), "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(left, right)


def message(digits: str, *, host: str, language: str) -> str:
    """Return the text of a code, ending in the line that phones read by themselves (WebOTP).

    Without a host there is no such line; the digits stand in the words as well.
    """
    if language.startswith("en"):
        words = (
            f"{digits} is your Enishi number. It works for 10 minutes. Our staff never ask for it."
        )
    else:
        words = (
            f"縁 Enishi の確認の番号は {digits} です。10分間使えます。"
            "係の者が番号をうかがうことはありません。"
        )
    return f"{words}\n\n@{host} #{digits}" if host else words


def subject(language: str) -> str:
    """Return the subject of a mail with a code; it does not show the digits on a locked screen."""
    return "Your Enishi number" if language.startswith("en") else "縁 Enishi 確認の番号"


def changed(masked: str, language: str) -> str:
    """Return what the old address reads when another one takes its place."""
    if language.startswith("en"):
        return (
            f"Your Enishi sign-in was changed from this address to {masked}."
            " If this was not you, please tell your town's office."
        )
    return (
        f"縁 Enishi の登録が、この連絡先から {masked} に変わりました。"
        "心あたりがないときは、町の窓口へお知らせください。"
    )
