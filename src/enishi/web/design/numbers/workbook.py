"""A table as a workbook (XLSX): one sheet, plain values, no macros, no links outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Day 1 of a workbook is 1 January 1900, and it believes in a 29 February of that year.
_FIRST_DAY = date(1899, 12, 30)
_NUMBER, _DAY, _BOLD = 1, 2, 3
_LETTERS = 26
_NAME_MAX = 31
# A file of the same table is the same file: no moment of writing in it.
_STAMP = (1980, 1, 1, 0, 0, 0)

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    # Cell formats in order: plain, numbers with commas, days, bold heads.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        '<cellXfs count="4">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    ),
}


def workbook(name: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write heads and rows as a workbook with one sheet; numbers and days stay what they are."""
    written = io.BytesIO()
    title = quoteattr(_plain(name)[:_NAME_MAX])
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
        f'<sheets><sheet name={title} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = _PARTS | {
        "xl/workbook.xml": book,
        "xl/worksheets/sheet1.xml": _sheet(heads, rows),
    }
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, _STAMP), _HEAD + text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _sheet(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write the sheet; the row of heads stays in sight."""
    lines = [_row(1, [_text(1, column, head, _BOLD) for column, head in enumerate(heads)])]
    lines += [
        _row(number, [_cell(number, column, value) for column, value in enumerate(values)])
        for number, values in enumerate(rows, start=2)
    ]
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _row(number: int, cells: Sequence[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(row: int, column: int, value: object) -> str:
    """Write a value: whole numbers and days as such, everything else as text, never a formula."""
    place = f"{_letters(column)}{row}"
    if value is None:
        return f'<c r="{place}"/>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<c r="{place}" s="{_NUMBER}"><v>{value}</v></c>'
    if isinstance(value, date):
        days = (date(value.year, value.month, value.day) - _FIRST_DAY).days
        return f'<c r="{place}" s="{_DAY}"><v>{days}</v></c>'
    return _text(row, column, str(value), 0)


def _text(row: int, column: int, text: str, style: int) -> str:
    place = f"{_letters(column)}{row}"
    told = escape("".join(letter for letter in text if letter.isprintable() or letter in "\n\t"))
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'
    )


def _letters(column: int) -> str:
    """Name a column: A to Z, then AA."""
    first, last = divmod(column, _LETTERS)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def _plain(name: str) -> str:
    """Leave out what the name of a sheet may not have."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\'") or "1"
