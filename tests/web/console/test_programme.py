"""The page of coins and rules: how to start, what earns, who may change it."""

from __future__ import annotations

import pytest
from tests import world

from enishi.programs import queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
PAGE = f"/console/{world.TOWN}/programme/"


@pytest.fixture(autouse=True)
def town(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    return world.a_region()


def test_an_administrator_starts_the_coin_with_one_button(desk):
    admin = desk("admin", world.TOWN)
    assert "コインをはじめる" in admin.get(PAGE).content.decode()
    for _ in range(2):
        assert admin.post(f"{PAGE}start").status_code == 302
    page = admin.get(PAGE).content.decode()
    assert "1時間につき1,000コイン" in page
    assert "金額の10%をコインで" in page
    assert len(queries.rules_of([world.TOWN])) == 8


def test_a_rule_is_stopped_and_given_again(desk):
    world.a_programme()
    admin = desk("admin", world.TOWN)
    rule = queries.rules_of([world.TOWN])[0]
    for state in ("off", "on"):
        admin.post(f"{PAGE}{rule.id}/switch", {"state": state})
        assert queries.rules_of([world.TOWN])[0].is_on is (state == "on")


def test_staff_read_the_rules_and_cannot_change_them(desk):
    world.a_programme()
    staff = desk("staff", world.TOWN)
    rule = queries.rules_of([world.TOWN])[0]
    assert "<form" not in staff.get(PAGE).content.decode().partition("<main")[2]
    assert staff.post(f"{PAGE}{rule.id}/switch", {"state": "off"}).status_code == 404
    assert staff.post(f"{PAGE}start").status_code == 404
    assert queries.rules_of([world.TOWN])[0].is_on


def test_a_rule_of_another_region_cannot_be_switched(desk):
    world.a_programme()
    other = world.an_official_region("184420")
    admin = desk("admin", other.code)
    rule = queries.rules_of([world.TOWN])[0]
    answer = admin.post(f"/console/{other.code}/programme/{rule.id}/switch", {"state": "off"})
    assert answer.status_code == 404
    assert queries.rules_of([world.TOWN])[0].is_on
