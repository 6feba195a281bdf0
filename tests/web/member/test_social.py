"""A service that answers like LINE's says who somebody is; a member comes of it, no user."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.line.views import LineOAuth2Adapter
from django.contrib.auth import get_user_model
from tests import world
from tests.web.member.joining import OTHER, Phone

from enishi.membership import queries
from enishi.web.design import clock

pytestmark = pytest.mark.django_db


class FakeLine(BaseHTTPRequestHandler):
    """The three addresses of LINE Login that the library asks (OAuth 2.0, RFC 6749, 4.1)."""

    who = "U0123456789abcdef"
    asked: list[tuple[str, dict[str, list[str]]]] = []
    tokens: dict[str, str] = {}

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        told = parse_qs(self.rfile.read(length).decode())
        self.asked.append((self.path, told))
        if self.path != "/token" or told["code"][0] not in self.tokens:
            self._answer(400, {"error": "invalid_grant"})
            return
        name = self.tokens.pop(told["code"][0])
        self._answer(200, {"access_token": f"token-of-{name}", "expires_in": 60})

    def do_GET(self):
        self.asked.append((self.path, {}))
        token = self.headers.get("Authorization", "").removeprefix("Bearer token-of-")
        self._answer(200, {"userId": token, "displayName": "はなこ", "pictureUrl": "x"})

    def _answer(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stay quiet."""


@pytest.fixture
def line(settings, monkeypatch):
    """The service on this machine; the library asks there instead of at LINE."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeLine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    FakeLine.asked.clear()
    FakeLine.tokens.clear()
    for name, path in (
        ("authorize_url", "/authorize"),
        ("access_token_url", "/token"),
        ("profile_url", "/profile"),
    ):
        monkeypatch.setattr(LineOAuth2Adapter, name, address + path)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "line": {"APPS": [{"client_id": "channel", "secret": "s"}], "SCOPE": ["profile"]}
    }
    settings.SIGN_IN_HOSTS = {"line": address}
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    yield address
    server.shutdown()


@pytest.fixture
def poster():
    world.a_programme()
    return world.a_poster(world.an_event(starts_at=world.NOW, hours=None, coins=2_000))


def start(phone: Phone, then: str = "") -> dict[str, list[str]]:
    """Tap the button; return what the service is asked."""
    led = phone.post("/accounts/line/login/", {"process": "login", "next": then})
    assert led.status_code == 302, led.content.decode()
    return parse_qs(urlsplit(led["Location"]).query)


def come_back(phone: Phone, asked: dict[str, list[str]], who: str = FakeLine.who):
    """Say yes at the service, which sends the phone back."""
    code = f"code-{len(FakeLine.asked)}-{who}"
    FakeLine.tokens[code] = who
    told = urlencode({"code": code, "state": asked["state"][0]})
    return phone.get(f"/accounts/line/login/callback/?{told}")


def test_buttons_stand_only_where_a_service_is_set_up(line, settings):
    page = Phone().get("/sign-in")
    assert ">LINE</button>" in page.content.decode()
    assert "Google" not in page.content.decode()
    assert f"form-action 'self' {line};" in page["Content-Security-Policy"] + ";"
    settings.SOCIALACCOUNT_PROVIDERS = {}
    page = Phone().get("/sign-in")
    assert "LINE" not in page.content.decode()
    assert line not in page["Content-Security-Policy"]


def test_who_scanned_completes_with_line_and_comes_back_with_it(line, poster):
    phone = Phone()
    phone.scan(poster)
    member = phone.member
    asked = start(phone)
    assert asked["scope"] == ["profile"]
    done = come_back(phone, asked)
    assert done["Location"] == "/me/about?new=1"
    assert phone.member == member
    assert queries.is_complete(member)
    assert queries.services(member) == ["line"]
    second = Phone()
    assert come_back(second, start(second))["Location"] == "/"
    assert second.member == member
    assert second.coins == 2_000


def test_no_user_no_session_and_no_name_come_of_it(line, poster):
    phone = Phone()
    phone.scan(poster)
    come_back(phone, start(phone))
    assert SocialAccount.objects.count() == 0
    assert "_auth_user_id" not in phone.session
    member = get_user_model().objects.get(pk=phone.member)
    assert (member.display_name, member.email) == ("", None)
    assert phone.get("/console/").status_code == 302


def test_an_account_that_is_known_asks_before_it_puts_together(line, poster):
    first, second = Phone(), Phone()
    first.scan(poster)
    come_back(first, start(first))
    second.scan(poster)
    assert come_back(second, start(second))["Location"] == "/join/together"


def test_a_complete_member_adds_an_account_from_their_own_page_only(line, poster):
    phone = Phone()
    phone.scan(poster)
    phone.prove(OTHER)
    member = phone.member
    assert come_back(phone, start(phone))["Location"] == "/join/begin"
    assert queries.services(member) == []
    assert come_back(phone, start(phone, "/me/phones"))["Location"] == "/me/phones"
    assert queries.services(member) == ["line"]


def test_an_answer_without_the_state_of_this_phone_is_nothing(line, poster):
    attacker, victim = Phone(), Phone()
    victim.scan(poster)
    asked = start(attacker)
    refused = come_back(victim, asked)
    assert refused["Location"] == "/sign-in?failed=1"
    assert not queries.is_complete(victim.member)
    used = start(victim)
    come_back(victim, used)
    assert come_back(victim, used)["Location"] == "/sign-in?failed=1"


def test_a_service_or_a_person_that_says_no_leads_to_the_other_ways(line, poster):
    phone = Phone()
    asked = start(phone)
    told = urlencode({"error": "access_denied", "state": asked["state"][0]})
    refused = phone.get(f"/accounts/line/login/callback/?{told}")
    assert refused["Location"] == "/sign-in?failed=1"
    told = urlencode({"code": "invented", "state": start(phone)["state"][0]})
    refused = phone.get(f"/accounts/line/login/callback/?{told}")
    assert refused["Location"] == "/sign-in?failed=1"
    page = phone.get(refused["Location"]).content.decode()
    assert "電話番号かメールでお進みください" in page


def test_nobody_is_led_away_by_the_next_page_of_a_service(line, poster):
    phone = Phone()
    phone.scan(poster)
    done = come_back(phone, start(phone, "https://evil.example/"))
    assert done["Location"] == "/me/about?new=1"


def test_the_pages_of_the_library_that_make_users_are_not_there(line):
    phone = Phone()
    for path in ("3rdparty/", "3rdparty/signup/", "social/signup/", "google/login/token/",
                 "facebook/login/token/"):  # fmt: skip
        assert phone.get(f"/accounts/{path}").status_code == 404
        assert phone.post(f"/accounts/{path}").status_code == 404
