"""A shop offers something; the town allows it; those who want messages are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.world import NOW, TOWN, a_member, a_point, a_purchase_rule, a_shop

from enishi.membership import operations as membership
from enishi.merchants import operations, queries
from enishi.merchants.offer import NewOffer
from enishi.merchants.operations import BadOffer, TooManyOffers, UnknownOffer
from enishi.outbox.models import Message
from enishi.sales import operations as sales
from enishi.sales.operations import telling
from enishi.sales.sale import NewSale

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


def _new(**told: Any) -> NewOffer:
    usual = {"title": "朝どれ市", "text": "土曜の朝は、あじが3匹500円です。"}
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=7)}
    return NewOffer(**(usual | days | told))


def _guest(shop: str, *, agrees: bool) -> None:
    member_id = a_member()
    if agrees:
        membership.give_consent(member_id=member_id, kind="messages", version="1", at=NOW)
    if shop:
        sales.sell(
            NewSale(
                key=str(member_id),
                shop_code=shop,
                member_id=member_id,
                asset=f"{TOWN}:point",
                amount_yen=500,
                at=NOW,
            )
        )


@pytest.fixture
def shop() -> str:
    a_point()
    a_purchase_rule()
    return a_shop()


def test_only_customers_who_want_messages_are_told_and_only_once(shop: str) -> None:
    _guest(shop, agrees=True)
    _guest(shop, agrees=False)
    _guest("", agrees=True)
    offer = operations.make_offer(shop_code=shop, new=_new(), at=NOW)
    assert queries.offers_of([shop])[0].state(TODAY) == "waiting"
    assert Message.objects.count() == 0
    told = telling.tell_offer(offer_id=offer, region_code=TOWN, by=None, at=NOW)
    assert told == Message.objects.count() == 1
    message = Message.objects.get()
    assert message.subject == "魚のまる幸から：朝どれ市"
    assert "6月13日まで" in message.text
    assert telling.tell_offer(offer_id=offer, region_code=TOWN, by=None, at=NOW) == 0
    assert Message.objects.count() == 1
    assert queries.offers_of([shop])[0].is_shown(TODAY)


def test_an_offer_to_the_town_reaches_all_who_agreed(shop: str) -> None:
    _guest(shop, agrees=True)
    _guest("", agrees=True)
    _guest("", agrees=False)
    offer = operations.make_offer(shop_code=shop, new=_new(audience="town"), at=NOW)
    assert telling.tell_offer(offer_id=offer, region_code=TOWN, by=None, at=NOW) == 2


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"title": " "}, "title"),
        ({"text": "あ" * 301}, "text"),
        ({"until_on": TODAY - timedelta(days=1)}, "until_on"),
        ({"audience": "everybody"}, "audience"),
    ],
)
def test_what_cannot_be_offered_is_refused(shop: str, told: Any, part: str) -> None:
    with pytest.raises(BadOffer) as refused:
        operations.make_offer(shop_code=shop, new=_new(**told), at=NOW)
    assert refused.value.facts["part"] == part
    assert queries.offers_of([shop]) == []


def test_two_offers_at_a_time_are_enough_and_one_that_ended_makes_room(shop: str) -> None:
    first = operations.make_offer(shop_code=shop, new=_new(), at=NOW)
    operations.make_offer(shop_code=shop, new=_new(title="夕市"), at=NOW)
    with pytest.raises(TooManyOffers):
        operations.make_offer(shop_code=shop, new=_new(title="夜市"), at=NOW)
    operations.end_offer(offer_id=first, region_code=TOWN, shop_code=shop, at=NOW)
    assert telling.tell_offer(offer_id=first, region_code=TOWN, by=None, at=NOW) == 0
    operations.make_offer(shop_code=shop, new=_new(title="夜市"), at=NOW)


def test_another_shop_or_town_does_not_reach_an_offer(shop: str) -> None:
    offer = operations.make_offer(shop_code=shop, new=_new(), at=NOW)
    other = a_shop("山里パン", trade="sweets")
    with pytest.raises(UnknownOffer):
        operations.end_offer(offer_id=offer, region_code=TOWN, shop_code=other, at=NOW)
    with pytest.raises(UnknownOffer):
        telling.tell_offer(offer_id=offer, region_code="993026", by=None, at=NOW)
    assert queries.offers_of([shop])[0].state(TODAY) == "waiting"
