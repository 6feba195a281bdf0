"""The invented town's rewards and partners in a demo: a list, vouchers that wait, a delivery."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from enishi.ledger import queries as ledger
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as members
from enishi.merchants import queries as shops
from enishi.merchants.shop import OPEN
from enishi.partners import operations as partners
from enishi.partners import partner, reading
from enishi.partners import queries as partner_queries
from enishi.partners.partner import NewPartner, Told
from enishi.rewards import operations as rewards
from enishi.rewards import queries, reward
from enishi.rewards.reward import NewExchange, NewReward
from enishi.simulation import town
from enishi.web.member import demo_me

_BAKERY = "山里パン"
BUS, MILES, LIFT = "demo-bus", "demo-miles", "demo-lift"
_NUMBER = "DEMO 0001 2345"


def load(*, point: str, coin: str, at: datetime) -> None:
    """Put rewards and partners into the town; again adds nothing."""
    if queries.rewards_of(town.HOME_TOWN):
        return
    for one in _rewards(point, coin):
        rewards.add_reward(new=one, at=at)
    for agreed in _partners(point):
        partners.add_partner(new=agreed, at=at)


def _rewards(point: str, coin: str) -> list[NewReward]:
    """Return what the town offers; the bakery's stands only where there is one."""
    code = town.HOME_TOWN
    open_shops = shops.shops_of(code, state=OPEN)
    bakery = next((one.code for one in open_shops if one.name == _BAKERY), "")
    found = [
        NewReward(
            region_code=code, title="棚田のお米 2kg", title_en="Rice from the terraces, 2 kg",
            kind=reward.GOODS, asset=point, price=800, stock=24, ways=(reward.DESK, reward.POST),
            place="役場1階 総合政策課", each_most=2,
            about="上棚田で秋に刈ったお米です。見本のため、ほんとうには届きません。",
            about_en="Harvested on the terraces in autumn. A sample: nothing is really sent.",
        ),
        NewReward(
            region_code=code, title="朝どれ野菜のひと箱", title_en="A box of morning vegetables",
            kind=reward.GOODS, asset=point, price=600, stock=6, ways=(reward.DRONE,),
            drone_places=("上棚田の広場", "港の岸壁"), place="水曜の午前に飛びます",
            about="直売所から、ドローンで届けます。", about_en="Flown from the farm shop.",
        ),
        NewReward(
            region_code=code, title="豆腐づくり体験", title_en="Making tofu",
            kind=reward.EXPERIENCE,
            asset=point, price=1_200, stock=8, place="上棚田公民館", each_most=1,
            about="水と豆だけで、1時間半。", about_en="Water, beans and an hour and a half.",
        ),
        NewReward(
            region_code=code, title="収穫祭のお席へご招待", title_en="A seat at the harvest feast",
            kind=reward.INVITATION, asset=coin, price=30, stock=40, place="上棚田の会場入口",
            about="町がコインを使うと決めた特典です。",
            about_en="The town decided that coins count for this one.",
        ),
        NewReward(
            region_code=code, title="子どもの本のために", title_en="For children's books",
            kind=reward.DONATION, asset=point, price=100, ways=(reward.NONE,),
            about="町の基金から、本の部屋の絵本になります。",
            about_en="Becomes picture books by way of the town's fund.",
        ),
    ]  # fmt: skip
    if bakery:
        found.append(
            NewReward(
                region_code=code, title="米粉パンのひと包み", title_en="A bag of rice-flour bread",
                kind=reward.GOODS, asset=point, price=350, stock=15, ways=(reward.SHOP,),
                shop_code=bakery, about="お店でQRを見せてください。",
                about_en="Show the QR code at the shop.",
            )
        )  # fmt: skip
    return found


def _partners(point: str) -> list[NewPartner]:
    code = town.HOME_TOWN
    return [
        NewPartner(
            region_code=code, code=MILES, name="そらマイル（見本）", name_en="Sky Miles (sample)",
            kind=partner.POINTS, identifier=partner.OUR_CARD, asset=point, denominator=2,
            fee_permille=50, minimum=100, lapse="days:180", about="見本の提携先です。",
            about_en="A sample partner.",
        ),
        NewPartner(
            region_code=code, code=BUS, name="やまのバス（見本）", name_en="Mountain Bus (sample)",
            kind=partner.TRANSIT, identifier=partner.THEIR_NUMBER,
            about="ICカードの乗車を、町の記録にできます。",
            about_en="Rides with an IC card become your record.",
        ),
        NewPartner(
            region_code=code, code=LIFT, name="かもしかリフト（見本）",
            name_en="Kamoshika Lift (sample)", kind=partner.LIFT, identifier="email",
            about="リフト券の記録をつなぎます。", about_en="Links the days of your lift tickets.",
        ),
        NewPartner(
            region_code=code, code="demo-shop", name="縁ヶ浦市場 通販（見本）",
            name_en="Enigaura Market online (sample)", kind=partner.SHOP,
            identifier=partner.CLICK, address="https://shop.example.jp/",
        ),
    ]  # fmt: skip


def let_aoi_exchange(*, point: str, at: datetime) -> None:
    """Let the demo's member hold a voucher and a linked bus card; again does nothing more."""
    aoi = members.member_of_device(demo_me.phone())
    if aoi is None or partner_queries.links_of(aoi):
        return
    _link(aoi, at)
    bread = next(
        (one for one in queries.rewards_of(town.HOME_TOWN) if reward.SHOP in one.ways), None
    )
    if bread is None or ledger.balance(f"{MEMBER}{aoi}", point) < bread.price:
        return
    asked = NewExchange(
        reward_id=bread.id, member_id=aoi, key="demo", way=reward.SHOP, at=at - timedelta(hours=2)
    )
    rewards.exchange(asked=asked)


def _link(aoi: UUID, at: datetime) -> None:
    """Link a bus card, and take a delivery in of which one row is nobody's."""
    since = at - timedelta(days=10)
    if not any(one.code == BUS for one in partner_queries.partners_of(town.HOME_TOWN)):
        return
    partners.link(
        member_id=aoi, partner_code=BUS, typed=_NUMBER, version=partner.CONSENT_VERSION, at=since
    )
    rows = [
        f"R{number},{card},{(since + timedelta(days=number)):%Y-%m-%d},{fare},縁ヶ浦駅〜上棚田"
        for number, (card, fare) in enumerate(
            [(_NUMBER, 420), (_NUMBER, 420), ("DEMO 9999 0000", 860)], start=1
        )
    ]
    text = "\n".join(["乗車番号,カード番号,乗車日,運賃合計,区間", *rows])
    delivery = reading.delivery(text.encode(), source="見本の乗車.csv", told=Told(3, 1_700))
    partners.take_in(partner_code=BUS, delivery=delivery, by=None, at=at - timedelta(hours=3))
