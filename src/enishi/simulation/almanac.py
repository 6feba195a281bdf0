"""What happens in an invented town: its events, month by month, up to and beyond today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from enishi.events.event import NewEvent
from enishi.kit.periods import JST

# How long ago a town opened its programme, in days, at each stage of the demo.
DAYS_OPEN = MappingProxyType({"day1": 0, "month3": 91, "year2": 730})
STAGES = tuple(DAYS_OPEN)


@dataclass(frozen=True, slots=True)
class Series:
    """An event that comes again, or once ahead; `every` counts days back from `ahead`."""

    tag: str
    title: str
    summary: str
    theme: str
    place: str
    starts: time
    hours: float
    every: int
    ahead: int = 0
    drawing: float = 1.0
    kind: str = "event"
    online: bool = False
    coins: int | None = None
    monthly: bool = False
    sdgs: tuple[int, ...] = (11,)
    capacity: int | None = None


MARKET = Series(
    "market",
    "港の朝市とあら汁の会",
    "朝どれの魚と、大鍋のあら汁。はじめての方も、どうぞ。",
    "食",
    "港",
    time(7),
    4,
    28,
    drawing=3.0,
    coins=2000,
    sdgs=(8, 14),
)
SERIES: Mapping[str, tuple[Series, ...]] = MappingProxyType(
    {
        "993018": (
            MARKET,
            Series(
                "lantern",
                "棚田あかりの会",
                "刈り終えた棚田に、竹のあかりを並べます。道具は町で用意します。",
                "里山",
                "上棚田の作業小屋",
                time(13),
                2,
                91,
                ahead=14,
                drawing=1.5,
                sdgs=(8, 11),
                capacity=30,
            ),
            Series(
                "talk",
                "画面ごしの港ばなし",
                "漁師と料理人が、旬の話をします。どこからでも。",
                "食",
                "",
                time(19),
                1.5,
                28,
                ahead=20,
                drawing=1.2,
                kind="e_visit",
                online=True,
                coins=2000,
                sdgs=(11, 14),
            ),
            Series(
                "books",
                "駅前子ども文庫のおはなし会",
                "絵本と手あそび。赤ちゃんから、どうぞ。",
                "子育て",
                "駅前子ども文庫",
                time(10),
                1,
                35,
                ahead=-9,
                drawing=0.8,
                sdgs=(4, 11),
            ),
            Series(
                "beach",
                "みんなの浜そうじ",
                "軍手だけ持って、浜へ。終わったら、お茶を一杯。",
                "里山",
                "北の浜",
                time(8),
                2,
                42,
                ahead=-16,
                kind="support",
                sdgs=(14, 15),
            ),
            Series(
                "workation",
                "海の見える机、一か月",
                "港の二階で、いつもの仕事を。コードは毎月かわります。",
                "働き方",
                "港の二階",
                time(9),
                0,
                0,
                drawing=1.0,
                coins=5000,
                monthly=True,
                sdgs=(8, 11),
            ),
        ),
        "993212": (
            Series(
                "snow", "雪あかりの湯めぐり", "", "文化", "湯", time(15), 2, 56, -12, drawing=1.2
            ),
            Series("soba", "そば打ちの日", "", "食", "里", time(10), 2, 42, ahead=-20),
        ),
        "993417": (
            Series("stars", "丘の星を見る会", "", "自然", "丘", time(19), 2, 35, ahead=-8),
            Series("fields", "高原のじゃがいも掘り", "", "食", "丘", time(10), 2, 63, ahead=-25),
        ),
        "993611": (
            Series("tide", "潮見台の写真さんぽ", "", "文化", "港", time(9), 2, 49, ahead=-15),
        ),
    }
)  # fmt: skip
PROJECT = (
    "縁ヶ浦とつながる一年",
    "港と山と駅前で、通ってくれる人と町が、いっしょにつくる催しです。",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a town; the tag names it inside the simulation."""

    tag: str
    event: NewEvent
    drawing: float


def happenings(region_code: str, stage: str, at: datetime) -> list[Happening]:
    """Return the events of a town at a stage, oldest first; one is open today.

    An opening day has today's event and the two that are announced.
    """
    today = at.astimezone(JST).date()
    first = today - timedelta(days=DAYS_OPEN[stage])
    found = [
        _happening(series, region_code, on)
        for series in SERIES[region_code]
        for on in _days(series, first, today)
        if stage != "day1" or on >= today
    ]
    return sorted(found, key=lambda happening: (happening.event.starts_at, happening.tag))


def market_today(at: datetime) -> Happening:
    """Return today's market: the event that is always open while somebody looks around."""
    return _happening(MARKET, "993018", at.astimezone(JST).date())


def _days(series: Series, first: date, today: date) -> Iterator[date]:
    """Yield the days of a series; a monthly code is one open-ended event since the opening."""
    if series.monthly:
        if first < today:
            yield first
        return
    day = today + timedelta(days=series.ahead)
    while day >= first:
        yield day
        day -= timedelta(days=series.every)


def _happening(series: Series, region_code: str, on: date) -> Happening:
    starts_at = datetime.combine(on, series.starts, tzinfo=JST)
    ends_at = None if series.monthly else starts_at + timedelta(hours=series.hours)
    event = NewEvent(
        region_code=region_code,
        title=series.title,
        starts_at=starts_at,
        ends_at=ends_at,
        theme=series.theme,
        place=series.place,
        online=series.online,
        kind=series.kind,
        summary=series.summary,
        capacity=series.capacity,
        sdgs=series.sdgs,
        coins=series.coins,
        monthly_code=series.monthly,
    )
    return Happening(f"{series.tag}-{on.isoformat()}", event, series.drawing)
