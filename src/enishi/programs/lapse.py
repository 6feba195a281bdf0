"""When points of an asset lapse: the last day on which they can be spent."""

from __future__ import annotations

import re
from datetime import date, timedelta

from enishi.kit import periods

_DAYS = re.compile(r"^days:([1-9]\d{0,4})$")


def is_known(rule: str) -> bool:
    """Say whether a text is a lapse rule: never, fiscal-year-end, month-end or days:N."""
    return rule in ("never", "fiscal-year-end", "month-end") or _DAYS.match(rule) is not None


def expires_on(rule: str, on: date) -> date | None:
    """Return the last day of points given on a day; None where they never lapse.

    Days are kept exactly; a region that wants few pockets chooses month-end.
    """
    assert is_known(rule), rule
    if rule == "never":
        return None
    if rule == "fiscal-year-end":
        return periods.fiscal_year_end(periods.fiscal_year_of(on))
    if rule == "month-end":
        return periods.month_of(on).last
    return on + timedelta(days=int(rule.removeprefix("days:")))
