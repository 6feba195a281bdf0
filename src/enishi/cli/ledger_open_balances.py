"""Bring balances over from another points system: look first, then post them once."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enishi.activities import cells, importing, opening
from enishi.activities.cells import ColumnsAreMissing, Layout, Reject
from enishi.activities.opening import Bringing
from enishi.activities.sheet import Record
from enishi.cli import import_, intake
from enishi.kit import periods
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.transfers import MEMBER, NewTransfer, PostedTransfer, Result, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.member import ExternalPerson
from enishi.programs import queries as programs

HELP = "Bring balances over from another system (CSV); shows what would happen unless --apply"
ALL_IN, SOME_KEPT_OUT = 0, 1
KIND = "open"
MIGRATION = "migration:"
BATCH = 500


def configure(parser: argparse.ArgumentParser) -> None:
    """Read the file, the asset, and whether to write."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, UTF-8 or Shift_JIS")
    parser.add_argument("--asset", required=True, metavar="CODE", help="as 184420:point")
    parser.add_argument(
        "--source",
        default=importing.SOURCE,
        metavar="NAME",
        help="name of the other system, as in `enishi import` (default: %(default)s)",
    )
    parser.add_argument(
        "--undated",
        type=date.fromisoformat,
        metavar="DATE",
        help="last day of points without one (without this they never lapse)",
    )
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help="where rows that stay out are told"
    )
    parser.add_argument("--apply", action="store_true", help="post them; without it, only look")


@dataclass(slots=True)
class _Found:
    """What became, or would become, of the people in a sheet."""

    layout: Layout
    people: Sequence[Bringing]
    without_points: int
    rejects: list[Reject]
    known: dict[Bringing, UUID] = field(default_factory=dict)
    new_people: int = 0
    fresh: list[Bringing] = field(default_factory=list)
    repeated: list[Bringing] = field(default_factory=list)

    @property
    def points(self) -> int:
        """What all people bring whose rows can be read."""
        return sum(person.points for person in self.people)


def run(args: argparse.Namespace) -> int:
    """Show what the sheet holds; with --apply, post it. 0: all of it, 1: some rows stay out."""
    at = timezone.now()
    import_.check_source(args.source)
    programs.asset(args.asset)
    found = _read(args.file, periods.jst_day(at), args.undated)
    for batch in _batches(found.people):
        found.known |= _known(batch, args.source)
    for batch in _batches(_without_strangers(found)):
        if args.apply:
            _post(batch, args, at, found)
        else:
            _preview(batch, args, at, found)
    path = intake.write_rejects(args.file, args.rejects, found.rejects)
    _tell(found, args, path)
    return SOME_KEPT_OUT if found.rejects else ALL_IN


def _read(path: Path, today: date, undated: date | None) -> _Found:
    """Read the whole sheet and put each person's rows together.

    Raises:
        ColumnsAreMissing: nobody can tell whose points or how many.
    """
    kept_out: set[tuple[bool, str]] = set()

    def place(header: Record) -> Layout:
        layout = cells.layout_of(header, opening.headers_of(header), (), opening.OPTIONAL)
        if lacking := opening.missing(layout):
            raise ColumnsAreMissing(missing=lacking, found=", ".join(header.cells or []))
        return layout

    def read(record: Record, layout: Layout) -> opening.Row | list[Reject]:
        row = opening.read(record, layout, today, undated)
        if isinstance(row, list) and (person := opening.person_of(record, layout)):
            kept_out.add(person)
        return row

    sheet = intake.gather(path, place, read)
    people = opening.by_person(sheet.rows, kept_out, sheet.layout)
    rejects = [*sheet.rejects, *people.rejects]
    return _Found(sheet.layout, people.people, people.without_points, rejects)


def _batches(people: Sequence[Bringing]) -> Iterator[Sequence[Bringing]]:
    for first in range(0, len(people), BATCH):
        yield people[first : first + BATCH]


def _known(batch: Sequence[Bringing], source: str) -> dict[Bringing, UUID]:
    """Find the people who are members already."""
    cards = members.card_holders(person.name for person in batch if person.is_card)
    names = members.known_as(source, [person.name for person in batch if not person.is_card])
    holders = {person: (cards if person.is_card else names).get(person.name) for person in batch}
    return {person: member for person, member in holders.items() if member is not None}


def _without_strangers(found: _Found) -> list[Bringing]:
    """Keep out cards that nobody holds, and a person who comes by card and by number."""
    people_of: dict[UUID, list[Bringing]] = defaultdict(list)
    for person, member in found.known.items():
        people_of[member].append(person)
    twice = {person for people in people_of.values() if len(people) > 1 for person in people}
    kept = []
    for person in found.people:
        if person.is_card and person not in found.known:
            found.rejects += _rejects(person, "unknown_card", found.layout)
        elif person in twice:
            found.rejects += _rejects(person, "same_person_twice", found.layout)
        else:
            kept.append(person)
    return kept


def _transfers(
    person: Bringing, member: UUID, secret: bytes, args: argparse.Namespace, at: datetime
) -> list[NewTransfer]:
    """Write what one person brings as transfers that stand or fall together.

    Their ids rest on who it is and not on how much, so that a changed sheet is found out.
    """
    key = f"{args.asset}:{'card' if person.is_card else args.source}:{person.name}"
    chain = transfer_id(secret, "open-all", key) if len(person.rows) > 1 else None
    return [
        NewTransfer(
            id=transfer_id(secret, KIND, f"{key}:{number}"),
            source=f"{MIGRATION}{args.asset}",
            target=f"{MEMBER}{member}",
            asset=args.asset,
            amount=row.points,
            kind=KIND,
            at=at,
            expires_on=row.expires_on,
            chain=chain,
        )
        for number, row in enumerate(person.rows)
    ]


def _preview(
    batch: Sequence[Bringing], args: argparse.Namespace, at: datetime, found: _Found
) -> None:
    """Say what posting would do, from what the books hold now."""
    asked = _asked([person for person in batch if person in found.known], args, at, found)
    held = books.posted(one.id for theirs in asked.values() for one in theirs)
    for person in batch:
        theirs = asked.get(person, [])
        if not any(one.id in held for one in theirs):
            found.new_people += not theirs
            found.fresh.append(person)
        elif all(_is_same(one, held.get(one.id)) for one in theirs):
            found.repeated.append(person)
        else:
            found.rejects += _rejects(person, "opened_differently", found.layout)


def _asked(
    batch: Sequence[Bringing], args: argparse.Namespace, at: datetime, found: _Found
) -> dict[Bringing, list[NewTransfer]]:
    """Write the transfers of people who are members."""
    secrets = members.transfer_secrets(found.known[person] for person in batch)
    return {
        person: _transfers(person, found.known[person], secrets[found.known[person]], args, at)
        for person in batch
    }


def _is_same(asked: NewTransfer, held: PostedTransfer | None) -> bool:
    """Say whether a transfer stands in the books as it is asked for."""
    return held is not None and (asked.amount, asked.expires_on, asked.chain) == (
        held.amount,
        held.expires_on,
        held.chain,
    )


def _post(batch: Sequence[Bringing], args: argparse.Namespace, at: datetime, found: _Found) -> None:
    """Make the members that are missing and post what people bring, in one transaction."""
    with transaction.atomic():
        strangers = [person for person in batch if person not in found.known]
        made = membership.find_or_make_many(
            source=args.source, people=[ExternalPerson(one.name) for one in strangers], at=at
        )
        found.new_people += len(strangers)
        found.known |= {person: made[person.name] for person in strangers}
        asked = _asked(batch, args, at, found)
        results = iter(ledger.post_many([one for theirs in asked.values() for one in theirs]))
        for person, theirs in asked.items():
            _sort(person, [next(results) for _ in theirs], found)


def _sort(person: Bringing, results: Sequence[Result], found: _Found) -> None:
    """Note what became of one person."""
    if all(result is Result.OK for result in results):
        found.fresh.append(person)
    elif all(result.stands for result in results):
        found.repeated.append(person)
    elif Result.EXISTS_DIFFERENT in results:
        found.rejects += _rejects(person, "opened_differently", found.layout)
    else:
        why = next(one for one in results if one is not Result.LINKED_CHAIN_FAILED)
        found.rejects += _rejects(person, "not_posted", found.layout, why)


def _rejects(person: Bringing, code: str, layout: Layout, value: str = "") -> list[Reject]:
    """Tell why each row of a person stays out."""
    column = layout.header(opening.CARD if person.is_card else opening.PERSON)
    return [Reject(row.line, column, code, value or person.name) for row in person.rows]


def _tell(found: _Found, args: argparse.Namespace, rejects: Path) -> None:
    """Say what the sheet holds, what became of it, and what to compare."""
    columns = [opening.PERSON, opening.CARD, opening.POINTS, opening.EXPIRES]
    used = ", ".join(found.layout.header(name) for name in columns if found.layout.has(name))
    print(f"{args.file.name}: columns {used}")
    print(f"  {_sum(found.people)} in rows that can be read: compare it with the other system")
    for day, points in sorted(_by_day(found.people).items()):
        print(f"    {'never lapse' if day == opening.NEVER else f'until {day}'}: {points:,} points")
    if found.without_points:
        print(f"  {found.without_points:,} people with 0 points: nothing to bring over")
    done = "opened now" if args.apply else "would be opened"
    print(f"  {done}: {_sum(found.fresh)} ({found.new_people:,} of them new members)")
    print(f"  opened before: {_sum(found.repeated)}")
    if found.rejects:
        lines = len({reject.line for reject in found.rejects})
        print(f"  kept out: {lines:,} rows; line, column and reason of each: {rejects}")
    opened = -books.balance(f"{MIGRATION}{args.asset}", args.asset)
    print(f"  opened in all from {MIGRATION}{args.asset}: {opened:,} points")
    if not args.apply:
        print("Nothing was written. If the sums agree, run it again with --apply.")


def _sum(people: Sequence[Bringing]) -> str:
    return f"{sum(person.points for person in people):,} points of {len(people):,} people"


def _by_day(people: Sequence[Bringing]) -> dict[date, int]:
    """Add up by the last day."""
    sums: dict[date, int] = defaultdict(int)
    for person in people:
        for row in person.rows:
            sums[row.expires_on or opening.NEVER] += row.points
    return sums
