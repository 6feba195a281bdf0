"""Keys of POS tills and online shops at the office: shown once, seen in use, ended."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import world
from tests.web.conftest import Desk
from tests.world import NEIGHBOUR, NOW, TOWN

from enishi.merchants import operations, queries
from enishi.merchants.shop import PAUSED
from enishi.web.design import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> str:
    """An open shop of the town, today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world.a_point()
    return world.a_shop()


def address(shop_code: str, part: str = "", code: str = TOWN) -> str:
    return f"/console/{code}/shops/{shop_code}/keys{part}"


def secret_in(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    return found[1] if found else ""


def asks(secret: str) -> int:
    """Ask the API who the key belongs to; return the status."""
    return Client().get("/api/v1/shop", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_key_is_shown_once_opens_the_api_and_is_ended(shop: str, desk: Desk) -> None:
    staff = desk("staff", TOWN)
    made = staff.post(address(shop), {"label": "本店の1番レジ"})
    secret = secret_in(made.content.decode())
    assert made.status_code == 201
    assert made["Cache-Control"].startswith("max-age=0")
    assert asks(secret) == 200
    again = staff.get(address(shop)).content.decode()
    assert "本店の1番レジ" in again
    assert secret not in again
    (key,) = queries.devices(shop)
    staff.post(address(shop, "/end"), {"key": str(key.id)})
    assert asks(secret) == 401
    assert "止めた鍵" in staff.get(address(shop)).content.decode()


def test_the_list_says_when_a_key_was_last_used(shop: str, desk: Desk) -> None:
    key = operations.enrol_pos(shop_code=shop, label="通販", at=NOW)
    staff = desk("staff", TOWN)
    assert "まだ使われていません" in staff.get(address(shop)).content.decode()
    assert asks(key.secret) == 200
    (seen,) = queries.devices(shop)
    assert seen.seen_at is not None
    assert "最後に使ったのは" in staff.get(address(shop)).content.decode()


def test_a_use_is_written_once_an_hour(shop: str) -> None:
    operations.enrol_pos(shop_code=shop, label="通販", at=NOW)
    for minutes, known in ((0, 0), (59, 0), (60, 60), (61, 60)):
        (device,) = queries.devices(shop)
        operations.note_use(device=device, at=NOW + timedelta(minutes=minutes))
        (device,) = queries.devices(shop)
        assert device.seen_at == NOW + timedelta(minutes=known)


def test_a_key_needs_a_name_and_an_open_shop(shop: str, desk: Desk) -> None:
    staff = desk("staff", TOWN)
    assert staff.post(address(shop), {"label": " "}).status_code == 422
    operations.change_state(shop_code=shop, state=PAUSED, why="改装", by=None, at=NOW)
    assert "作れません" in staff.get(address(shop)).content.decode()
    assert staff.post(address(shop), {"label": "レジ"}).status_code == 409
    assert queries.devices(shop) == []


def test_the_office_of_another_region_finds_nothing(shop: str, desk: Desk) -> None:
    key = operations.enrol_pos(shop_code=shop, label="レジ", at=NOW)
    world.a_region(NEIGHBOUR)
    other = desk("admin", NEIGHBOUR)
    told = {"key": str(key.device.id), "label": "レジ"}
    for code in (TOWN, NEIGHBOUR):
        assert other.get(address(shop, code=code)).status_code == 404
        assert other.post(address(shop, code=code), told).status_code == 404
        assert other.post(address(shop, "/end", code), told).status_code == 404
    assert desk("analyst", TOWN).get(address(shop)).status_code == 404
    assert asks(key.secret) == 200


def test_a_key_of_another_shop_is_not_ended_here(shop: str, desk: Desk) -> None:
    other = operations.enrol_pos(shop_code=world.a_shop(name="となりの店"), label="", at=NOW)
    answer = desk("staff", TOWN).post(address(shop, "/end"), {"key": str(other.device.id)})
    assert answer.status_code == 404
    assert asks(other.secret) == 200
