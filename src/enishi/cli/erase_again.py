"""Erase those again whom a restored database still knows, by the list that backups leave out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from enishi import cli
from enishi.cli import restore
from enishi.insight.releases import operations as releases
from enishi.ledger import operations as ledger
from enishi.rights import erased_list
from enishi.rights import operations as rights

HELP = "Erase those again who had been erased before an older backup was restored"
NEEDS_DATABASE = True
CLEAN, FAULTY = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Read which list, other than the data folder's own."""
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="a list besides DATA/erased.jsonl"
    )


def run(args: argparse.Namespace) -> int:
    """Erase again, tell how many, and name what could not be done."""
    faults = again(args.file, datetime.now(UTC))
    for fault in faults:
        print(f"FAULT {fault}")
    return FAULTY if faults else CLEAN


def again(named: Path | None, at: datetime) -> list[str]:
    """Erase everybody on the lists, also out of the lake; return what could not be done.

    Raises:
        ListIsMissing: the file named is not there.
    """
    if named is not None and not named.exists():
        raise restore.ListIsMissing(file=named)
    paths = [settings.ERASED_LIST, *([named] if named is not None else [])]
    listed = {path: erased_list.read(path) for path in dict.fromkeys(paths)}
    faults = [
        f"{path}, line {number}: cannot be read; whom it names was not erased again"
        for path, one in listed.items()
        for number in one.unread
    ]
    while ledger.time_out_holds(at=at):
        pass
    lines = [line for one in listed.values() for line in one.lines]
    told = rights.erase_again(lines=lines, at=at)
    if told.done:
        releases.refresh_lake()
    print(
        f"Erasures on the list: {len({one.erasure for one in lines}):,}; done again: {told.done:,}."
    )
    return faults + list(_left(told))


def _left(told: rights.Again) -> Iterable[str]:
    for erasure, refusal in told.left.items():
        yield (
            f"erasure {erasure} could not be done again: {cli.told(refusal)} "
            "Then run ./enishi erase-again."
        )
