"""`enishi import partner`: what a partner delivers, from a file or by asking its API."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from enishi.cli import intake
from enishi.kit.refusal import Refusal
from enishi.partners import operations as partners
from enishi.partners import queries, reading
from enishi.partners.partner import Intake, Told

EQUAL_AND_ALL_IN, SOME_KEPT_OUT, NOT_EQUAL = 0, 1, 2


def configure(parser: ArgumentParser) -> None:
    """Describe the file, whose it is, and what it should come to."""
    parser.add_argument(
        "file", type=Path, nargs="?", help="CSV: id, holder, at, amount; without it: ask the API"
    )
    parser.add_argument("--partner", required=True, help="code of the partner")
    parser.add_argument("--rows", type=int, help="how many rows the partner says there are")
    parser.add_argument("--units", type=int, help="what the partner says they come to")


class NoFileToReject(Refusal):
    """Rejects of an API are kept with the delivery, not beside a file."""

    code = "no_file_to_reject"
    sentence = "--rejects needs a file; of an API, see the partner's page in the console."


def run(args: Namespace, *, at: datetime) -> int:
    """Bring a delivery in; 0: all is in and equal, 1: some rows stay out, 2: it is not equal.

    Raises:
        FileCannotBeRead: the file is not there.
        NoFileToReject: rejects are asked for, and there is no file.
    """
    if args.file is None:
        if args.rejects is not None:
            raise NoFileToReject
        done = partners.pull(partner_code=args.partner, by=None, at=at)
        return max((_say(one) for one in done), default=EQUAL_AND_ALL_IN)
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise intake.FileCannotBeRead(file=args.file, said=error.strerror) from error
    told = Told(args.rows, args.units)
    delivery = reading.delivery(content, source=args.file.name, told=told)
    made = partners.take_in(partner_code=args.partner, delivery=delivery, by=None, at=at)
    rejects = [one.reject for one in queries.kept_out(made.id)]
    written = intake.write_rejects(args.file, args.rejects, rejects)
    if rejects:
        print(f"Line, column and reason of each row kept out: {written}")
    return _say(made)


def _say(made: Intake) -> int:
    """Print how a delivery comes out."""
    print(
        f"{made.source}: {made.rows:,} rows, {made.units:,} units: {made.taken:,} taken, "
        f"{made.repeated:,} in already, {made.kept_out:,} kept out; {made.given:,} points given"
    )
    if not made.is_equal:
        said = f"{made.told.rows} rows, {made.told.units} units"
        print(f"It does not come to what the partner says ({said}).")
        return NOT_EQUAL
    return SOME_KEPT_OUT if made.kept_out else EQUAL_AND_ALL_IN
