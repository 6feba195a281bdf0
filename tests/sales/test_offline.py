"""What a device sold without network is signed, capped, and posted once with its own time."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.sales.signing import Signer, base64url
from tests.world import NOW, TOWN, a_member, a_purchase_rule, a_shop, a_till, move

from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.membership.operations.cards import UnknownCard, issue_card
from enishi.merchants import operations as merchants
from enishi.merchants import queries as shops
from enishi.merchants.operations import UnknownDevice
from enishi.sales import models, offline, operations
from enishi.sales.offline import (
    BadDeviceKey,
    BadOfflineSale,
    OfflineSaleOfAnotherShop,
    SpendingNeedsNetwork,
    TooLateToPost,
    TooMuchOffline,
)
from enishi.sales.operations import BadSale, SaleIsDifferent, TooManyRecords
from enishi.sales.sale import OFFLINE, NewSale, Sold

POINT = f"{TOWN}:point"
BEFORE = NOW - timedelta(hours=2)
pytestmark = pytest.mark.django_db(transaction=True)


class _Till:
    """A shop's phone with a key of its own, and a member with a card."""

    def __init__(self) -> None:
        self.shop = a_shop()
        a_purchase_rule()
        found = shops.device_of(a_till(self.shop))
        assert found is not None
        self.device_id = found.id
        self.signer = Signer()
        operations.keep_device_key(shop_code=self.shop, device_id=found.id, jwk=self.signer.jwk)
        self.member, self.card = self.customer()

    def enrol_anew(self) -> None:
        """Open the till once more on the same phone: another device, the same key."""
        found = shops.device_of(a_till(self.shop))
        assert found is not None
        assert found.id != self.device_id
        self.device_id = found.id
        jwk = self.signer.jwk
        operations.keep_device_key(shop_code=self.shop, device_id=found.id, jwk=jwk)

    def customer(self) -> tuple[UUID, str]:
        member = a_member()
        number = issue_card(member_id=member, region_code=TOWN, kind="friend", at=NOW)
        return member, number

    def sale(self, number: int = 1, **told: object) -> str:
        usual = {"card": self.card, "asset": POINT, "at": BEFORE}
        return self.signer.sale(number, **(usual | told))  # type: ignore[arg-type]

    def post(self, *records: str, later: timedelta = timedelta()) -> list[Sold | Refusal]:
        return operations.post_offline(device_id=self.device_id, records=records, at=NOW + later)


def test_a_sale_made_without_network_earns_with_the_time_it_happened() -> None:
    till = _Till()
    (sold,) = till.post(till.sale())
    assert isinstance(sold, Sold)
    assert (sold.earned, sold.at, sold.channel) == (10, BEFORE, OFFLINE)
    assert books.balance(f"member:{till.member}", POINT) == 10


def test_what_is_sent_again_gets_its_first_answer() -> None:
    till = _Till()
    first = till.post(till.sale(1), till.sale(2))
    again = till.post(till.sale(1), till.sale(2), till.sale(3), later=timedelta(days=30))
    assert [one.repeated for one in again[:2] if isinstance(one, Sold)] == [True, True]
    assert isinstance(again[2], TooLateToPost)
    assert [one.code for one in first if isinstance(one, Sold)] == [
        one.code for one in again if isinstance(one, Sold)
    ]
    assert books.balance(f"member:{till.member}", POINT) == 20


def test_one_number_stands_for_one_sale() -> None:
    till = _Till()
    answers = till.post(till.sale(1), till.sale(1, yen=2000))
    assert isinstance(answers[1], SaleIsDifferent)
    assert models.Sale.objects.count() == 1


def test_another_device_s_signature_does_not_count() -> None:
    till = _Till()
    stranger = Signer().sale(1, till.card, BEFORE, asset=POINT)
    header, _, signature = till.sale(1).split(".")
    forged = base64url(json.dumps({"n": 1, "card": till.card, "yen": 9}).encode())
    answers = till.post(stranger, f"{header}.{forged}.{signature}", "a.b", "あ.い.う", till.sale(2))
    assert [type(one) for one in answers] == [BadOfflineSale] * 4 + [Sold]
    assert books.balance(f"member:{till.member}", POINT) == 10


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"spend": 10}, SpendingNeedsNetwork),
        ({"yen": offline.SALE_YEN_MOST + 1}, TooMuchOffline),
        ({"yen": 0}, BadOfflineSale),
        ({"yen": True}, BadOfflineSale),
        ({"yen": "9"}, BadOfflineSale),
        ({"n": None}, BadOfflineSale),
        ({"asset": ""}, BadOfflineSale),
        ({"at": NOW - offline.WAIT_MOST - timedelta(seconds=1)}, TooLateToPost),
        ({"at": NOW + timedelta(hours=1)}, TooLateToPost),
        ({"card": "0" * 16}, UnknownCard),
    ],
)
def test_what_cannot_be_posted_says_why_and_moves_nothing(
    told: dict[str, object], refusal: type[Refusal]
) -> None:
    till = _Till()
    (answer,) = till.post(till.sale(**told))
    assert type(answer) is refusal
    assert models.Sale.objects.count() == 0


def test_a_clock_a_little_ahead_is_taken_back_to_now() -> None:
    till = _Till()
    (sold,) = till.post(till.sale(at=NOW + timedelta(minutes=5)))
    assert isinstance(sold, Sold)
    assert sold.at == NOW


def test_a_day_has_a_bound_over_all_that_was_sent_for_it() -> None:
    till = _Till()
    full = offline.DAY_YEN_MOST // offline.SALE_YEN_MOST
    records = [till.sale(one, yen=offline.SALE_YEN_MOST) for one in range(1, full + 2)]
    first, second = till.post(*records[:3]), till.post(*records)
    assert all(isinstance(one, Sold) for one in (*first, *second[:full]))
    assert isinstance(second[full], TooMuchOffline)
    yesterday = till.sale(99, yen=offline.SALE_YEN_MOST, at=BEFORE - timedelta(days=1))
    assert isinstance(till.post(yesterday)[0], Sold)


def test_a_record_acts_once_also_under_a_phone_that_was_enrolled_anew() -> None:
    """Posted, and the answer got lost; then the shop's card made the phone a till once more."""
    till = _Till()
    full = offline.DAY_YEN_MOST // offline.SALE_YEN_MOST
    records = [till.sale(one, yen=offline.SALE_YEN_MOST) for one in range(1, full + 2)]
    first = till.post(*records[:full])
    till.enrol_anew()
    again = till.post(*records, till.sale(99, yen=500))
    for before, after in zip(first, again, strict=False):
        assert isinstance(before, Sold)
        assert isinstance(after, Sold)
        assert (after.code, after.repeated) == (before.code, True)
    # What it may sell in a day does not begin again either.
    assert isinstance(again[full], TooMuchOffline)
    assert models.Sale.objects.count() == full + 1
    assert books.balance(f"member:{till.member}", POINT) == full * 300 + 5


def test_a_record_that_was_posted_under_its_device_s_name_is_not_posted_again() -> None:
    till = _Till()
    (sold,) = till.post(till.sale(7))
    before = f"offline:{till.device_id.hex}:7"  # so records were named at first
    models.Sale.objects.update(key=before)
    (again,) = till.post(till.sale(7))
    assert isinstance(sold, Sold)
    assert isinstance(again, Sold)
    assert (again.code, again.repeated) == (sold.code, True)
    assert models.Sale.objects.count() == 1


def test_a_record_of_one_shop_is_no_sale_of_another() -> None:
    till = _Till()
    at_home = till.sale(1, shop=till.shop)
    strange = till.sale(2, shop="ANOTHER1")
    answers = till.post(at_home, strange)
    assert [type(one) for one in answers] == [Sold, OfflineSaleOfAnotherShop]
    assert models.Sale.objects.count() == 1


def test_a_device_that_ended_or_has_no_key_posts_nothing() -> None:
    till = _Till()
    record = till.sale()
    without = shops.device_of(a_till(till.shop))
    assert without is not None
    assert isinstance(
        operations.post_offline(device_id=without.id, records=[record], at=NOW)[0], BadDeviceKey
    )
    with pytest.raises(UnknownDevice):
        operations.keep_device_key(shop_code="other", device_id=till.device_id, jwk=till.signer.jwk)
    merchants.end_device(shop_code=till.shop, device_id=till.device_id, at=NOW)
    with pytest.raises(UnknownDevice):
        till.post(record)
    with pytest.raises(UnknownDevice):
        operations.post_offline(device_id=uuid4(), records=[], at=NOW)


def test_nobody_spends_without_network_whoever_asks() -> None:
    till = _Till()
    move(f"issue:{POINT}", f"member:{till.member}", 500)
    asked = NewSale(
        key="k",
        shop_code=till.shop,
        member_id=till.member,
        asset=POINT,
        amount_yen=500,
        spend=1,
        at=NOW,
        channel=OFFLINE,
    )
    with pytest.raises(BadSale):
        operations.sell(asked)
    with pytest.raises(TooManyRecords):
        till.post(*["x"] * (offline.RECORDS_MOST + 1))


@pytest.mark.parametrize(
    "jwk",
    [
        "",
        "[]",
        "{}",
        '{"kty":"EC","crv":"P-384","x":"","y":""}',
        '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}',
        '{"kty":"EC","crv":"P-256","x":1,"y":2}',
    ],
)
def test_what_is_no_public_key_is_refused(jwk: str) -> None:
    with pytest.raises(BadDeviceKey):
        offline.public_key(jwk)
    told = json.loads(Signer().jwk)
    assert offline.public_key(json.dumps(told)).curve.name == "secp256r1"
    with pytest.raises(BadDeviceKey):
        offline.public_key(json.dumps(told | {"d": told["x"]}))
    with pytest.raises(BadDeviceKey):
        offline.public_key(json.dumps(told | {"x": told["y"]}))
