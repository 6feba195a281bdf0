"""Prove the books from their entries alone, and name the first faulty entry."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from tqdm import tqdm

from enishi.ledger import queries
from enishi.ledger.book import Checked, Difference, Fault

HELP = "Recheck every invariant from entries alone and name the first faulty entry"
CLEAN, FAULTY = 0, 1
SHOWN = 10
# What each check proves, for the person who reads it.
PROVES = {
    "entries": "accounts and entries: order, balances, pockets, soonest expiry first, both sides",
    "sides": "transfers: two entries each",
    "assets": "assets: entries come to 0",
    "reversals": "reversals: mirror their original, once",
    "holds": "holds: end once, accounts hold back what is open",
    "budgets": "budgets: spent what their transfers come to",
    "limits": "days of accounts with daily limits",
    "totals": "daily totals: the transfers up to their position",
    "conversions": "conversions: two transfers at their rate",
    "marks": "marks of time: the sums of their stretches",
    "log": "leaves of the log: the books say what was sealed, in its order",
}
_SECONDS_BETWEEN_LINES = 10


@dataclass(frozen=True, slots=True)
class Timed:
    """A check and how long it took."""

    checked: Checked
    seconds: float


def configure(parser: argparse.ArgumentParser) -> None:
    """Read how far to look, and how to tell."""
    parser.add_argument("--log", action="store_true", help="also compare with the sealed leaves")
    parser.add_argument("--asset", metavar="ASSET", help="one asset only")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Audit as of one moment, while others go on posting; exit code 1 when a fault is found."""
    quiet = args.json
    with queries.one_moment():
        done: list[Timed] = []
        for check in queries.CHECKS:
            is_doubted = any(one.checked.found for one in done)
            done.append(_check(check, args.asset, quiet=quiet, is_doubted=is_doubted))
        if args.log:
            done.append(_compare(quiet=quiet))
    faults = sorted((fault for one in done for fault in one.checked.faults), key=_order)
    found = sum(one.checked.found for one in done)
    if args.json:
        print(json.dumps(_as_json(done, faults, found), indent=2, default=str))
    else:
        print("\n".join(_sentences(faults, found, sum(one.seconds for one in done))))
    return FAULTY if found else CLEAN


def _check(check: str, asset: str | None, *, quiet: bool, is_doubted: bool) -> Timed:
    """Run one check and say how it went."""
    begun = time.monotonic()
    lines = queries.entries_to_audit(asset) if check == "entries" else 0
    with _Progress(check, lines, quiet=quiet) as progress:
        checked = queries.audited(check, asset, progress=progress.reached, is_doubted=is_doubted)
    return _told(Timed(checked, time.monotonic() - begun), quiet=quiet)


def _compare(*, quiet: bool) -> Timed:
    """Compare with the log; the log knows no faulty entry, only the transfer that differs."""
    begun = time.monotonic()
    leaves = queries.leaves_to_compare()
    with _Progress("log", leaves, quiet=quiet) as progress:
        found = queries.differences(progress.reached)
        first = [_fault(one) for one in islice(found, SHOWN)]
        number = len(first) + sum(1 for _ in found)
    checked = Checked("log", leaves, number, tuple(first))
    return _told(Timed(checked, time.monotonic() - begun), quiet=quiet)


def _fault(difference: Difference) -> Fault:
    """Write a difference as a fault."""
    what = difference.what
    if difference.book is not None or difference.sealed is not None:
        what += f": the books say {difference.book}, the log sealed {difference.sealed}"
    return Fault(what, account=difference.reference)


def _told(timed: Timed, *, quiet: bool) -> Timed:
    """Print one check's line as soon as it is done."""
    if not quiet:
        one = timed.checked
        verdict = f"{one.found:,} FAULTS" if one.found else "ok"
        line = f"{verdict:<10} {timed.seconds:7.1f} s {one.looked_at:>13,}  {PROVES[one.check]}"
        print(line, flush=True)
    return timed


def _order(fault: Fault) -> tuple[bool, int]:
    """Put the first entry of the books first; what belongs to no entry comes last."""
    return fault.entry is None, fault.entry or 0


def _sentences(faults: list[Fault], found: int, seconds: float) -> Iterator[str]:
    """Say what it all comes to."""
    if not found:
        yield f"The books are right: every check holds ({seconds:.1f} s)."
        return
    first, *others = faults
    yield ""
    yield f"THE BOOKS ARE FAULTY ({found:,} found). The first faulty entry:"
    yield f"  {first.where}"
    yield f"  {first.what}"
    for fault in others[:SHOWN]:
        yield f"then {fault.where}: {fault.what}"
    if len(others) > SHOWN:
        yield f"and {found - 1 - SHOWN:,} more; --json names the first ones of each check."
    yield "Nobody should post until somebody knows why; keep a copy of the database as it is."


def _as_json(done: list[Timed], faults: list[Fault], found: int) -> dict[str, Any]:
    """Say the same for a machine."""
    return {
        "is_clean": not found,
        "found": found,
        "seconds": round(sum(one.seconds for one in done), 3),
        "checks": [
            {
                "check": one.checked.check,
                "looked_at": one.checked.looked_at,
                "found": one.checked.found,
                "seconds": round(one.seconds, 3),
            }
            for one in done
        ],
        "faults": [
            {
                "account": fault.account,
                "place": fault.place,
                "entry": fault.entry,
                "transfer": fault.transfer,
                "what": fault.what,
            }
            for fault in faults
        ],
    }


class _Progress:
    """Tells how far a long check is: a bar for people, a line now and then for logs."""

    def __init__(self, name: str, total: int, *, quiet: bool) -> None:
        """Begin at none."""
        self._name = name
        self._total = total
        self._quiet = quiet
        self._at = time.monotonic()
        self._bar: tqdm[Any] | None = None
        if total and not quiet and sys.stderr.isatty():
            self._bar = tqdm(total=total, unit=" lines", desc=name, file=sys.stderr, leave=False)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *stopped: object) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()

    def reached(self, number: int) -> None:
        """Tell that so many lines have passed."""
        if self._bar is not None:
            self._bar.update(number - self._bar.n)
        elif not self._quiet and time.monotonic() - self._at > _SECONDS_BETWEEN_LINES:
            self._at = time.monotonic()
            told = f"{self._name}: {number:,} of about {self._total:,}"
            print(told, file=sys.stderr, flush=True)
