"""Make people who work for a region, and show who does."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from enishi.cli import enrolment
from enishi.kit import ids
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.regions import operations, queries, roles

HELP = "Add a member of staff, end a role, or list who works for a region"
NEEDS_DATABASE = True
_GROUPS = 4


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `add`, `end` and `list`."""
    known = ", ".join(roles.ROLES)
    verbs = parser.add_subparsers(dest="what", required=True)
    add = verbs.add_parser("add", help="add a person, or give a known person one more role")
    end = verbs.add_parser("end", help="end a role")
    for verb in (add, end):
        verb.add_argument("email", metavar="EMAIL")
        verb.add_argument("--region", required=True, metavar="CODE", help="JP for the operator")
        verb.add_argument("--role", required=True, metavar="ROLE", help=f"one of: {known}")
    add.add_argument("--name", default="", help="how the console greets them")
    add.add_argument("--section", default="", help="for example 総合政策課")
    listing = verbs.add_parser("list", help="list who works for a region")
    listing.add_argument("--region", required=True, metavar="CODE")


def run(args: argparse.Namespace) -> int:
    """Add a person, end a role, or list."""
    if args.what == "list":
        return _list(args.region)
    if args.what == "end":
        return _end(args)
    return _add(args)


def _list(region_code: str) -> int:
    for held in queries.staff_of(queries.region(region_code).code):
        member = members.member(held.member_id)
        print(f"{member.email}\t{held.role}\t{held.section}\t{member.display_name}")
    return 0


def _end(args: argparse.Namespace) -> int:
    member_id = members.staff_by_email(args.email)
    if member_id is None:
        raise members.UnknownMember(email=args.email)
    operations.dismiss(
        member_id=member_id, region_code=args.region, role=args.role, at=datetime.now(UTC)
    )
    print(f"{args.email} is no longer {args.role} of {args.region}.")
    return 0


def _add(args: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    region = queries.region(args.region)
    if args.role not in roles.ROLES:
        raise operations.UnknownRole(role=args.role, roles=", ".join(roles.ROLES))
    member_id = members.staff_by_email(args.email)
    is_new = member_id is None
    password = "-".join(ids.readable_code(5) for _ in range(_GROUPS))
    if member_id is None:
        member_id = membership.create_staff(
            email=args.email, password=password, display_name=args.name, at=now
        )
    operations.appoint(
        member_id=member_id, region_code=region.code, role=args.role, section=args.section, at=now
    )
    print(f"{args.email} is {args.role} of {region.name} ({region.code}).")
    if is_new:
        enrolled = enrolment.enrol(member_id)
        print("Shown once, kept nowhere:")
        print(f"  password       {password}")
        print(f"  second factor  {enrolled.secret}")
        print(f"  as address     {enrolled.url}")
    return 0
