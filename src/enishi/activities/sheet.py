"""A sheet is someone else's CSV file: how its characters are written, and its records by line."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from enishi.kit.refusal import Refusal

UTF_8 = "utf-8"
SHIFT_JIS = "cp932"
# An unclosed quotation mark costs its own line, not the rest of the file.
LINES_PER_RECORD_MAX = 20
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a sheet is written and how many lines it has."""

    encoding: str
    lines: int


class SheetIsNotText(Refusal):
    """The file is neither UTF-8 nor Shift_JIS text (for instance UTF-16, or a workbook)."""

    code = "sheet_is_not_text"
    status = 422
    sentence = (
        "The file is not CSV text in UTF-8 or Shift_JIS (it holds {found}). "
        "In a spreadsheet, save it as CSV UTF-8."
    )


def shape_of(lines: Iterable[bytes]) -> Shape:
    """Tell UTF-8 from Shift_JIS (as Windows writes it, cp932) by reading every line once.

    One damaged line does not change the answer: the encoding is the one in which more of the
    lines with Japanese in them can be read.

    Raises:
        SheetIsNotText: the file is UTF-16 or binary.
    """
    count = as_utf_8 = not_utf_8 = 0
    for line in lines:
        if count == 0 and line.startswith(_WIDE_BOMS):
            raise SheetIsNotText(found="UTF-16")
        count += 1
        if line.isascii():
            if b"\0" in line:
                raise SheetIsNotText(found="NUL")
            continue
        try:
            line.decode(UTF_8)
            as_utf_8 += 1
        except UnicodeDecodeError:
            not_utf_8 += 1
    return Shape(UTF_8 if as_utf_8 >= not_utf_8 else SHIFT_JIS, count)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record and the line it starts on; no cells when its quotes are broken."""

    line: int
    cells: list[str] | None


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield the records of a sheet (RFC 4180); a quoted cell may run over several lines.

    Lines decoded with `surrogateescape` keep unreadable bytes for the reader to name.
    """
    numbered = enumerate(lines, start=1)
    waiting: deque[tuple[int, str]] = deque()
    while True:
        found = waiting.popleft() if waiting else next(numbered, None)
        if found is None:
            return
        number, text = found
        if number == 1:
            text = text.removeprefix("\ufeff")
        if '"' not in text:
            plain = text.rstrip("\r\n")
            if plain.strip(" \t,　"):
                yield Record(number, plain.split(","))
            continue
        followers = _rest_of_record(text, waiting, numbered)
        if followers is None:
            yield Record(number, None)
        else:
            yield Record(number, _cells(text + "".join(line for _, line in followers)))


def _rest_of_record(
    text: str, waiting: deque[tuple[int, str]], numbered: Iterator[tuple[int, str]]
) -> list[tuple[int, str]] | None:
    """Take the lines that close the quotes of `text`; put them back when none does."""
    taken: list[tuple[int, str]] = []
    quotes = text.count('"')
    while quotes % 2:
        follower = waiting.popleft() if waiting else next(numbered, None)
        if follower is not None:
            taken.append(follower)
            quotes += follower[1].count('"')
        if quotes % 2 and (follower is None or len(taken) >= LINES_PER_RECORD_MAX):
            waiting.extendleft(reversed(taken))
            return None
    return taken


def _cells(record: str) -> list[str] | None:
    """Split one record; None when a quotation mark stands where none may."""
    try:
        return next(csv.reader([record], strict=True))
    except csv.Error:
        return None
