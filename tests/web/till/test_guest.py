"""What an address of a sale carries, and amounts as people type them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests import world

from enishi.web.design import amounts, moving
from enishi.web.till import guest
from enishi.web.till.guest import LIVES, Guest

KEY = bytes(range(32))


def a_guest() -> Guest:
    return Guest(uuid4(), uuid4(), uuid4(), world.NOW)


def test_what_was_sealed_is_read_back_and_nothing_else_is():
    one = a_guest()
    told = guest.sealed(one, key=KEY)
    assert guest.opened(told, key=KEY) == one
    assert guest.opened(told, key=bytes(32)) is None
    for wrong in (
        "",
        "x",
        "あ",
        told[:-1],
        told[:-1] + ("A" if told[-1] != "A" else "B"),
        told * 2,
    ):
        assert guest.opened(wrong, key=KEY) is None


def test_bits_that_nobody_reads_make_no_second_address():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    told = guest.sealed(a_guest(), key=KEY)
    others = [told[:-1] + letter for letter in letters if letter != told[-1]]
    assert {guest.opened(other, key=KEY) for other in others} == {None}


def test_a_card_is_here_on_its_own_till_for_a_day_of_work():
    one = a_guest()
    assert one.is_here(one.device_id, world.NOW)
    assert one.is_here(one.device_id, world.NOW + LIVES - timedelta(seconds=1))
    assert not one.is_here(one.device_id, world.NOW + LIVES)
    assert not one.is_here(one.device_id, world.NOW - timedelta(seconds=1))
    assert not one.is_here(uuid4(), world.NOW)


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("1580", 1580),
        ("１，５８０円", 1580),
        ("¥1,580", 1580),
        (" 0 ", 0),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("二百", None),
        ("9" * 40, None),
    ],
)
def test_amounts_are_read_as_people_write_them(text, yen):
    assert amounts.typed(text) == yen


@pytest.mark.parametrize(
    ("price", "has", "odd"), [(1580, 500, 80), (1580, 79, 0), (1500, 500, 0), (99, 99, 99)]
)
def test_odd_yen_are_used_where_points_leave_a_round_price(price, has, odd):
    assert amounts.odd(price, has) == odd


def test_all_three_pictures_move_and_a_sale_keeps_its_own():
    seen = {moving.picture(f"SALE{number}") for number in range(60)}
    assert seen == set(moving.PICTURES)
    assert moving.picture("SALE1") == moving.picture("SALE1")
