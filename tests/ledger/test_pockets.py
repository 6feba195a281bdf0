"""Which points go first."""

from __future__ import annotations

from datetime import date

import pytest

from enishi.ledger.pockets import NotEnoughPoints, Pocket, draw, merged, spendable, take_back

MARCH, JUNE, JULY = date(2027, 3, 31), date(2027, 6, 30), date(2027, 7, 31)


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (10, [Pocket(MARCH, 10)]),
        (30, [Pocket(MARCH, 30)]),
        (31, [Pocket(MARCH, 30), Pocket(JUNE, 1)]),
        (80, [Pocket(MARCH, 30), Pocket(JUNE, 50)]),
    ],
)
def test_points_that_expire_first_are_spent_first(wanted, taken):
    assert draw([Pocket(JUNE, 50), Pocket(MARCH, 30)], wanted) == taken


def test_nobody_spends_more_than_they_hold():
    with pytest.raises(NotEnoughPoints) as refused:
        draw([Pocket(JUNE, 50), Pocket(MARCH, 30)], 81)
    assert refused.value.facts == {"wanted": 81, "held": 80}


@pytest.mark.parametrize(
    ("filled", "wanted", "taken"),
    [
        # The pocket that the original filled pays first, though another expires sooner.
        ([Pocket(JUNE, 20)], 20, [Pocket(JUNE, 20)]),
        # Part of it was spent: the rest comes from what expires first.
        ([Pocket(JULY, 20)], 20, [Pocket(MARCH, 15), Pocket(JULY, 5)]),
        ([Pocket(MARCH, 10), Pocket(JUNE, 10)], 20, [Pocket(MARCH, 10), Pocket(JUNE, 10)]),
        ([], 31, [Pocket(MARCH, 30), Pocket(JUNE, 1)]),
    ],
)
def test_a_reversal_takes_back_what_the_original_gave(filled, wanted, taken):
    held = [Pocket(JULY, 5), Pocket(JUNE, 50), Pocket(MARCH, 30)]
    assert take_back(held, filled, wanted) == taken


def test_a_reversal_cannot_take_what_is_gone():
    with pytest.raises(NotEnoughPoints):
        take_back([Pocket(JUNE, 5)], [Pocket(JUNE, 10)], 10)


def test_pockets_of_one_date_are_one_pocket():
    assert merged([Pocket(JUNE, 1), Pocket(MARCH, 2), Pocket(JUNE, 3)]) == [
        Pocket(MARCH, 2),
        Pocket(JUNE, 4),
    ]


@pytest.mark.parametrize(
    ("kind", "on", "may_draw"),
    [
        ("spend", MARCH, True),
        ("spend", date(2027, 4, 1), False),
        ("lapse", MARCH, False),
        ("lapse", date(2027, 4, 1), True),
    ],
)
def test_points_are_spent_until_their_last_day_and_lapse_after_it(kind, on, may_draw):
    assert spendable(kind, on)(MARCH) is may_draw
