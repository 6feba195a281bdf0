"""Give back what a transfer took: goodwill for a lapse, a donation or a purchase by mistake."""

from __future__ import annotations

import argparse
from uuid import UUID

from django.utils import timezone

from enishi.programs import operations

HELP = "Take a transfer back; its points can be spent for the asset's days of grace at least"


def configure(parser: argparse.ArgumentParser) -> None:
    """Read which transfer."""
    parser.add_argument("transfer", type=UUID, metavar="TRANSFER", help="its id, from a statement")


def run(args: argparse.Namespace) -> int:
    """Give back, once, and say what stands now."""
    is_new = operations.give_back(transfer=args.transfer, at=timezone.now())
    print(
        f"{args.transfer} is taken back." if is_new else f"{args.transfer} was taken back before."
    )
    return 0
