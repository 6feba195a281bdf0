"""Make, list and end the keys of tills and online shops that sell over the API."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from uuid import UUID

from enishi.merchants import operations, queries
from enishi.merchants.shop import POS

HELP = "Make a key with which a shop's POS or online shop sells, list the keys, or end one"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `new`, `list` and `end`."""
    verbs = parser.add_subparsers(dest="what", required=True)
    new = verbs.add_parser("new", help="print the secret of a new key, once and alone")
    new.add_argument("--shop", required=True, metavar="CODE")
    new.add_argument("--label", default="", help="which till it is")
    listed = verbs.add_parser("list", help="list a shop's keys, never their secrets")
    listed.add_argument("--shop", required=True, metavar="CODE")
    end = verbs.add_parser("end", help="end a key; a second time changes nothing")
    end.add_argument("--shop", required=True, metavar="CODE")
    end.add_argument("key", type=UUID, metavar="KEY", help="as `till list` shows it")


def run(args: argparse.Namespace) -> int:
    """Make, list or end."""
    now = datetime.now(UTC)
    if args.what == "new":
        print(operations.enrol_pos(shop_code=args.shop, label=args.label, at=now).secret)
        print("enishi: shown once; only its hash is kept", file=sys.stderr)
    elif args.what == "end":
        operations.end_device(shop_code=args.shop, device_id=args.key, at=now)
        print(f"Key {args.key} is ended.")
    else:
        for key in queries.devices(args.shop):
            if key.kind == POS:
                state = "ended" if key.ended_at else "live"
                print(f"{key.id}\t{state}\t{key.label}")
    return 0
