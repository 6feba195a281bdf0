"""A shop joins, gets its card, and opens its till on three phones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.world import NOW, TOWN, a_region, a_shop

from enishi.merchants import operations, queries
from enishi.merchants.operations import (
    BadShop,
    PinIsWrong,
    ShopIsDecided,
    TillIsLocked,
    TooManyDevices,
    UnknownShopCard,
)
from enishi.merchants.queries import ShopIsNotOpen
from enishi.merchants.shop import NewShop
from enishi.webhooks import operations as webhooks
from enishi.webhooks import queries as webhook_queries

pytestmark = pytest.mark.django_db(transaction=True)


def _new(**told: object) -> NewShop:
    usual = {"name": "山里パン", "trade": "sweets", "contact": "里見", "terms_version": "1"}
    return NewShop(region_code=TOWN, **(usual | told))  # type: ignore[arg-type]


def test_a_shop_sells_nothing_before_the_town_says_yes() -> None:
    a_region()
    code = operations.apply(new=_new(), at=NOW)
    assert queries.shop(code).state == "applied"
    with pytest.raises(ShopIsNotOpen):
        operations.enrol_pos(shop_code=code, label="レジ", at=NOW)
    operations.approve(shop_code=code, by=None, at=NOW)
    assert queries.shop(code).is_open
    with pytest.raises(ShopIsDecided):
        operations.refuse(shop_code=code, why="遠い", by=None, at=NOW)


@pytest.mark.parametrize(
    ("part", "given"),
    [("name", " "), ("trade", "piracy"), ("invoice_number", "T12"), ("terms_version", "")],
)
def test_what_is_missing_or_unknown_is_named(part: str, given: str) -> None:
    a_region()
    with pytest.raises(BadShop) as refused:
        operations.apply(new=_new(**{part: given}), at=NOW)
    assert refused.value.facts == {"part": part}


def test_three_phones_sell_and_a_fourth_only_in_place_of_one() -> None:
    shop = a_shop()
    card = operations.make_shop_card(shop_code=shop, at=NOW)
    phones = [
        operations.enrol_phone(secret=card.secret, pin=card.pin, label=str(one), at=NOW)
        for one in range(3)
    ]
    with pytest.raises(TooManyDevices):
        operations.enrol_phone(secret=card.secret, pin=card.pin, label="4", at=NOW)
    last = operations.enrol_phone(
        secret=card.secret, pin=card.pin, label="4", at=NOW, ending=phones[0].device.id
    )
    assert queries.device_of(phones[0].secret) is None
    found = queries.device_of(last.secret)
    assert found is not None
    assert found.shop_code == shop


def test_five_wrong_numbers_lock_the_card_for_a_quarter_of_an_hour() -> None:
    card = operations.make_shop_card(shop_code=a_shop(), at=NOW)
    wrong = "0000" if card.pin != "0000" else "1111"
    for left in (4, 3, 2, 1):
        with pytest.raises(PinIsWrong) as refused:
            operations.enrol_phone(secret=card.secret, pin=wrong, label="", at=NOW)
        assert refused.value.facts == {"left": left}
    for pin in (wrong, card.pin):
        with pytest.raises(TillIsLocked):
            operations.enrol_phone(secret=card.secret, pin=pin, label="", at=NOW)
    later = NOW + timedelta(minutes=15)
    assert operations.enrol_phone(secret=card.secret, pin=card.pin, label="", at=later).secret


def test_who_goes_on_guessing_waits_twice_as_long_each_time_and_a_day_at_most() -> None:
    shop = a_shop()
    card = operations.make_shop_card(shop_code=shop, at=NOW)
    wrong, at, waits = ("0000" if card.pin != "0000" else "1111"), NOW, []
    for _ in range(9):
        for _ in range(4):
            with pytest.raises(PinIsWrong):
                operations.enrol_phone(secret=card.secret, pin=wrong, label="", at=at)
        with pytest.raises(TillIsLocked) as locked:
            operations.enrol_phone(secret=card.secret, pin=wrong, label="", at=at)
        waits.append(locked.value.facts["minutes"])
        at += timedelta(minutes=waits[-1])
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    fresh = operations.make_shop_card(shop_code=shop, at=at)  # the owner need not wait
    assert operations.enrol_phone(secret=fresh.secret, pin=fresh.pin, label="", at=at).secret


def test_a_fresh_card_ends_the_one_before() -> None:
    shop = a_shop()
    lost = operations.make_shop_card(shop_code=shop, at=NOW)
    operations.make_shop_card(shop_code=shop, at=NOW)
    with pytest.raises(UnknownShopCard):
        operations.enrol_phone(secret=lost.secret, pin=lost.pin, label="", at=NOW)


def test_with_its_last_key_end_the_addresses_that_keys_had_let_take_messages() -> None:
    shop = a_shop()
    leaked, other = (
        operations.enrol_pos(shop_code=shop, label=one, at=NOW).device for one in ("1", "2")
    )
    owner = f"shop:{shop}"
    webhooks.add_endpoint(owner=owner, url="https://taker.example.jp/", at=NOW)
    operations.end_device(shop_code=shop, device_id=leaked.id, at=NOW)
    assert len(webhook_queries.endpoints(owner)) == 1  # the other system reads and ends them
    operations.end_device(shop_code=shop, device_id=other.id, at=NOW)
    assert webhook_queries.endpoints(owner) == []


def test_the_books_of_a_region_call_its_shops_by_name() -> None:
    shop = a_shop()
    assert queries.names_of_accounts(TOWN) == {f"shop:{shop}": "魚のまる幸"}
    assert queries.names_of_accounts("131016") == {}
