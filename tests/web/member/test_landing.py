"""From the poster to coins held on the phone, through HTTP."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests import world

from enishi.activities import queries as activities
from enishi.activities.models import Activity
from enishi.events import operations as events
from enishi.kit.periods import JST
from enishi.ledger import queries as ledger
from enishi.membership.models import Member
from enishi.programs import operations as programs
from enishi.programs.programme import NewFundUse, NewRule
from enishi.web.design import clock
from enishi.web.member import device

pytestmark = pytest.mark.django_db
COIN = f"{world.TOWN}:coin"
AFTERNOON = world.NOW.replace(hour=14)


@pytest.fixture(autouse=True)
def afternoon(monkeypatch):
    """It is Saturday, 14:00, and the event began an hour ago."""
    moved = {"at": AFTERNOON}
    monkeypatch.setattr(clock, "now", lambda: moved["at"])
    return moved


@pytest.fixture
def event():
    world.a_programme()
    return world.an_event()


@pytest.fixture
def address(event):
    return f"/e/{event.code}?t={world.a_poster(event).ticket}"


def collect(phone: Client, address: str):
    """Tap the button of the landing page."""
    path, _, query = address.partition("?t=")
    return phone.post(path, {"t": query}, follow=True)


def coins_of(event) -> list[int]:
    return [
        ledger.balance(f"member:{member}", COIN)
        for member in activities.participant_ids(event.code)
    ]


def test_the_landing_page_says_what_it_is_and_holds_nothing_yet(address, event):
    phone = Client()
    page = phone.get(address).content.decode()
    assert "棚田あかりの会" in page
    assert "2,000" in page
    assert "6月6日（土）の24時" in page
    assert device.COOKIE not in phone.cookies
    assert activities.participants(event.code) == 0


def test_one_tap_holds_the_coins_on_this_phone(address, event):
    phone = Client()
    page = collect(phone, address)
    assert page.redirect_chain == [(f"/e/{event.code}/held", 302)]
    assert "お預かりしました" in page.content.decode()
    assert coins_of(event) == [2_000]
    kept = phone.cookies[device.COOKIE]
    assert kept["httponly"] is True
    assert kept["samesite"] == "Lax"
    assert kept["max-age"] == 400 * 24 * 3600


def test_a_second_scan_is_told_as_good_news_and_adds_nothing(address, event):
    phone = Client()
    collect(phone, address)
    assert "もう受け取っています" in phone.get(address, follow=True).content.decode()
    assert "もう受け取っています" in collect(phone, address).content.decode()
    assert coins_of(event) == [2_000]


def form_of(address: str) -> dict[str, str]:
    """Return what the form of a page sends, as a new phone without scripts got it."""
    page = Client().get(address).content.decode()
    told = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in told if name != "csrfmiddlewaretoken"}


def test_a_double_tap_without_scripts_holds_one_member(address, event):
    form, path = form_of(address), f"/e/{event.code}"
    taps = [Client() for _ in range(2)]
    answers = [phone.post(path, form) for phone in taps]
    assert [answer.url for answer in answers] == [f"{path}/held"] * 2
    assert [device.COOKIE in phone.cookies for phone in taps] == [True, True]
    assert Member.objects.count() == 1
    assert coins_of(event) == [2_000]
    for phone in taps:
        assert "おかえりなさい" in phone.get("/").content.decode()
    assert "もう受け取っています" in collect(taps[0], address).content.decode()


def test_two_phones_that_each_opened_the_page_are_two_members(address, event):
    for _ in range(2):
        Client().post(f"/e/{event.code}", form_of(address))
    assert coins_of(event) == [2_000, 2_000]


def test_a_forged_or_old_form_is_worth_no_more_than_none(address, event):
    form, path = form_of(address), f"/e/{event.code}"
    for phone in (form["phone"][:-1], f"{uuid4()}:x:y", "", str(uuid4())):
        assert Client().post(path, form | {"phone": phone}).status_code == 302
    assert len(coins_of(event)) == 4
    held = Client()
    held.post(path, form)
    assert held.cookies[device.COOKIE].value.split(":")[0] == form["phone"].split(":")[0]
    thief = Client()
    thief.cookies[device.COOKIE] = form["phone"]
    assert "おかえりなさい" not in thief.get("/").content.decode()


def test_a_new_phone_that_finds_the_event_full_leaves_nobody_behind():
    world.a_programme()
    event = world.an_event(capacity=1)
    address = f"/e/{event.code}?t={world.a_poster(event).ticket}"
    collect(Client(), address)
    late = Client()
    assert collect(late, address).status_code == 409
    later = world.an_event(title="港の朝市", starts_at=AFTERNOON + timedelta(days=7), capacity=1)
    sign_up = f"/r/{world.TOWN}/events/{later.code}/sign-up"
    assert Client().post(sign_up).status_code == 302
    assert late.post(sign_up).status_code == 409
    assert device.COOKIE not in late.cookies
    assert Member.objects.count() == 2


def test_a_double_tap_on_coming_holds_one_member():
    world.a_region()
    later = world.an_event(starts_at=AFTERNOON + timedelta(days=7))
    page = f"/r/{world.TOWN}/events/{later.code}"
    form = form_of(page)
    for _ in range(2):
        phone = Client()
        assert phone.post(f"{page}/sign-up", form).status_code == 302
        assert "参加予定に入れました" in phone.get(page).content.decode()
    assert Member.objects.count() == 1


def test_a_forged_cookie_stands_for_nobody(address, event):
    phone = Client()
    collect(phone, address)
    own, signature = phone.cookies[device.COOKIE].value.split(":")
    thief = Client()
    thief.cookies[device.COOKIE] = f"{own}:{signature[::-1]}"
    assert "おかえりなさい" not in thief.get("/").content.decode()
    assert "おかえりなさい" in phone.get("/").content.decode()


@pytest.mark.parametrize(("minutes_past_midnight", "status"), [(-1, 200), (0, 409), (60, 409)])
def test_coins_can_be_collected_until_24_00_of_the_day(
    afternoon, address, event, minutes_past_midnight, status
):
    midnight = AFTERNOON.astimezone(JST).replace(hour=0) + timedelta(days=1)
    afternoon["at"] = midnight + timedelta(minutes=minutes_past_midnight)
    phone = Client()
    assert phone.get(address).status_code == status
    answer = collect(phone, address)
    assert answer.status_code == status
    assert (device.COOKIE in phone.cookies) is (status == 200)
    assert coins_of(event) == ([2_000] if status == 200 else [])
    if status == 409:
        told = answer.content.decode()
        assert "受け取れる時間が終わりました" in told
        assert "このQRは、6月6日（土）の24時まででした。" in told
        assert "受付に声をかけてください" in told


def test_the_day_before_it_is_refused_with_the_time_it_opens(afternoon, address, event):
    afternoon["at"] = AFTERNOON - timedelta(days=1)
    answer = collect(Client(), address)
    assert answer.status_code == 409
    assert "6月6日（土）からです" in answer.content.decode()
    assert coins_of(event) == []


def test_a_new_poster_kills_the_old_one(address, event):
    events.make_poster(event_code=event.code, at=AFTERNOON)
    answer = collect(Client(), address)
    assert answer.status_code == 409
    assert "新しいものに変わりました" in answer.content.decode()
    assert coins_of(event) == []


def test_a_ticket_of_another_event_does_not_open_this_one(address, event):
    other = world.an_event(title="港の朝市")
    world.a_poster(other)
    ticket = address.partition("?t=")[2]
    answer = Client().post(f"/e/{other.code}", {"t": ticket})
    assert answer.status_code == 422
    assert coins_of(other) == []


def test_the_code_under_the_qr_opens_the_same_page(event):
    poster = world.a_poster(event)
    typed = f"{poster.serial[:4]} {poster.serial[4:].lower()}"
    assert Client().get("/j", {"code": typed}).url == f"/e/{event.code}?t={poster.ticket}"
    assert Client().get("/j", {"code": "NOTACODE"}).status_code == 404


def test_the_short_address_without_a_code_asks_for_it():
    answer = Client().get("/j", follow=True)
    assert answer.redirect_chain == [("/scan#typed", 302)]
    assert 'id="code"' in answer.content.decode()


def test_points_that_a_printed_code_cannot_bring_are_not_promised(event, address):
    asset = world.a_point()
    programs.add_rule(
        rule=NewRule(
            asset=asset, name="お礼", kind=event.kind, payer="町", amount=300,
            valid_from=AFTERNOON.date(),
        )
    )  # fmt: skip
    assert "いっしょに届きます" in Client().get(address).content.decode()
    events.set_evidence(event_code=event.code, rotating=True, venue=None)
    page = Client().get(address).content.decode()
    assert "いっしょに届きます" not in page
    assert "会場の画面のQRを読むと、" in page
    held = collect(Client(), address).content.decode()
    assert "円ぶんのポイントは、会場やお店の記録にだけつきます。" in held


def test_a_program_gets_the_refusal_as_json(afternoon, address):
    afternoon["at"] = AFTERNOON + timedelta(days=3)
    answer = Client().get(address, headers={"accept": "application/json"})
    assert answer.status_code == 409
    told = answer.json()
    assert told["code"] == "event_is_over"
    assert told["message"] == "受け取れる時間が終わりました"
    assert told["next"].startswith("その日に会場にいた方は")


def test_without_a_programme_the_visit_is_kept_and_the_page_says_so():
    world.a_region()
    event = world.an_event()
    page = collect(Client(), f"/e/{event.code}?t={world.a_poster(event).ticket}")
    assert "お預かりしました" in page.content.decode()
    assert activities.participants(event.code) == 1


ASKS_MORE = re.compile(
    r'(?:src|rel="(?:stylesheet|icon|manifest|preload)"[^>]*href)="(?!data:)|url\('
)


def test_the_page_before_the_tap_is_one_response_of_60_kilobytes_at_most(address):
    answer = Client().get(address)
    assert len(answer.content) <= 60_000
    assert ASKS_MORE.search(answer.content.decode()) is None
    small = Client().get(address, headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < 15_000


def test_the_held_page_is_one_light_response_too(address, event):
    phone = Client()
    collect(phone, address)
    page = phone.get(f"/e/{event.code}/held").content
    assert len(page) <= 60_000
    assert ASKS_MORE.search(page.decode()) is None


def test_the_policy_allows_exactly_what_stands_in_the_page_and_elsewhere_nothing(address):
    answer = Client().get(address)
    policy, page = answer["Content-Security-Policy"], answer.content.decode()
    inside = re.findall(r"<(?:style|script)[^>]*>(.*?)</(?:style|script)>", page, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside]
    assert len(hashes) == 2
    assert all(f"'sha256-{one}'" in policy for one in hashes)
    assert policy.count("'sha256-") == 2
    assert "unsafe-inline" not in policy
    for other in ("/", "/hello"):
        assert "'sha256-" not in Client().get(other)["Content-Security-Policy"]


def test_asking_for_the_head_alone_tells_the_same_and_nothing_is_stored(address):
    answer = Client().head(address)
    assert answer.status_code == 200
    assert answer.content == b""
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer


def test_the_page_tells_what_points_became_for_the_town(address):
    assert "になりました" not in Client().get(address).content.decode()
    world.a_point()
    point = f"{world.TOWN}:point"
    world.move(f"issue:{point}", f"fund:{point}", 900, kind="donate")
    use = NewFundUse(point, 400, "図書室の絵本")
    programs.use_fund(use=use, key="1", at=AFTERNOON - timedelta(minutes=1))
    page = Client().get(address).content.decode()
    assert "400円ぶんが「図書室の絵本」になりました" in page


def sent(phone: Client, address: str, form: dict[str, str], **more: str):
    """Send a form as the phone's queue does."""
    headers = {"Accept": "application/json", "Idempotency-Key": form["key"]}
    return phone.post(address.partition("?")[0], form | more, headers=headers)


def test_a_script_is_told_where_to_go_and_the_phone_is_kept(address, event):
    phone, form = Client(), form_of(address)
    answer = sent(phone, address, form)
    assert answer.json() == {"address": f"/e/{event.code}/held"}
    assert device.COOKIE in phone.cookies
    again = sent(Client(), address, form)
    assert again.json() == {"address": f"/e/{event.code}/held"}
    assert coins_of(event) == [2_000]


def test_what_a_phone_kept_counts_from_when_it_was_done_as_a_self_report(address, event, afternoon):
    form = form_of(address)
    afternoon["at"] = AFTERNOON + timedelta(hours=20)
    phone = Client()
    assert sent(phone, address, form).json()["code"] == "event_is_over"
    answer = sent(phone, address, form, done_at=AFTERNOON.isoformat())
    assert answer.json() == {"address": f"/e/{event.code}/held"}
    row = Activity.objects.get()
    assert (row.evidence, row.at) == ("self_report", AFTERNOON)
    assert coins_of(event) == [2_000]


LATE = [
    (timedelta(hours=49), timedelta(), "done_too_long_ago"),
    (timedelta(hours=20), timedelta(hours=21), "done_in_the_future"),
    (timedelta(hours=20), timedelta(hours=19), "event_is_over"),
]


@pytest.mark.parametrize("late", LATE)
def test_what_was_done_too_long_ago_or_not_yet_is_refused(address, event, afternoon, late):
    later, done, code = late
    form = form_of(address)
    afternoon["at"] = AFTERNOON + later
    answer = sent(Client(), address, form, done_at=(AFTERNOON + done).isoformat())
    assert answer.json()["code"] == code
    assert answer.json()["next"]
    assert activities.participants(event.code) == 0
