"""Points become a voucher, a voucher becomes the thing: once, and never more than there is."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from tests.world import NOW, TOWN, a_lapse_run, a_member, a_point, a_programme, a_shop, move

from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.merchants import operations as merchants
from enishi.merchants.queries import ShopIsNotOpen
from enishi.rewards import models, operations, queries, reward
from enishi.rewards.operations import (
    AddressIsMissing,
    BadReward,
    ExchangeIsDifferent,
    HadEnough,
    NotEnoughToExchange,
    NotOffered,
    NotUsedToday,
    RewardIsGone,
    VoucherHasEnded,
    VoucherIsOver,
    WayIsNotOffered,
    WrongPlace,
)
from enishi.rewards.reward import Address, NewExchange, NewReward, Voucher
from enishi.rights import operations as rights
from enishi.rights import queries as copies
from enishi.settlement import moved

POINT = f"{TOWN}:point"
RESTS = reward.account(POINT)
pytestmark = pytest.mark.django_db
HOME = Address("森田うみ", "架空県縁ヶ浦町1-2", "0191-00-0000")


def a_reward(**told: object) -> int:
    """Twenty bags of the town's rice, handed over at the town hall."""
    a_point()
    usual = {
        "region_code": TOWN,
        "title": "棚田のお米 2kg",
        "kind": reward.GOODS,
        "asset": POINT,
        "price": 800,
        "stock": 20,
        "place": "役場1階 総合政策課",
    }
    return operations.add_reward(new=NewReward(**(usual | told)), at=NOW)  # type: ignore[arg-type]


def a_holder(points: int = 1000, **when: object) -> UUID:
    member = a_member()
    move(f"issue:{POINT}", f"member:{member}", points, **when)  # type: ignore[arg-type]
    return member


def asks(reward_id: int, member: UUID, key: str = "k1", **told: object) -> NewExchange:
    usual = {"way": reward.DESK, "at": NOW}
    return NewExchange(reward_id=reward_id, member_id=member, key=key, **(usual | told))  # type: ignore[arg-type]


def gets(reward_id: int, member: UUID, key: str = "k1", **told: object) -> Voucher:
    return operations.exchange(asked=asks(reward_id, member, key, **told))


def of(member: UUID) -> int:
    return books.balance(f"member:{member}", POINT)


def test_points_rest_until_the_desk_hands_it_over_and_then_return_to_the_issuer() -> None:
    rice, member = a_reward(), a_holder()
    held = gets(rice, member)
    assert (held.state, held.price, held.until) == ("waiting", 800, date(2026, 9, 4))
    assert (of(member), books.balance(RESTS, POINT)) == (200, 800)
    assert queries.reward_of(rice).stock == 19
    done = operations.hand_over_voucher(code=held.code.lower(), region_code=TOWN, by=None, at=NOW)
    assert done.state == "used"
    assert books.balance(RESTS, POINT) == 0
    with pytest.raises(VoucherHasEnded):
        operations.hand_over_voucher(code=held.code, region_code=TOWN, by=None, at=NOW)
    with pytest.raises(VoucherHasEnded):
        operations.cancel(code=held.code, member_id=member, at=NOW)
    assert (of(member), queries.reward_of(rice).stock) == (200, 19)
    assert books.faults() == []


def test_the_same_form_again_is_the_same_voucher_and_another_under_its_key_is_refused() -> None:
    rice, member = a_reward(), a_holder()
    first = gets(rice, member)
    assert gets(rice, member, at=NOW + timedelta(minutes=1)) == first
    other = a_reward(title="豆腐づくり")
    with pytest.raises(ExchangeIsDifferent):
        gets(other, member)
    assert (of(member), queries.reward_of(rice).stock) == (200, 19)


@pytest.mark.parametrize(
    ("offer", "asked", "refusal"),
    [
        ({"price": 1001}, {}, NotEnoughToExchange),
        ({"stock": 0}, {}, RewardIsGone),
        ({"since": NOW.date() + timedelta(days=1)}, {}, NotOffered),
        ({"until": NOW.date()}, {}, NotOffered),
        ({}, {"way": "post"}, WayIsNotOffered),
        ({"ways": ("post",), "place": ""}, {"way": "post"}, AddressIsMissing),
        (
            {"ways": ("drone",), "drone_places": ("上棚田の広場",)},
            {"way": "drone", "drone_place": "となり町", "address": HOME},
            WayIsNotOffered,
        ),
    ],
)
def test_what_cannot_be_had_costs_nothing(
    offer: dict[str, object], asked: dict[str, object], refusal: type[Refusal]
) -> None:
    rice, member = a_reward(**offer), a_holder()
    with pytest.raises(refusal):
        gets(rice, member, **asked)
    assert (of(member), models.Voucher.objects.count()) == (1000, 0)
    assert queries.reward_of(rice).stock == offer.get("stock", 20)


def test_one_member_gets_no_more_than_one_member_may_until_one_came_back() -> None:
    rice, member = a_reward(price=100, each_most=1), a_holder()
    first = gets(rice, member)
    with pytest.raises(HadEnough):
        gets(rice, member, "k2")
    operations.cancel(code=first.code, member_id=member, at=NOW)
    gets(rice, member, "k3")
    assert (of(member), queries.reward_of(rice).stock) == (900, 19)


def at_once(tasks: list[object]) -> list[object]:
    """Do things at one moment, each on a connection of its own; answers or refusals."""
    answers: list[object] = [None] * len(tasks)
    gate = threading.Barrier(len(tasks))

    def do(index: int) -> None:
        gate.wait()
        try:
            answers[index] = tasks[index]()  # type: ignore[operator]
        except Refusal as refused:
            answers[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(index,)) for index in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_one_moment_as_many_get_it_as_there_are() -> None:
    rice = a_reward(stock=3)
    people = [a_holder() for _ in range(8)]
    answers = at_once([lambda one=one: gets(rice, one) for one in people])
    got = [one for one in answers if isinstance(one, Voucher)]
    assert len(got) == 3
    assert sum(isinstance(one, RewardIsGone) for one in answers) == 5
    assert queries.reward_of(rice).stock == 0
    assert sorted(of(one) for one in people) == [200] * 3 + [1000] * 5
    assert books.balance(RESTS, POINT) == 2400
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Reward.objects.filter(pk=rice).update(stock=-1)


@pytest.mark.django_db(transaction=True)
def test_a_voucher_shown_at_two_tills_at_one_moment_counts_once() -> None:
    shop = a_shop()
    soup = a_reward(ways=("shop",), shop_code=shop, place="", price=300)
    member = a_holder()
    held = gets(soup, member, way="shop")
    answers = at_once(
        [
            lambda: operations.redeem(code=held.code, shop_code=shop, device_id=None, at=NOW),
            lambda: operations.redeem(code=held.code, shop_code=shop, device_id=None, at=NOW),
            lambda: operations.cancel(code=held.code, member_id=member, at=NOW),
        ]
    )
    assert sum(isinstance(one, Voucher) for one in answers) == 1
    assert sum(isinstance(one, VoucherHasEnded) for one in answers) == 2
    was_used = queries.voucher(held.code).state == "used"
    assert books.balance(f"shop:{shop}", POINT) == (300 if was_used else 0)
    assert of(member) == (700 if was_used else 1000)
    assert books.faults() == []


def test_a_shop_gets_the_points_when_it_takes_the_voucher_and_may_take_that_back_today() -> None:
    shop, other = a_shop(), a_shop("豆腐の青山")
    soup = a_reward(ways=("shop",), shop_code=shop, place="", price=300, stock=None)
    held = gets(soup, a_holder(), way="shop")
    with pytest.raises(WrongPlace):
        operations.redeem(code=held.code, shop_code=other, device_id=None, at=NOW)
    with pytest.raises(WrongPlace):
        operations.hand_over_voucher(code=held.code, region_code=TOWN, by=None, at=NOW)
    used = operations.redeem(code=held.code, shop_code=shop, device_id=None, at=NOW)
    assert (used.shop_code, books.balance(f"shop:{shop}", POINT)) == (shop, 300)
    assert [one.code for one in queries.used_at(shop, NOW, NOW + timedelta(days=1))] == [held.code]
    with pytest.raises(NotUsedToday):
        operations.undo_redeem(code=held.code, shop_code=other, at=NOW)
    with pytest.raises(NotUsedToday):
        operations.undo_redeem(code=held.code, shop_code=shop, at=NOW + timedelta(days=1))
    again = operations.undo_redeem(code=held.code, shop_code=shop, at=NOW)
    assert (again.state, books.balance(f"shop:{shop}", POINT)) == ("waiting", 0)
    operations.redeem(code=held.code, shop_code=shop, device_id=None, at=NOW)
    assert books.balance(f"shop:{shop}", POINT) == 300


def test_a_shop_that_paused_takes_no_vouchers_and_they_go_on_to_wait() -> None:
    shop = a_shop()
    soup = a_reward(ways=("shop",), shop_code=shop, place="", price=300)
    held = gets(soup, a_holder(), way="shop")
    merchants.change_state(shop_code=shop, state="paused", why="改装", by=None, at=NOW)
    with pytest.raises(ShopIsNotOpen):
        operations.redeem(code=held.code, shop_code=shop, device_id=None, at=NOW)
    assert (queries.voucher(held.code).state, books.balance(f"shop:{shop}", POINT)) == (
        "waiting",
        0,
    )


def test_a_voucher_used_at_a_shop_is_owed_to_it_like_points_used_there() -> None:
    shop = a_shop()
    soup = a_reward(ways=("shop",), shop_code=shop, place="", price=300, stock=None)
    held = [gets(soup, a_holder(), way="shop") for _ in range(2)]
    for one in held:
        operations.redeem(code=one.code, shop_code=shop, device_id=None, at=NOW)
    operations.undo_redeem(code=held[0].code, shop_code=shop, at=NOW)
    days = books.days(POINT, since=NOW.date(), until=NOW.date() + timedelta(days=1))
    told = moved.total(moved.by_shop(days)[f"shop:{shop}"].values())
    assert (told.used, told.given_back, told.owed, told.bought) == (600, 300, 300, 0)


def test_points_of_a_cancelled_voucher_return_with_the_date_they_had() -> None:
    rice, day = a_reward(), NOW.date() + timedelta(days=10)
    member = a_holder(expires_on=day)
    held = gets(rice, member)
    late = NOW + timedelta(days=20)
    operations.cancel(code=held.code, member_id=member, at=late)
    assert books.pockets(f"member:{member}", POINT) == [(day, 1000)]
    a_lapse_run(at=late)
    assert (of(member), books.balance(f"fund:{POINT}", POINT)) == (0, 1000)


def test_when_the_town_cannot_keep_its_word_the_points_last_the_days_of_grace() -> None:
    rice, day = a_reward(), NOW.date() + timedelta(days=10)
    member = a_holder(expires_on=day)
    held = gets(rice, member)
    late = NOW + timedelta(days=20)
    operations.cancel_for(code=held.code, region_code=TOWN, why="不作のため", by=None, at=late)
    pockets = books.pockets(f"member:{member}", POINT)
    assert {one.points for one in pockets} == {200, 800}
    assert max(one.expires_on for one in pockets) > late.date()
    assert queries.voucher(held.code).note == "不作のため"


def test_a_voucher_past_its_last_day_gives_back_what_was_paid_once() -> None:
    rice, member = a_reward(voucher_days=30), a_holder()
    held = gets(rice, member)
    last = NOW + timedelta(days=30)
    assert operations.expire(at=last) == 0
    over = NOW + timedelta(days=31)
    with pytest.raises(VoucherIsOver):
        operations.hand_over_voucher(code=held.code, region_code=TOWN, by=None, at=over)
    assert operations.expire(at=over) == 1
    assert operations.expire(at=over) == 0
    assert (of(member), queries.reward_of(rice).stock) == (1000, 20)
    assert queries.voucher(held.code).state == "expired"


def test_what_is_sent_keeps_an_address_only_as_long_as_it_needs_one() -> None:
    rice = a_reward(ways=("post", "drone"), place="", drone_places=("上棚田の広場",))
    member = a_holder(2000)
    sent = gets(rice, member, way="post", address=HOME)
    later = NOW + timedelta(minutes=1)
    flown = gets(
        rice, member, "k2", at=later, way="drone", drone_place="上棚田の広場", address=HOME
    )
    assert (sent.until, flown.address.address, flown.drone_place) == (None, "", "上棚田の広場")
    assert [one.code for one in queries.to_send(TOWN)] == [sent.code, flown.code]
    for one, note in ((sent, "ゆうパック 1234"), (flown, "14時の便")):
        operations.send(code=one.code, region_code=TOWN, note=note, by=None, at=NOW)
    assert queries.to_send(TOWN) == []
    assert queries.voucher(flown.code).note == "14時の便"
    assert operations.forget_addresses(at=NOW + timedelta(days=59)) == 0
    assert operations.forget_addresses(at=NOW + timedelta(days=61)) == 2
    assert queries.voucher(sent.code).address == Address()


def test_a_donation_reaches_the_fund_and_needs_no_hand_over() -> None:
    gift = a_reward(kind=reward.DONATION, ways=("none",), place="", stock=None, price=500)
    member = a_holder()
    done = gets(gift, member, way="none")
    assert (done.state, of(member), books.balance(f"fund:{POINT}", POINT)) == ("used", 500, 500)


def test_a_region_may_take_its_coin_for_an_invitation() -> None:
    coin = a_programme()
    feast = a_reward(kind=reward.INVITATION, title="収穫祭へのご招待", asset=coin, price=50)
    member = a_member()
    move(f"issue:{coin}", f"member:{member}", 80, asset=coin)
    held = gets(feast, member)
    assert (held.asset, books.balance(f"member:{member}", coin)) == (coin, 30)
    assert books.balance(reward.account(coin), coin) == 50


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"title": " "}, "title"),
        ({"price": 0}, "price"),
        ({"kind": "money"}, "kind"),
        ({"ways": ()}, "ways"),
        ({"ways": ("none",)}, "ways"),
        ({"place": ""}, "place"),
        ({"ways": ("shop",)}, "shop_code"),
        ({"ways": ("drone",)}, "drone_places"),
        ({"kind": "donation", "asset": f"{TOWN}:coin", "ways": ("none",)}, "asset"),
        ({"voucher_days": 0}, "voucher_days"),
        ({"since": NOW.date(), "until": NOW.date()}, "until"),
        ({"each_most": 0}, "each_most"),
    ],
)
def test_what_can_be_no_reward_is_refused(told: dict[str, object], part: str) -> None:
    a_programme()
    with pytest.raises(BadReward) as refused:
        a_reward(**told)
    assert refused.value.facts == {"part": part}
    assert queries.rewards_of(TOWN) == []


def test_wording_anew_leaves_stock_and_held_vouchers_as_they_are() -> None:
    rice, member = a_reward(), a_holder()
    held = gets(rice, member)
    new = NewReward(
        region_code=TOWN, title="新米 2kg", kind="goods", asset=POINT, price=900, place="役場"
    )
    operations.change_reward(reward_id=rice, new=new)
    shown = queries.reward_of(rice)
    assert (shown.title, shown.price, shown.stock) == ("新米 2kg", 900, 19)
    assert queries.voucher(held.code).price == 800
    with pytest.raises(BadReward):
        operations.change_reward(reward_id=rice, new=NewReward(
            region_code=TOWN, title="新米", kind="experience", asset=POINT, price=900, place="役場"
        ))  # fmt: skip
    operations.change_stock(reward_id=rice, stock=5)
    operations.switch_reward(reward_id=rice, is_open=False)
    assert queries.reward_of(rice).stock == 5
    assert queries.offered(TOWN, NOW.date()) == []
    with pytest.raises(NotOffered):
        gets(rice, member, "k2")


def test_vouchers_of_two_members_who_are_one_are_that_persons() -> None:
    rice, keep, gone = a_reward(price=100), a_holder(), a_holder()
    gets(rice, keep)
    held = gets(rice, gone)
    rights.merge(keep=keep, gone=gone, at=NOW)
    assert {one.member_id for one in queries.vouchers_of(keep)} == {keep}
    assert len(queries.vouchers_of(keep)) == 2
    operations.cancel(code=held.code, member_id=keep, at=NOW)
    rights.tidy(at=NOW)
    assert of(keep) == 1900


def test_who_is_erased_leaves_no_address_and_no_name_on_a_voucher() -> None:
    rice = a_reward(ways=("post",), place="")
    member = a_holder()
    held = gets(rice, member, way="post", address=HOME)
    copied = copies.copy_of(member, NOW).rows("vouchers")
    assert [(row["reward"], row["address"]) for row in copied] == [("棚田のお米 2kg", HOME.address)]
    done = rights.erase(member_id=member, at=NOW)
    assert done.counts["vouchers"] == 1
    left = queries.voucher(held.code)
    assert (left.member_id, left.address, left.state) == (None, Address(), "cancelled")
    assert (books.balance(RESTS, POINT), books.balance(f"fund:{POINT}", POINT)) == (0, 1000)
    assert queries.reward_of(rice).stock == 20
