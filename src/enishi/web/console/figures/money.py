"""Amounts of yen as staff read them: large ones in 億円 and 万円, exact ones to the digit."""

from __future__ import annotations

from enishi.web.design.numbers import writing

_OKU, _MAN = 100_000_000, 10_000
_MILLION = 1_000_000
_FINE = 100


def words(yen: float) -> str:
    """Write an amount with three figures or so."""
    if abs(yen) >= _OKU:
        japanese = f"{_few(yen / _OKU)}億円"
    elif abs(yen) >= _MAN:
        japanese = f"{_few(yen / _MAN)}万円"
    else:
        japanese = f"{yen:,.0f}円"
    english = f"¥{_few(yen / _MILLION)} million" if abs(yen) >= _MILLION else f"¥{yen:,.0f}"
    return writing.in_language(japanese, english)


def _few(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _FINE else f"{value:,.2f}"


def exact(yen: float) -> str:
    """Write an amount as it was published, fractions of a yen with two digits."""
    return f"{yen:,.0f}" if yen == int(yen) else f"{yen:,.2f}"
