"""Amounts as people type them, and the points that round a price; pure."""

from __future__ import annotations

import unicodedata

from enishi.sales.sale import YEN_MAX

_DIGITS_MAX = 16


def plain(text: str) -> str:
    """Return a text with full-width letters and digits as usual ones, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def typed(text: str) -> int | None:
    """Read yen or points as people write them: １，２００円 is 1200; None for anything else."""
    told = plain(text).removeprefix("¥").removesuffix("円").replace(",", "").strip()
    if not (told.isascii() and told.isdigit() and len(told) <= _DIGITS_MAX):
        return None
    return min(int(told), YEN_MAX + 1)


def odd(amount_yen: int, has: int) -> int:
    """Return the points that leave a round price of hundreds to be paid in money; 0: none do."""
    rest = amount_yen % 100
    return rest if rest <= has else 0


def spend(choice: str, told: str, amount_yen: int, has: int) -> int | None:
    """Return how many points are to be used by a choice: none, odd, all, or so many as typed.

    None for what cannot be read.
    """
    most = min(has, amount_yen)
    if choice == "all":
        return most
    if choice == "odd":
        return odd(amount_yen, has)
    if choice == "none":
        return 0
    return typed(told) if told.strip() else 0
