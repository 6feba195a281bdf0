"""What somebody might try at a till to keep more than was bought."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests.sales.signing import Signer, base64url
from tests.world import NOW, TOWN, a_member, a_purchase_rule, a_shop, move

from enishi.ledger import queries as books
from enishi.programs import operations as programs
from enishi.programs.programme import NewRule
from enishi.sales import offline, operations, slips
from enishi.sales.offline import BadDeviceKey, BadOfflineSale
from enishi.sales.operations import ReturnIsDifferent
from enishi.sales.sale import NewSale, Sold

POINT = f"{TOWN}:point"
pytestmark = pytest.mark.django_db


def _sold(key: str, member: UUID, shop: str, *, yen: int, spend: int = 0) -> Sold:
    return operations.sell(
        NewSale(
            key=key,
            shop_code=shop,
            member_id=member,
            asset=POINT,
            amount_yen=yen,
            spend=spend,
            at=NOW,
        )
    )


def _a_bonus() -> None:
    """500 points for one purchase in a fiscal year."""
    programs.add_rule(
        rule=NewRule(
            asset=POINT,
            name="はじめてのお買い物",
            kind="purchase",
            amount=500,
            period_limit=1,
            payer="縁ヶ浦町観光協会",
            valid_from=NOW.date() - timedelta(days=60),
        )
    )


def test_a_bonus_that_was_spent_is_not_earned_again_by_giving_back() -> None:
    shop, member = a_shop(), a_member()
    _a_bonus()
    first = _sold("1", member, shop, yen=100)
    assert first.earned == 500
    _sold("2", member, shop, yen=500, spend=500)
    back = operations.undo(sale_code=first.code, shop_code=shop, at=NOW)
    assert (back.taken_back, back.short, back.cash_yen) == (100, 100, 0)
    # 400 points stay with the member: that was their bonus, and there is no second one.
    again = _sold("3", member, shop, yen=100)
    assert (again.earned, again.reason) == (0, "period_limit")
    assert books.balance(f"member:{member}", POINT) == 0


def test_a_bonus_that_went_back_whole_is_earned_again() -> None:
    shop, member = a_shop(), a_member()
    _a_bonus()
    first = _sold("1", member, shop, yen=100)
    back = operations.undo(sale_code=first.code, shop_code=shop, at=NOW)
    assert (back.taken_back, back.cash_yen) == (500, 100)
    assert _sold("2", member, shop, yen=100).earned == 500
    assert books.balance(f"member:{member}", POINT) == 500


def test_the_key_of_a_part_does_not_stand_for_all_that_is_left() -> None:
    shop, member = a_shop(), a_member()
    a_purchase_rule()
    move(f"issue:{POINT}", f"member:{member}", 500)
    sold = _sold("1", member, shop, yen=1_000, spend=100)
    told = {"sale_code": sold.code, "shop_code": shop, "at": NOW}
    operations.give_back(key="r1", yen=300, **told)
    with pytest.raises(ReturnIsDifferent):
        operations.give_back(key="r1", yen=None, **told)
    rest = operations.give_back(key="r2", yen=None, **told)
    assert operations.give_back(key="r2", yen=None, **told).yen == rest.yen
    assert operations.give_back(key="r2", yen=700, **told).repeated


def test_a_line_of_slips_has_a_number_that_a_sheet_can_have() -> None:
    (typed,) = slips.typed_in("9" * 5_000 + ",6/5,ABCD,100,0")
    assert typed.line == 1


@pytest.mark.parametrize(
    "told",
    [
        {"card": "0\0" * 8},
        {"card": "\ud800" * 16},
        {"asset": "993018:po\0int"},
        {"at": "0001-01-01T00:00+23:59"},
        {"at": "9999-12-31T23:59-23:00"},
    ],
)
def test_a_signed_record_that_bites_is_refused_like_any_other(told: dict[str, str]) -> None:
    signer = Signer()
    usual = {"n": 1, "card": "0" * 16, "asset": POINT, "yen": 100, "at": NOW.isoformat()}
    assert offline.read(signer.sign(usual), signer.jwk).amount_yen == 100
    with pytest.raises(BadOfflineSale):
        offline.read(signer.sign(usual | told), signer.jwk)


def test_brackets_without_end_are_no_record_and_no_key() -> None:
    signer = Signer()
    deep = base64url(b"[" * 1_400)
    with pytest.raises(BadOfflineSale):
        offline.read(f"{deep}.{deep[:4]}.{base64url(bytes(64))}", signer.jwk)
    for wrong in ("[" * 100_000, "[" * 1_900 + "]" * 1_900, "9" * 5_000):
        with pytest.raises(BadDeviceKey):
            offline.public_key(wrong)
