"""Builders of one small invented town, 縁ヶ浦町, in the words of the domain.

Every builder may be called again: what exists already is returned or left alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.events import operations as events
from enishi.events.event import Event, NewEvent, Poster
from enishi.kit.periods import JST
from enishi.ledger import operations as ledger
from enishi.ledger.lapsing import START, Place
from enishi.ledger.transfers import NewTransfer, Result
from enishi.membership import operations as membership
from enishi.membership.member import ExternalPerson
from enishi.merchants import operations as merchants
from enishi.merchants.shop import ISSUER, NewShop
from enishi.programs import operations as programs
from enishi.programs import queries as program_queries
from enishi.programs.programme import NewRule
from enishi.regions import operations as regions
from enishi.regions import queries as region_queries
from enishi.regions.region import Region
from enishi.ties import operations as ties
from enishi.ties.honour import Criteria, NewHonour

PREFECTURE = "990001"  # 架空県, outside the official list
TOWN = "993018"  # 縁ヶ浦町
NEIGHBOUR = "993026"  # となりの町
NOW = datetime(2026, 6, 6, 10, 0, tzinfo=JST)  # a Saturday
PASSWORD = "tanada-no-akari-20"  # noqa: S105 - an invented password of an invented person


def a_region(
    code: str = TOWN,
    name: str = "縁ヶ浦町",
    *,
    parent: str = PREFECTURE,
    population: int | None = 9_000,
    is_sample: bool = True,
) -> Region:
    """A town that takes part, with its prefecture and nation."""
    regions.load_official()
    regions.add_region(code=PREFECTURE, name="架空県", parent="JP", is_sample=True)
    regions.add_region(
        code=code, name=name, parent=parent, population=population, is_sample=is_sample
    )
    return region_queries.region(code)


def an_official_region(code: str) -> Region:
    """A real municipality that takes part."""
    regions.load_official()
    regions.join(code=code)
    return region_queries.region(code)


def a_programme(code: str = TOWN, *, at: datetime = NOW - timedelta(days=60)) -> str:
    """The town's coin with the pilot's rules; returns the coin's code."""
    a_region(code)
    return programs.open_programme(region_code=code, issuer="縁ヶ浦町", at=at)


def a_point(code: str = TOWN, *, lapse: str = "fiscal-year-end", lapse_to: str = "fund") -> str:
    """The town's point, worth 1 yen; returns its code."""
    a_region(code)
    return programs.open_points(
        region_code=code,
        name="縁ヶ浦ポイント",
        issuer="縁ヶ浦町観光協会",
        lapse=lapse,
        lapse_to=lapse_to,
    )


def move(
    source: str,
    target: str,
    points: int,
    *,
    asset: str = f"{TOWN}:point",
    kind: str = "grant",
    at: datetime = NOW,
    expires_on: date | None = None,
    budgets: tuple[str, ...] = (),
) -> UUID:
    """Move points as a caller of the ledger would; returns the transfer's id."""
    for name in (source, target):
        if name.startswith(("shop:", "fund:")):
            ledger.open_account(name=name, asset=asset)
    told = NewTransfer(
        uuid4(), source, target, asset, points, kind, at, expires_on, budgets=budgets
    )
    assert ledger.post(told) is Result.OK
    return told.id


def a_lapse_run(asset: str = f"{TOWN}:point", *, at: datetime) -> None:
    """Let everything lapse that is past its last day."""
    target = program_queries.asset(asset).lapse_target
    place: Place | None = START
    while place is not None:
        place = ledger.lapse(asset=asset, target=target, at=at, after=place).place


def a_member(
    *,
    at: datetime = NOW,
    sex: str = "unknown",
    birth_year: int | None = None,
    home_code: str = "",
) -> UUID:
    """A person whose phone holds them."""
    member_id = membership.hold_on_device(at=at).member_id
    membership.set_attributes(
        member_id=member_id, sex=sex, birth_year=birth_year, home_code=home_code, at=at
    )
    return member_id


def members(number: int, *, source: str = "world", at: datetime = NOW) -> list[UUID]:
    """Return many people at once, without phones."""
    people = [ExternalPerson(f"p{index}") for index in range(number)]
    found = membership.find_or_make_many(source=source, people=people, at=at)
    return [found[person.external_id] for person in people]


def staff_member(email: str = "umi@example.jp", *, at: datetime = NOW) -> UUID:
    """A person who signs in by e-mail and `PASSWORD`, without a role yet."""
    return membership.create_staff(email=email, password=PASSWORD, display_name="森田うみ", at=at)


def staff(
    role: str = "staff",
    code: str = TOWN,
    *,
    email: str = "umi@example.jp",
    at: datetime = NOW,
) -> UUID:
    """A person who signs in by e-mail and `PASSWORD`, and works for the town."""
    member_id = staff_member(email, at=at)
    regions.appoint(member_id=member_id, region_code=code, role=role, section="総合政策課", at=at)
    return member_id


def an_event(
    code: str = TOWN,
    *,
    title: str = "棚田あかりの会",
    starts_at: datetime = NOW + timedelta(hours=3),
    hours: float | None = 2,
    **other: object,
) -> Event:
    """An event of two hours this afternoon; `hours=None` leaves it open-ended."""
    ends_at = None if hours is None else starts_at + timedelta(hours=hours)
    told = {"theme": "自然", "place": "上棚田", "sdgs": (8, 11)} | other
    return events.make_event(
        event=NewEvent(
            region_code=code,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            **told,  # type: ignore[arg-type]
        )
    )


def a_poster(event: Event, *, at: datetime = NOW) -> Poster:
    """The code that hangs at an event."""
    return events.make_poster(event_code=event.code, at=at)


def a_purchase_rule(asset: str = f"{TOWN}:point", *, permille: int = 10) -> int:
    """One point for 100 yen, paid by the issuer; the rule's number."""
    rule = NewRule(
        asset=asset,
        name="お買い物",
        kind="purchase",
        per="yen",
        rate_permille=permille,
        payer="縁ヶ浦町観光協会",
        valid_from=NOW.date() - timedelta(days=60),
    )
    return programs.add_rule(rule=rule)


def a_shop(
    name: str = "魚のまる幸",
    code: str = TOWN,
    *,
    asset: str = "",
    trade: str = "fish",
    at: datetime = NOW - timedelta(days=30),
    earn_payer: str = ISSUER,
    **told: object,
) -> str:
    """A shop that takes part in the town's points (or in `asset`'s); returns its code."""
    asset = asset or a_point(code)
    new = NewShop(
        region_code=code,
        name=name,
        trade=trade,
        contact="幸田みさ",
        terms_version="2026-04",
        **told,  # type: ignore[arg-type]
    )
    shop_code = merchants.apply(new=new, at=at)
    merchants.approve(shop_code=shop_code, by=None, at=at)
    merchants.take_part(shop_code=shop_code, asset=asset, since=at.date(), earn_payer=earn_payer)
    return shop_code


def a_till(shop_code: str, *, at: datetime = NOW) -> str:
    """A phone that sells for the shop; returns the secret its cookie holds."""
    card = merchants.make_shop_card(shop_code=shop_code, at=at)
    enrolled = merchants.enrol_phone(secret=card.secret, pin=card.pin, label="レジ横", at=at)
    return enrolled.secret


def an_honour(code: str = TOWN, *, at: datetime = NOW) -> int:
    """The town's honour for one verified visit, with one person who meets it; its number."""
    if code == TOWN:
        a_region()
    seen = a_member(at=at)
    visit = NewActivity(
        key=f"honoured:{seen}",
        kind="visit",
        member_id=seen,
        region_code=code,
        at=at - timedelta(days=1),
        evidence="own_scan",
    )
    activities.record_many([visit], earn=False)
    made = NewHonour(region_code=code, criteria=Criteria(least=1))
    honour_id = ties.make_honour(honour=made, at=at)
    ties.look_for_honoured(honour_id=honour_id, region_code=code, at=at)
    return honour_id


def a_doubtful_record(code: str = TOWN, *, at: datetime = NOW) -> int:
    """A scan of a printed code where a screen shows another; its number."""
    scan = NewActivity(
        key=f"doubtful:{uuid4()}",
        kind="event",
        member_id=a_member(at=at),
        region_code=code,
        at=at,
        evidence="self_report",
        doubt="static_code",
    )
    with transaction.atomic():
        return activities.record_many([scan], earn=False)[0].seq


def jst(*parts: int) -> datetime:
    """A moment in Japan: year, month, day, hour, minute."""
    return datetime(*parts, tzinfo=JST).astimezone(UTC)  # type: ignore[arg-type]
