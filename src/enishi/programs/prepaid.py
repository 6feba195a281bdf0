"""Sold points and the Payment Services Act (資金決済法): which kind they are, and what it asks.

Free points are no prepaid means of payment (前払式支払手段). Points that members buy are one, and
stand as an asset of their own, apart from free ones. What the Act asks depends on who issues them
and where they are taken, so both are asked before the first is sold. A town has counsel confirm.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from enishi.programs import lapse as lapses

STATE, TOWN, OTHER = ISSUERS = ("state", "town", "other")
OWN, OTHERS = TAKERS = ("own", "others")
# What sold points are.
EXEMPT_ISSUER = "exempt_issuer"  # the state or a local government issues them (article 4, 2)
EXEMPT_SHORT = "exempt_short"  # they end within six months of their issue (article 4, 2; order 4)
OWN_USE = "own_use"  # 自家型: taken at the issuer's own places only (article 3, 4)
THIRD_PARTY = "third_party"  # 第三者型: taken at other people's shops (article 3, 5)
KINDS = (EXEMPT_ISSUER, EXEMPT_SHORT, OWN_USE, THIRD_PARTY)
# Unused on a record date: above it a notice (own-use), and a deposit of half of it (article 14).
LEAST_YEN = 10_000_000
RECORD_DATES = ((3, 31), (9, 30))
_SHORT_MONTHS = 6
# The fewest days that six months have, the day of issue counted: no month is safe for more.
SHORT_DAYS = 180
_DUE_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Answers:
    """What whoever sells points answered: issuer, places, form, and the registration."""

    issuer: str
    taken_at: str
    is_short: bool = False
    registration: str = ""
    registered_on: date | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Unused:
    """What was sold and not used on a record date, and what follows from it."""

    on: date
    yen: int
    kind: str

    @property
    def is_above(self) -> bool:
        """Whether notice, report and deposit are asked for."""
        return self.kind in (OWN_USE, THIRD_PARTY) and self.yen > LEAST_YEN

    @property
    def deposit_yen(self) -> int:
        """What must be deposited: half of it at least, whole yen."""
        return -(-self.yen // 2) if self.is_above else 0

    @property
    def due_by(self) -> date:
        """The last day for notice and deposit: two months after the record date."""
        return _months_later(self.on, _DUE_MONTHS)


def kind_of(told: Answers) -> str:
    """Say what sold points are before the law."""
    assert told.issuer in ISSUERS, told.issuer
    assert told.taken_at in TAKERS, told.taken_at
    if told.issuer in (STATE, TOWN):
        return EXEMPT_ISSUER
    if told.is_short:
        return EXEMPT_SHORT
    return OWN_USE if told.taken_at == OWN else THIRD_PARTY


def why_not_sold(told: Answers, lapse: str, refund_days: int, on: date) -> str:
    """Say why none may be sold on a day; empty where they may."""
    kind = kind_of(told)
    if kind == THIRD_PARTY and (
        not told.registration.strip() or told.registered_on is None or on < told.registered_on
    ):
        return "not_registered"
    if kind == EXEMPT_SHORT:
        last = lapses.expires_on(lapse, on)
        if last is None or last > last_of_six_months(on) or not is_short(lapse, refund_days):
            return "longer_than_six_months"
    return ""


def is_short(lapse: str, refund_days: int) -> bool:
    """Say whether no point can live beyond six months of its issue, however it is given back.

    A refund that opens ended points again, or a day that moves as points are bought, would be a
    roll-over: the months are counted together from the first issue.
    """
    if refund_days > 0 or lapse in (lapses.NEVER, "fiscal-year-end"):
        return False
    if lapse.startswith("days:"):
        return int(lapse.removeprefix("days:")) < SHORT_DAYS
    return True  # the month's end; or one fixed day, which every sale looks at again


def last_of_six_months(on: date) -> date:
    """Return the last day of six months that begin on a day."""
    return _months_later(on, _SHORT_MONTHS) - timedelta(days=1)


def _months_later(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last) if on.day != _last(on) else last)


def _last(on: date) -> int:
    return calendar.monthrange(on.year, on.month)[1]


def record_dates(since: date, until: date) -> Iterator[date]:
    """Yield the record dates (基準日) from a day until before another, oldest first."""
    for year in range(since.year, until.year + 1):
        for month, day in RECORD_DATES:
            if since <= date(year, month, day) < until:
                yield date(year, month, day)
