"""The shops of the invented town in a demo: six that sell with points, one that asks to join."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from enishi.kit import periods
from enishi.kit.periods import JST
from enishi.ledger import operations as posting
from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER, NewTransfer, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.membership.member import ExternalPerson
from enishi.merchants import operations as merchants
from enishi.merchants import queries as shops
from enishi.merchants import shop, terms
from enishi.merchants.shop import NewShop, ShopCard
from enishi.sales import operations as sales
from enishi.sales import sale
from enishi.sales.sale import NewSale
from enishi.simulation import town
from enishi.web.member import demo_me

SOURCE = "sample-shops"
SEED = 20_261_122
# The shop whose card the demo prints at its start.
FIRST = "魚のまる幸"
_GUESTS, _SALES = 14, 190
# What each guest brought over from the shops' stamp cards of before, for them to spend.
_BROUGHT, _LITTLE = 900, 30
_OPENS, _OPEN_HOURS = 9, 9


@dataclass(frozen=True, slots=True)
class Stall:
    """An invented shop: what it says of itself, and what things cost there."""

    new: NewShop
    cheapest: int
    dearest: int
    # How many points a guest uses at once, where they use some; the last month's is paid so.
    uses: tuple[int, ...] = (0, 0, 20, 30)
    pays_itself: bool = False


def _stall(name: str, trade: str, english: str, prices: tuple[int, int], **told: object) -> Stall:
    pays, uses = bool(told.pop("pays_itself", False)), told.pop("uses", (0, 0, 20, 30))
    new = NewShop(
        region_code=town.HOME_TOWN,
        name=name,
        name_en=english,
        trade=trade,
        terms_version=terms.VERSION,
        **told,  # type: ignore[arg-type]
    )
    assert isinstance(uses, tuple)
    return Stall(new, *prices, uses=uses, pays_itself=pays)


STALLS = (
    _stall(
        FIRST, "fish", "Marukoo Fish", (480, 4_200), kana="さかなのまるこう", contact="幸田みさ",
        phone="0000-12-3401", address="縁ヶ浦町港1-4", latitude=35.6004, longitude=135.9408,
        hours="6:00〜14:00（水曜休み）", about="朝の港で揚がった魚を、その日のうちに。",
        invoice_number="T0000000000001", uses=(0, 80, 100, 137, 200),
    ),
    _stall(
        "縁ヶ浦書店", "books", "Enigaura Books", (330, 3_600), kana="えにがうらしょてん",
        contact="本田ゆき", phone="0000-12-3402", address="縁ヶ浦町駅前2-1", latitude=35.6052,
        longitude=135.9341, hours="10:00〜19:00", about="町の本と、絵本の店。読み聞かせは土曜。",
    ),
    _stall(
        "山里パン", "sweets", "Yamazato Bakery", (180, 1_900), kana="やまざとぱん",
        contact="里見ひろ", phone="0000-12-3403", address="縁ヶ浦町上棚田8", latitude=35.6121,
        longitude=135.9289, hours="8:00〜売り切れまで", about="棚田の米粉で焼くパン。",
    ),
    _stall(
        "喫茶ゆうなぎ", "cafe", "Café Yunagi", (450, 2_400), kana="きっさゆうなぎ",
        contact="波多野けい", phone="0000-12-3404", address="縁ヶ浦町駅前1-9", latitude=35.6047,
        longitude=135.9356, hours="11:00〜18:00（月曜休み）", about="海の見える席が4つ。",
        pays_itself=True, uses=(0,),  # so that it gives more than it takes
    ),
    _stall(
        "直売所たなだ", "produce", "Tanada Farm Shop", (120, 2_200), kana="ちょくばいじょたなだ",
        contact="棚橋しげ", phone="0000-12-3405", address="縁ヶ浦町上棚田2", latitude=35.6114,
        longitude=135.9302, hours="9:00〜16:00", about="山の野菜と漬けもの。電話でご用意します。",
    ),
    _stall(
        "民宿しおさい", "lodging", "Shiosai Inn", (6_800, 18_000), kana="みんしゅくしおさい",
        contact="潮まさ", phone="0000-12-3406", address="縁ヶ浦町港3-2", latitude=35.5992,
        longitude=135.9421, about="6部屋の宿。夕食は港の魚。", uses=(0,),
    ),
)  # fmt: skip
_WAITING = NewShop(
    region_code=town.HOME_TOWN,
    name="手打ちそば あさぎり",
    name_en="Asagiri Soba",
    kana="てうちそばあさぎり",
    trade="restaurant",
    contact="朝倉のり",
    phone="0000-12-3407",
    address="縁ヶ浦町上棚田11",
    latitude=35.6133,
    longitude=135.9276,
    hours="11:00〜14:00",
    about="山の水で打つそば。",
    terms_version=terms.VERSION,
)


def load(*, point: str, since: datetime, at: datetime) -> None:
    """Let shops join, sell for some weeks, and one wait for its answer; again adds nothing."""
    if shops.shops_of(town.HOME_TOWN):
        return
    # The whole month before is sold in: it is the one that the demo's accountant has closed.
    last = periods.month_of(periods.jst_day(at)).first - timedelta(days=1)
    opened_at = max(since, datetime.combine(last.replace(day=1), time(_OPENS), tzinfo=JST))
    codes = [_open(stall, point, opened_at) for stall in STALLS]
    if since < at:
        guests = membership.find_or_make_many(
            source=SOURCE,
            people=[ExternalPerson(f"客{number}") for number in range(1, _GUESTS + 1)],
            at=opened_at,
        )
        people = list(guests.values())
        _bring_over(people, point, opened_at)
        _sell(codes, people, point, opened_at, at)
    merchants.apply(new=_WAITING, at=at - timedelta(hours=20))


def _open(stall: Stall, point: str, at: datetime) -> str:
    code = merchants.apply(new=stall.new, at=at)
    merchants.approve(shop_code=code, by=None, at=at)
    payer = shop.SHOP if stall.pays_itself else shop.ISSUER
    merchants.take_part(shop_code=code, asset=point, since=periods.jst_day(at), earn_payer=payer)
    return code


def _bring_over(guests: Sequence[UUID], point: str, at: datetime) -> None:
    """Write what guests held on the older cards, good until the next fiscal year's end."""
    secrets = members.transfer_secrets(guests)
    until = periods.fiscal_year_end(periods.fiscal_year_of(periods.jst_day(at)) + 1)
    with transaction.atomic():
        results = posting.post_many(
            [
                NewTransfer(
                    id=transfer_id(secrets[guest], "open", "demo"),
                    source=f"migration:{point}",
                    target=f"{MEMBER}{guest}",
                    asset=point,
                    amount=_BROUGHT,
                    kind="open",
                    at=at,
                    expires_on=until,
                )
                for guest in guests
            ]
        )
    assert all(one.stands for one in results), results


def _sell(
    codes: Sequence[str], guests: Sequence[UUID], point: str, since: datetime, at: datetime
) -> None:
    """Sell in the order of time; guests use now and then what they brought."""
    dice = random.Random(f"{SEED}/sales")  # noqa: S311 - a town, not a secret
    moments = sorted(_moment(dice, since, at) for _ in range(_SALES))
    # One guest uses a little at the inn: less than the least that is paid out.
    asked = [
        NewSale(
            key="demo:inn",
            shop_code=codes[-1],
            member_id=guests[0],
            asset=point,
            amount_yen=STALLS[-1].cheapest,
            spend=_LITTLE,
            at=since,
        )
    ]
    left = dict.fromkeys(guests, _BROUGHT) | {guests[0]: _BROUGHT - _LITTLE}
    for number, moment in enumerate(moments):
        place = dice.choices(range(len(codes)), weights=(8, 4, 5, 4, 5, 1))[0]
        stall, guest = STALLS[place], dice.choice(guests)
        price = int(round(dice.triangular(stall.cheapest, stall.dearest, stall.cheapest * 2), -1))
        spend = min(dice.choice(stall.uses), price, left[guest])
        left[guest] -= spend
        asked.append(
            NewSale(
                key=f"demo:{number}",
                shop_code=codes[place],
                member_id=guest,
                asset=point,
                amount_yen=price,
                spend=spend,
                at=moment,
                channel=dice.choices((sale.TILL, sale.COUNTER, sale.PAPER), weights=(7, 3, 2))[0],
            )
        )
    with transaction.atomic():
        sales.sell_many(asked)


def _moment(dice: random.Random, since: datetime, at: datetime) -> datetime:
    """Return a moment in opening hours, never later than now."""
    days = (periods.jst_day(at) - periods.jst_day(since)).days
    day = periods.jst_day(since) + timedelta(days=dice.randint(0, days))
    opens = datetime.combine(day, time(_OPENS), tzinfo=JST)
    return min(opens + timedelta(minutes=dice.randrange(_OPEN_HOURS * 60)), at)


def let_aoi_buy(*, point: str, at: datetime) -> None:
    """Let the demo's member buy fish with points two days ago; again sells nothing more."""
    aoi = members.member_of_device(demo_me.phone())
    first = next((one for one in shops.shops_of(town.HOME_TOWN) if one.name == FIRST), None)
    if aoi is None or first is None:
        return
    held = ledger.balance(f"{MEMBER}{aoi}", point)
    bought = NewSale(
        key="demo:aoi",
        shop_code=first.code,
        member_id=aoi,
        asset=point,
        amount_yen=1_480,
        spend=min(held, 137),
        at=max(first.applied_at, at - timedelta(days=2)),
    )
    with transaction.atomic():
        sales.sell_many([bought])


def card(*, at: datetime) -> ShopCard | None:
    """Make a fresh card of the demo's first shop, to be printed at its start."""
    first = next((one for one in shops.shops_of(town.HOME_TOWN) if one.name == FIRST), None)
    return None if first is None else merchants.make_shop_card(shop_code=first.code, at=at)
