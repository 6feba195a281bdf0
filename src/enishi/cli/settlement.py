"""Settle with shops: terms, months closed, opened and paid, statements, the bank's file."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from django.utils import timezone, translation

from enishi.cli import tables
from enishi.kit.periods import jst_day, parse_month
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.settlement import operations, queries, sheets, terms
from enishi.settlement.statement import Search, Statement
from enishi.settlement.terms import Terms
from enishi.web.design import statement_papers
from enishi.web.design.paper import printing

HELP = "Settle with shops: close, open, statement, bank-file, paid, terms, archive, check"
NEEDS_DATABASE = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Read what to do with which asset's shops."""
    verbs = parser.add_subparsers(dest="what", required=True)
    close = _verb(verbs, "close", "close a month that is over; the next one if none is told")
    close.add_argument("month", metavar="YYYY-MM", type=parse_month, nargs="?")
    reopen = _verb(verbs, "open", "open the last closed month again; its statements are kept")
    reopen.add_argument("--why", required=True, metavar="TEXT")
    statement = _verb(verbs, "statement", "write the standing statements of a month")
    statement.add_argument("month", metavar="YYYY-MM", type=parse_month)
    statement.add_argument("--pdf", type=Path, metavar="FILE", help="on paper instead of CSV")
    statement.add_argument("--language", choices=("ja", "en"), default="ja", help="of the paper")
    tables.add_form(statement)
    bank = _verb(verbs, "bank-file", "write the bank's file (総合振込) of a closed month")
    bank.add_argument("month", metavar="YYYY-MM", type=parse_month)
    bank.add_argument("--out", type=Path, required=True, metavar="FILE")
    paid = _verb(verbs, "paid", "note that statements were paid")
    paid.add_argument("numbers", metavar="NUMBER", nargs="+")
    paid.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE")
    paid.add_argument("--way", choices=terms.WAYS, default=terms.BANK)
    agreed = _verb(verbs, "terms", "show the terms, or set parts of them")
    agreed.add_argument(
        "--set", action="append", default=[], metavar="PART=VALUE",
        help=f"PART is one of {', '.join(_parts())}",
    )  # fmt: skip
    archive = _verb(verbs, "archive", "search all statements, also of months opened again")
    tables.add_period(archive)
    archive.add_argument("--least", type=int, metavar="YEN")
    archive.add_argument("--most", type=int, metavar="YEN")
    archive.add_argument("--partner", default="", metavar="TEXT")
    tables.add_form(archive)
    _verb(verbs, "check", "compare statements with the books to the point")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, told: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=told, description=told)
    parser.add_argument("asset", metavar="ASSET", help="as 182010:point")
    return parser


def _parts() -> list[str]:
    return [field.name for field in fields(Terms) if field.name != "asset"]


def run(args: argparse.Namespace) -> int:
    """Do it; `check` ends with 1 where something differs."""
    asset: str = args.asset
    queries.terms(asset)
    now = timezone.now()
    if args.what == "close":
        month = args.month or queries.next_month(asset, today=jst_day(now))
        if month is None:
            raise operations.NothingIsClosed(asset=asset)
        closed = operations.close(asset=asset, month=month, by=None, at=now)
        return _say(queries.statements(closed.id))
    if args.what == "open":
        opened = operations.reopen(asset=asset, why=args.why, by=None, at=now)
        print(f"{opened.month} is open; its statements stay in the archive.")
        return 0
    if args.what == "paid":
        noted = operations.note_paid(
            numbers=args.numbers, asset=asset, on=args.on, way=args.way, by=None, at=now
        )
        print(f"{noted} noted as paid")
        return 0
    if args.what == "terms":
        return _terms(asset, args.set)
    if args.what == "check":
        return _check(asset, jst_day(now))
    return _write(args)


def _say(found: list[Statement]) -> int:
    for one in found:
        print(f"{one.number}\t{one.outcome}\t{one.payout}\t{one.partner}")
    return 0


def _write(args: argparse.Namespace) -> int:
    """Write statements as CSV, on paper, or as the bank's file."""
    if args.what == "archive":
        since, until = tables.period(args, date.min, date.max)
        search = Search(
            since=since,
            until=until if until == date.max else date.fromordinal(until.toordinal() - 1),
            least=args.least,
            most=args.most,
            partner=args.partner,
        )
        return _sheet(args, queries.archive(args.asset, search))
    closings = [
        one for one in queries.closings(args.asset) if one.stands and one.month == str(args.month)
    ]
    if not closings:
        raise operations.NothingIsClosed(asset=args.asset)
    if args.what == "bank-file":
        written = operations.make_bank_file(
            closing_id=closings[0].id, asset=args.asset, at=timezone.now()
        )
        args.out.write_bytes(written)
        return 0
    found = queries.statements(closings[0].id)
    if args.pdf is None:
        return _sheet(args, found)
    region = regions.region(programs.asset(args.asset).region_code)
    with translation.override(args.language):
        args.pdf.write_bytes(printing.pdf("statement", statement_papers.facts(region, found)))
    return 0


def _sheet(args: argparse.Namespace, found: list[Statement]) -> int:
    form = tables.Form(args.format, args.encoding, args.out)
    tables.write(form, "settlement", sheets.HEADS, [sheets.row(one) for one in found])
    return 0


def _terms(asset: str, told: list[str]) -> int:
    """Show the terms; set parts of them first.

    Raises:
        BadTerms: a part is none, or cannot be so.
    """
    agreed = queries.terms(asset)
    for one in told:
        part, _equal, value = one.partition("=")
        if part not in _parts():
            raise operations.BadTerms(part=part)
        is_number = isinstance(getattr(agreed, part), int)
        if is_number and not value.isdecimal():
            raise operations.BadTerms(part=part)
        changed = {part: int(value) if is_number else value}
        agreed = replace(agreed, **changed)  # type: ignore[arg-type]
    if told:
        operations.set_terms(terms=agreed)
    for part in _parts():
        print(f"{part}\t{getattr(queries.terms(asset), part)}")
    return 0


def _check(asset: str, today: date) -> int:
    found = queries.differences(asset, today=today)
    for one in found:
        print(f"{one.shop_code}\t{one.what}\tstatements {one.told}\tbooks {one.books}")
    if not found:
        print(f"{asset}: statements and books are equal to the point.")
    return 1 if found else 0
