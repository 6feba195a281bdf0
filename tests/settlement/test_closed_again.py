"""A month that is closed again remembers that the bank may have its file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.settlement.test_operations import ACCOUNT, CLOSED_AT, ISSUER, JUNE, POINT, Town
from tests.world import jst

from enishi.settlement import operations, queries
from enishi.settlement.terms import Terms

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_month_closed_again_says_when_a_file_was_made_for_the_bank() -> None:
    town = Town()
    operations.set_payout_account(shop_code=town.shop, account=ACCOUNT, by=None, at=jst(2026, 6, 1))
    operations.set_terms(terms=replace(Terms(asset=POINT), **ISSUER))
    town.sells(1_000, 100, jst(2026, 6, 10))
    first = operations.close(asset=POINT, month=JUNE, by=None, at=CLOSED_AT)
    assert first.ordered_at is None
    operations.make_bank_file(closing_id=first.id, asset=POINT, at=CLOSED_AT)
    operations.reopen(asset=POINT, why="伝票がもう1枚ありました", by=None, at=CLOSED_AT)
    again = operations.close(asset=POINT, month=JUNE, by=None, at=CLOSED_AT)
    assert (again.version, again.ordered_at) == (2, CLOSED_AT)
    assert [one.ordered_at for one in queries.closings(POINT)] == [CLOSED_AT, CLOSED_AT]
