"""A table of released numbers: the same cells on the page, in CSV and in JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

HIDDEN = "x"
# Excel reads UTF-8 only with a mark in front; older tools of town halls ask for Shift_JIS.
ENCODINGS = {"utf-8": "utf-8-sig", "shift_jis": "cp932"}
_MICROSOFT = str.maketrans("〜−", "～－")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and whether it is hidden (hatched) or second text (small, grey)."""

    text: str
    is_hidden: bool = False
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, and its cells."""

    head: str
    cells: Sequence[Cell]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, the heads of the columns, and the rows."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Row]


def number(people: int | None) -> Cell:
    """Return the cell of a released number; x when it is hidden."""
    return Cell(HIDDEN, is_hidden=True) if people is None else Cell(f"{people:,}")


def soft(text: str) -> Cell:
    """Return a cell of second text."""
    return Cell(text, is_soft=True)


def sheet(heads: Sequence[str], lines: Sequence[Sequence[object]], encoding: str) -> bytes:
    """Write lines as CSV (RFC 4180); a hidden number is x.

    Signs that Shift_JIS does not know are written as a question mark there, never dropped; the
    wave and the minus of Unicode's JIS table are those of Microsoft's (code page 932).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[HIDDEN if cell is None else cell for cell in line] for line in lines])
    written = text.getvalue()
    if encoding == "shift_jis":
        written = written.translate(_MICROSOFT)
    return written.encode(ENCODINGS[encoding], errors="replace")
