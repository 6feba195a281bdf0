"""Look after the books: one file per part, `ledger_audit` and its neighbours."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

HELP = "Look after the books: audit, lapse, supply, statements, journal, budget form"
NEEDS_DATABASE = True
# One module per part, enishi.cli.ledger_<part>: HELP, configure(parser), run(args) -> exit code.
SUBCOMMANDS: tuple[str, ...] = (
    "audit",
    "lapse",
    "lapse-report",
    "give-back",
    "use-fund",
    "supply",
    "trial-balance",
    "statement",
    "journal",
    "codes",
    "form",
    "open-balances",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Let each part add its own words."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    for name in SUBCOMMANDS:
        module = _module(name)
        part = parts.add_parser(name, help=module.HELP, description=module.HELP)
        module.configure(part)


def run(args: argparse.Namespace) -> int:
    """Run the part that was asked for."""
    return int(_module(args.part).run(args))


def _module(part: str) -> Any:
    """Import a part; a word of two parts is a file with an underscore."""
    return importlib.import_module(f"enishi.cli.ledger_{part.replace('-', '_')}")
