"""わたしの一年: the last twelve months of a member as a drawing, in words and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from enishi.activities import queries as activities
from enishi.kit.periods import Month, month_of
from enishi.web.design import dates
from enishi.web.member import words, year
from enishi.web.member.tie import Known, Tie
from enishi.web.member.year import Year


@dataclass(frozen=True, slots=True)
class YearTold:
    """The year as its drawing, as words, and as a table of months and kinds."""

    drawn: Year
    kinds: Sequence[str]
    summary: Sequence[tuple[str, int]]
    rows: Sequence[tuple[str, Sequence[int], int]]


def told(mine: Known, shown: Sequence[Tie]) -> YearTold:
    """Add up the last twelve months by month, region and kind."""
    months = year.last_months(month_of(mine.on))
    met = [one for one in mine.met if months[0].first <= one.on <= mine.on]
    by_region: Counter[tuple[Month, str]] = Counter()
    by_kind: Counter[tuple[Month, str]] = Counter()
    for one in met:
        by_region[month_of(one.on), one.region_code] += one.times
        by_kind[month_of(one.on), one.kind] += one.times
    names = {kind.code: words.kind(kind) for kind in activities.kinds()}
    totals = {code: sum(by_kind[month, code] for month in months) for code in names}
    used = sorted((code for code in names if totals[code]), key=lambda code: -totals[code])
    return YearTold(
        drawn=year.draw(months, by_region, {tie.region.code: tie.region.colour for tie in shown}),
        kinds=[names[code] for code in used],
        summary=[(names[code], totals[code]) for code in used],
        rows=[
            (
                dates.month(str(month), get_language() or "ja"),
                [by_kind[month, code] for code in used],
                sum(by_kind[month, code] for code in used),
            )
            for month in months
        ],
    )
