"""Japanese local-government codes (全国地方公共団体コード), always six digits as text."""

from __future__ import annotations

import re

NATION = "JP"
_SIX = re.compile(r"[0-9]{6}")  # full-width digits are other signs
_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(five: str) -> str:
    """Return the sixth digit of a five-digit code (JIS X 0401/0402, MIC's rule)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_six_digits(code: str) -> bool:
    """Say whether the text has the shape of a code."""
    return _SIX.fullmatch(code) is not None


def is_prefecture(code: str) -> bool:
    """Say whether a six-digit code names a prefecture (municipality part 000)."""
    return is_six_digits(code) and code[2:5] == "000"


def prefecture_of(code: str) -> str:
    """Return the six-digit code of the prefecture that a code lies in."""
    five = code[:2] + "000"
    return five + check_digit(five)
