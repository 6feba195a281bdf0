"""A long list in sheets of so many rows; which one is shown stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

Row = TypeVar("Row")
_DIGITS_MOST = 6


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """The rows of one sheet, and the ways to the ones beside it."""

    rows: Sequence[Row]
    number: int
    sheets: int
    total: int
    first: int
    """The number of the first row among all, counted from one."""
    before: str
    """The address of the sheet before; empty on the first."""
    after: str
    """The address of the sheet after; empty on the last."""

    @property
    def last(self) -> int:
        """The number of the last row among all."""
        return self.first + len(self.rows) - 1


def sheet(
    found: Sequence[Row], wanted: str, size: int, kept: Mapping[str, str] | None = None
) -> Sheet[Row]:
    """Cut out the sheet that an address names; the nearest one where there is no such.

    `kept` is the rest of the page's address, which the ways to other sheets keep.
    """
    sheets = max(-(-len(found) // size), 1)
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= _DIGITS_MOST
    number = min(max(int(wanted) if is_number else 1, 1), sheets)
    first = (number - 1) * size
    told = {name: value for name, value in (kept or {}).items() if value}

    def address(of: int) -> str:
        return f"?{urlencode({**told, 'sheet': of})}" if 1 <= of <= sheets else ""

    return Sheet(
        rows=found[first : first + size],
        number=number,
        sheets=sheets,
        total=len(found),
        first=first + 1,
        before=address(number - 1),
        after=address(number + 1),
    )
