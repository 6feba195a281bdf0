"""The lines of a yearly report: how much was done, and by how many again."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import ties
from enishi.insight.metrics.activities import all_activities
from enishi.insight.metrics.metric import Metric, Rows
from enishi.insight.metrics.scope import Scope, per_group

_VISIT = "visit"
_AGAIN = 2
# Each line, and of which other line it is a part; the rest are plain counts.
LINES = (
    ("activities", ""),
    ("ties", ""),
    ("people", ""),
    ("visits", ""),
    ("visited", "ties"),
    ("visited_again", "ties"),
    ("visited_again_another_day", "ties"),
    ("acted_again_another_day", "ties"),
)


def kpi(lake: Sources, scope: Scope) -> ibis.Table:
    """The report's lines: all activities; members of regions (ties, 延べ人数); people (実人数).

    `visits` are activities of the kind visit; `visited`, `visited_again` and
    `visited_again_another_day` are ties with one visit, with two or more to the same region, and
    with visits on two days or more; `acted_again_another_day` are ties active on two days or
    more. Each of these is told with its denominator (`of`: all ties) and its share.
    """
    kept = scope.within(lake.activities)
    is_visit = kept.kind == _VISIT
    each = ties.per_member_of_region(
        kept,
        scope.by,
        days=kept.d.nunique(),
        visits=kept.count(where=is_visit),
        visit_days=kept.d.nunique(where=is_visit),
    )
    return per_group(
        each,
        scope.by,
        activities=each.times.sum().fill_null(0),
        ties=each.count(),
        people=each.person.nunique(),
        visits=each.visits.sum().fill_null(0),
        visited=each.count(where=each.visits >= 1),
        visited_again=each.count(where=each.visits >= _AGAIN),
        visited_again_another_day=each.count(where=each.visit_days >= _AGAIN),
        acted_again_another_day=each.count(where=each.days >= _AGAIN),
    )


def in_lines(rows: Rows, scope: Scope) -> Rows:
    """Write one line for each figure, with its denominator and share."""
    return [
        {name: row[name] for name in scope.by}
        | {
            "line": line,
            "value": row[line],
            "of": row[whole] if whole else None,
            "share": row[line] / row[whole] if whole and row[whole] else None,
        }
        for row in rows
        for line, whole in LINES
    ]


METRIC = Metric(
    name="kpi",
    sentence="報告書の行：活動は何件で、同じ地域にまた来た人は何人ですか",
    sentence_en="How much was done in all, and how many members visited the same region again?",
    unit="activities, members of regions, persons; shares",
    denominator="of: all members of regions with at least one activity in the group",
    rows=kpi,
    base=all_activities,
    is_local=True,
    finish=in_lines,
)
