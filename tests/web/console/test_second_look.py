"""ご確認のお願い: what is worth a look, why, what staff decide, and who may see it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests import world

from enishi.activities import operations as activities
from enishi.activities import queries as activity_queries
from enishi.activities.activity import NewActivity
from enishi.events import operations as events
from enishi.events import queries as event_queries
from enishi.events.event import Told
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
DURING = world.NOW + timedelta(hours=3, minutes=10)
COIN = f"{world.TOWN}:coin"


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: DURING)


@pytest.fixture
def family():
    """Two members who came with one phone: the second one's record is doubtful."""
    world.a_programme()
    event = world.an_event()
    ticket, mark = world.a_poster(event).ticket, uuid4()
    first, second = world.a_member(), world.a_member()
    membership.set_display_name(member_id=second, display_name="浜田なぎ")
    for member_id in (first, second):
        events.check_in(ticket=ticket, member_id=member_id, at=DURING, told=Told(mark=mark))
    return second


def record(member_id):
    [past] = activity_queries.of_member(member_id)
    return past


def page(client, path="", code=world.TOWN):
    return client.get(f"/console/{code}/second-look/{path}")


def test_the_list_says_what_and_why_and_names_nobody(family, desk):
    told = page(desk("staff", world.TOWN)).content.decode()
    assert "同じスマホ" in told
    assert "ご家族で1台を使う" in told
    assert "棚田あかりの会" in told
    assert "浜田なぎ" not in told
    assert str(family) not in told
    assert members.looks(family) == []


def test_who_opens_a_record_is_told_to_its_member(family, desk):
    told = page(desk("staff", world.TOWN), str(record(family).seq)).content.decode()
    assert "浜田なぎ" in told
    [look] = members.looks(family)
    assert look.purpose == "doubt"


def decide(client, member_id, **form):
    seq = record(member_id).seq
    return client.post(f"/console/{world.TOWN}/second-look/{seq}/decide", form)


def test_staff_who_saw_the_member_lift_the_grade_and_are_kept_with_it(family, desk):
    coins = ledger.balance(f"member:{family}", COIN)
    assert (record(family).evidence, record(family).doubt) == ("self_report", "same_phone")
    answer = decide(desk("staff", world.TOWN), family, decision="lifted", reason="受付で話した")
    assert answer.url.endswith("?done=lifted")
    assert (record(family).evidence, record(family).doubt) == ("staff_scan", "")
    assert ledger.balance(f"member:{family}", COIN) == coins
    [review] = event_queries.reviews(world.TOWN)
    assert (review.decision, review.evidence_before, review.evidence_after, review.doubt) == (
        "lifted", "self_report", "staff_scan", "same_phone",
    )  # fmt: skip
    assert members.member(review.by).display_name == "森田うみ"
    assert review.at == DURING


def test_a_record_that_staff_confirm_keeps_its_grade_and_is_not_asked_about_again(family, desk):
    reader = desk("staff", world.TOWN)
    assert decide(reader, family, decision="kept").status_code == 302
    assert (record(family).evidence, record(family).doubt) == ("self_report", "same_phone")
    told = page(reader).content.decode()
    assert "いま、お願いすることはありません" in told
    assert "そのまま残した" in told


def test_taking_back_needs_a_reason_and_reverses_what_was_earned(family, desk):
    reader = desk("staff", world.TOWN)
    coins = ledger.balance(f"member:{family}", COIN)
    assert decide(reader, family, decision="withdrawn", reason="  ").status_code == 422
    assert not record(family).is_withdrawn
    assert ledger.balance(f"member:{family}", COIN) == coins > 0
    assert decide(reader, family, decision="withdrawn", reason="係の練習でした").status_code == 302
    assert record(family).is_withdrawn
    assert ledger.balance(f"member:{family}", COIN) == 0


def test_a_record_of_another_town_cannot_be_opened_or_decided(family, desk):
    world.a_region(world.NEIGHBOUR, "となりの町")
    other = desk("admin", world.NEIGHBOUR)
    seq = record(family).seq
    for code in (world.TOWN, world.NEIGHBOUR):
        assert page(other, str(seq), code).status_code == 404
        path = f"/console/{code}/second-look/{seq}/decide"
        assert other.post(path, {"decision": "withdrawn", "reason": "x"}).status_code == 404
    assert not record(family).is_withdrawn
    assert event_queries.reviews(world.TOWN) == []


@pytest.mark.parametrize("role", ["analyst", "promoter", "auditor", "researcher", "public"])
def test_who_does_not_work_at_receptions_sees_and_decides_nothing(family, desk, role):
    reader = desk(role, world.TOWN)
    assert page(reader).status_code == 404
    assert page(reader, str(record(family).seq)).status_code == 404
    assert decide(reader, family, decision="withdrawn", reason="x").status_code == 404
    assert not record(family).is_withdrawn
    assert members.looks(family) == []


def test_a_stranger_is_led_to_the_door(family):
    assert "/accounts/login/" in page(Client()).url
    assert "/accounts/login/" in decide(Client(), family, decision="kept").url
    assert event_queries.reviews(world.TOWN) == []


@pytest.fixture
def regular():
    """One member among forty who came far more often than all others."""
    world.a_region()
    people = world.members(40)
    often = people[0]
    visits = [
        NewActivity(
            key=f"t:{number}:{index}",
            kind="visit",
            member_id=member_id,
            region_code=world.TOWN,
            at=DURING - timedelta(days=3 * index),
            evidence="self_report",
        )
        for number, member_id in enumerate(people)
        for index in range(90 if member_id == often else 2 + number % 3)
    ]
    activities.record_many(visits, earn=False)
    membership.set_display_name(member_id=often, display_name="毎日の人")
    return often


def test_a_member_whose_count_stands_out_is_listed_without_a_name(regular, desk):
    reader = desk("staff", world.TOWN)
    told = page(reader).content.decode()
    assert "90回" in told
    assert "毎日の人" not in told
    assert "常連の方" in told
    assert members.looks(regular) == []
    opened = page(reader, f"{regular}/visit").content.decode()
    assert "毎日の人" in opened
    assert [look.purpose for look in members.looks(regular)] == ["doubt"]


def test_many_records_in_order_are_not_asked_about_for_three_months(regular, desk, monkeypatch):
    reader = desk("staff", world.TOWN)
    path = f"/console/{world.TOWN}/second-look/{regular}/visit/in-order"
    assert reader.post(path, {"reason": "毎朝の見守り"}).status_code == 302
    assert "90回" not in page(reader).content.decode()
    [review] = event_queries.reviews(world.TOWN)
    assert (review.activity_seq, review.kind, review.reason) == (None, "visit", "毎朝の見守り")
    monkeypatch.setattr(clock, "now", lambda: DURING + timedelta(days=91))
    assert "90回" in page(reader).content.decode()


def test_a_member_who_does_not_stand_out_has_no_page_here(regular, desk):
    other = next(one for one in world.members(40) if one != regular)
    reader = desk("staff", world.TOWN)
    assert page(reader, f"{other}/visit").status_code == 404
    assert page(reader, f"{regular}/event").status_code == 404
    assert members.looks(other) == []
