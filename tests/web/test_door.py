"""Strangers at the door: forged codes and cookies, other towns' pages, words that bite."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone as django_timezone
from django.utils import translation
from tests import world
from tests.web import addresses
from tests.web.conftest import AT

from enishi.actions import operations as daily
from enishi.activities import queries as activities
from enishi.config import urls
from enishi.events import operations as events
from enishi.events import queries as event_queries
from enishi.insight.releases import queries as releases
from enishi.membership import operations as membership
from enishi.programs import operations as programs
from enishi.regions import operations as regions
from enishi.regions import roles
from enishi.web.design import clock, second_factor, tries
from enishi.web.member import device

pytestmark = pytest.mark.django_db
AFTERNOON = world.NOW.replace(hour=14)
FORTY_SECONDS = timedelta(seconds=40)
TOWN, OTHER = "182010", "184420"
BITE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}%(x)s"


@pytest.fixture(autouse=True)
def other_tests_read_japanese():
    """Give back the language that the last page was asked for in."""
    with translation.override("ja"):
        yield


@pytest.fixture
def afternoon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERNOON)


@pytest.fixture
def event(afternoon):
    world.a_programme()
    return world.an_event()


@pytest.fixture
def ticket(event):
    return world.a_poster(event).ticket


@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t[:-1],
        lambda t: t + "0",
        lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"),
        lambda t: t[:8] + "00000000" + t[16:],
        lambda t: "00000000" + t[8:],
        lambda t: t[:16] + "0" * 10,
        lambda t: t[:-1] + "\0",
        lambda t: t[:-1] + "０",
        lambda t: t * 4000,
    ],
)
def test_an_edited_ticket_is_refused_and_holds_nobody(event, ticket, edit):
    phone = Client()
    for answer in (
        phone.get(f"/e/{event.code}", {"t": edit(ticket)}),
        phone.post(f"/e/{event.code}", {"t": edit(ticket)}),
    ):
        assert answer.status_code == 422
    assert device.COOKIE not in phone.cookies
    assert activities.participants(event.code) == 0


def test_a_cookie_is_worth_nothing_when_edited_signed_elsewhere_or_ended(event, ticket):
    phone = Client()
    phone.post(f"/e/{event.code}", {"t": ticket})
    kept = phone.cookies[device.COOKIE].value
    own, _, mark = kept.partition(":")
    forged = [
        f"{uuid4()}:{mark}",
        own,
        f"{own}:",
        signing.Signer(key=settings.SECRET_KEY, salt="enishi.device").sign(own),
        signing.Signer(key=settings.TICKET_SECRET, salt="other").sign(own),
        signing.Signer(key=settings.TICKET_SECRET, salt="enishi.device").sign("' OR 1=1"),
    ]
    (member,) = activities.participant_ids(event.code)

    def is_known(cookie: str) -> bool:
        thief = Client()
        thief.cookies[device.COOKIE] = cookie
        return "おかえりなさい" in thief.get("/").content.decode()

    assert is_known(kept)
    assert [cookie for cookie in forged if is_known(cookie)] == []
    membership.end_device(device_id=own, at=AFTERNOON)
    assert not is_known(kept)
    assert activities.participant_ids(event.code) == {member}


def test_no_form_is_taken_without_its_token(event, ticket, desk):
    for client in (Client(enforce_csrf_checks=True), desk("admin", world.TOWN)):
        client.handler.enforce_csrf_checks = True
        for page in addresses.of_town(world.TOWN, files_of=addresses.FEW):
            answer = client.post(page.path, {"t": ticket, "number": "x"})
            # Mail programs stop notices by the link alone (RFC 8058); a forged one is nobody's.
            refused = 404 if page.path == "/stop/forged" else 403
            assert answer.status_code == refused, page.path
    assert activities.participants(event.code) == 0
    assert event_queries.poster(event.code).ticket == ticket


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_address_leads_to_another_site(wanted):
    for path in ("/reading/language/en", "/reading/size/large"):
        assert Client().get(path, {"next": wanted}).url == "/"
    world.staff_member()
    signed_in = Client().post(
        f"/accounts/login/?next={wanted}",
        {"login": "umi@example.jp", "password": world.PASSWORD, "next": wanted},
    )
    assert signed_in.status_code == 302
    assert "evil" not in signed_in.url
    assert "alert" not in signed_in.url


def test_a_host_that_is_not_ours_is_refused():
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400
    answer = Client().get("/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in answer.content.decode()


def test_words_of_people_never_become_markup(closed, desk):
    programs.open_programme(region_code=TOWN, issuer=BITE[:60], at=AT - timedelta(days=60))
    project = events.make_project(region_code=TOWN, title=BITE[:60])
    told = {"title": BITE[:80], "place": BITE[:60], "summary": BITE, "project_id": project}
    shown = world.an_event(TOWN, starts_at=AT - timedelta(hours=1), **told)
    phone = Client()
    phone.post(f"/e/{shown.code}", {"t": world.a_poster(shown, at=AT).ticket})
    (member,) = activities.participant_ids(shown.code)
    membership.set_display_name(member_id=member, display_name=BITE[:60])
    reader = desk("admin", TOWN)
    membership.set_display_name(member_id=reader.session["_auth_user_id"], display_name=BITE[:60])
    asked = {"metric": "people", "by": "sex", "purpose": BITE}
    answers = [reader.post(f"/console/{TOWN}/exact/", asked)]
    for page in addresses.of_town(TOWN, files_of=addresses.FEW):
        answers += [client.get(page.path) for client in (phone, reader)]
    seen = 0
    for answer in answers:
        if not answer["Content-Type"].startswith(("text/", "application/json", "image/svg")):
            continue  # paper, pictures and packed files have no markup
        text = answer.content.decode(answer.charset)
        seen += html.escape(BITE[:40]) in text
        if answer["Content-Type"].startswith("text/html"):
            assert "<script>alert" not in text, answer.request["PATH_INFO"]
            assert "<img src=x" not in text, answer.request["PATH_INFO"]
    assert seen > 10


VALUES = ["x\0y", "９" * 9, "1e999", "a" * 9000, "' OR 1=1 --", "²"]


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_an_address_breaks_a_page(closed, desk, value):
    programs.open_programme(region_code=TOWN, issuer="町", at=AT - timedelta(days=60))
    shown = world.an_event(TOWN, starts_at=AT - timedelta(hours=1))
    world.a_poster(shown, at=AT)
    points = {"name": "ポイント", "issuer": "協会", "lapse": "fiscal-year-end", "lapse_to": "fund"}
    programs.open_points(region_code=TOWN, **points)
    names = ("code", "t", "next", "year", "against", "number", "encoding", "again", "purpose")
    names += ("on", "asset", "account", "amount", "since", "until", "paper", "form")
    reader = desk("admin", TOWN)
    pages = addresses.of_town(TOWN, files_of=addresses.FEW)
    for page in addresses.share(pages, VALUES.index(value), 2):
        answer = reader.get(page.path, dict.fromkeys(names, value))
        assert answer.status_code < 500, page.path
    door = f"/console/{TOWN}/events/{shown.code}/reception"
    assert reader.post(door, {"number": value}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../../secrets/ticket.key",
        "..%2f..%2fsecrets%2fticket.key",
        "0/../../checkpoint",
        "/etc/passwd",
        "0/000.p/../000",
        "0/x000/000",
        "0/000%00",
        "０/000",
        "0/-01",
        "9" * 400,
    ],
)
def test_the_log_hands_out_tiles_and_nothing_else(path, tmp_path):
    (tmp_path / "log" / "tile" / "0").mkdir(parents=True)
    (tmp_path / "log" / "checkpoint").write_text("localhost/log\n256\nAAAA\n")
    (tmp_path / "log" / "tile" / "0" / "000").write_bytes(b"hashes")
    assert Client().get("/log/tile/0/000").content == b"hashes"
    assert Client().get(f"/log/tile/{path}").status_code == 404


def test_signing_in_changes_the_key_of_the_session():
    world.staff_member()
    thief = Client()
    session = thief.session
    session["planted"] = "by the thief"
    session.save()
    planted = session.session_key
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    victim.post("/accounts/login/", {"login": "umi@example.jp", "password": world.PASSWORD})
    assert "_auth_user_id" in victim.session
    assert victim.session.session_key != planted
    assert "_auth_user_id" not in thief.session


def code_typed(secret, monkeypatch, *, steps_ago=0):
    """Sign in afresh and type the code that the app showed some steps of 30 seconds ago."""
    with monkeypatch.context() as moved:
        moved.setattr(time, "time", lambda now=time.time: now() - 30 * steps_ago)
        code = second_factor.current_code(secret)
    client = Client()
    client.post("/accounts/login/", {"login": "umi@example.jp", "password": world.PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code})
    return "_auth_user_id" in client.session


def test_a_code_that_changed_while_it_was_typed_still_opens_once(monkeypatch):
    world.a_region()
    secret = second_factor.activate(world.staff())
    assert not code_typed(secret, monkeypatch, steps_ago=2)
    assert code_typed(secret, monkeypatch, steps_ago=1)
    with monkeypatch.context() as later:
        # The cache's own clock: half a step later the code would still be the one before.
        later.setattr(django_timezone, "now", lambda at=django_timezone.now: at() + FORTY_SECONDS)
        assert not code_typed(secret, monkeypatch, steps_ago=1)


# Coins alone have no journal, nobody put a photo here, and among few nobody stands out.
LEADS_NOWHERE_HERE = re.compile(
    "/(months|homes|ages|kinds|themes|photos)/|/second-look/[0-9a-f]{8}-[0-9a-f-]{27}/"
    # What a town without points, shops or sponsors does not have.
    "|/shops/|/vouchers/|/settlement/|/supporters/|/sponsors/|/fund/|/partners/|/rewards/"
)


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role != "operator"])
def test_a_role_opens_its_own_pages_in_its_own_town_only(closed, desk, role):
    shown = {}
    for town in (TOWN, OTHER):
        programs.open_programme(region_code=town, issuer="町", at=AT - timedelta(days=60))
        shown[town] = world.an_event(town, starts_at=AT - timedelta(hours=1))
        world.a_poster(shown[town], at=AT)
        daily.set_up(region_code=town)
        daily.make_team(region_code=town, title="あかり隊", at=AT)
        world.an_honour(town, at=AT)
        world.a_doubtful_record(town, at=AT)
    hanging = event_queries.poster(shown[OTHER].code).ticket
    reader = desk(role, TOWN)
    own = [
        page
        for page in addresses.of_town(TOWN, files_of=addresses.FEW)
        if page.permission in roles.PERMISSIONS
    ]
    others = [
        page
        for page in addresses.of_town(OTHER, files_of=addresses.FEW)
        if page.permission in roles.PERMISSIONS
    ]
    assert len(own) > 15
    for page in addresses.share(others, roles.ROLES.index(role), 3):
        assert reader.get(page.path).status_code == 404, page.path
        assert reader.post(page.path, {"number": "x"}).status_code == 404, page.path
    for page in own:
        opened = reader.get(page.path).status_code
        if not roles.may(role, page.permission):
            assert (opened, reader.post(page.path).status_code) == (404, 404), page.path
        elif not LEADS_NOWHERE_HERE.search(page.path):
            assert opened in {200, 302, 405, 422}, page.path
    mixed = f"/console/{TOWN}/events/{shown[OTHER].code}"
    for page in ("/", "/poster", "/new-code", "/close", "/reception"):
        assert reader.get(f"{mixed}{page}").status_code in {404, 405}, page
        assert reader.post(f"{mixed}{page}").status_code in {404, 405}, page
    assert event_queries.poster(shown[OTHER].code).ticket == hanging
    assert releases.exact_views(OTHER) == []


def test_an_event_is_signed_up_for_under_its_own_town_only(event):
    world.a_region(world.NEIGHBOUR, "となりの町")
    phone = Client()
    for more in ({}, {"cancel": "1"}):
        answer = phone.post(f"/r/{world.NEIGHBOUR}/events/{event.code}/sign-up", more)
        assert answer.status_code == 404
    assert device.COOKIE not in phone.cookies


def test_who_never_signed_up_cancels_nothing_and_is_not_held(event):
    phone = Client()
    phone.post(f"/r/{world.TOWN}/events/{event.code}/sign-up", {"cancel": "1"})
    assert device.COOKIE not in phone.cookies


# How often one may guess.


def test_a_guesser_of_short_codes_has_to_wait_but_a_poster_still_opens(event, ticket):
    right = {"code": event_queries.poster(event.code).serial}
    for _ in range(30):
        assert Client().get("/j", right).status_code == 302
        assert Client().get("/j", {"code": "00000000"}).status_code == 404
    answer = Client().get("/j", right)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
    assert "10分ほど待ってから" in answer.content.decode()
    assert Client().get("/j", right, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert Client().post(f"/e/{event.code}", {"t": ticket}).status_code == 302


def test_one_address_cannot_fill_an_event_with_invented_people(event):
    address = f"/r/{world.TOWN}/events/{event.code}/sign-up"
    answers = [Client().post(address).status_code for _ in range(61)]
    assert answers == [302] * 60 + [429]


@pytest.mark.parametrize(
    ("address", "most"), [("/s/NOSUCHSH", 120), (f"/r/{world.TOWN}/partners/none/link", 30)]
)
def test_what_brings_points_or_other_peoples_records_is_not_tried_without_end(address, most):
    answers = [Client().post(address).status_code for _ in range(most + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


def test_a_guesser_of_keys_has_to_wait():
    asked = {"headers": {"Authorization": "Bearer wrong"}}
    answers = [Client().get("/api/v1/statistics/catalogue", **asked) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert answers[-1].json()["title"] == "too_many_tries"
    world.a_region()
    key = regions.issue_token(role="analyst", region_code=world.TOWN, label="", at=world.NOW)
    right = {"headers": {"Authorization": f"Bearer {key}"}}
    answer = Client().get("/api/v1/statistics/catalogue", **right)
    assert answer.status_code not in {401, 429}  # behind the same address, never held up


def test_a_guesser_of_passwords_has_to_wait():
    world.staff_member()
    wrong = {"login": "umi@example.jp", "password": "wrong-wrong-wrong"}
    for _ in range(5):
        Client().post("/accounts/login/", wrong)
    client = Client()
    client.post("/accounts/login/", wrong | {"password": world.PASSWORD})
    assert "_auth_user_id" not in client.session
    for _ in range(30):
        last = Client().post("/accounts/login/", wrong)
    assert last.status_code == 429
    assert "10分ほど待ってから" in last.content.decode()


def test_all_processes_count_tries_together():
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert urls.handler429 == f"{tries.__name__}.{tries.too_many.__name__}"
