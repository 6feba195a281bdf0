"""The command line: one file per verb."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

# One module per command: HELP, configure(parser), run(args) -> exit code, NEEDS_DATABASE.
COMMANDS: tuple[str, ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="enishi", description=__doc__)
    verbs = parser.add_subparsers(dest="command", required=True)
    for name in COMMANDS:
        module = importlib.import_module(f"enishi.cli.{name.replace('-', '_')}")
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        verb.add_argument("--data", default=os.environ.get("ENISHI_DATA"), metavar="DIR")
        module.configure(verb)
        verb.set_defaults(run=module.run)
    args = parser.parse_args(argv)
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main())
