"""Whatever is sent to the API, it answers with reason: no server error, nothing without a key."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.schemas import APIOperation, BaseSchema
from tests.world import TOWN, a_member, a_purchase_rule, a_shop

from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.regions import operations as regions

NOW = datetime.now(tz=UTC)
BEFORE = NOW - timedelta(days=30)
SERVER_FAULT, WITHOUT_KEY = 500, 401
# Of each call in a usual run; in the long one all go on for half an hour.
EXAMPLES, MANY = 6, 60
HALF_AN_HOUR = timedelta(minutes=30).total_seconds()
pytestmark = pytest.mark.django_db


class Keys:
    """A town with a shop that sells: a key of a till, and one of statistics."""

    def __init__(self) -> None:
        """Make the town."""
        shop = a_shop(at=BEFORE)
        a_purchase_rule()
        member = a_member(at=BEFORE)
        self.card = membership.issue_card(member_id=member, region_code=TOWN, kind="friend", at=NOW)
        self.till = merchants.enrol_pos(shop_code=shop, label="", at=NOW).secret
        self.staff = regions.issue_token(role="staff", region_code=TOWN, label="", at=NOW)

    def right_for(self, path: str) -> str:
        """Return the key that a call asks for."""
        return self.till if "/shop" in path else self.staff

    def wrong_for(self, path: str) -> str:
        """Return a living key of another kind."""
        return self.staff if "/shop" in path else self.till


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


def attack(operation: APIOperation, keys: Keys, *, examples: int, number: int) -> int:
    """Send one call what its description allows and what it does not; say how often."""
    sent = 0

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Case) -> None:
        nonlocal sent
        sent += 1
        if isinstance(case.body, dict) and "card" in case.body and sent % 2:
            case.body["card"] = keys.card
        answer = case.call(headers={"Authorization": f"Bearer {keys.right_for(case.path)}"})
        assert answer.status_code < SERVER_FAULT, (case.as_curl_command(), answer.text[:500])
        for headers in ({}, {"Authorization": f"Bearer {keys.wrong_for(case.path)}"}):
            refused = case.call(headers=headers)
            # The wrong way of asking is told before who asks.
            assert refused.status_code in {WITHOUT_KEY, 405, 422}, case.as_curl_command()
            assert "points" not in refused.text

    run()
    return sent


def test_every_call_answers_whatever_it_is_sent_and_tells_nothing_without_a_key(
    described: BaseSchema, keys: Keys
) -> None:
    told = {
        operation.label: attack(operation, keys, examples=EXAMPLES, number=6)
        for operation in calls(described)
    }
    assert len(told) >= 16
    assert min(told.values()) >= 1


@pytest.mark.thorough
def test_half_an_hour_of_everything_meets_no_server_error(
    described: BaseSchema, keys: Keys
) -> None:
    until, number, sent = time.monotonic() + HALF_AN_HOUR, 0, 0
    while time.monotonic() < until:
        number += 1
        for operation in calls(described):
            sent += attack(operation, keys, examples=MANY, number=number)
    assert sent > 10_000
