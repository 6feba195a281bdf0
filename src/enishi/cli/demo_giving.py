"""What the invented town's sponsors give and what its fund became, with a vote, in a demo."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageDraw

from enishi.funds import operations as funds
from enishi.funds import queries as fund_queries
from enishi.funds import voting
from enishi.funds.undertaking import DOING, DONE, PROGRESS, THANKS, News, NewUndertaking
from enishi.funds.voting import CARDS, NewBallot, Paper
from enishi.kit import ids, periods
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import FUND
from enishi.membership import operations as membership
from enishi.membership.member import ExternalPerson
from enishi.programs import queries as programs
from enishi.programs.programme import NewFundUse
from enishi.simulation import town
from enishi.sponsors import operations as sponsors
from enishi.sponsors import queries as sponsor_queries
from enishi.sponsors.pledge import CORPORATE_TAX, NewPledge, NewSponsor

SOURCE = "sample-voters"
SEED = 34
_DAYS, _VOTERS = 40, 11
_SIZE = (800, 600)
_COLOURS = ("#12687a", "#3b6636", "#5f4a8b", "#86482a", "#2c5282", "#8a3557", "#c3341a", "#e7b24a")


@dataclass(frozen=True, slots=True)
class _Work:
    """An undertaking of the demo: in words, how far it is, what it spent of its goal."""

    title: str
    title_en: str
    story: str
    state: str
    share: int  # of ten
    goal: int
    words: str


_WORKS = (
    _Work(
        "駅前子ども文庫に、絵本を", "Picture books for the children's library",
        "駅の待合室のすみ、子どもがだれでも読める本棚に、絵本をふやしました。", DONE, 4, 1_000,
        "色とりどりの絵本がならぶ本棚",
    ),
    _Work(
        "棚田のあぜ道なおし", "Mending the paths of the rice terraces",
        "大雨でくずれたあぜ道を、土のうと石でなおしています。", DOING, 2, 3_000,
        "山の斜面に、段々につづく棚田",
    ),
    _Work("港の夜あかり", "Lights at the harbour", "朝早い船のために、岸壁に小さなあかりを。",
          "planned", 0, 80_000, ""),
    _Work("ほたるの水辺", "A stream for fireflies", "用水路のわきに、ほたるのすめる水辺を。",
          "planned", 0, 50_000, ""),
)  # fmt: skip


def load(*, point: str, since: datetime, at: datetime) -> None:
    """Let firms promise, undertakings go on and members vote; again adds nothing."""
    if fund_queries.undertakings_of(town.HOME_TOWN) or not programs.asset(point).takes_donations:
        return
    begun = max(since, at - timedelta(days=_DAYS))
    works = [_begin(one, point, begun, at) for one in _WORKS]
    planned = [number for number, one in zip(works, _WORKS, strict=True) if not one.share]
    if begun < at:
        _voted("つぎは、どれから？", "Which one comes next?", planned, begun, at)
    funds.call_vote(
        new=NewBallot(
            region_code=town.HOME_TOWN,
            title="来年度は、どちらから？",
            title_en="Which one first next year?",
            text="来年度の基金で、先に始めるほうを、みなさんに決めていただきます。",
            who=CARDS,
            opens_at=at,
            closes_at=at + timedelta(days=14),
            choices=tuple(planned),
        ),
        at=at,
    )


def promise(*, point: str, since: datetime, at: datetime) -> None:
    """Let two invented firms promise a share of all uses; again adds nothing."""
    if sponsor_queries.sponsors_of(town.HOME_TOWN):
        return
    begun = max(since, at - timedelta(days=_DAYS))
    for name, english, office, told in (
        ("みほん銀行", "Mihon Bank", town.HOME_TOWN, {"rate_permille": 5, "cap_month_yen": 3_000,
         "purpose": "子どもの読書のために"}),
        ("見本物流", "Mihon Logistics", "131016", {"rate_permille": 10, "kind": CORPORATE_TAX,
         "plan_number": "見本-001", "plan_name": "縁ヶ浦町 港と棚田の計画",
         "plan_until": periods.jst_day(at) + timedelta(days=600), "plan_cost_yen": 5_000_000,
         "purpose": "港と棚田のために"}),
    ):  # fmt: skip
        firm = sponsors.add_sponsor(
            new=NewSponsor(
                region_code=town.HOME_TOWN, name=name, name_en=english, head_office=office
            ),
            at=begun,
        )
        new = NewPledge(
            sponsor_id=firm.id,
            asset=point,
            since=periods.jst_day(begun),
            **told,  # type: ignore[arg-type]
        )
        sponsors.make_pledge(new=new, at=begun)


def _begin(one: _Work, point: str, begun: datetime, at: datetime) -> int:
    """Write an undertaking down with all that became of it; return its number."""
    new = NewUndertaking(
        asset=point, title=one.title, title_en=one.title_en, story=one.story, goal_points=one.goal
    )
    number = funds.add_undertaking(new=new, at=begun).id
    if not one.share:
        return number
    places = {"undertaking_id": number, "region_code": town.HOME_TOWN}
    funds.set_state(**places, state=one.state, at=at)  # type: ignore[arg-type]
    funds.add_picture(
        **places,  # type: ignore[arg-type]
        data=_drawn(one.title_en),
        words=f"{one.words}（見本の絵）",
        words_en=f"{one.title_en} (a drawn sample)",
        at=at,
    )
    points = min(ledger.balance(f"{FUND}{point}", point) * one.share // 10, one.goal)
    if points:
        use = NewFundUse(point, points, f"{one.title}の材料", payee="みほん工務店")
        funds.pay(**places, use=use, key="demo", at=at)  # type: ignore[arg-type]
    on = periods.jst_day(begun)
    told = [(PROGRESS, "材料がそろい、みんなで作業をはじめました。", "Work has begun.")]
    if one.state == DONE:
        told.append((THANKS, "毎日、学校の帰りによって読んでいます。ありがとう。（小学3年）",
                     "I read here every day after school. Thank you. (third grade)"))  # fmt: skip
    for days, (kind, text, english) in enumerate(told):
        news = News(
            id=0,
            undertaking_id=number,
            kind=kind,
            on=min(on + timedelta(days=20 * days), periods.jst_day(at)),
            text=text,
            text_en=english,
        )
        funds.add_news(region_code=town.HOME_TOWN, news=news, at=at)
    return number


def _voted(title: str, english: str, choices: Sequence[int], begun: datetime, at: datetime) -> None:
    """Let some people with cards vote, and count."""
    ends = begun + (at - begun) / 2
    asked = funds.call_vote(
        new=NewBallot(
            region_code=town.HOME_TOWN,
            title=title,
            title_en=english,
            who=CARDS,
            opens_at=begun,
            closes_at=ends,
            choices=tuple(choices),
        ),
        at=begun,
    )
    people = [ExternalPerson(f"v{number}") for number in range(_VOTERS)]
    found = membership.find_or_make_many(source=SOURCE, people=people, at=begun)
    for number, member_id in enumerate(found.values()):
        _vote(asked.id, member_id, choices[number % 3 % len(choices)], begun)
    funds.seal_votes(at=at)


def _vote(ballot: UUID, member_id: UUID, choice: int, at: datetime) -> None:
    membership.issue_card(member_id=member_id, region_code=town.HOME_TOWN, kind="visitor", at=at)
    paper = Paper(ids.readable_code(voting.NUMBER_LENGTH), choice)
    funds.cast(ballot_id=ballot, member_id=member_id, paper=paper, at=at)


def _drawn(seed: str) -> bytes:
    """Draw a sample picture: boards with books, or terraces under a sky."""
    dice = random.Random(f"{SEED}{seed}")  # noqa: S311 - a drawing, no secret
    picture = Image.new("RGB", _SIZE, "#f4efe2")
    pen = ImageDraw.Draw(picture)
    if "terraces" in seed:
        _terraces(pen, dice)
    else:
        _books(pen, dice)
    written = BytesIO()
    picture.save(written, "JPEG", quality=80)
    return written.getvalue()


def _terraces(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.rectangle((0, 0, _SIZE[0], 200), fill="#cfe3ea")
    pen.polygon([(0, 200), (230, 70), (470, 200)], fill="#5f7f62")
    pen.polygon([(330, 200), (600, 100), (_SIZE[0], 200)], fill="#4c6b52")
    for step in range(7):
        top = 200 + step * 58
        bends = [(x, top + dice.randint(-10, 10)) for x in range(0, _SIZE[0] + 1, 80)]
        fill = "#8fb98a" if step % 2 else "#a9cfe0"
        pen.polygon([*bends, (_SIZE[0], _SIZE[1]), (0, _SIZE[1])], fill=fill)
        pen.line(bends, fill="#6b5a3a", width=7)


def _books(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for row in range(3):
        floor, x = 190 + row * 190, 40
        while x < _SIZE[0] - 70:
            width, height = dice.randint(22, 60), dice.randint(90, 150)
            pen.rectangle((x, floor - height, x + width, floor), fill=dice.choice(_COLOURS))
            x += width + 4
        pen.rectangle((20, floor, _SIZE[0] - 20, floor + 14), fill="#8b6b43")
