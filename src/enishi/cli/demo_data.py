"""What the demo holds: Fukui's real visitors, and an invented town whose people earn coins."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from itertools import groupby, islice
from pathlib import Path
from uuid import UUID

from django.conf import settings

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.cli import (
    demo_actions,
    demo_cards,
    demo_evidence,
    demo_family,
    demo_giving,
    demo_joining,
    demo_outside,
    demo_points,
    demo_reception,
    demo_rewards,
    demo_settlement,
    demo_shops,
    demo_ties,
    enrolment,
    import_,
    work,
)
from enishi.events import checkin
from enishi.events import event as event_rules
from enishi.events import operations as events
from enishi.events import queries as event_queries
from enishi.events.event import Event
from enishi.insight.releases import operations as releases
from enishi.kit import codes, periods
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.member import ExternalPerson
from enishi.programs import operations as programs
from enishi.regions import operations as regions
from enishi.regions.region import Controller
from enishi.simulation import almanac, purses, town
from enishi.simulation.town import Deed, Town

SEED = 20_261_121
SOURCE = "sample"
BATCH = 1_000
PASSWORD = "tsunagari-no-ito"  # noqa: S105 - invented people of a demo, printed at its start
MIHAMA = "184420"
ISSUER = "縁ヶ浦町 地域振興課"


@dataclass(frozen=True, slots=True)
class SignIn:
    """An invented person whom one can be in the demo."""

    email: str
    password: str
    totp_secret: str
    role: str
    region: str
    what_for: str


@dataclass(frozen=True, slots=True)
class Worker:
    """An invented person at a town hall."""

    email: str
    name: str
    region_code: str
    role: str
    section: str
    what_for: str


WORKERS = (
    Worker("operator@demo.example", "運用担当", codes.NATION, "operator", "", "everything"),
    Worker(
        "staff@demo.example", "町の係", town.HOME_TOWN, "staff", "地域振興課", "events and posters"
    ),
    Worker(
        "admin@demo.example", "町の管理者", town.HOME_TOWN, "admin", "会計課", "the books of points"
    ),
    Worker("analyst@demo.example", "町の分析", town.HOME_TOWN, "analyst", "総合政策課", "figures"),
    Worker("mihama@demo.example", "美浜町の分析", MIHAMA, "analyst", "観光課", "a real portrait"),
)


def _silent(step: str) -> None:
    """Say nothing of the steps of a load."""


def load(*, stage: str, at: datetime, tell: Callable[[str], None] = _silent) -> list[SignIn]:
    """Fill an installation for a demo and return whom one can be; again adds nothing.

    Real towns get real data and no points; only invented towns have programmes. `tell` hears
    each step before it begins.
    """
    regions.load_official()
    tell("福井県: a year of visitors' answers")
    _bring_fukui(at)
    begun_at = _begun_at(at)
    for shape in town.SHAPES:
        tell(f"{shape.name}: invented people and what they did")
        _bring_town(town.build(shape, stage=stage, at=begun_at, seed=SEED), stage, begun_at)
    if stage != "day1":
        tell("their cards, their thanks, and one member's year")
        since = begun_at - timedelta(days=almanac.DAYS_OPEN[stage])
        demo_ties.load(since=since, at=begun_at)
    demo_actions.load(at=begun_at)
    demo_family.load(at=begun_at)
    demo_joining.load(at=begun_at)
    demo_shops.let_aoi_buy(point=f"{town.HOME_TOWN}:point", at=begun_at)
    demo_rewards.let_aoi_exchange(point=f"{town.HOME_TOWN}:point", at=begun_at)
    demo_settlement.load(point=f"{town.HOME_TOWN}:point", at=begun_at)
    demo_cards.let_aoi_belong(at=begun_at)
    demo_outside.load(at=begun_at)
    sign_ins = [_appoint(worker, at) for worker in WORKERS]
    tell("sealing the books, filling the lake, closing the months")
    follow(at)
    return sign_ins


def _begun_at(at: datetime) -> datetime:
    """Return when the demo was first begun: a load that was stopped goes on with the same town."""
    note = Path(settings.DATA_DIR) / "demo-begun-at"
    if not note.exists():
        draft = note.with_suffix(".draft")
        draft.write_text(at.isoformat(), encoding="ascii")
        draft.replace(note)
    return datetime.fromisoformat(note.read_text(encoding="ascii"))


def open_today(*, at: datetime) -> None:
    """See to it that an event of the invented town is open today, as on every later day."""
    project = _project(town.HOME_TOWN)
    opened = _events_by_tag([almanac.market_today(at)], project)
    for event in opened.values():
        _hang(event, at)


def show_evidence(*, at: datetime) -> None:
    """Let some guests come to today's event in ways that staff may want to look at."""
    for event in _events_by_tag([almanac.market_today(at)], None).values():
        demo_evidence.show(event, at=at)
    demo_evidence.turn_next(town.HOME_TOWN, at=at)


def follow(at: datetime) -> None:
    """Seal, bring all into the lake, and close the months that are over."""
    folder = Path(settings.DATA_DIR)
    work.work_until_idle(folder)
    last = periods.month_of(periods.month_of(periods.jst_day(at)).first - timedelta(days=1))
    releases.close(until=str(last), at=at)
    work.work_until_idle(folder)


def _bring_fukui(at: datetime) -> None:
    """Import the shipped fiscal year of Fukui's visitor survey."""
    packed = files("enishi.surveys") / "data" / "survey_fy2023.csv.gz"
    with as_file(packed) as path:
        totals = import_.fukui_survey(path, None, at=at, quiet=True)
    assert not totals.kept_out, "the shipped file is whole"


def _bring_town(invented: Town, stage: str, at: datetime) -> None:
    """Make an invented town take part, with its events, people and what they did."""
    shape = invented.shape
    prefecture, name = town.PREFECTURE
    regions.add_region(code=prefecture, name=name, parent=codes.NATION, is_sample=True)
    regions.add_region(
        code=shape.code,
        name=shape.name,
        parent=prefecture,
        population=shape.population,
        is_sample=True,
    )
    earns = shape.code == town.HOME_TOWN
    since = at - timedelta(days=almanac.DAYS_OPEN[stage])
    project = None
    if earns:
        programs.open_programme(region_code=shape.code, issuer=ISSUER, at=since)
        regions.set_controller(controller=_controller())
        project = _project(shape.code)
    by_tag = _events_by_tag(invented.happenings, project)
    ids = _people(invented)
    points = ""
    if earns:
        points = demo_points.open_for(shape.code, since=since)
        people = [person.name for person in invented.people]
        demo_points.move(points, purses.build(people, at=at, seed=SEED), ids, at)
    for batch in _batches(_activities(invented, by_tag, ids)):
        activities.record_many(batch, earn=earns)
    if earns:
        demo_points.lapse_past_years(points, since=since, at=at)
        demo_reception.load(shape.code, point=points, people=list(ids.values()), at=at)
        demo_giving.promise(point=points, since=since, at=at)
        demo_shops.load(point=points, since=since, at=at)
        demo_giving.load(point=points, since=since, at=at)
        demo_rewards.load(point=points, coin=f"{shape.code}:coin", at=at)
        demo_cards.load(point=points, at=at)
    for event in by_tag.values():
        _hang(event, at)


def _controller() -> Controller:
    """Return who answers for the data of the invented town."""
    return Controller(
        region_code=town.HOME_TOWN,
        name="縁ヶ浦町",
        is_public_body=True,
        purpose="町とつながる方への案内と、施策の効果を確かめる統計のために使います。",
        legal_basis="個人情報の保護に関する法律 第61条",
        retention_months=60,
        contact="地域振興課",
    )


def _project(region_code: str) -> int:
    """Return the town's series of events."""
    for project in event_queries.projects_of(region_code):
        return project.id
    title, summary = almanac.PROJECT
    return events.make_project(region_code=region_code, title=title, summary=summary)


def _events_by_tag(
    happenings: Sequence[almanac.Happening], project: int | None
) -> dict[str, Event]:
    """Return the announced event of every tag; one of the same name and day is not made twice."""
    found: dict[str, Event] = {}
    for code in {happening.event.region_code for happening in happenings}:
        known = {
            (event.title, periods.jst_day(event.starts_at)): event
            for event in event_queries.events_of(code)
        }
        for happening in happenings:
            new = happening.event
            if new.region_code != code:
                continue
            event = known.get((new.title, periods.jst_day(new.starts_at)))
            found[happening.tag] = event or events.make_event(event=_within(new, project))
    return found


def _within(event: event_rules.NewEvent, project: int | None) -> event_rules.NewEvent:
    """Put an event into the town's series."""
    return replace(event, project_id=project) if project else event


def _hang(event: Event, at: datetime) -> None:
    """Hang up a poster where people can still collect and none hangs."""
    until = event_rules.collect_until(event)
    if until is not None and at >= until:
        return
    try:
        event_queries.poster(event.code)
    except event_queries.NoLivePoster:
        events.make_poster(event_code=event.code, at=at)


def _people(invented: Town) -> Mapping[str, UUID]:
    """Make the invented members, each in the month in which they joined."""
    ids: dict[str, UUID] = {}
    ordered = sorted(invented.people, key=lambda person: person.joined_at)
    for _, group in groupby(ordered, lambda person: person.joined_at.strftime("%Y-%m")):
        joined = list(group)
        ids |= membership.find_or_make_many(
            source=SOURCE,
            people=[
                ExternalPerson(
                    external_id=person.name,
                    sex=person.sex,
                    age_band=person.age_band,
                    home_code=person.home_code,
                )
                for person in joined
            ],
            at=joined[0].joined_at,
        )
    return ids


def _activities(
    invented: Town, by_tag: Mapping[str, Event], ids: Mapping[str, UUID]
) -> list[NewActivity]:
    """Write what the invented people did as activities, oldest first."""
    homes = {person.name: person for person in invented.people}
    written = []
    for number, deed in enumerate(invented.deeds):
        event = by_tag.get(deed.tag)
        person = homes[deed.person]
        written.append(
            NewActivity(
                key=_key(invented, number, deed, event, ids[deed.person]),
                kind=deed.kind,
                member_id=ids[deed.person],
                region_code=invented.shape.code,
                at=deed.at,
                evidence=deed.evidence,
                place=deed.place,
                event=event.code if event else "",
                theme=event.theme if event else "",
                online=event.online if event else False,
                amount_yen=deed.amount_yen,
                business_id=deed.business_id,
                trade=deed.trade,
                hours=event_rules.hours(event) if event else None,
                coins=event.coins if event else None,
                sex=person.sex,
                age_band=person.age_band,
                home_code=person.home_code,
            )
        )
    return written


def _key(invented: Town, number: int, deed: Deed, event: Event | None, member_id: UUID) -> str:
    """Return the key that a phone's scan would have, or one of the simulation's own."""
    if event is not None:
        return checkin.key(event, member_id, deed.at)
    return f"{SOURCE}:{invented.shape.code}:{number}"


def _batches(written: list[NewActivity]) -> list[list[NewActivity]]:
    """Cut a list into batches, each one transaction."""
    rest = iter(written)
    found = []
    while batch := list(islice(rest, BATCH)):
        found.append(batch)
    return found


def _appoint(worker: Worker, at: datetime) -> SignIn:
    """Make one of the demo's people and say how to sign in as them."""
    member_id = members.staff_by_email(worker.email) or membership.create_staff(
        email=worker.email, password=PASSWORD, display_name=worker.name, at=at
    )
    regions.appoint(
        member_id=member_id,
        region_code=worker.region_code,
        role=worker.role,
        section=worker.section,
        at=at,
    )
    secret = _totp_secret(worker.email)
    enrolment.enrol(member_id, secret)
    return SignIn(worker.email, PASSWORD, secret, worker.role, worker.region_code, worker.what_for)


def _totp_secret(email: str) -> str:
    """Return the second factor of an invented person: of this installation, and always the same."""
    digest = hashlib.sha256(settings.TICKET_SECRET + b"demo second factor" + email.encode())
    return base64.b32encode(digest.digest()[:20]).decode()
