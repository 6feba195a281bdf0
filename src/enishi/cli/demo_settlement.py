"""The invented town's settlement with its shops in a demo: terms, accounts, last month closed.

Of the month some shops wait for a transfer, one has its cash, one waits for more, one has to pay.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from enishi.kit.periods import jst_day
from enishi.merchants import queries as shops
from enishi.settlement import operations, queries
from enishi.settlement.netting import PAY
from enishi.settlement.terms import BANK, CASH, PayoutAccount
from enishi.simulation import town

_MINIMUM_YEN = 100
_IN_CASH = frozenset({"直売所たなだ", "民宿しおさい"})
_OFFICE = "縁ヶ浦町駅前1-1　えにし観光案内所"
_DESK = f"{_OFFICE}の窓口（平日 9時から17時）"
_ACCOUNT = PayoutAccount(
    way=BANK,
    bank_code="9999",  # no bank has it
    bank_kana="ミホンギンコウ",
    branch_code="001",
    branch_kana="エキマエ",
    number="1234567",
    holder_kana="ミホン",
)


def load(*, point: str, at: datetime) -> None:
    """Set terms, give some shops an account, close the months that are over; again adds nothing."""
    if queries.last_closed(point) is not None:
        return
    own = {
        "client_code": "0000000001",
        "client_kana": "ミホンキョウカイ",
        "bank_code": _ACCOUNT.bank_code,
        "bank_kana": _ACCOUNT.bank_kana,
        "branch_code": _ACCOUNT.branch_code,
        "branch_kana": _ACCOUNT.branch_kana,
        "account_number": _ACCOUNT.number,
    }
    own |= {"desk": _DESK, "issuer_address": _OFFICE}
    agreed = replace(queries.terms(point), minimum_yen=_MINIMUM_YEN, **own)  # type: ignore[arg-type]
    operations.set_terms(terms=agreed)
    for one in shops.shops_of(town.HOME_TOWN, state="open"):
        if one.name not in _IN_CASH:
            operations.set_payout_account(shop_code=one.code, account=_ACCOUNT, by=None, at=at)
    today = jst_day(at)
    month = queries.next_month(point, today=today)
    while month is not None and month.last < today:
        operations.close(asset=point, month=month, by=None, at=at)
        month = month.next
    _hand_out_cash(point, at)


def _hand_out_cash(point: str, at: datetime) -> None:
    """Note that who is paid in cash has come to the desk; transfers wait for the accountant."""
    last = queries.last_closed(point)
    found = queries.statements(last.id) if last else []
    numbers = [one.number for one in found if one.outcome == PAY and one.account.way == CASH]
    operations.note_paid(numbers=numbers, asset=point, on=jst_day(at), way=CASH, by=None, at=at)
