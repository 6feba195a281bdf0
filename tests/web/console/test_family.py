"""The desk notes what families agreed to on paper, for cards of its own region alone."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from tests import world
from tests.web.conftest import AT, Desk

from enishi.kit.periods import jst_day
from enishi.membership import operations, queries
from enishi.membership.operations import contacts
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
PAGE = f"/console/{world.TOWN}/family/"


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def card(member_id: UUID, region: str = world.TOWN) -> str:
    world.a_region(region, "となりの町" if region == world.NEIGHBOUR else "縁ヶ浦町")
    return operations.issue_card(member_id=member_id, region_code=region, kind="resident", at=AT)


@pytest.fixture
def staff(desk: Desk) -> Client:
    world.a_region()
    return desk("staff", world.TOWN)


@pytest.fixture
def parent() -> UUID:
    return world.a_member(birth_year=1948)


@pytest.fixture
def daughter() -> UUID:
    member_id = world.a_member(birth_year=1975)
    contacts.complete(member_id=member_id, kind="phone", value="+819011112222", at=AT)
    return member_id


def act(number: str, by: str, **other: str) -> dict[str, str]:
    return {"number": number, "by": by, "relation": "child", "months": "12"} | other


def test_a_paper_lets_a_daughter_act_for_a_year(staff, parent, daughter) -> None:
    answer = staff.post(f"{PAGE}act", act(card(parent), card(daughter)))
    assert "代理を書きとめました" in answer.content.decode()
    (proxy,) = queries.proxies(parent)
    assert (proxy.by_id, proxy.how, str(proxy.until_on)) == (daughter, "paper", "2027-03-05")


def test_the_member_reads_that_staff_looked(staff, parent) -> None:
    assert staff.post(PAGE, {"number": card(parent)}).status_code == 200
    assert [look.purpose for look in queries.looks(parent)] == ["family"]


def test_the_desk_ends_what_one_side_wants_ended(staff, parent, daughter) -> None:
    number = card(parent)
    staff.post(f"{PAGE}act", act(number, card(daughter)))
    (proxy,) = queries.proxies(parent)
    for odd in ("x", "", "²", "9" * 18, "9" * 5000, "\0"):
        assert staff.post(f"{PAGE}end", {"number": number, "proxy": odd}).status_code == 404
    staff.post(f"{PAGE}end", {"number": number, "proxy": str(proxy.id)})
    assert queries.proxies(parent)[0].ended_at == AT


def test_a_proxy_of_other_people_cannot_be_ended_with_a_strangers_card(
    staff, parent, daughter
) -> None:
    staff.post(f"{PAGE}act", act(card(parent), card(daughter)))
    (proxy,) = queries.proxies(parent)
    stranger = card(world.a_member())
    answer = staff.post(f"{PAGE}end", {"number": stranger, "proxy": str(proxy.id)})
    assert answer.status_code == 404
    assert queries.proxies(parent)[0].ended_at is None


def test_a_guardians_word_on_paper_is_noted(staff) -> None:
    child = world.a_member(birth_year=2014)
    number = card(child)
    assert "保護者の同意がまだです" in staff.post(PAGE, {"number": number}).content.decode()
    form = {"number": number, "guardian": "森田うみ"}
    assert staff.post(f"{PAGE}guardian", form | {"guardian": " "}).status_code == 422
    assert "書きとめました" in staff.post(f"{PAGE}guardian", form).content.decode()
    assert queries.guardian_state(child, jst_day(AT)) == "given"


def test_a_card_of_another_region_is_not_found(staff, parent, daughter) -> None:
    elsewhere = card(parent, world.NEIGHBOUR)
    assert staff.post(PAGE, {"number": elsewhere}).status_code == 404
    assert staff.post(f"{PAGE}act", act(elsewhere, card(daughter))).status_code == 404
    assert queries.looks(parent) == []
    assert queries.proxies(parent) == []


def test_staff_of_another_region_and_other_roles_find_no_such_page(
    staff, desk, parent, daughter
) -> None:
    form = act(card(parent), card(daughter))
    world.a_region(world.NEIGHBOUR, "となりの町")
    for other in (desk("staff", world.NEIGHBOUR), desk("analyst", world.TOWN)):
        assert other.get(PAGE).status_code == 404
        assert other.post(f"{PAGE}act", form).status_code == 404
    assert Client().post(f"{PAGE}act", form).status_code == 302
    assert queries.proxies(parent) == []


def test_who_acts_is_complete_first(staff, parent) -> None:
    answer = staff.post(f"{PAGE}act", act(card(parent), card(world.a_member())))
    assert answer.status_code == 409
    assert queries.proxies(parent) == []
