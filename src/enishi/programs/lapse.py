"""When points of an asset lapse, where they go then, and how long a refund can be spent."""

from __future__ import annotations

import re
from datetime import date, timedelta

from enishi.kit import periods
from enishi.ledger.transfers import FUND, UNUSED

NEVER = "never"
PRESETS = (NEVER, "fiscal-year-end", "month-end")
# Where lapsed points go: to a fund, where the issuer holds the money that they stand for; or they
# are reported as unused, where a town issues them from its budget and no money waits for them.
TO_FUND, TO_UNUSED = "fund", "unused"
PLACES = (TO_FUND, TO_UNUSED)
REFUND_DAYS, REFUND_DAYS_MAX = 30, 366
_DAYS = re.compile(r"days:([1-9][0-9]{0,4})")
_DATE = re.compile(r"on:([0-9]{4}-[0-9]{2}-[0-9]{2})")


def is_known(rule: str) -> bool:
    """Say whether a text is a lapse rule: a preset, days:N or on:YYYY-MM-DD."""
    return rule in PRESETS or _DAYS.fullmatch(rule) is not None or _fixed(rule) is not None


def _fixed(rule: str) -> date | None:
    """Return the day that a rule of one fixed day names, if it is one."""
    found = _DATE.fullmatch(rule)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


def expires_on(rule: str, on: date) -> date | None:
    """Return the last day of points given on a day; None where they never lapse.

    Days are kept exactly; a region that wants few pockets chooses month-end. Points given after
    a fixed day live one day: whoever fixes a day stops giving by then, or names another.
    """
    assert is_known(rule), rule
    if rule == NEVER:
        return None
    if rule == "fiscal-year-end":
        return periods.fiscal_year_end(periods.fiscal_year_of(on))
    if rule == "month-end":
        return periods.month_of(on).last
    fixed = _fixed(rule)
    if fixed is not None:
        return max(fixed, on)
    return on + timedelta(days=int(rule.removeprefix("days:")))


def target(asset: str, lapse_to: str) -> str:
    """Name the account that an asset's lapsed points go to."""
    assert lapse_to in PLACES, lapse_to
    return f"{FUND}{asset}" if lapse_to == TO_FUND else f"{UNUSED}{asset}"


def refund_earliest(refund_days: int, on: date) -> date:
    """Return the first day on which points given back on a day may lapse (again)."""
    return on + timedelta(days=refund_days)
