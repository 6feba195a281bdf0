"""Classes of supporters, a number for each application, and how long a payment holds; pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

CASH, BANK = WAYS = ("cash", "bank")
# As the card of 気仙沼大島 has them: yen, and what of it reaches the fund.
USUAL = (("さざなみ", 300), ("しおかぜ", 3_000), ("おおうなばら", 10_000))
YEN_MAX = 1_000_000
# Who may hold an e-citizen's card (e-県民): somebody with a tie, or who takes an interest.
RESIDENT, NATIVE, GRADUATE, WORKER, INTERESTED = CATEGORIES = (
    "resident",
    "native",
    "graduate",
    "worker",
    "interested",
)
_DIGITS = 7
# Year, dash and number; longer ones are none of ours.
_RECEIPT_LENGTH = 14


@dataclass(frozen=True, slots=True)
class SupportClass:
    """What supporters of a class pay, what of it reaches the fund, and for how many months."""

    id: int
    region_code: str
    name: str
    name_en: str
    yen: int
    to_fund_yen: int
    months: int
    thanks: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Application:
    """Somebody asked to be a supporter; paid, or not yet. `reference` goes before their name."""

    reference: str
    member_id: UUID | None
    support: SupportClass
    name: str
    asked_at: datetime
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid for one application; `until_on` is the last day that it holds."""

    reference: str
    yen: int
    fund_yen: int
    how: str
    on: date
    receipt: str
    name: str
    from_on: date
    until_on: date
    is_cancelled: bool
    why: str


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who holds an e-citizen's card of a region, and on which ground."""

    member_id: UUID
    region_code: str
    category: str
    since: date


def reference(number: int) -> str:
    """Write an application's number with its check digit (Luhn), to be typed at a bank."""
    assert 0 <= number < 10**_DIGITS, number
    body = f"{number:0{_DIGITS}d}"
    return body + _check_digit(body)


def is_reference(text: str) -> bool:
    """Say whether eight digits are a number of ours: one mistyped digit is always found."""
    is_shaped = len(text) == _DIGITS + 1 and text.isascii() and text.isdigit()
    return is_shaped and _check_digit(text[:-1]) == text[-1]


def _check_digit(body: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(body)):
        doubled = int(sign) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the digits' sum
    return str(-total % 10)


def holds(paid_on: date, months: int, until_before: date | None) -> tuple[date, date]:
    """Say from when to when a payment holds: on from the one before, where that still does."""
    first = paid_on
    if until_before is not None and until_before >= paid_on:
        first = until_before + timedelta(days=1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return first, date(year, month + 1, min(first.day, last)) - timedelta(days=1)


def receipt_number(receipt: str) -> tuple[int, int] | None:
    """Read the fiscal year and the number of a receipt (2026-17); None where it is none of ours."""
    year, _, number = receipt.partition("-")
    if not all(part.isascii() and part.isdigit() for part in (year, number)):
        return None
    return (int(year), int(number)) if len(receipt) <= _RECEIPT_LENGTH else None
