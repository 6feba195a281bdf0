"""The small till that others copy sells, gives back, asks again, and knows a webhook."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from pytest_django.live_server_helper import LiveServer
from tests.world import TOWN, a_member, a_purchase_rule, a_shop, move

from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.webhooks import signing

FILE = Path(__file__).resolve().parents[2] / "examples" / "pos_client.py"
NOW = datetime.now(tz=UTC)
POINT = f"{TOWN}:point"


@pytest.fixture
def client() -> ModuleType:
    """Load the example as who copied it runs it."""
    spec = importlib.util.spec_from_file_location("pos_client", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.django_db(transaction=True)
def test_a_till_looks_up_quotes_sells_once_and_gives_back(
    client: ModuleType, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop_code = a_shop(at=NOW - timedelta(days=30))
    a_purchase_rule()
    member = a_member(at=NOW - timedelta(days=30))
    move(f"issue:{POINT}", f"member:{member}", 500, at=NOW)
    card = membership.issue_card(member_id=member, region_code=TOWN, kind="friend", at=NOW)
    key = merchants.enrol_pos(shop_code=shop_code, label="", at=NOW).secret
    shop = client.Shop(live_server.url, key)
    assert shop.points(card) == 500
    assert shop.quote(card, 1580, 137)["earns"] == 14
    sold = shop.sell("R-1", card, 1580, 137)
    assert (sold["paid_yen"], sold["earned"], sold["repeated"]) == (1443, 14, False)
    assert shop.sell("R-1", card, 1580, 137)["repeated"] is True
    back = shop.give_back("B-1", sold["sale"], 580)
    assert (back["cash_yen"] + back["points_back"], back["left_yen"]) == (580, 1000)
    with pytest.raises(client.Refused) as refused:
        shop.sell("R-2", card, 100_000, 90_000)
    assert refused.value.code == "member_has_less"
    monkeypatch.setenv("ENISHI_URL", live_server.url)
    monkeypatch.setenv("ENISHI_KEY", key)
    monkeypatch.setattr(sys, "argv", ["pos_client.py", "undo", sold["sale"]])
    assert client.main() == 0
    assert shop.points(card) == 500


def test_where_nobody_answers_it_asks_again_and_then_says_so(client: ModuleType) -> None:
    shop = client.Shop("http://127.0.0.1:1", "key", pause=0.001)
    with pytest.raises(ConnectionError):
        shop.points("CARD")


def test_a_message_of_ours_is_known_and_a_changed_or_old_one_is_not(client: ModuleType) -> None:
    secret, at = b"s" * 32, datetime.now(tz=UTC)
    told = signing.secret_as_told(secret)
    body = signing.body_of("sale.made", at, {"earned": 14})
    headers = signing.headers(secret, "msg_1", at, body)
    assert client.read_webhook(told, headers, body)["data"] == {"earned": 14}
    with pytest.raises(ValueError, match="not signed"):
        client.read_webhook(told, headers, body.replace("14", "15"))
    old = signing.headers(secret, "msg_1", at - timedelta(minutes=6), body)
    with pytest.raises(ValueError, match="too old"):
        client.read_webhook(told, old, body)
