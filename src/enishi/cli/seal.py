"""Seal what is waiting into the log, and sign the tree."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from django.utils import timezone

from enishi.insight.releases import operations as releases
from enishi.ledger import operations as ledger
from enishi.transparency import operations as transparency

HELP = "Seal transfers and releases into the log, and sign it; --publish shows it now"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Add whether to wait for the cadence."""
    parser.add_argument(
        "--publish",
        action="store_true",
        help="show the log now: random leaves fill the last tile, so that its size tells nothing",
    )


def run(args: argparse.Namespace) -> int:
    """Seal until nothing waits, then sign."""
    at = timezone.now()
    transfers = _until_idle(lambda: ledger.seal(at=at))
    figures = _until_idle(lambda: releases.seal(at=at))
    log = transparency.checkpoint(at=at, publish=args.publish)
    print(f"sealed: {transfers} transfers, {figures} releases")
    print(f"leaves in the log: {log.size}, under the public checkpoint: {log.public_size}")
    return 0


def _until_idle(step: Callable[[], int]) -> int:
    """Repeat a step until it finds nothing, and add up what it found."""
    total = 0
    while done := step():
        total += done
    return total
