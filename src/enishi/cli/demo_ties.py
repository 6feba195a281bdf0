"""The invented towns' own words, and あおい, a member with a year of ties, in a demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.events import checkin
from enishi.events import event as event_rules
from enishi.events import queries as events
from enishi.kit import periods
from enishi.kit.periods import JST
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.operations import contacts
from enishi.programs import operations as programs
from enishi.simulation import town
from enishi.ties import letter as letters
from enishi.ties import operations, queries, wording
from enishi.ties.honour import Criteria, NewHonour
from enishi.ties.letter import NewLetter
from enishi.ties.stages import Rules
from enishi.ties.wording import Named, Square, Wording
from enishi.web.member import demo_me

NAME = "あおい"
GAVE = 312
SNOW, STARS, TIDE = "993212", "993417", "993611"


def _corner(
    row: int, column: int, name: Named, about: Named = wording.NOTHING, also: Sequence[str] = ()
) -> Square:
    return Square(row, column, name, tuple(also), about)


def _sea(*places: tuple[int, int]) -> list[Square]:
    return [Square(row, column, is_water=True) for row, column in places]


CARDS = MappingProxyType(
    {
        town.HOME_TOWN: Named("乗組員証", "Crew card"),
        SNOW: Named("村人証", "Villager card"),
        STARS: Named("星見会員証", "Stargazer card"),
        TIDE: Named("潮待ち証", "Tide card"),
    }
)
ABOUT = MappingProxyType(
    {
        town.HOME_TOWN: Named(
            "山の棚田と、駅前の文庫と、朝の港。歩いて回れる小さな町です。",
            "Rice terraces, a library by the station, a morning harbour: a small town to walk.",
        ),
        SNOW: Named("雪と湯の村です。", "A village of snow and hot springs."),
        STARS: Named(
            "夜の暗さが自慢の、丘の町です。", "A town on a hill, proud of its dark nights."
        ),
        TIDE: Named("城跡から海が見える町です。", "A town that sees the sea from its old castle."),
    }
)
SHAPES = MappingProxyType(
    {
        town.HOME_TOWN: (
            _corner(
                1,
                1,
                Named("山", "Hills"),
                Named("棚田と炭焼き。宿が2軒", "Rice terraces, charcoal, two inns"),
                ("棚田",),
            ),
            _corner(
                2,
                2,
                Named("駅前", "Station"),
                Named("商店街と子ども文庫。店が18軒", "Shops, a children's library"),
                ("子ども文庫",),
            ),
            _corner(
                3,
                2,
                Named("港", "Harbour"),
                Named("朝市と食堂。店が11軒", "A morning market and places to eat"),
                ("浜",),
            ),
            *_sea((2, 3), (3, 3)),
        ),
        SNOW: (
            _corner(1, 2, Named("北", "North"), Named("雪の森", "Snowy woods")),
            _corner(2, 1, Named("湯", "Springs"), Named("共同湯が3つ", "Three hot springs")),
            _corner(2, 2, Named("里", "Village"), Named("そば屋と茅葺き", "Soba, thatched roofs")),
        ),
        STARS: (
            _corner(
                1, 2, Named("丘", "Hill"), Named("星を見る丘", "A hill for stars"), ("星の家",)
            ),
            _corner(2, 3, Named("町", "Town"), Named("町の通り", "The high street")),
            *_sea((3, 1)),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something あおい did: how many days ago, where and what."""

    ago: int
    region_code: str
    kind: str
    place: str
    amount_yen: int | None = None


def _deeds() -> list[Deed]:
    """Return a year, the newest first: what was seen by others, and a few own words."""
    home, snow, stars = town.HOME_TOWN, SNOW, STARS
    return [
        Deed(3, home, "purchase", "港", 3_400),
        Deed(6, home, "visit", "港"),
        Deed(9, snow, "visit", "湯"),
        Deed(13, stars, "visit", "丘"),
        Deed(17, home, "purchase", "駅前", 5_200),
        Deed(26, home, "visit", "上棚田の作業小屋"),
        Deed(31, home, "purchase", "港", 8_800),
        Deed(44, home, "post", ""),
        Deed(58, home, "purchase", "港", 21_600),
        Deed(66, stars, "purchase", "丘", 1_900),
        Deed(80, snow, "post", ""),
        Deed(86, home, "visit", "駅前子ども文庫"),
        Deed(105, home, "purchase", "港", 2_300),
        Deed(118, home, "visit", "港"),
        Deed(126, snow, "purchase", "里", 2_600),
        Deed(139, stars, "visit", "丘"),
        Deed(150, home, "contact", ""),
        Deed(163, home, "purchase", "駅前", 1_600),
        Deed(176, home, "post", ""),
        Deed(188, snow, "visit", "里"),
        Deed(201, home, "purchase", "港", 4_100),
        Deed(224, home, "visit", "山"),
        Deed(247, home, "purchase", "港", 1_200),
        Deed(252, snow, "contact", ""),
        Deed(318, home, "visit", "港"),
    ]


_OWN_WORD = frozenset({"post", "contact"})
_EARNS = frozenset({town.HOME_TOWN, SNOW, STARS})


def load(*, since: datetime, at: datetime) -> None:
    """Give the invented towns their words, あおい their year, and the town its thanks; once."""
    for code, card in CARDS.items():
        told = Wording(
            code,
            card,
            wording.STEPS,
            Rules(),
            SHAPES.get(code, ()),
            ABOUT.get(code, wording.NOTHING),
        )
        operations.set_wording(wording=told, at=since)
    for code in sorted(_EARNS - {town.HOME_TOWN}):
        programs.open_programme(region_code=code, issuer="架空県", at=since)
    member_id = _person(since, at)
    _record(member_id, since, at)
    _thank(member_id, at)


def _person(since: datetime, at: datetime) -> UUID:
    """Return あおい, made once, complete, with a card of each town."""
    joined_at = min(since, at - timedelta(days=330))
    member_id = membership.hold_on_device(device_id=demo_me.phone(), at=joined_at).member_id
    membership.set_display_name(member_id=member_id, display_name=NAME)
    membership.set_attributes(
        member_id=member_id, sex="female", age_band="30-39", home_code="131121", at=at
    )
    contacts.mark_complete(member_id=member_id, at=joined_at)
    membership.give_consent(member_id=member_id, kind="messages", version="1", at=joined_at)
    held = {card.region_code for card in members.cards(member_id)}
    for code in sorted(_EARNS - held):
        membership.issue_card(member_id=member_id, region_code=code, kind="visitor", at=joined_at)
    return member_id


def _record(member_id: UUID, since: datetime, at: datetime) -> None:
    """Write the year down; what lies before the town's opening came from an older card."""
    today = periods.jst_day(at)
    written = []
    for deed in reversed(_deeds()):
        noon = datetime.combine(today - timedelta(days=deed.ago), time(12), tzinfo=JST)
        grade = "self_report" if deed.kind in _OWN_WORD else "own_scan"
        if deed.kind == "purchase":
            grade = "receipt"
        written.append(
            NewActivity(
                key=f"demo-aoi:{deed.ago}:{member_id}",
                kind=deed.kind,
                member_id=member_id,
                region_code=deed.region_code,
                at=noon,
                evidence=grade if noon >= since else "import",
                place=deed.place,
                amount_yen=deed.amount_yen,
            )
        )
    activities.record_many([*written, *_visits(member_id, since, at)])
    point = f"{town.HOME_TOWN}:point"
    gift = uuid5(member_id, "gift")
    if at - since > timedelta(days=60):
        programs.donate(
            donation=gift,
            account=f"member:{member_id}",
            asset=point,
            points=GAVE,
            at=at - timedelta(days=20),
        )


def _visits(member_id: UUID, since: datetime, at: datetime) -> list[NewActivity]:
    """Return the last events that あおい was at, as a phone would have written them."""
    found = []
    for code, number in ((town.HOME_TOWN, 3), (SNOW, 1), (STARS, 1)):
        over = [
            event
            for event in events.events_of(code)
            if event.ends_at is not None and since < event.ends_at < at and not event.online
        ]
        found += [
            NewActivity(
                key=checkin.key(event, member_id, event.starts_at),
                kind=event.kind,
                member_id=member_id,
                region_code=code,
                at=event.starts_at + timedelta(minutes=20),
                evidence="own_scan",
                place=event.place,
                event=event.code,
                theme=event.theme,
                hours=event_rules.hours(event),
                coins=event.coins,
            )
            for event in over[1 : number + 1]
        ]
    return found


def _thank(member_id: UUID, at: datetime) -> None:
    """Write the towns' letters, and honour those who came often."""
    home = town.HOME_TOWN
    if queries.letters_from(home):
        return
    for days, code, title, text, signed in _LETTERS:
        letter = NewLetter(code, title, text, signed, letters.ALL)
        number = operations.write_letter(letter=letter, at=at - timedelta(days=days))
        operations.note_read(letter_ids=[number], member_id=member_id, at=at)
    honour = NewHonour(
        region_code=home,
        name=Named("名誉応援団", "Honorary supporters"),
        criteria=Criteria(least=5, months=12),
        benefits=Named(
            "年に一度の「船出の会」に、ご招待します。席をひとつ、お取りしておきます。",
            "Once a year, a seat at the town's launching party.",
        ),
    )
    honour_id = operations.make_honour(honour=honour, at=at - timedelta(days=30))
    operations.look_for_honoured(honour_id=honour_id, region_code=home, at=at - timedelta(days=7))
    found = [one for one in queries.on_list(honour_id, home) if one.member_id == member_id]
    for one in found:
        operations.invite(invitation_ids=[one.id], region_code=home, at=at - timedelta(days=6))
        operations.answer(
            honoured_id=one.id, member_id=member_id, accepts=True, at=at - timedelta(days=5)
        )


_LETTERS = (
    (
        40,
        SNOW,
        Named("湯のしたくが、できました", "The baths are ready"),
        Named(
            "初雪の前に、湯船をみんなで磨きました。次に来る日を、里で待っています。",
            "We scrubbed the baths before the first snow. The village is waiting for you.",
        ),
        Named("雪代村　湯守のみんな", "The bath keepers of Yukishiro"),
    ),
    (
        12,
        town.HOME_TOWN,
        Named("網上げを、ありがとう", "Thank you for hauling the nets"),
        Named(
            "朝の網上げ、手のかじかむ中をありがとう。あなたの結んだ縄で、春まで安心して沖に出られます。",
            "Thank you for hauling the nets with frozen hands. With the ropes you tied we can go "
            "out safely until spring.",
        ),
        Named("縁ヶ浦の港　佐久間", "Sakuma, at the harbour"),
    ),
)
