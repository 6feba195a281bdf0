"""The page on which a region says when points end: it says what stands, and what is missing."""

from __future__ import annotations

import pytest
from tests import world

from enishi.programs import operations, queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
PROGRAMME = f"/console/{world.TOWN}/programme/"
PAGE = f"{PROGRAMME}lapse?asset=point"
POINT = f"{world.TOWN}:point"
SAID = {"when": "fiscal-year-end", "lapse_to": "fund", "refund_days": "14"}


@pytest.fixture(autouse=True)
def point(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    world.a_programme()
    operations.open_points(
        region_code=world.TOWN, name="縁ポイント", issuer="観光協会", lapse="days:180"
    )


def policy():
    kept = queries.asset(POINT)
    return kept.lapse, kept.lapse_to, kept.refund_days


def test_the_programme_says_in_plain_words_until_when_each_can_be_used(desk):
    page = desk("admin", world.TOWN).get(PROGRAMME).content.decode()
    assert "届いた日から180日のあいだ使えます。残りは、不用額として報告します。" in page
    assert "期限はありません。いつまでも使えます。" in page
    assert page.count("期限を決める</a>") == 2


def test_an_administrator_sets_the_year_end_and_the_fund(desk):
    admin = desk("admin", world.TOWN)
    shown = admin.get(PAGE).content.decode()
    assert "2027年3月31日（水）まで使え、翌日に失効します" in shown
    assert admin.post(PAGE, SAID).status_code == 302
    assert policy() == ("fiscal-year-end", "fund", 14)
    page = admin.get(PROGRAMME).content.decode()
    assert "3月31日（年度末）まで使えます。残りは、観光協会の基金への寄附になります。" in page


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"when": "days", "days": "90"}, "days:90"),
        ({"when": "on", "on": "2027-12-31"}, "on:2027-12-31"),
        ({"when": "month-end", "days": "90"}, "month-end"),
        ({"when": "never"}, "never"),
    ],
)
def test_every_way_to_end_can_be_set(desk, said, rule):
    admin = desk("admin", world.TOWN)
    assert admin.post(PAGE, SAID | said).status_code == 302
    assert policy() == (rule, "fund", 14)
    assert admin.get(PROGRAMME).status_code == 200
    assert admin.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "said",
    [{"when": "days"}, {"when": "on"}, {"when": "soon"}, {"refund_days": "-1"}, {"lapse_to": "x"}],
)
def test_what_is_missing_is_asked_for_and_nothing_changes(desk, said):
    answer = desk("admin", world.TOWN).post(PAGE, SAID | said)
    assert answer.status_code == 422
    assert "あと少しです" in answer.content.decode()
    assert policy() == ("days:180", "unused", 30)


def test_coins_have_no_fund_to_choose(desk):
    admin = desk("admin", world.TOWN)
    coins = f"{PROGRAMME}lapse?asset=coin"
    assert "基金への寄附にする" not in admin.get(coins).content.decode()
    assert admin.post(coins, SAID).status_code == 422
    assert queries.asset(f"{world.TOWN}:coin").lapse == "never"


def test_a_region_without_a_programme_is_sent_to_its_start(desk):
    other = world.an_official_region("184420")
    answer = desk("admin", other.code).get(f"/console/{other.code}/programme/lapse")
    assert (answer.status_code, answer["Location"]) == (302, f"/console/{other.code}/programme/")


def test_staff_cannot_set_it(desk):
    staff = desk("staff", world.TOWN)
    assert staff.get(PAGE).status_code == staff.post(PAGE, SAID).status_code == 404
    assert policy() == ("days:180", "unused", 30)
