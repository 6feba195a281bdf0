"""What corporate hometown tax (企業版ふるさと納税) asks before a gift may be taken.

The rules are those of the regional revitalisation tax scheme: a firm whose head office lies
elsewhere gives at least 100,000 yen at a time to a project of an approved plan, gets nothing for
it, and not more comes together than the project costs; relief ends with fiscal year 2027.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enishi.kit import codes
from enishi.sponsors.pledge import CORPORATE_TAX, Pledge

LEAST_YEN = 100_000
LAST_DAY = date(2028, 3, 31)

# The papers of one gift: who makes it, in the order in which they are made.
OFFER, PLAN, ACCEPTED, RECEIPT = "offer", "plan", "accepted", "receipt"
PAPERS = (OFFER, PLAN, ACCEPTED, RECEIPT)

TOO_SMALL = "too_small"
OFFICE_HERE = "office_here"
OFFICE_UNKNOWN = "office_unknown"
NO_PLAN = "no_plan"
PLAN_OVER = "plan_over"
PLAN_FULL = "plan_full"
BENEFIT = "benefit"
TOO_LATE = "too_late"
PAPER_MISSING = "paper_missing"
MORE_THAN_OWED = "more_than_owed"
NOTHING = "nothing"
REASONS = (
    NOTHING, MORE_THAN_OWED, TOO_SMALL, OFFICE_UNKNOWN, OFFICE_HERE, NO_PLAN, PLAN_OVER,
    PLAN_FULL, BENEFIT, TOO_LATE, PAPER_MISSING,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gift that is about to be taken."""

    yen: int
    owed_yen: int
    on: date
    papers: frozenset[str] = frozenset(PAPERS)
    paid_to_plan_yen: int = 0  # by all sponsors so far


def obstacles(pledge: Pledge, asked: Asked) -> tuple[str, ...]:
    """Say everything that keeps a gift from being taken; nothing: it may."""
    found = []
    if asked.yen <= 0:
        found.append(NOTHING)
    if asked.yen > asked.owed_yen:
        found.append(MORE_THAN_OWED)
    if pledge.kind == CORPORATE_TAX:
        found += _of_tax(pledge, asked)
    return tuple(found)


def _of_tax(pledge: Pledge, asked: Asked) -> Iterable[str]:
    if asked.yen < LEAST_YEN:
        yield TOO_SMALL
    office, region = pledge.sponsor.head_office, pledge.sponsor.region_code
    if not office:
        yield OFFICE_UNKNOWN
    elif is_inside(office, region):
        yield OFFICE_HERE
    if not pledge.plan_number or pledge.plan_until is None:
        yield NO_PLAN
    elif asked.on > pledge.plan_until:
        yield PLAN_OVER
    cost = pledge.plan_cost_yen
    if cost is not None and asked.paid_to_plan_yen + asked.yen > cost:
        yield PLAN_FULL
    if pledge.benefits.strip():
        yield BENEFIT
    if asked.on > LAST_DAY:
        yield TOO_LATE
    if set(PAPERS) - asked.papers:
        yield PAPER_MISSING


def is_inside(office: str, region: str) -> bool:
    """Say whether a head office lies in the region that would receive: the same municipality.

    A prefecture is a region of its own: a firm of one of its towns may not give to it, a firm of
    another town of the prefecture may give to a town.
    """
    if office == region:
        return True
    is_prefecture = codes.is_six_digits(region) and codes.prefecture_of(region) == region
    return is_prefecture and codes.is_six_digits(office) and codes.prefecture_of(office) == region
