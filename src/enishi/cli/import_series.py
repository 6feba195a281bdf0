"""`enishi import series`: a region's own statistics from a CSV file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from enishi.cli import intake
from enishi.outside import operations as outside
from enishi.outside import reading
from enishi.outside.series import Brought, Series

ALL_IN, SOME_KEPT_OUT = 0, 1


def configure(parser: ArgumentParser) -> None:
    """Describe the file, whose series it is, and its source."""
    parser.add_argument("file", type=Path, help="CSV: region_code, year, value")
    parser.add_argument("--region", required=True, help="code of the region whose own it is")
    parser.add_argument("--code", required=True, help="name in programs, as in hotel_rooms")
    parser.add_argument("--name", required=True, help="name that people read")
    parser.add_argument("--name-en", default="", help="the same in English")
    parser.add_argument("--unit", required=True, help="what is counted: yen, persons, 室, …")
    parser.add_argument("--credit", required=True, help="whom to name beside it")
    parser.add_argument("--licence", default="", help="terms of use of the source")
    parser.add_argument("--address", default="", help="web address of the source")
    parser.add_argument("--note", default="", help="what a reader must know")
    parser.add_argument("--fiscal", action="store_true", help="a year runs from April to March")
    parser.add_argument("--shared", action="store_true", help="let every region see it")
    parser.add_argument("--replace", action="store_true", help="put other values in their place")


def run(args: Namespace, *, at: datetime) -> int:
    """Bring the file in; 0: every row is in, 1: some stay out, and a file says why.

    Raises:
        FileCannotBeRead: the file is not there.
    """
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise intake.FileCannotBeRead(file=args.file, said=error.strerror) from error
    series = Series(
        code=args.code,
        name=args.name,
        name_en=args.name_en,
        unit=args.unit,
        credit=args.credit,
        licence=args.licence,
        address=args.address,
        note=args.note,
        owner=args.region,
        is_shared=args.shared,
        is_fiscal=args.fiscal,
    )
    done = outside.import_series(series=series, content=content, replace=args.replace, at=at)
    return _say(done, intake.write_rejects(args.file, args.rejects, done.rejects))


def _say(done: Brought, rejects: Path) -> int:
    """Print what became of the rows."""
    kept_out = len({reject.line for reject in done.rejects})
    print(
        f"{done.new:,} new, {done.repeated:,} in already, {done.replaced:,} replaced, "
        f"{kept_out:,} kept out"
    )
    if not kept_out:
        return ALL_IN
    print(f"Line, column and reason of each row kept out: {rejects}")
    print(f"The columns are {', '.join(reading.REQUIRED)}; a code has six digits.")
    return SOME_KEPT_OUT
