"""Write the town's single-entry form: each line of its budget that pays for points."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import fields
from pathlib import Path

from enishi.cli import tables
from enishi.kit.periods import parse_fiscal_year
from enishi.kit.refusal import Refusal
from enishi.programs import appropriation, operations, queries
from enishi.programs.appropriation import Appropriation
from enishi.regions import queries as regions

HELP = "Write the town's single-entry form (款・項・目・節・細節): budget, spent, left"
_FIELDS = {field.name for field in fields(Appropriation)} - {"fiscal_year"}


class BudgetFileIsUnclear(Refusal):
    """The file of a budget line lacks a word or has one that no line has."""

    code = "budget_file_is_unclear"
    status = 422
    sentence = "The budget file is unclear: {what}. A line needs {needed}."


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the region, the year, lines to set, and how to write it."""
    parser.add_argument("region", metavar="CODE")
    parser.add_argument("year", type=parse_fiscal_year, metavar="YYYY")
    parser.add_argument("--set", type=Path, metavar="FILE.toml", help="budget lines, as [[line]]")
    tables.add_form(parser)


def run(args: argparse.Namespace) -> int:
    """Set the lines of a file if one is given, then write the form."""
    regions.region(args.region)
    if args.set:
        for line in _read(args.set, args.year):
            operations.set_appropriation(line=line)
    told = queries.appropriations(args.region, args.year)
    form = tables.Form(args.format, args.encoding, args.out)
    tables.write(form, "予算執行", appropriation.HEADS, [appropriation.row(one) for one in told])
    return 0


def _read(file: Path, year: int) -> list[Appropriation]:
    """Read the lines of a file.

    Raises:
        BudgetFileIsUnclear: it is no TOML, or a line lacks a word or has one too many.
    """
    needed = ", ".join(sorted(_FIELDS - {"rule_id"}))
    try:
        lines = tomllib.loads(file.read_text(encoding="utf-8")).get("line", [])
        return [Appropriation(**({"account": "一般会計", "saisetsu": ""} | line), fiscal_year=year)
                for line in lines]  # fmt: skip
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise BudgetFileIsUnclear(what=error, needed=needed) from error
