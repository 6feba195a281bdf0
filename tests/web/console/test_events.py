"""The staff's events, posters and reception; who may open them, and who is not told they exist."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from tests import world

from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.ledger import queries as ledger
from enishi.membership import operations as membership
from enishi.web.console import urls
from enishi.web.design import clock, second_factor

pytestmark = pytest.mark.django_db
AFTERNOON = world.NOW.replace(hour=14)
FORM = {
    "title": "棚田あかりの会",
    "starts_on": "2026-06-06",
    "starts_time": "13:00",
    "ends_time": "15:00",
    "place": "上棚田",
    "sdgs": ["8", "11"],
}


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERNOON)


@pytest.fixture
def event():
    world.a_programme()
    made = world.an_event()
    world.a_poster(made)
    return made


def signed_in(role: str = "staff", code: str = world.TOWN, *, with_totp: bool = True) -> Client:
    """A desk whose reader passed password and second factor."""
    member_id = world.staff(role, code, email=f"{role}-{code}@example.jp")
    desk = Client()
    desk.force_login(get_user_model().objects.get(pk=member_id))
    if with_totp:
        second_factor.activate(member_id)
        session = desk.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp"}]
        session["account_authentication_methods_user"] = str(member_id)
        session.save()
    return desk


def pages(event) -> list[str]:
    """Every page of the region's console, by its address."""
    given = {"region_code": event.region_code, "event_code": event.code}
    found = []
    for pattern in urls.urlpatterns:
        wanted = set(pattern.pattern.converters)
        if wanted <= set(given):
            found.append(reverse(pattern.name, kwargs={name: given[name] for name in wanted}))
    return found


def test_a_stranger_is_sent_to_sign_in(event):
    for address in pages(event):
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith("/accounts/login/?next=")


def test_staff_without_a_second_factor_must_connect_one_first(event):
    desk = signed_in(with_totp=False)
    for address in pages(event):
        assert desk.get(address).url == "/accounts/2fa/totp/activate/", address


def test_a_session_that_skipped_the_second_factor_is_asked_for_it(event):
    desk = signed_in(with_totp=False)
    (role,) = world.region_queries.staff_of(world.TOWN)
    second_factor.activate(role.member_id)
    answer = desk.get(f"/console/{world.TOWN}/events/")
    assert answer.url.startswith("/accounts/2fa/reauthenticate/?next=")


def test_another_region_does_not_say_that_the_page_exists(event):
    world.a_region(world.NEIGHBOUR, "となりの町")
    desk = signed_in("admin", world.NEIGHBOUR)
    for address in pages(event):
        if address != "/console/":
            assert desk.get(address).status_code in {404, 405}, address
            assert desk.post(address).status_code in {404, 405}, address
    assert not activities.participants(event.code)


@pytest.mark.parametrize(
    ("role", "sees_events", "works_the_desk"),
    [
        ("staff", True, True),
        ("organiser", True, True),
        ("analyst", False, False),
        ("auditor", False, False),
        ("promoter", False, False),
    ],
)
def test_roles_open_their_own_pages_only(event, role, sees_events, works_the_desk):
    desk = signed_in(role)
    listing = desk.get(f"/console/{world.TOWN}/events/").status_code
    assert listing == (200 if sees_events else 404)
    reception = desk.get(f"/console/{world.TOWN}/events/{event.code}/reception").status_code
    assert reception == (200 if works_the_desk else 404)


def test_an_event_is_made_with_its_first_poster():
    world.a_programme()
    desk = signed_in()
    answer = desk.post(f"/console/{world.TOWN}/events/new", FORM)
    (made,) = events.events_of(world.TOWN)
    assert answer.url == f"/console/{world.TOWN}/events/{made.code}/"
    assert made.starts_at == world.jst(2026, 6, 6, 13)
    assert made.ends_at == world.jst(2026, 6, 6, 15)
    assert made.sdgs == (8, 11)
    page = desk.get(f"/console/{world.TOWN}/events/{made.code}/poster").content.decode()
    poster = events.poster(made.code)
    assert f"{poster.serial[:4]} {poster.serial[4:]}" in page
    assert "2,000" in page
    assert "6月6日（土）の24時まで" in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": ""}, "このフィールドは必須です"),
        ({"place": ""}, "場所を書くか、オンラインを選んでください。"),
        ({"ends_time": "12:00"}, "終わりは、始まりより後にしてください。"),
        ({"ends_time": ""}, "終わる時刻を書くか、"),
    ],
)
def test_a_form_that_cannot_be_says_what_is_missing_and_makes_nothing(changed, told):
    world.a_programme()
    answer = signed_in().post(f"/console/{world.TOWN}/events/new", FORM | changed)
    assert told in answer.content.decode()
    assert events.events_of(world.TOWN) == []


def test_online_and_open_ended_events_and_series_can_be_made():
    world.a_programme()
    desk = signed_in()
    changed = {
        "online": "on",
        "open_ended": "on",
        "monthly_code": "on",
        "new_project": "港の一年",
        "place": "",
        "ends_time": "",
    }
    desk.post(f"/console/{world.TOWN}/events/new", FORM | changed)
    (made,) = events.events_of(world.TOWN)
    assert made.online
    assert made.ends_at is None
    assert made.monthly_code
    assert [one.title for one in events.projects_of(world.TOWN)] == ["港の一年"]


def test_a_new_code_kills_the_poster_that_hangs(event):
    old = events.poster(event.code).ticket
    signed_in().post(f"/console/{world.TOWN}/events/{event.code}/new-code")
    assert events.poster(event.code).ticket != old
    answer = Client().post(f"/e/{event.code}", {"t": old})
    assert answer.status_code == 409
    assert not activities.participants(event.code)


def test_a_closed_event_gives_nothing_more(event):
    ticket = events.poster(event.code).ticket
    signed_in().post(f"/console/{world.TOWN}/events/{event.code}/close")
    assert Client().post(f"/e/{event.code}", {"t": ticket}).status_code == 409
    assert not activities.participants(event.code)


def test_the_desk_checks_a_card_in_once(event):
    desk = signed_in()
    member = world.a_member()
    number = membership.issue_card(
        member_id=member, region_code=world.TOWN, kind="visitor", at=AFTERNOON
    )
    address = f"/console/{world.TOWN}/events/{event.code}/reception"
    typed = f"{number[:4]} {number[4:].lower()}"
    first = desk.post(address, {"number": typed}, follow=True)
    assert "受け付けました" in first.content.decode()
    again = desk.post(address, {"number": typed}, follow=True)
    assert "もう受け付けています（14:00）" in again.content.decode()
    assert ledger.balance(f"member:{member}", f"{world.TOWN}:coin") == 2_000
    (past,) = activities.of_member(member)
    assert past.evidence == "staff_scan"


def test_a_card_that_was_replaced_opens_nothing(event):
    desk = signed_in()
    old = membership.issue_card(
        member_id=world.a_member(), region_code=world.TOWN, kind="visitor", at=AFTERNOON
    )
    membership.replace_card(number=old, at=AFTERNOON + timedelta(minutes=1))
    answer = desk.post(f"/console/{world.TOWN}/events/{event.code}/reception", {"number": old})
    assert answer.status_code == 404
    assert "この番号の会員証はありません" in answer.content.decode()
    assert not activities.participants(event.code)


def test_an_operator_of_the_nation_chooses_among_all_regions(event):
    world.a_region(world.NEIGHBOUR, "となりの町")
    page = signed_in("operator", "JP").get("/console/").content.decode()
    assert "縁ヶ浦町" in page
    assert "となりの町" in page


def test_staff_of_one_region_are_led_straight_to_it(event):
    assert signed_in().get("/console/").url == f"/console/{world.TOWN}/"
    assert signed_in("organiser").get(f"/console/{world.TOWN}/").url.endswith("/events/")


def test_nobody_signs_up_as_staff():
    answer = Client().post(
        "/accounts/signup/", {"email": "me@example.jp", "password1": world.PASSWORD}
    )
    assert "_auth_user_id" not in Client().session
    assert not get_user_model().objects.filter(email="me@example.jp").exists()
    assert answer.status_code == 200
