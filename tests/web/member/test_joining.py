"""Coins held on a phone become somebody's for good, and come back on another phone."""

from __future__ import annotations

import pytest
from tests import world
from tests.web.member import joining
from tests.web.member.joining import E164, NUMBER, OTHER, Phone

from enishi.membership import queries
from enishi.membership.operations import holding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


@pytest.fixture
def phone(poster):
    """A phone with 2,000 coins on it, whose holder told nothing yet."""
    new = Phone()
    new.scan(poster)
    assert new.coins == 2_000
    return new


def test_the_held_page_asks_for_a_number_first_and_says_until_when(phone, poster):
    page = phone.get(f"/e/{poster.event_code}/held").content.decode()
    assert "6月13日（土）の24時まで" in page
    assert "（あと7日）" in page
    assert page.index('type="tel"') < page.index('type="email"')
    assert "あとで登録する" in page
    assert "LINE" not in page


def test_a_number_and_six_digits_keep_the_coins_for_good(phone):
    before = phone.member
    asked = phone.ask()
    assert (asked.status_code, asked["Location"]) == (302, "/join/code")
    page = phone.get("/join/code").content.decode()
    assert "090-****-5678" in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    done = phone.type(joining.digits())
    assert (done.status_code, done["Location"]) == (302, "/me/about?new=1")
    assert "ずっと、あなたの" in phone.get(done["Location"]).content.decode()
    assert phone.member == before
    assert queries.is_complete(before)
    assert phone.coins == 2_000
    assert [one.value for one in queries.contacts(before)] == [E164]


def test_a_mail_does_as_well(phone):
    done = phone.prove("Hanako@Example.jp", kind="email")
    assert done["Location"] == "/me/about?new=1"
    assert [one.value for one in queries.contacts(phone.member)] == ["hanako@example.jp"]


def test_the_held_page_of_a_complete_member_leads_to_the_card(phone, poster):
    phone.prove()
    page = phone.get(f"/e/{poster.event_code}/held").content.decode()
    assert "会員証に入りました" in page
    assert 'type="tel"' not in page


def test_a_wrong_number_of_digits_keeps_what_was_typed_and_says_what_to_do(phone):
    refused = phone.ask("0312345678")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "この番号には、SMSをお送りできません" in page
    assert 'value="0312345678"' in page


def test_wrong_digits_tell_the_tries_that_are_left(phone):
    phone.ask()
    wrong = f"{(int(joining.digits()) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        page = phone.type(wrong)
        assert page.status_code == 422
        assert f"あと{left}回、ためせます" in page.content.decode()
    dead = phone.type(wrong)
    assert dead.status_code == 410
    assert "新しい番号を受け取って" in dead.content.decode()
    assert phone.type(joining.digits()).status_code == 410


def test_new_digits_come_after_a_minute_and_the_old_ones_are_dead(phone, town):
    phone.ask()
    old = joining.digits()
    assert phone.post("/join/code/again")["Location"] == "/join/code"
    assert joining.digits() == old
    town.later(seconds=61)
    phone.post("/join/code/again")
    new = joining.digits()
    if old != new:
        assert phone.type(old).status_code == 422
    assert phone.type(new).status_code == 302


def test_somebody_comes_back_on_a_new_phone(phone, town):
    phone.prove()
    member = phone.member
    town.later(minutes=5)
    second = Phone()
    done = second.prove(purpose="sign-in")
    assert (done.status_code, done["Location"]) == (302, "/")
    assert second.member == member
    assert second.coins == 2_000
    assert phone.member == member
    assert len(queries.devices(member)) == 2


def test_two_phones_of_one_person_are_put_together_after_a_question(phone, poster, town):
    phone.prove()
    member = phone.member
    town.later(minutes=5)
    other = world.a_poster(world.an_event(starts_at=town.at, hours=None, coins=500), at=town.at)
    second = Phone()
    second.scan(other)
    gone = second.member
    asked = second.prove(purpose="sign-in")
    assert asked["Location"] == "/join/together"
    page = second.get("/join/together").content.decode()
    assert "このスマホのコインを、" in page
    assert "090-****-5678" in page
    assert "2,000" in page
    assert "500" in page
    done = second.post("/join/together", {"together": "1"})
    assert done["Location"] == "/"
    assert second.member == phone.member == member
    assert second.coins == 2_500
    assert second.visits == 2
    assert queries.devices(gone) == []


def test_a_person_may_leave_the_other_record_behind(phone, poster, town):
    phone.prove()
    member = phone.member
    town.later(minutes=5)
    second = Phone()
    second.scan(poster)
    gone = second.member
    second.prove(purpose="sign-in")
    second.post("/join/together", {"apart": "1"})
    assert second.member == member
    assert second.coins == 2_000
    assert queries.devices(gone) == []


def test_the_question_stands_on_the_held_page_too(phone, poster, town):
    phone.prove()
    town.later(minutes=5)
    second = Phone()
    second.scan(poster)
    assert second.prove(purpose="complete")["Location"] == "/join/together"


def test_an_unknown_number_may_begin_here(town):
    phone = Phone()
    asked = phone.prove(purpose="sign-in")
    assert asked["Location"] == "/join/begin"
    assert "会員証は、まだありません" in phone.get("/join/begin").content.decode()
    assert phone.member is None
    done = phone.post("/join/begin")
    assert done["Location"] == "/me/about?new=1"
    assert queries.is_complete(phone.member)
    assert [one.value for one in queries.contacts(phone.member)] == [E164]


def test_after_a_week_the_page_says_plainly_what_happened(phone, poster, town):
    town.later(days=8)
    holding.return_held(at=town.at)
    page = phone.get(f"/e/{poster.event_code}/held").content.decode()
    assert "コインは6月14日（日）に町へ戻りました" in page
    done = phone.prove()
    page = phone.get(done["Location"]).content.decode()
    assert "前のコインは6月14日（日）に町へ戻りました" in page
    assert phone.coins == 0
    assert phone.visits == 1


def test_a_further_visit_tells_the_new_day(phone, poster, town):
    town.later(days=3)
    other = world.a_poster(world.an_event(starts_at=town.at, hours=None), at=town.at)
    phone.scan(other)
    page = phone.get("/join").content.decode()
    assert "6月16日（火）の24時まで" in page


def test_phones_are_listed_and_ended(phone, town):
    phone.prove()
    member = phone.member
    town.later(minutes=5)
    second = Phone(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)"})
    second.prove(purpose="sign-in")
    page = second.get("/me/phones").content.decode()
    assert "iPhone" in page
    assert page.count("このスマホ</span>") == 1
    first = next(one.id for one in queries.devices(member) if one.label != "iPhone")
    second.post("/me/phones/end", {"phone": str(first)})
    assert phone.member is None
    assert second.member == member


def test_all_other_phones_end_at_once_and_this_one_last(phone, town):
    phone.prove()
    for _ in range(2):
        town.later(minutes=5)
        Phone().prove(purpose="sign-in")
    phone.post("/me/phones/end", {"others": "1"})
    kept = queries.devices(phone.member)
    assert len(kept) == 1
    left = phone.post("/me/phones/end", {"phone": str(kept[0].id)})
    assert left["Location"] == "/"
    assert phone.member is None


def test_a_phone_that_is_not_complete_is_not_ended_by_a_slip(phone):
    this = queries.devices(phone.member)[0].id
    assert phone.post("/me/phones/end", {"phone": str(this)})["Location"] == "/join"
    assert phone.coins == 2_000


def test_a_number_changes_and_an_address_is_added(phone, town):
    phone.prove()
    town.later(minutes=5)
    done = phone.prove(OTHER, purpose="change", next="/me/phones")
    assert done["Location"] == "/me/phones"
    town.later(minutes=5)
    phone.prove("h@example.jp", kind="email", purpose="change", next="/me/phones")
    page = phone.get("/me/phones").content.decode()
    assert "080-****-4321" in page
    assert "h*****@example.jp" in page
    assert queries.contact_holder("phone", E164) is None


def test_what_one_tells_is_kept_and_nothing_has_to_be_told(phone):
    world.a_region()
    done = phone.post(
        "/me/about",
        {"display_name": "はなこ", "birth_year": "1970", "sex": "female", "prefecture": "180009"},
    )
    assert done["Location"] == "/"
    member = queries.member(phone.member)
    assert (member.display_name, member.birth_year, member.sex, member.home_code) == (
        "はなこ", 1970, "female", "180009",
    )  # fmt: skip
    towns = phone.post("/me/about", {"prefecture": "180009", "towns": "1", "display_name": "は"})
    assert "福井市" in towns.content.decode()
    phone.post("/me/about", {"prefecture": "180009", "home_code": "182010"})
    assert queries.member(phone.member).home_code == "182010"
    phone.post("/me/about", {})
    member = queries.member(phone.member)
    assert (member.display_name, member.birth_year, member.sex, member.home_code) == (
        "", None, "unknown", "",
    )  # fmt: skip


def test_a_home_of_another_prefecture_is_not_taken(phone):
    wrong = phone.post("/me/about", {"prefecture": "180009", "home_code": "131016"})
    assert wrong.status_code == 200
    assert queries.member(phone.member).home_code == ""


def test_english_readers_get_english_digits():
    phone = Phone(headers={"accept-language": "en"})
    phone.ask(purpose="sign-in")
    assert joining.digits().isdigit()
    assert NUMBER not in phone.get("/join/code").content.decode()
    assert "We sent six digits to" in phone.get("/join/code").content.decode()


def test_staff_read_how_many_who_came_are_registered(phone, poster, desk):
    other = Phone()
    other.scan(poster)
    other.prove()
    page = desk("staff", world.TOWN).get(f"/console/{world.TOWN}/events/{poster.event_code}/")
    text = page.content.decode()
    assert "そのうち、登録まで済んだ人" in text
    came, registered = (part.split("<small>")[0] for part in text.split('<b class="num">')[1:3])
    assert (came, registered) == ("2", "1")
