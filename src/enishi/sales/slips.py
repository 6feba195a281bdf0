"""Slips of a shop without a device: what stands on the sheet, read line by line; pure.

Reasons are data: which line, which column, and why it cannot be taken.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from enishi.kit import ids
from enishi.sales.sale import YEN_MAX, Sold

LINES = 10
LINES_MOST = 500
# A sheet reaches the office within two months, or the shop asks.
DAYS_MOST = 62
CARD, DAY, PRICE, POINTS = "card", "day", "price", "points"
_SERIAL, _CHECK = 4, 2
_CARD_LENGTH = 16
_DIGITS_MOST = 9
_LINE_DIGITS = 6
_DAY = re.compile(r"(?:(\d{4})[/.-])?(\d{1,2})[/.-](\d{1,2})")
_COLUMNS = 5


def serial(shop_code: str, *, secret: bytes) -> str:
    """Return a fresh number for a sheet of a shop; its last two characters check the others."""
    own = ids.readable_code(_SERIAL)
    return own + _check(shop_code, own, secret)


def _check(shop_code: str, own: str, secret: bytes) -> str:
    digest = hmac.new(secret, f"slip-sheet:{shop_code}:{own}".encode(), hashlib.sha256).digest()
    return "".join(ids.READABLE[byte % len(ids.READABLE)] for byte in digest[:_CHECK])


def is_serial(typed: str, shop_code: str, *, secret: bytes) -> bool:
    """Say whether a number is that of a sheet of this shop; a slip of the pen is none."""
    plain = ids.as_typed(unicodedata.normalize("NFKC", typed))
    own, check = plain[:_SERIAL], plain[_SERIAL:]
    return len(plain) == _SERIAL + _CHECK and check == _check(shop_code, own, secret)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as it was typed from the sheet."""

    line: int
    day: str = ""
    card: str = ""
    price: str = ""
    points: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands there."""
        return not any((self.card, self.price, self.points))


@dataclass(frozen=True, slots=True)
class Slip:
    """A line that can be a sale."""

    line: int
    on: date
    card: str
    amount_yen: int
    spend: int


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that cannot be taken: in which column, what stands there, and why."""

    line: int
    column: str
    typed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a sheet: sales by line, lines that were in the books already, rejects."""

    sold: Sequence[tuple[int, Sold]]
    rejects: Sequence[Reject]


def typed_in(text: str) -> list[Typed]:
    """Return the lines of a pasted table: line, day, card, price, points; tabs or commas."""
    found = []
    for number, row in enumerate(text.splitlines(), start=1):
        # A comma parts columns only where no tab does: "2,000" from a spreadsheet is one price.
        plain = unicodedata.normalize("NFKC", row)
        parts = [part.strip() for part in next(csv.reader([plain], delimiter=_between(plain)))]
        if not any(parts) or not any(character.isdigit() for character in row):
            continue  # an empty line, or a head
        parts += [""] * (_COLUMNS - len(parts))
        is_number = parts[0].isascii() and parts[0].isdigit() and len(parts[0]) <= _LINE_DIGITS
        line = int(parts[0]) if is_number else number
        found.append(Typed(line, *parts[1:_COLUMNS]))
    return found


def _between(row: str) -> str:
    return "\t" if "\t" in row else ","


def read(rows: Iterable[Typed], *, today: date) -> tuple[list[Slip], list[Reject]]:
    """Read lines as far as the paper goes: whose card it is, the books say."""
    slips, rejects = [], []
    seen: set[int] = set()
    for row in rows:
        if row.is_empty:
            continue
        found = _read(row, today)
        if row.line in seen:
            found = [Reject(row.line, DAY, str(row.line), "line_twice")]
        seen.add(row.line)
        if isinstance(found, Slip):
            slips.append(found)
        else:
            rejects += found
    return slips, rejects


def _read(row: Typed, today: date) -> Slip | list[Reject]:
    on, why_day = _day(row.day, today)
    card = ids.as_typed(unicodedata.normalize("NFKC", row.card))[-_CARD_LENGTH:]
    price, points = _yen(row.price), _yen(row.points or "0")
    faults = [
        Reject(row.line, column, typed, reason)
        for column, typed, reason in (
            (DAY, row.day, why_day),
            (CARD, row.card, "" if len(card) == _CARD_LENGTH else "card_length"),
            (PRICE, row.price, "" if price is not None and 0 < price <= YEN_MAX else "no_price"),
            (POINTS, row.points, "no_points" if points is None else ""),
        )
        if reason
    ]
    if price is not None and points is not None and points > price:
        faults.append(Reject(row.line, POINTS, row.points, "more_than_price"))
    if faults:
        return faults
    assert on is not None
    assert price is not None
    assert points is not None
    return Slip(row.line, on, card, price, points)


def _yen(typed: str) -> int | None:
    plain = unicodedata.normalize("NFKC", typed).strip().strip("¥円").replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS_MOST):
        return None
    return int(plain)


def _day(typed: str, today: date) -> tuple[date | None, str]:
    """Return the day that is meant: without a year the latest one that is not to come."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    plain = plain.replace("年", "/").replace("月", "/").removesuffix("日")
    found = _DAY.fullmatch(plain)
    if found is None:
        return None, "no_day"
    year, month, day = found.groups()
    try:
        on = date(int(year or today.year), int(month), int(day))
        if not year and on > today:
            on = date(today.year - 1, int(month), int(day))
    except ValueError:
        return None, "no_day"
    if on > today:
        return None, "day_to_come"
    return (None, "day_too_old") if on < today - timedelta(days=DAYS_MOST) else (on, "")
