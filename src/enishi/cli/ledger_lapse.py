"""Let points lapse now, or see what would: the worker does the same every day."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from django.utils import timezone

from enishi.cli import lapsing
from enishi.kit.periods import jst_day
from enishi.ledger import queries as books
from enishi.ledger.lapsing import LapseStep
from enishi.programs import queries as programs
from enishi.programs.programme import Asset
from enishi.regions import queries as regions

HELP = "Move points past their last day: --region CODE or --asset CODE; --preview only looks"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read which assets, and whether to look only."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--region", metavar="CODE", help="all its assets")
    which.add_argument("--asset", metavar="CODE", help="one asset, as 184420:point")
    parser.add_argument("--preview", action="store_true", help="say what would move; move nothing")


def run(args: argparse.Namespace) -> int:
    """Lapse or preview each asset; breaking off is harmless, the next run goes on."""
    at = timezone.now()
    for asset in _assets(args):
        due = books.lapsing(asset.code, on=jst_day(at))
        print(
            f"{asset.code}: {due.points:,} points of {due.accounts:,} accounts"
            f" {'would lapse' if args.preview else 'lapse'} to {asset.lapse_target}"
            + (f"; {due.held:,} are held and stay" if due.held else "")
        )
        if not args.preview and due.accounts:
            _lapse(asset, at, due.accounts)
    return 0


def _assets(args: argparse.Namespace) -> list[Asset]:
    if args.asset:
        return [programs.asset(args.asset)]
    regions.region(args.region)
    return programs.assets(args.region)


def _lapse(asset: Asset, at: datetime, expected: int) -> None:
    """Lapse an asset and show how far it is."""
    moved = points = 0

    def tell(step: LapseStep) -> None:
        nonlocal moved, points
        moved, points = moved + step.accounts, points + step.points
        if sys.stderr.isatty():
            print(f"\r{moved:,} of {expected:,} accounts", end="", file=sys.stderr)

    lapsing.lapse_asset(asset, at, tell)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(f"{asset.code}: {points:,} points of {moved:,} accounts lapsed")
