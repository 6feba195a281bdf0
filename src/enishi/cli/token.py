"""Make, list and end the keys of other systems."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from enishi.regions import operations, queries, roles

HELP = "Make a key for the API, list the keys, or end one"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `new`, `list` and `revoke`."""
    verbs = parser.add_subparsers(dest="what", required=True)
    new = verbs.add_parser("new", help="print the secret of a new key, once and alone")
    new.add_argument("--role", required=True, metavar="R", help=f"one of: {', '.join(roles.ROLES)}")
    new.add_argument("--region", required=True, metavar="CODE")
    new.add_argument("--label", default="", help="what the key is for")
    verbs.add_parser("list", help="list the keys, never their secrets")
    revoke = verbs.add_parser("revoke", help="end a key")
    revoke.add_argument("number", type=int, metavar="NUMBER", help="as `token list` shows it")


def run(args: argparse.Namespace) -> int:
    """Make, list or end."""
    now = datetime.now(UTC)
    if args.what == "new":
        print(
            operations.issue_token(
                role=args.role, region_code=args.region, label=args.label, at=now
            )
        )
        print("enishi: shown once; only its hash is kept", file=sys.stderr)
    elif args.what == "revoke":
        operations.revoke_token(token_id=args.number, at=now)
        print(f"Key {args.number} is ended.")
    else:
        for key in queries.tokens():
            state = "ended" if key.is_revoked else "live"
            print(f"{key.id}\t{state}\t{key.role}\t{key.region_code}\t{key.label}")
    return 0
