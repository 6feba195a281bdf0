"""Conversion: two linked transfers at a kept rate, or nothing; nothing is created on the way."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from enishi.ledger import operations, queries
from enishi.ledger.accounting import Movement
from enishi.ledger.conversion import NewConversion
from enishi.ledger.models import Conversion, Entry, Transfer
from enishi.ledger.operations import BadConversion, ConversionIsDifferent, ConversionRefused
from enishi.ledger.transfers import NewTransfer, Result

COIN, POINT = "182010:coin", "182010:point"
NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
MARCH = date(2027, 3, 31)
ASKED = NewConversion(UUID(int=1), "member:a", COIN, POINT, 1_005, 1, 10, NOON, MARCH)


def grant(amount, asset=COIN, to="member:a"):
    granted = NewTransfer(uuid4(), f"issue:{asset}", to, asset, amount, "grant", NOON)
    assert operations.post(granted) is Result.OK


def books():
    return Transfer.objects.count(), Entry.objects.count(), Conversion.objects.count()


@pytest.mark.django_db
def test_coins_become_points_at_the_rate_rounded_down():
    grant(2_000)
    converted = operations.convert(ASKED)
    assert (converted.taken, converted.given) == (1_005, 100)
    assert queries.balances("member:a") == {COIN: 995, POINT: 100}
    assert [pocket.expires_on for pocket in queries.pockets("member:a", POINT)] == [MARCH]
    assert queries.balance(f"exchange:{COIN}", COIN) == 1_005
    assert queries.balance(f"exchange:{POINT}", POINT) == -100
    kept = Conversion.objects.get(chain=ASKED.id)
    assert (kept.numerator, kept.denominator, kept.at) == (1, 10, NOON)
    legs = Transfer.objects.filter(chain=ASKED.id).order_by("seq")
    assert [(leg.asset, leg.amount, leg.kind) for leg in legs] == [
        (COIN, 1_005, "convert"),
        (POINT, 100, "convert"),
    ]
    assert queries.supply(COIN).of(Movement.CONVERTED_OUT) == 1_005
    assert queries.supply(POINT).of(Movement.CONVERTED_IN) == 100


@pytest.mark.django_db
def test_asking_again_converts_once():
    grant(2_000)
    first = operations.convert(ASKED)
    before = books()
    assert operations.convert(ASKED) == first
    assert books() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"amount": 1_004},
        {"holder": "member:b"},
        {"new_asset": "182010:other"},
        {"numerator": 2},
        {"numerator": 2, "denominator": 20},  # comes to the same and is not the same
        {"expires_on": None},
    ],
)
def test_a_key_with_another_conversion_is_refused_and_nothing_moves(other):
    grant(2_000)
    grant(2_000, to="member:b")
    operations.convert(ASKED)
    before = books()
    with pytest.raises(ConversionIsDifferent), transaction.atomic():
        operations.convert(replace(ASKED, **other))
    assert books() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"new_asset": COIN},
        {"numerator": 0},
        {"denominator": 0},
        {"denominator": -10, "numerator": -1},
        {"amount": 0},
        {"amount": -5},
        {"amount": 9},  # comes to nothing
    ],
)
def test_what_is_no_conversion_is_refused_before_anything_moves(wrong):
    grant(2_000)
    before = books()
    with pytest.raises(BadConversion), transaction.atomic():
        operations.convert(replace(ASKED, **wrong))
    assert books() == before


@pytest.mark.django_db
def test_who_has_too_little_keeps_it_and_gets_nothing():
    grant(1_004)
    before = books()
    with pytest.raises(ConversionRefused) as refused, transaction.atomic():
        operations.convert(ASKED)
    assert refused.value.facts["reason"] == "insufficient_balance"
    assert books() == before
    grant(1)
    assert operations.convert(ASKED).given == 100


@pytest.mark.django_db(transaction=True)
def test_one_key_at_once_converts_once():
    grant(5_000)
    answers = []

    def ask():
        answers.append(operations.convert(ASKED))
        connection.close()

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()
    assert len(answers) == 4
    assert set(answers) == {answers[0]}
    assert queries.balances("member:a") == {COIN: 3_995, POINT: 100}


CONVERSIONS = some.builds(
    NewConversion,
    id=some.integers(1, 6).map(lambda number: UUID(int=number)),
    holder=some.sampled_from(["member:a", "member:b"]),
    old_asset=some.sampled_from([COIN, POINT]),
    new_asset=some.sampled_from([COIN, POINT]),
    amount=some.integers(-2, 400),
    numerator=some.integers(0, 12),
    denominator=some.integers(0, 12),
    at=some.just(NOON),
)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(some.lists(CONVERSIONS, max_size=12))
def test_whatever_is_converted_nothing_is_created(asked):
    with transaction.atomic():
        for holder in ("member:a", "member:b"):
            grant(500, COIN, holder)
            grant(300, POINT, holder)
        done = {}
        for one in asked:
            try:
                with transaction.atomic():
                    done[one.id] = operations.convert(one)
            except (BadConversion, ConversionIsDifferent, ConversionRefused):
                continue
        for asset, granted in ((COIN, 1_000), (POINT, 600)):
            supply = queries.supply(asset)
            out = sum(one.taken for one in done.values() if one.old_asset == asset)
            came = sum(one.given for one in done.values() if one.new_asset == asset)
            assert supply.outstanding == granted - out + came
            assert supply.of(Movement.CONVERTED_OUT) == out
            assert supply.of(Movement.CONVERTED_IN) == came
            assert sum(line.total for line in queries.trial_balance(asset)) == 0
        for one in done.values():
            # What came is worth no more than what left, and less than one unit was lost.
            rest = one.taken * one.numerator - one.given * one.denominator
            assert 0 <= rest < one.denominator
        assert Conversion.objects.count() == len(done)
        transaction.set_rollback(True)
