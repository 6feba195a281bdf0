"""Reads a region's own CSV of a series: region_code, year, value; each faulty cell is told."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from enishi.activities import cells, sheet
from enishi.activities.cells import Cells, Headers, Reject
from enishi.activities.sheet import Record
from enishi.kit.refusal import Refusal

REQUIRED = ("region_code", "year", "value")
FIRST_YEAR, LAST_YEAR = 1868, 2200
BYTES_MAX = 2_000_000
ROWS_MAX = 50_000
# A double holds every number of so many digits as it is written.
DIGITS_MAX = 15
# What a town hall calls the columns, beside our names.
_ALSO = {
    "region_code": ("地域コード", "団体コード", "コード"),
    "year": ("年", "年度"),
    "value": ("値", "数値"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the file tells it."""

    line: int
    region_code: str
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file, read and not yet written anywhere."""

    rows: Sequence[Row]
    rejects: Sequence[Reject]


class FileIsTooLarge(Refusal):
    """The file is larger than a series of all municipalities over many years would be."""

    code = "file_is_too_large"
    status = 413


class FileHasNoRows(Refusal):
    """The file has no line with words."""

    code = "file_has_no_rows"
    status = 422


def read(content: bytes, known: Collection[str]) -> Sheet:
    """Read a file: UTF-8 or Shift_JIS, the first line names the columns, codes are six digits.

    A place and year that stand twice are kept out the second time.

    Raises:
        FileIsTooLarge: it has more bytes or rows than a series needs.
        SheetIsNotText: it is UTF-16 or a workbook.
        FileHasNoRows: it is empty.
        ColumnsAreMissing: the first line does not name region_code, year and value.
    """
    if len(content) > BYTES_MAX:
        raise FileIsTooLarge(megabytes=BYTES_MAX // 1_000_000)
    lines = content.splitlines(keepends=True)
    shape = sheet.shape_of(lines)
    if shape.lines > ROWS_MAX:
        raise FileIsTooLarge(megabytes=BYTES_MAX // 1_000_000)
    records = sheet.records(line.decode(shape.encoding, "surrogateescape") for line in lines)
    header = next(records, None)
    if header is None:
        raise FileHasNoRows
    layout = cells.layout_of(header, _headers(header), REQUIRED)
    rows: list[Row] = []
    rejects: list[Reject] = []
    seen: set[tuple[str, int]] = set()
    for record in records:
        row = _row(Cells(record, layout), known, seen)
        if isinstance(row, Row):
            rows.append(row)
        else:
            rejects += row
    return Sheet(rows, rejects)


def _headers(header: Record) -> Headers:
    """Find our columns under the names that town halls use."""
    found = {cell.strip() for cell in header.cells or []}
    named = {}
    for ours, others in _ALSO.items():
        other = next((name for name in others if name in found), None)
        if ours not in found and other is not None:
            named[ours] = other
    return Headers(columns=named)


def _row(found: Cells, known: Collection[str], seen: set[tuple[str, int]]) -> Row | list[Reject]:
    """Read one line, or say what keeps it out."""
    if found.rejects:
        return found.rejects
    code = found.required("region_code")
    if code and code not in known:
        found.refuse("region_code", "unknown_place", code)
    year = found.read("year", _year, "bad_year") if found.required("year") else None
    value = found.read("value", _value, "bad_value") if found.required("value") else None
    if year is not None and (code, year) in seen:
        found.refuse("year", "same_place_and_year_twice", f"{code} {year}")
    if found.rejects or year is None or value is None:
        return found.rejects
    seen.add((code, year))
    return Row(found.line, code, year, value)


def _year(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).removesuffix("年度").removesuffix("年")
    if not (plain.isascii() and plain.isdecimal()):
        return None
    year = int(plain) if len(plain) <= len(str(LAST_YEAR)) else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _value(text: str) -> float | None:
    """Read a number; one with more digits than a double keeps is no number here."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-")
    digits = sum(letter.isdecimal() for letter in plain)
    if not plain.isascii() or digits > DIGITS_MAX or set(plain) - set("0123456789.-"):
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
