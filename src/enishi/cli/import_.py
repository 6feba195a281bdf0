"""`enishi import`: brings activities and surveys from other systems in, each row once."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from enishi.activities import cells, importing
from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.activities.cells import Headers, HeadersAreUnclear, Layout, Reject
from enishi.activities.sheet import Record
from enishi.cli import import_partner, import_series, intake
from enishi.cli.intake import Columns, Kind, Taken, Totals
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.member import ExternalPerson
from enishi.regions import operations as regions
from enishi.regions import queries as region_queries
from enishi.surveys import fukui
from enishi.surveys import operations as surveys

HELP = "bring in activities or a survey from a CSV file"
NEEDS_DATABASE = True
SOURCE_LENGTH_MAX = 40
ALL_IN, SOME_KEPT_OUT = 0, 1


def configure(parser: ArgumentParser) -> None:
    """Describe the kinds of sheet."""
    kinds = parser.add_subparsers(
        dest="what", required=True, metavar="activities|fukui-survey|series|partner"
    )
    sheet = kinds.add_parser("activities", help="activities of members, one a row")
    sheet.add_argument("file", type=Path)
    sheet.add_argument("--map", type=Path, help="TOML file: our_column = 'their header'")
    sheet.add_argument(
        "--source",
        default=importing.SOURCE,
        help="name of the system it comes from; its ids are its own (default: %(default)s)",
    )
    sheet.add_argument("--earn", action="store_true", help="let the rules give coins and points")
    survey = kinds.add_parser("fukui-survey", help="the visitor survey of Fukui (FTAS)")
    survey.add_argument("file", type=Path)
    series = kinds.add_parser("series", help="outside statistics of one's own, a value a row")
    import_series.configure(series)
    partner = kinds.add_parser("partner", help="points, rides, tickets, gifts, orders of a partner")
    import_partner.configure(partner)
    for kind in (sheet, survey, series, partner):
        kind.add_argument(
            "--rejects", type=Path, help="where rows that stay out are told (FILE.rejects.csv)"
        )
        kind.add_argument("--quiet", action="store_true", help="no progress")


def run(args: Namespace) -> int:
    """Bring a file in; 0: every row is in, 1: some rows stay out, and a file says why."""
    at = datetime.now(UTC)
    if args.what == "series":
        return import_series.run(args, at=at)
    if args.what == "partner":
        return import_partner.run(args, at=at)
    if args.what == "fukui-survey":
        totals = fukui_survey(args.file, args.rejects, at=at, quiet=args.quiet)
    else:
        kind = activities_kind(args.source, headers(args.map), earn=args.earn, at=at)
        totals = intake.take_in(args.file, kind, args.rejects, quiet=args.quiet)
    return _say(totals, args.rejects or intake.beside(args.file))


def _say(totals: Totals, rejects: Path) -> int:
    """Print what became of the rows."""
    print(
        f"{totals.rows:,} rows: {totals.new:,} new, {totals.repeated:,} in already, "
        f"{totals.kept_out:,} kept out ({totals.seconds:.1f} s, "
        f"{totals.rows_per_second:,} rows a second)"
    )
    if not totals.kept_out:
        return ALL_IN
    print(
        f"Line, column and reason of each row kept out: {rejects}\n"
        "Correct them in the file and import it again; what is in is skipped."
    )
    return SOME_KEPT_OUT


def headers(path: Path | None) -> Headers:
    """Read the map of headers.

    Raises:
        FileCannotBeRead: the map is not there.
        HeadersAreUnclear: it is not TOML, or names something that is not one of our columns.
    """
    if path is None:
        return Headers()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise intake.FileCannotBeRead(file=path, said=error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HeadersAreUnclear(unknown=f"no TOML ({error})", known="a TOML file") from error
    return cells.headers_from(table, importing.COLUMNS)


class BadSource(Refusal):
    """The name of the other system is empty, too long, or holds a colon."""

    code = "bad_source"
    status = 422
    sentence = 'A source is a word of at most {longest} characters without a colon, not "{source}".'


def check_source(source: str) -> None:
    """Refuse a name that cannot be part of a key.

    Raises:
        BadSource: it is empty, too long, or holds a colon.
    """
    if not source or len(source) > SOURCE_LENGTH_MAX or ":" in source:
        raise BadSource(source=source, longest=SOURCE_LENGTH_MAX)


def activities_kind(
    source: str, names: Headers, *, earn: bool, at: datetime
) -> Kind[importing.Row]:
    """Say how a sheet of activities is read and written.

    Raises:
        BadSource: the source cannot be part of a key.
    """
    check_source(source)
    known = _known(at)

    def read(record: Record, layout: Layout) -> importing.Row | list[Reject]:
        return importing.read(record, layout, known, source)

    def write(rows: Sequence[importing.Row]) -> Taken:
        return _write(rows, source, names, earn=earn, at=at)

    return Kind(Columns(importing.REQUIRED, importing.OPTIONAL, names), read, write)


def _known(at: datetime) -> importing.Known:
    """Ask once what an import may name."""
    kinds: dict[str, str] = {}
    for kind in activity_queries.kinds():
        for word in (kind.code, kind.name, kind.name_en):
            kinds.setdefault(word.lower(), kind.code)
    return importing.Known(
        regions=frozenset(region.code for region in region_queries.participating()),
        kinds=kinds,
        homes=region_queries.home_codes(),
        today=periods.jst_day(at),
    )


def _write(
    rows: Sequence[importing.Row], source: str, names: Headers, *, earn: bool, at: datetime
) -> Taken:
    """Write what is new, members and activities in one transaction."""
    found = _sort_out(rows, source, names.columns.get("activity_id", "activity_id"))
    if found.new:
        with transaction.atomic():
            made = membership.find_or_make_many(
                source=source, people=[_person(row) for row in found.new], at=at
            )
            activities.record_many([row.activity(made[row.member]) for row in found.new], earn=earn)
    return Taken(len(found.new), found.repeated, found.rejects)


def _sort_out(
    rows: Sequence[importing.Row_], source: str, column: str
) -> importing.Sorted[importing.Row_]:
    """Tell new rows from those that are in."""
    written = activity_queries.written_under({row.key for row in rows})
    names = {row.member for row in rows if row.key in written}
    return importing.sort_out(rows, column, written, members.known_as(source, names))


def _person(row: importing.Row) -> ExternalPerson:
    """Return the person as this row tells them."""
    told = row.person
    return ExternalPerson(
        external_id=row.member,
        sex=told.sex or "unknown",
        birth_year=told.birth_year,
        age_band=told.age_band or "unknown",
        home_code=told.home_code or "",
    )


def fukui_survey(path: Path, rejects: Path | None, *, at: datetime, quiet: bool) -> Totals:
    """Bring the visitor survey in; the municipalities of 福井県 join, with the credit line."""
    towns = [
        town
        for town in region_queries.children(fukui.PREFECTURE)
        if town.kind == "municipality" and not town.is_sample
    ]
    for town in towns:
        if not town.participates:
            regions.join(code=town.code)
        if town.credit != fukui.CREDIT:
            regions.credit(code=town.code, line=fukui.CREDIT)
    surveys.open_survey(fukui.SURVEY)
    known = fukui.Known(
        {town.name: town.code for town in towns}, region_queries.home_table(), periods.jst_day(at)
    )
    years: set[int] = set()

    def read(record: Record, layout: Layout) -> fukui.Visit | list[Reject]:
        visit = fukui.read(record, layout, known)
        if isinstance(visit, fukui.Visit):
            years.add(periods.fiscal_year_of(periods.jst_day(visit.at)))
        return visit

    def write(visits: Sequence[fukui.Visit]) -> Taken:
        found = _sort_out(visits, fukui.SOURCE, "response_id")
        if found.new:
            surveys.record_answers(
                survey_code=fukui.SURVEY.code, source=fukui.SOURCE, visits=found.new, at=at
            )
        return Taken(len(found.new), found.repeated, found.rejects)

    kind = Kind(Columns(fukui.COLUMNS), read, write)
    totals = intake.take_in(path, kind, rejects, quiet=quiet)
    if years:
        _declare([town.code for town in towns], years)
    return totals


def _declare(towns: Sequence[str], years: set[int]) -> None:
    """Declare the survey's whole fiscal years for every town, whoever answered where."""
    for town in towns:
        regions.declare_coverage(
            code=town,
            first=f"{min(years)}-04",
            last=f"{max(years) + 1}-03",
            kinds=fukui.KINDS,
        )
