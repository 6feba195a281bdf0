"""Whatever is sent to the API, it answers with reason: no server error, nothing to who may not."""

from __future__ import annotations

import itertools
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema
from tests.world import TOWN, a_member, a_purchase_rule, a_region, a_shop

from enishi.kit import ids
from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.regions import operations as regions
from enishi.sales import operations as sales
from enishi.sales.sale import API, NewSale
from enishi.webhooks import operations as webhooks
from enishi.webhooks import queries as hooks

NOW = datetime.now(tz=UTC)
BEFORE = NOW - timedelta(days=30)
NEIGHBOUR = "993027"
POINT = f"{TOWN}:point"
SERVER_FAULT, WITHOUT_KEY, FORBIDDEN = 500, 401, 403
GOOD = range(200, 300)
# The wrong way of asking is told before who asks.
WRONG_WAY = frozenset({400, 405, 413, 422})
# Of each call in a usual run; in the long one all go on for half an hour.
EXAMPLES, MANY = 4, 20
# Calls of the API, and those of them that are for shops.
FEWEST, OF_SHOPS = 17, 14
HALF_AN_HOUR = timedelta(minutes=30).total_seconds()
# What only the shop whose things these are may read: its name, and where its messages go.
SHOP, RECEIVER = "潮騒のまる幸", "https://example.jp/of-this-shop-alone"
# What an address names that one shop alone has.
OWN_THINGS = frozenset({"code", "endpoint_id"})
pytestmark = pytest.mark.django_db


class Keys:
    """A town with a shop that sold something, and everybody who holds a key of another kind."""

    def __init__(self) -> None:
        """Make the town and its neighbour."""
        self.shop = a_shop(SHOP, at=BEFORE)
        a_purchase_rule()
        a_region(NEIGHBOUR)
        self.member = a_member(at=BEFORE)
        self.card = membership.issue_card(
            member_id=self.member, region_code=TOWN, kind="friend", at=NOW
        )
        self.of_the_shop = (self.shop, SHOP, RECEIVER, str(self.member))
        self.till = _pos(self.shop)
        ended = merchants.enrol_pos(shop_code=self.shop, label="", at=NOW)
        merchants.end_device(shop_code=self.shop, device_id=ended.device.id, at=NOW)
        self.ended = ended.secret
        # Keys that live, of shops that have nothing to do with the first one's things.
        self.beside, self.afar = (
            _pos(a_shop("味処かもめ", at=BEFORE)),
            _pos(a_shop("峠の茶屋", NEIGHBOUR, at=BEFORE)),
        )
        self.staff = _token("staff")
        self.organiser = _token("organiser")

    def right_for(self, path: str) -> str:
        """Return the key that a call asks for."""
        return self.till if "/shop" in path else self.staff

    def wrong_for(self, path: str) -> Mapping[str, int]:
        """Return what opens nothing, and how each is refused."""
        common = {"": WITHOUT_KEY, "no-key-of-ours": WITHOUT_KEY}
        if "/shop" in path:
            return common | {self.staff: WITHOUT_KEY, self.ended: WITHOUT_KEY}
        return common | {self.till: WITHOUT_KEY, self.organiser: FORBIDDEN}

    def a_sale(self) -> str:
        """Sell something; return the code on the receipt."""
        new = NewSale(
            key=ids.new_id().hex,
            shop_code=self.shop,
            member_id=self.member,
            asset=POINT,
            amount_yen=1_000,
            at=datetime.now(tz=UTC),
            channel=API,
        )
        return sales.sell(new).code

    def a_receiver(self) -> UUID:
        """Return the address that takes the shop's messages; make it where it was ended."""
        found = hooks.endpoints(f"shop:{self.shop}")
        named = [one.id for one in found if one.url == RECEIVER]
        if named:
            return named[0]
        for one in found:
            webhooks.end_endpoint(owner=f"shop:{self.shop}", endpoint_id=one.id, at=NOW)
        made = webhooks.add_endpoint(
            owner=f"shop:{self.shop}", url=RECEIVER, kinds=(), at=datetime.now(tz=UTC)
        )
        return made.endpoint.id


def _pos(shop: str) -> str:
    return merchants.enrol_pos(shop_code=shop, label="", at=NOW).secret


def _token(role: str) -> str:
    return regions.issue_token(role=role, region_code=TOWN, label="", at=NOW)


@pytest.fixture
def keys() -> Keys:
    """Make the town of the keys."""
    return Keys()


@pytest.fixture
def described() -> Iterator[BaseSchema]:
    """Read the description of the API as everybody may; the test's connection stays open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    application, came = get_wsgi_application(), itertools.count()

    def from_anywhere(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        # Every request from another address, or those with wrong keys would be too many.
        high, low = divmod(next(came) % 2**16, 2**8)
        environ["REMOTE_ADDR"] = f"127.1.{high}.{low}"
        return application(environ, start_response)

    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", from_anywhere)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def calls(described: BaseSchema) -> Iterator[APIOperation]:
    """Yield every call of the API."""
    for found in described.get_all_operations():
        yield found.ok()


class Attack:
    """Calls of one kind, sent as their description allows and as it does not."""

    def __init__(self, operation: APIOperation, keys: Keys) -> None:
        """Count what comes back, for a call that never succeeds tries nothing."""
        self.operation, self.keys = operation, keys
        self.sent = 0
        self.answers: Counter[int] = Counter()

    def run(self, *, examples: int, number: int) -> None:
        """Send so many of each sort."""
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(number)
            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=self.operation.as_strategy(generation_mode=mode))
            def send(case: Case) -> None:
                self._send(case)

            try:
                send()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, self.operation.label

    def _send(self, case: Case) -> None:
        self.sent += 1
        if self.sent % 3:
            self._aim(case)
        # Strangers first: what is right may end what they are to be kept from.
        if "/shop" in case.path:
            self._ask_as_stranger(case, self.keys.beside)
            self._ask_as_stranger(case, self.keys.afar)
        for secret, status in self.keys.wrong_for(case.path).items():
            headers = {"Authorization": f"Bearer {secret}"} if secret else {}
            refused = case.call(headers=headers)
            assert refused.status_code in {status, *WRONG_WAY}, case.as_curl_command()
            self._tells_nothing(case, refused.text)
        answer = case.call(headers={"Authorization": f"Bearer {self.keys.right_for(case.path)}"})
        assert answer.status_code < SERVER_FAULT, (case.as_curl_command(), answer.text[:500])
        self.answers[answer.status_code] += 1

    def _aim(self, case: Case) -> None:
        """Name what there is: a card, a programme, a sale of the shop, its receiver."""
        lines = [case.body, *_lines(case.body)]
        for line in lines:
            if isinstance(line, dict) and "card" in line:
                line["card"] = self.keys.card
                line["asset"] = POINT if self.sent % 2 else ""
        if isinstance(case.body, dict) and "url" in case.body:
            case.body |= {"url": "https://example.jp/another", "kinds": []}
        if "code" in case.path_parameters:
            case.path_parameters["code"] = self.keys.a_sale()
        if "endpoint_id" in case.path_parameters:
            case.path_parameters["endpoint_id"] = str(self.keys.a_receiver())
        if "day" in case.path_parameters:
            case.path_parameters["day"] = datetime.now(tz=UTC).date().isoformat()

    def _ask_as_stranger(self, case: Case, secret: str) -> None:
        """Ask with a living key of another shop: the first one's things are not there."""
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code < SERVER_FAULT, (case.as_curl_command(), answer.text[:500])
        is_of_another_programme = secret == self.keys.afar and _asset(case.body) == POINT
        if is_of_another_programme or OWN_THINGS & set(case.path_parameters):
            assert answer.status_code not in GOOD, (case.as_curl_command(), answer.text[:500])
        self._tells_nothing(case, answer.text)

    def _tells_nothing(self, case: Case, text: str) -> None:
        """Look for what is the first shop's alone."""
        told = [one for one in self.keys.of_the_shop if one in text]
        assert not told, (told, case.as_curl_command(), text[:500])


def _asset(body: Any) -> str:
    return str(body.get("asset", "")) if isinstance(body, dict) else ""


def _lines(body: Any) -> list[Any]:
    found = body.get("sales") if isinstance(body, dict) else None
    return found if isinstance(found, list) else []


def go(attacks: list[Attack], *, examples: int, number: int, until: float = math.inf) -> None:
    """Send everything once around, or until it is late."""
    for one in attacks:
        if time.monotonic() < until:
            one.run(examples=examples, number=number)


def check(attacks: list[Attack]) -> None:
    """Say that every call was tried, and those of shops went well too."""
    described = {one.operation.label for one in attacks}
    assert len(described) == len(attacks) >= FEWEST
    assert [one.operation.label for one in attacks if not one.sent] == []
    of_shops = [one for one in attacks if "/shop" in one.operation.path]
    assert len(of_shops) >= OF_SHOPS
    barren = [
        one.operation.label for one in of_shops if not any(status in GOOD for status in one.answers)
    ]
    assert barren == []


def test_every_call_answers_whatever_it_is_sent_and_tells_nothing_to_who_may_not(
    described: BaseSchema, keys: Keys
) -> None:
    attacks = [Attack(operation, keys) for operation in calls(described)]
    go(attacks, examples=EXAMPLES, number=6)
    check(attacks)


@pytest.mark.thorough
def test_half_an_hour_of_everything_meets_no_server_error(
    described: BaseSchema, keys: Keys
) -> None:
    attacks = [Attack(operation, keys) for operation in calls(described)]
    until, number = time.monotonic() + HALF_AN_HOUR, 0
    while time.monotonic() < until:
        number += 1
        go(attacks, examples=MANY, number=number, until=until)
        sys.stdout.write(f"round {number}: {sum(one.sent for one in attacks)} cases\n")
        sys.stdout.flush()
    check(attacks)
    assert sum(one.sent for one in attacks) > 1_000
