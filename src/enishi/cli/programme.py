"""Start a region's coin or point, list its rules, add one, switch one."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.programs import operations, queries
from enishi.programs.programme import NewRule
from enishi.regions import queries as regions

HELP = "Start a region's coin or point, list its rules, add or switch one"
NEEDS_DATABASE = True
_FIELDS = {field.name for field in fields(NewRule)}
_NEEDED = ("asset", "name", "kind", "payer")


class RuleFileIsUnclear(Refusal):
    """The file of a rule lacks a word or has one that no rule has."""

    code = "rule_file_is_unclear"
    status = 422
    sentence = (
        "The rule file is unclear. It needs {needed}; unknown in it: {unknown}; missing: {missing}."
    )


def configure(parser: argparse.ArgumentParser) -> None:
    """Read `open`, `points`, `rules`, `add` and `switch`."""
    verbs = parser.add_subparsers(dest="what", required=True)
    start = verbs.add_parser("open", help="start the coin with the pilot's rules")
    start.add_argument("region", metavar="CODE")
    start.add_argument("--issuer", metavar="NAME", help="who owes it; the region if not given")
    points = verbs.add_parser("points", help="open a point, worth 1 yen, without rules")
    points.add_argument("region", metavar="CODE")
    points.add_argument("--name", required=True)
    points.add_argument("--issuer", required=True, metavar="NAME")
    points.add_argument(
        "--lapse", default="fiscal-year-end", help="never, fiscal-year-end, month-end, days:N"
    )
    listed = verbs.add_parser("rules", help="list the rules of a region")
    listed.add_argument("region", metavar="CODE")
    add = verbs.add_parser("add", help="add a rule from a TOML file")
    add.add_argument("file", type=Path, metavar="FILE.toml")
    switch = verbs.add_parser("switch", help="let a rule give, or stop it")
    switch.add_argument("number", type=int, metavar="NUMBER", help="as `programme rules` shows it")
    switch.add_argument("state", choices=("on", "off"))


def run(args: argparse.Namespace) -> int:
    """Do one of them and say what stands now."""
    now = datetime.now(UTC)
    if args.what == "open":
        issuer = args.issuer or regions.region(args.region).name
        print(operations.open_programme(region_code=args.region, issuer=issuer, at=now))
    elif args.what == "points":
        opened = operations.open_points(
            region_code=args.region, name=args.name, issuer=args.issuer, lapse=args.lapse
        )
        print(opened)
    elif args.what == "add":
        print(operations.add_rule(rule=_read(args.file, now)))
    elif args.what == "switch":
        operations.switch_rule(rule_id=args.number, is_on=args.state == "on")
        print(f"Rule {args.number} is {args.state}.")
    else:
        _list(args.region)
    return 0


def _read(file: Path, now: datetime) -> NewRule:
    """Read a rule; its first day is today unless it says another.

    Raises:
        RuleFileIsUnclear: a word is missing or unknown.
    """
    try:
        words = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        needed = ", ".join(_NEEDED)
        raise RuleFileIsUnclear(needed=needed, unknown=error, missing="-") from error
    unknown, missing = sorted(set(words) - _FIELDS), [n for n in _NEEDED if n not in words]
    if unknown or missing:
        raise RuleFileIsUnclear(
            needed=", ".join(_NEEDED),
            unknown=", ".join(unknown) or "-",
            missing=", ".join(missing) or "-",
        )
    return NewRule(**({"valid_from": jst_day(now)} | words))


def _list(region_code: str) -> None:
    """Print the rules of a region, one a line."""
    regions.region(region_code)
    for rule in queries.rules_of([region_code]):
        gives = f"{rule.rate_permille / 10:g} %" if rule.per == "yen" else f"{rule.amount}"
        state = "on" if rule.is_on else "off"
        print(f"{rule.id}\t{state}\t{rule.asset}\t{rule.kind}\t{gives} per {rule.per}\t{rule.name}")
