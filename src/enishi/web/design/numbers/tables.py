"""A table of released numbers: the same cells on the page, in CSV and in JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from enishi.web.design.formulas import disarmed

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
    """One line: what it is about, and its cells; files also name the category's code."""

    head: str
    cells: Sequence[Cell]
    is_sum: bool = False
    code: str = ""


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
    """Write lines as CSV (RFC 4180); a hidden number is x, and no words are a formula.

    Signs that Shift_JIS does not know are written as a question mark there, never dropped, and a
    last line names them by number; the wave and the minus of Unicode's JIS table are those of
    Microsoft's (code page 932).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_plain(head) for head in heads])
    writer.writerows([[_plain(cell) for cell in line] for line in lines])
    if encoding == "shift_jis":
        if unknown := unwritable(text.getvalue()):
            named = " ".join(f"U+{ord(sign):04X}" for sign in unknown)
            writer.writerow(
                [gettext("この形式で書けない文字を「?」にしました：%(signs)s") % {"signs": named}]
            )
        return text.getvalue().translate(_MICROSOFT).encode("cp932", errors="replace")
    return text.getvalue().encode(ENCODINGS[encoding])


def _plain(cell: object) -> object:
    """Return a cell as it is written: a mark in front of what would be read as a formula."""
    if cell is None:
        return HIDDEN
    return disarmed(cell) if isinstance(cell, str) else cell


def unwritable(text: str) -> list[str]:
    """Return the signs of a text that Shift_JIS (code page 932) does not know, each once."""
    found = dict.fromkeys(text.translate(_MICROSOFT))
    return [sign for sign in found if sign.encode("cp932", errors="ignore") == b""]
