"""The retention table: what goes at once when a person is erased, and what stays until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enishi.kit import periods

# Kinds of what goes at once, in the order in which a page tells them.
AT_ONCE = ("identity", "behaviour", "free_text", "messages", "proofs")
# For good: digests and totals in which nobody can be found.
LOG, STATISTICS = "log", "statistics"
FOR_GOOD = (LOG, STATISTICS)
# Until a year: amounts without a name.
SETTLEMENT, GRANTS = "settlement", "grants"
# With the payer's name, as books must show whom a receipt was made out to.
RECEIPTS = "receipts"
RECEIPT_YEARS = 7
# Years after the end of the fiscal year in which it was written (decision 0014; to be confirmed
# by each municipality's own rules for documents, which may be longer).
YEARS = {SETTLEMENT: 7, GRANTS: 5}


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of an erased person's account, until which day; none: for good."""

    kind: str
    region_code: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Moved:
    """The last day on which points of a region moved for somebody."""

    region_code: str
    last: date


def kept(moved: Iterable[Moved], paid: Iterable[Moved] = ()) -> tuple[Kept, ...]:
    """List what stays, region by region, and then what stays for good.

    `paid` is the last day of each region on which the person was handed a receipt.
    """
    found = [
        Kept(kind, one.region_code, _until(one.last, years))
        for one in sorted(moved, key=lambda one: one.region_code)
        for kind, years in YEARS.items()
    ]
    receipts = [
        Kept(RECEIPTS, one.region_code, _until(one.last, RECEIPT_YEARS))
        for one in sorted(paid, key=lambda one: one.region_code)
    ]
    return (*found, *receipts, *(Kept(kind, "", None) for kind in FOR_GOOD))


def _until(last: date, years: int) -> date:
    """Return the last day of the fiscal year so many years after that of a day."""
    return periods.fiscal_year_end(periods.fiscal_year_of(last) + years)
