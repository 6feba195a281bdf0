"""The tables of a page as a workbook (XLSX): a sheet a figure, and a sheet that tells the frame."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from enishi.web.design.numbers.tables import Table

_NUMBER = re.compile(r"[-−]?\d{1,3}(,\d{3})*(\.\d+)?|[-−]?\d+(\.\d+)?")
_NAME_MAX = 31
_HEAD_ROWS = 2
_WIDEST, _NARROWEST = 44, 8
# A file of the same numbers is the same file: no moment of writing in it.
_STAMP = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One figure's table, under the figure's title."""

    title: str
    table: Table


def as_xlsx(sheets: Sequence[Sheet], about: Sequence[tuple[str, str]], title: str) -> bytes:
    """Write one sheet a figure, numbers as numbers and codes as text, and last the frame.

    Everything that is not a number is written as text, never as a formula.
    """
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "created": _STAMP})
    looks = _Looks(
        book.add_format({"bold": True, "font_size": 13}),
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        book.add_format({"num_format": "#,##0"}),
        book.add_format({"num_format": "#,##0.0"}),
        book.add_format({"align": "right", "font_color": "#4d5462"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    taken: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_free(sheet.title, taken))
        _fill(page, sheet, looks)
    notes = book.add_worksheet(_free(title, taken))
    notes.set_column(0, 0, 22)
    notes.set_column(1, 1, 90)
    for row, (name, words) in enumerate(about):
        notes.write_string(row, 0, name, looks.head)
        notes.write_string(row, 1, words, looks.words)
    book.close()
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of a book."""

    caption: Format
    head: Format
    whole: Format
    fine: Format
    soft: Format
    words: Format


def _free(title: str, taken: set[str]) -> str:
    """Return a name for a sheet: short enough, without forbidden signs, not used before."""
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:_NAME_MAX] or "1"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: _NAME_MAX - 3]} {number}"
    taken.add(name.lower())
    return name


def _fill(page: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    """Write caption, heads and rows; the rows of heads stay in sight."""
    table = sheet.table
    coded = any(row.code for row in table.rows)
    page.write_string(0, 0, table.caption, looks.caption)
    heads = [*([gettext("コード")] if coded else []), *table.heads]
    for column, head in enumerate(heads):
        page.write_string(1, column, head, looks.head)
    for number, row in enumerate(table.rows, start=_HEAD_ROWS):
        start = 0
        if coded:
            page.write_string(number, 0, row.code)
            start = 1
        page.write_string(number, start, row.head)
        for column, cell in enumerate(row.cells, start=start + 1):
            _write(page, number, column, cell.text, looks)
    page.freeze_panes(_HEAD_ROWS, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for column, head in enumerate(heads):
        words = [head, *(_words(row.head, row.code, coded, column) for row in table.rows)]
        wide = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in one) for one in words)  # noqa: PLR2004
        page.set_column(column, column, min(max(wide + 2, _NARROWEST), _WIDEST))


def _words(head: str, code: str, coded: bool, column: int) -> str:
    """Return the words of the columns that name a row; numbers need no more room than heads."""
    names = [code, head] if coded else [head]
    return names[column] if column < len(names) else ""


def _write(page: Worksheet, row: int, column: int, text: str, looks: _Looks) -> None:
    """Write a cell: a number as a number, all else as text."""
    if not _NUMBER.fullmatch(text):
        page.write_string(row, column, text, looks.soft)
        return
    plain = text.replace(",", "").replace("−", "-")
    if "." in plain:
        page.write_number(row, column, float(plain), looks.fine)
    else:
        page.write_number(row, column, int(plain), looks.whole)
