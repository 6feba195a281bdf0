"""Write a table to a file or to the terminal: CSV in UTF-8 or Shift_JIS, or a workbook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from enishi.kit.periods import fiscal_year_end, parse_fiscal_year
from enishi.web.design.numbers.tables import ENCODINGS, sheet
from enishi.web.design.numbers.workbook import workbook

FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written, and where; without a file it goes to the terminal."""

    format: str
    encoding: str
    file: Path | None


def add_form(parser: argparse.ArgumentParser) -> None:
    """Add format, encoding and file."""
    parser.add_argument("--format", choices=FORMATS, default="csv")
    parser.add_argument(
        "--encoding", choices=tuple(ENCODINGS), default="utf-8", help="of CSV; UTF-8 with a BOM"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="instead of the terminal")


def add_period(parser: argparse.ArgumentParser) -> None:
    """Add days or a fiscal year."""
    parser.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="DATE", help="first day"
    )
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar="DATE", help="the day after the last"
    )
    parser.add_argument(
        "--year", type=parse_fiscal_year, metavar="YYYY", help="a fiscal year instead of days"
    )


def period(args: argparse.Namespace, first: date, until: date) -> tuple[date, date]:
    """Return the days that the words name, half-open; else those given."""
    if args.year is not None:
        year: int = args.year
        day = timedelta(days=1)
        return fiscal_year_end(year - 1) + day, fiscal_year_end(year) + day
    return args.since or first, args.until or until


def write(form: Form, name: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write the table; empty cells stay empty."""
    if form.format == "xlsx":
        content = workbook(name, heads, rows)
    else:
        told = [["" if cell is None else cell for cell in row] for row in rows]
        content = sheet(heads, told, form.encoding)
    if form.file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        form.file.write_bytes(content)
        print(f"{form.file}: {len(rows)} lines", file=sys.stderr)
