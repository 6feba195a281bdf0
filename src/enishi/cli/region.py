"""Let regions take part: official ones join, invented ones and areas are made."""

from __future__ import annotations

import argparse
import sys

from enishi.kit import codes
from enishi.regions import operations, places, queries
from enishi.regions.queries import UnknownRegion
from enishi.regions.region import Controller, Region

HELP = "Add a region that takes part, name its controller, or list regions"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `add`, `list` and `controller`."""
    verbs = parser.add_subparsers(dest="what", required=True)
    add = verbs.add_parser("add", help="let a region take part; adding again changes nothing")
    add.add_argument(
        "code", metavar="CODE", help="six digits (全国地方公共団体コード), also unofficial"
    )
    add.add_argument("name", metavar="NAME", help="its name; an official region keeps its own")
    add.add_argument("--parent", metavar="CODE", help="the prefecture or JP; known for officials")
    add.add_argument("--kind", choices=places.KINDS[1:], help="inferred from the parent")
    add.add_argument("--population", type=int, metavar="N", help="people who live there")
    add.add_argument("--sample", action="store_true", help="invented: wears the band 見本")
    add.add_argument(
        "--in", dest="towns", nargs="+", default=[], metavar="CODE",
        help="the municipalities that an area (地域) lies in",
    )  # fmt: skip
    verbs.add_parser("list", help="list the regions that take part")
    answers = verbs.add_parser("controller", help="say who answers for its personal data")
    answers.add_argument("code", metavar="CODE")
    answers.add_argument("--name", required=True, help="the town, the chamber, the DMO")
    answers.add_argument("--purpose", required=True, help="what the data are used for, in words")
    answers.add_argument("--contact", required=True, help="where people ask")
    answers.add_argument("--legal-basis", default="", help="of each hand-over, if any")
    answers.add_argument("--months", type=int, default=60, help="how long data are kept")
    answers.add_argument("--private", action="store_true", help="no public body (APPI chapter 4)")


def run(args: argparse.Namespace) -> int:
    """Add a region, name its controller, or list."""
    if args.what == "controller":
        operations.set_controller(
            controller=Controller(
                region_code=args.code,
                name=args.name,
                is_public_body=not args.private,
                purpose=args.purpose,
                legal_basis=args.legal_basis,
                retention_months=args.months,
                contact=args.contact,
            )
        )
        print(f"{args.name} answers for the data of {queries.region(args.code).name}.")
        return 0
    if args.what == "list":
        for region in queries.participating():
            print(f"{region.code}\t{region.kind}\t{region.name}")
        return 0
    operations.load_official()
    parent = args.parent or _parent_of(args.code)
    _warn(args.code)
    operations.add_region(
        code=args.code,
        name=args.name,
        parent=parent,
        kind=args.kind,
        population=args.population,
        is_sample=args.sample,
        towns=args.towns,
    )
    region = queries.region(args.code)
    print(f"{region.code}\t{region.kind}\t{region.name}")
    return 0


def _parent_of(code: str) -> str:
    """Return the region above a known one, or the prefecture that the code says.

    Raises:
        UnknownRegion: neither is known; --parent must say it.
    """
    known: Region | None = queries.regions([code]).get(code)
    if known is not None and known.parent_code is not None:
        return known.parent_code
    if not codes.is_six_digits(code) or codes.is_prefecture(code):
        return codes.NATION
    above = codes.prefecture_of(code)
    if above not in queries.regions([above]):
        raise UnknownRegion(code=above)
    return above


def _warn(code: str) -> None:
    """Say when the check digit is wrong: a typing error, or a code of one's own."""
    if codes.is_six_digits(code) and code[5] != codes.check_digit(code[:5]):
        wanted = code[:5] + codes.check_digit(code[:5])
        print(
            f"enishi: the check digit of {code} would be {wanted}; kept as given", file=sys.stderr
        )
