"""What a spreadsheet would compute is words: people type names, and files carry them."""

from __future__ import annotations

import re

_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def disarmed(words: str) -> str:
    """Return words with a mark in front where a spreadsheet would take them for a formula.

    Numbers with a sign stay numbers.
    """
    if words.startswith(_BEGINS) and not _NUMBER.fullmatch(words):
        return f"'{words}"
    return words
