"""A fishmonger's till, a customer with 500 points, and a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from tests import world

from enishi.membership import operations as membership
from enishi.merchants import operations as merchants
from enishi.web.design import clock

POINT = f"{world.TOWN}:point"


@dataclass(slots=True)
class Counter:
    """A shop, its phone, and who stands before it."""

    shop: str
    till: Client
    member: UUID
    card: str

    def read(self, amount: str = "") -> str:
        """Read the customer's card; the address of the sale."""
        answer = self.till.post("/till/", {"number": self.card, "amount": amount})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer.url)

    def sell(self, **told: object) -> str:
        """Sell; the code of the sale."""
        answer = self.till.post(self.read(), {"asset": POINT, **told})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer.url).split("/")[-2]


def a_phone_of(shop: str) -> Client:
    card = merchants.make_shop_card(shop_code=shop, at=world.NOW)
    phone = Client()
    assert phone.post("/till/open", {"card": card.secret, "pin": card.pin}).status_code == 302
    return phone


@pytest.fixture
def moment(monkeypatch):
    """The town's clock; a test moves it by `moment.at`."""

    class Moment:
        at = world.NOW

    monkeypatch.setattr(clock, "now", lambda: Moment.at)
    return Moment


@pytest.fixture
def counter(db, moment) -> Counter:
    shop = world.a_shop()
    world.a_purchase_rule()
    member = world.a_member()
    membership.set_display_name(member_id=member, display_name="まさる")
    world.move(f"issue:{POINT}", f"member:{member}", 500)
    number = membership.issue_card(
        member_id=member, region_code=world.TOWN, kind="friend", at=world.NOW
    )
    return Counter(shop, a_phone_of(shop), member, number)
