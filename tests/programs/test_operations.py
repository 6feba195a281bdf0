"""A region opens its coin with the pilot's rules and makes rules of its own."""

from datetime import date, timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.programs import operations, queries
from enishi.programs.operations import BadRule, SupportRuleNeedsCap, UnknownLapse, UnknownRule
from enishi.programs.programme import Asset, NewRule
from enishi.programs.queries import UnknownAsset
from enishi.regions.queries import UnknownRegion

pytestmark = pytest.mark.django_db
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"
TODAY = NOW.date()


def a_rule(**told):
    return NewRule(
        **{
            "asset": COIN,
            "name": "朝市",
            "kind": "visit",
            "valid_from": TODAY,
            "payer": "縁ヶ浦町",
            "amount": 50,
        }
        | told
    )


def in_force(on=TODAY):
    return {rule.id: rule for rule in queries.rules_in_force([TOWN], on)}


def test_a_programme_opens_once_and_keeps_what_the_region_changed():
    coin = world.a_programme()
    assert coin == COIN
    assert queries.asset(coin) == Asset(
        COIN, TOWN, "coin", "縁ヶ浦町コイン", "縁ヶ浦町", "never", is_open=True
    )
    first = in_force()
    assert [(rule.kind, rule.is_on) for rule in first.values()] == [
        ("event", True),
        ("e_visit", True),
        ("support", True),
        ("post", True),
        ("visit", True),
        ("purchase", True),
        ("contact", True),
        ("donation", False),
    ]
    operations.switch_rule(rule_id=min(first), is_on=False)
    world.a_programme()
    assert len(in_force()) == 8
    assert not in_force()[min(first)].is_on


def test_no_programme_opens_where_there_is_no_region():
    with pytest.raises(UnknownRegion):
        operations.open_programme(region_code="000000", issuer="", at=NOW)


def test_points_are_opened_beside_the_coin_and_never_mix_with_it():
    world.a_programme()
    for _ in range(2):
        operations.open_points(
            region_code=TOWN, name="縁ポイント", issuer="商工会", lapse="fiscal-year-end"
        )
    assert [(one.code, one.kind, one.issuer) for one in queries.assets(TOWN)] == [
        (COIN, "coin", "縁ヶ浦町"),
        (POINT, "point", "商工会"),
    ]
    with pytest.raises(UnknownLapse):
        operations.open_points(region_code=TOWN, name="x", issuer="x", lapse="soon")


def test_a_rule_is_made_ended_and_gone_after_its_last_day():
    world.a_programme()
    rule_id = operations.add_rule(rule=a_rule(place="港", daily_limit=1, ordinance="要綱第3条"))
    kept = in_force()[rule_id]
    assert (kept.place, kept.daily_limit, kept.asset_kind) == ("港", 1, "coin")
    operations.end_rule(rule_id=rule_id, until=TODAY + timedelta(days=1))
    assert rule_id in in_force()
    assert rule_id not in in_force(TODAY + timedelta(days=1))
    with pytest.raises(BadRule):
        operations.end_rule(rule_id=rule_id, until=TODAY)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"asset": "993018:gold"}, UnknownAsset),
        ({"per": "week"}, BadRule),
        ({"home": "abroad"}, BadRule),
        ({"valid_until": TODAY}, BadRule),
        ({"valid_until": date(2020, 1, 1)}, BadRule),
    ],
)
def test_a_rule_of_other_words_is_refused_and_not_kept(told, refusal):
    world.a_programme()
    with pytest.raises(refusal):
        operations.add_rule(rule=a_rule(**told))
    assert len(in_force()) == 8


@pytest.mark.parametrize(
    "told", [{}, {"yearly_cap": 10_000}, {"note": "謝礼ではない"}, {"yearly_cap": 1, "note": " "}]
)
def test_yen_for_support_needs_a_yearly_cap_and_a_note(told):
    world.a_programme()
    operations.open_points(region_code=TOWN, name="縁ポイント", issuer="町", lapse="never")
    with pytest.raises(SupportRuleNeedsCap):
        operations.add_rule(rule=a_rule(asset=POINT, kind="support", **told))
    assert len(in_force()) == 8


def test_yen_for_support_with_cap_and_note_and_coins_without_are_fine():
    world.a_programme()
    operations.open_points(region_code=TOWN, name="縁ポイント", issuer="町", lapse="never")
    named = a_rule(asset=POINT, kind="support", yearly_cap=10_000, note="交通費の実費のめやす")
    operations.add_rule(rule=named)
    operations.add_rule(rule=a_rule(kind="support"))
    assert len(in_force()) == 10


def test_a_rule_nobody_made_is_not_found():
    with pytest.raises(UnknownRule) as refused:
        operations.switch_rule(rule_id=12345, is_on=True)
    assert refused.value.status == 404
    with pytest.raises(UnknownRule):
        operations.end_rule(rule_id=12345, until=TODAY)
