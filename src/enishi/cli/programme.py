"""Start a region's coin or point, set when it lapses, list its rules, add one, switch one."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.programs import operations, queries
from enishi.programs.lapse import NEVER, PLACES, REFUND_DAYS, TO_UNUSED
from enishi.programs.programme import Asset, NewRule
from enishi.regions import queries as regions

HELP = "Start a region's coin or point, set when it lapses, list its rules, add or switch one"
NEEDS_DATABASE = True
_FIELDS = {field.name for field in fields(NewRule)}
_NEEDED = ("asset", "name", "kind", "payer")
_RULES = "never, fiscal-year-end, month-end, days:N or on:YYYY-MM-DD"
_TO = "fund: the issuer holds the money; unused: the town issues from its budget"


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
    points.add_argument("--lapse", default="fiscal-year-end", help=_RULES)
    points.add_argument("--to", choices=PLACES, default=TO_UNUSED, help=_TO)
    points.add_argument("--refund-days", type=int, default=REFUND_DAYS, metavar="N")
    lapse = verbs.add_parser("lapse", help="show when an asset lapses; set it for what comes")
    lapse.add_argument("asset", metavar="ASSET", help="as 184420:point")
    lapse.add_argument("--when", metavar="RULE", help=_RULES)
    lapse.add_argument("--to", choices=PLACES, help=_TO)
    lapse.add_argument("--refund-days", type=int, metavar="N", help="a refund can be used so long")
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
            region_code=args.region,
            name=args.name,
            issuer=args.issuer,
            lapse=args.lapse,
            lapse_to=args.to,
            refund_days=args.refund_days,
        )
        print(opened)
    elif args.what == "lapse":
        _lapse(args)
    elif args.what == "add":
        print(operations.add_rule(rule=_read(args.file, now)))
    elif args.what == "switch":
        operations.switch_rule(rule_id=args.number, is_on=args.state == "on")
        print(f"Rule {args.number} is {args.state}.")
    else:
        _list(args.region)
    return 0


def _lapse(args: argparse.Namespace) -> None:
    """Change what is given of an asset's policy, and say what stands."""
    before = queries.asset(args.asset)
    if not (args.when is None and args.to is None and args.refund_days is None):
        operations.set_lapse(
            asset=args.asset,
            lapse=before.lapse if args.when is None else args.when,
            lapse_to=before.lapse_to if args.to is None else args.to,
            refund_days=before.refund_days if args.refund_days is None else args.refund_days,
        )
    print(_told(queries.asset(args.asset)))


def _told(asset: Asset) -> str:
    """Say in plain words until when an asset can be used and what happens then."""
    when, _colon, value = asset.lapse.partition(":")
    if when == NEVER:
        return f"{asset.code} never lapses."
    until = {
        "fiscal-year-end": "until 31 March",
        "month-end": "until the last day of the month it was given in",
        "days": f"for {value} days",
        "on": f"until {value}",
    }[when]
    rest = (
        f"becomes a donation to the fund of {asset.issuer}"
        if asset.takes_donations
        else "is reported as unused"
    )
    return (
        f"{asset.code} can be used {until}; what is left {rest}."
        f" A refund can be used for {asset.refund_days} days at least."
    )


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
