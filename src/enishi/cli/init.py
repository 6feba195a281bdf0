"""Make an empty real installation: tables, official regions, keys."""

from __future__ import annotations

import argparse

from django.conf import settings

from enishi.outside import operations as outside
from enishi.regions import operations as regions

HELP = "Make an empty installation: tables, official regions, keys"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Take nothing but the folder."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Make what is missing; running it again changes nothing."""
    regions.load_official()
    outside.load_official()
    print(f"The installation in {args.folder} is ready.")
    print(f"Keep {settings.SECRETS_DIR} apart from the database, and safe: it cannot be made anew.")
    print("Next: ./enishi region add CODE NAME, then ./enishi serve")
    return 0
