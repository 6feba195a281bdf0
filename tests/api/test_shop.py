"""Tills and online shops sell with a key: each thing once, every refusal with its reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from standardwebhooks.webhooks import Webhook
from tests.webhooks.conftest import receiver
from tests.webhooks.receiver import Receiver
from tests.world import TOWN, a_member, a_point, a_purchase_rule, a_region, a_shop, move

from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.merchants import queries
from enishi.sales import models
from enishi.webhooks import operations as webhooks

assert receiver  # the fixture of the webhooks' tests
POINT = f"{TOWN}:point"
# The API reads the clock.
NOW = datetime.now(tz=UTC)
BEFORE = NOW - timedelta(days=30)
pytestmark = pytest.mark.django_db


class Till:
    """Another system with a key of a shop."""

    def __init__(self, shop: str) -> None:
        """Get a key."""
        self.shop = shop
        self.secret = merchants.enrol_pos(shop_code=shop, label="レジ", at=NOW).secret

    def ask(
        self, way: str, address: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Ask and read the answer."""
        told = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        answer = Client().generic(
            way,
            f"/api/v1/shop{address}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=told,
        )
        return answer.status_code, answer.json() if answer.content else {}

    def sell(self, key: str, **body: object) -> tuple[int, dict[str, Any]]:
        """Sell once under a key."""
        return self.ask("POST", "/sales", body, Idempotency_Key=key)


@pytest.fixture
def till() -> Till:
    """A shop of a town whose purchases earn a point for 100 yen."""
    shop = a_shop(at=BEFORE)
    a_purchase_rule()
    return Till(shop)


def _card(points: int = 500) -> tuple[str, UUID]:
    member = a_member(at=BEFORE)
    if points:
        move(f"issue:{POINT}", f"member:{member}", points, at=NOW)
    number = membership.issue_card(member_id=member, region_code=TOWN, kind="friend", at=NOW)
    return number, member


def test_a_key_tells_its_shop_and_what_it_takes_part_in(till: Till) -> None:
    status, told = till.ask("GET", "")
    assert (status, told["shop"], told["name"]) == (200, till.shop, "魚のまる幸")
    assert told["programmes"] == [
        {"asset": POINT, "name": "縁ヶ浦ポイント", "earns": True, "spends": True}
    ]


def test_a_card_tells_its_points_and_nobody_who_holds_it(till: Till) -> None:
    number, member = _card(500)
    status, told = till.ask("POST", "/cards", {"card": number})
    assert (status, told) == (200, {"asset": POINT, "points": 500})
    assert str(member) not in json.dumps(told)
    assert till.ask("POST", "/cards", {"card": "NOBODYSCARD"})[1]["title"] == "unknown_card"


def test_a_card_tells_no_points_of_a_programme_that_the_shop_is_not_in(till: Till) -> None:
    number, _ = _card(500)
    assert till.ask("POST", "/cards", {"card": number, "asset": POINT})[1]["points"] == 500
    a_region("993027", "潮見町")
    afar = Till(a_shop("峠の茶屋", "993027", at=BEFORE))
    for asset in (POINT, f"{TOWN}:coin"):
        status, told = afar.ask("POST", "/cards", {"card": number, "asset": asset})
        assert (status, told["title"]) == (409, "shop_does_not_take_part")
        assert "points" not in told


def test_a_sale_spends_and_earns_and_its_key_again_gets_the_first_answer(till: Till) -> None:
    number, member = _card(500)
    asked = {"card": number, "amount_yen": 1580, "spend": 137}
    status, quoted = till.ask("POST", "/quotes", asked)
    assert (status, quoted["paid_yen"], quoted["earns"], quoted["points"]) == (200, 1443, 14, 500)
    assert models.Sale.objects.count() == 0
    status, sold = till.sell("R-1", **asked)
    assert (status, sold["paid_yen"], sold["spent"], sold["earned"]) == (201, 1443, 137, 14)
    assert (sold["key"], sold["channel"], sold["repeated"]) == ("R-1", "api", False)
    status, again = till.sell("R-1", **asked)
    assert (status, again) == (200, sold | {"repeated": True})
    status, other = till.sell("R-1", **(asked | {"spend": 138}))
    assert (status, other["title"]) == (409, "sale_is_different")
    assert books.balance(f"member:{member}", POINT) == 500 - 137 + 14
    assert books.faults() == []


def test_a_part_goes_back_once_under_its_key_and_then_the_rest(till: Till) -> None:
    number, member = _card(500)
    _, sold = till.sell("R-1", card=number, amount_yen=1000, spend=200)
    address = f"/sales/{sold['sale']}/returns"
    status, back = till.ask("POST", address, {"yen": 500}, Idempotency_Key="B-1")
    assert (status, back["yen"], back["points_back"], back["left_yen"]) == (201, 400, 100, 500)
    assert till.ask("POST", address, {"yen": 500}, Idempotency_Key="B-1")[0] == 200
    status, rest = till.ask("POST", address, {}, Idempotency_Key="undo")
    assert (status, rest["points_back"], rest["left_yen"]) == (201, 100, 0)
    assert books.balance(f"member:{member}", POINT) == 500
    status, told = till.ask("GET", f"/sales/{sold['sale']}")
    assert (status, told["returned_yen"], told["returned_points"]) == (200, 800, 200)


def test_a_sale_is_undone_on_its_day_and_the_day_tells_both(till: Till) -> None:
    number, member = _card(500)
    _, sold = till.sell("R-1", card=number, amount_yen=1000, spend=200)
    assert till.ask("POST", f"/sales/{sold['sale']}/undo")[1]["points_back"] == 200
    assert till.ask("POST", f"/sales/{sold['sale']}/undo")[1]["repeated"] is True
    assert books.balance(f"member:{member}", POINT) == 500
    day = sold["at"][:10]
    today = (datetime.fromisoformat(sold["at"]) + timedelta(hours=9)).date().isoformat()
    assert day <= today
    status, told = till.ask("GET", f"/days/{today}")
    assert (status, [one["sale"] for one in told["sales"]]) == (200, [sold["sale"]])
    [total] = told["totals"]
    assert (total["sales"], total["amount_yen"], total["spent"]) == (1, 1000, 200)
    assert (total["returns"], total["points_back"]) == (1, 200)


def test_a_batch_answers_each_line_on_its_own_and_again_the_same(till: Till) -> None:
    number, member = _card(500)
    lines = [
        {"key": "1", "card": number, "amount_yen": 1000, "at": BEFORE.isoformat()},
        {"key": "2", "card": "NOBODYSCARD", "amount_yen": 1000},
        {"key": "3", "card": number, "amount_yen": 9000, "spend": 8000},
        {"key": "4", "card": number, "amount_yen": 100, "at": "2038-01-01T00:00:00+09:00"},
        {"key": "1", "card": number, "amount_yen": 1000},
    ]  # fmt: skip
    status, told = till.ask("POST", "/sales/batch", {"sales": lines})
    assert status == 200
    assert [one["problem"] and one["problem"]["title"] for one in told["answers"]] == [
        None,
        "unknown_card",
        "member_has_less",
        "bad_moment",
        None,
    ]
    assert told["answers"][0]["sale"]["earned"] == 10
    assert told["answers"][4]["sale"]["repeated"] is True
    again = till.ask("POST", "/sales/batch", {"sales": lines[:1]})[1]["answers"][0]["sale"]
    assert again == told["answers"][0]["sale"] | {"repeated": True}
    assert books.balance(f"member:{member}", POINT) == 510


def test_another_shops_sale_is_not_there(till: Till) -> None:
    number, _ = _card()
    _, sold = till.sell("R-1", card=number, amount_yen=1000)
    other = Till(a_shop("味処かもめ", at=BEFORE))
    assert other.ask("GET", f"/sales/{sold['sale']}")[0] == 404
    assert other.ask("POST", f"/sales/{sold['sale']}/undo")[0] == 404
    address = f"/sales/{sold['sale']}/returns"
    assert other.ask("POST", address, {}, Idempotency_Key="x")[0] == 404
    # The same key at another shop is another sale.
    assert other.sell("R-1", card=number, amount_yen=50)[0] == 201


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic abc"])
def test_without_a_tills_key_nothing_is_answered(till: Till, header: str) -> None:
    answer = Client().get("/api/v1/shop", headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_neither_an_ended_key_nor_a_phones_secret_nor_a_statistics_key_sells(till: Till) -> None:
    card = merchants.make_shop_card(shop_code=till.shop, at=NOW)
    phone = merchants.enrol_phone(secret=card.secret, pin=card.pin, label="", at=NOW)
    [pos] = [one for one in queries.devices(till.shop) if one.kind == "pos"]
    merchants.end_device(shop_code=till.shop, device_id=pos.id, at=NOW)
    number, member = _card(500)
    for secret in (till.secret, phone.secret):
        till.secret = secret
        assert till.ask("GET", "")[0] == 401
        # A sale looks its key up together with the others that wait: it is refused alike.
        status, told = till.sell("R-1", card=number, amount_yen=1000)
        assert (status, told["title"]) == (401, "no_token")
    assert models.Sale.objects.count() == 0
    assert books.balance(f"member:{member}", POINT) == 500


def test_a_key_that_ends_between_two_sales_sells_once(till: Till) -> None:
    number, _ = _card(500)
    assert till.sell("R-1", card=number, amount_yen=1000)[0] == 201
    [pos] = queries.devices(till.shop)
    merchants.end_device(shop_code=till.shop, device_id=pos.id, at=NOW)
    assert till.sell("R-2", card=number, amount_yen=1000)[0] == 401
    # Not even the answer of before is told.
    assert till.sell("R-1", card=number, amount_yen=1000)[0] == 401
    assert models.Sale.objects.count() == 1


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic abc"])
def test_without_a_tills_key_nothing_is_sold(till: Till, header: str) -> None:
    number, _ = _card(500)
    answer = Client().post(
        "/api/v1/shop/sales",
        json.dumps({"card": number, "amount_yen": 1000}),
        content_type="application/json",
        headers={"Authorization": header, "Idempotency-Key": "R-1"},
    )
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert models.Sale.objects.count() == 0


def test_a_key_that_sells_was_used(till: Till) -> None:
    number, _ = _card(500)
    assert [one.seen_at for one in queries.devices(till.shop)] == [None]
    till.sell("R-1", card=number, amount_yen=1000)
    [pos] = queries.devices(till.shop)
    assert pos.seen_at is not None
    assert pos.seen_at >= NOW


def test_a_shop_of_two_programmes_names_the_one(till: Till) -> None:
    number, _ = _card(500)
    a_region("993027", "潮見町")
    second = a_point("993027")
    merchants.take_part(shop_code=till.shop, asset=second, since=BEFORE.date())
    status, told = till.sell("R-1", card=number, amount_yen=1000)
    assert (status, told["title"], told["programmes"]) == (
        422,
        "which_programme",
        f"{POINT} {second}",
    )
    assert till.sell("R-1", card=number, amount_yen=1000, asset=POINT)[1]["asset"] == POINT


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount_yen": 100}, "card"),
        ({"card": "X", "amount_yen": 0}, "amount_yen"),
        ({"card": "X", "amount_yen": 10**12}, "amount_yen"),
        ({"card": "X", "amount_yen": 100, "spend": -1}, "spend"),
        ({"card": "X\0", "amount_yen": 100}, "card"),
        ({"card": "X", "amount_yen": 100, "at": "2026-01-01T00:00:00"}, "at"),
        ({"card": "X", "amount_yen": 100, "amount": 100}, "amount"),
    ],
)
def test_what_is_not_as_described_is_named(till: Till, body: dict[str, Any], field: str) -> None:
    status, told = till.sell("R-1", **body)
    assert (status, told["title"]) == (422, "bad_request")
    assert field in told["fields"]


@pytest.mark.parametrize("key", ["", "two words", "x" * 101, "鍵"])
def test_a_sale_needs_a_key_of_the_shops_own(till: Till, key: str) -> None:
    number, _ = _card()
    status, told = till.sell(key, card=number, amount_yen=100)
    assert (status, told["title"]) == (422, "bad_request")
    assert models.Sale.objects.count() == 0


def test_sales_and_returns_reach_the_shops_own_address_signed_and_name_nobody(
    till: Till, receiver: Receiver
) -> None:
    status, hook = till.ask("POST", "/webhooks", {"url": receiver.url})
    assert status == 201
    number, member = _card(500)
    _, sold = till.sell("R-1", card=number, amount_yen=1580, spend=137)
    till.ask("POST", f"/sales/{sold['sale']}/returns", {}, Idempotency_Key="B-1")
    till.ask("POST", "/quotes", {"card": number, "amount_yen": 100})
    till.ask("POST", f"/webhooks/{hook['id']}/ping")
    assert webhooks.deliver(at=datetime.now(tz=UTC)) == 3
    told = [Webhook(hook["secret"]).verify(body, headers) for headers, body in receiver.came]
    by_kind = {one["type"]: one["data"] for one in told}
    assert by_kind["ping"] == {}
    made, back = by_kind["sale.made"], by_kind["sale.returned"]
    assert (made["sale"], made["key"], made["earned"]) == (sold["sale"], "R-1", 14)
    assert (back["key"], back["sale_key"], back["points_back"]) == ("B-1", "R-1", 137)
    for _, body in receiver.came:
        assert str(member) not in body
        assert number not in body
    assert [one["failure"] for one in till.ask("GET", "/webhooks/messages")[1]] == [""] * 3
    [listed] = till.ask("GET", "/webhooks")[1]
    assert "secret" not in listed
    assert till.ask("DELETE", f"/webhooks/{hook['id']}")[0] == 204
    assert till.ask("DELETE", f"/webhooks/{hook['id']}")[0] == 404


def test_an_address_inside_is_refused(till: Till) -> None:
    status, told = till.ask("POST", "/webhooks", {"url": "https://169.254.169.254/latest"})
    assert (status, told["title"], told["why"]) == (422, "bad_endpoint", "inside")
