"""Serve a real installation: pages, API and followers, until Ctrl-C."""

from __future__ import annotations

import argparse

from enishi.cli import supervise

HELP = "Serve the pages of this installation and run its followers"
NEEDS_DATABASE = True
hold = supervise.hold


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the address to serve at."""
    add_address(parser)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where to listen; `demo` has the same."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="8000 if not given")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from outside")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="web processes")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""

    def tell(address: str) -> None:
        print(f"\n縁 Enishi  {address}/\nCtrl-C stops it.\n", flush=True)

    return supervise.serve(host=args.host, number=args.port, workers=args.workers, when_ready=tell)
