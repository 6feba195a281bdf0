"""What people answered to the questions of a survey, value by value; a blank is unknown."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.scope import Scope, per_group

UNKNOWN = "unknown"


def told(lake: Sources, scope: Scope, columns: Sequence[str]) -> ibis.Table:
    """Return the answers of a scope with who gave them and what they are split by."""
    kept = scope.within(lake.activities).select("seq", "person", *scope.by)
    return lake.answers.select("seq", *columns).inner_join(kept, "seq")


def by_value(lake: Sources, scope: Scope, questions: Sequence[str]) -> ibis.Table:
    """Count answers and people of each value of each question."""
    answers = told(lake, scope, questions)
    long = [
        answers.select(
            *scope.by,
            "person",
            question=ibis.literal(question),
            value=(answers[question] == "").ifelse(UNKNOWN, answers[question]),
        )
        for question in questions
    ]
    every = ibis.union(*long) if len(long) > 1 else long[0]
    by = (*scope.by, "question", "value")
    return per_group(every, by, answers=every.count(), people=every.person.nunique())


def all_answers(lake: Sources, scope: Scope) -> ibis.Table:
    """Every answer of the scope, blank or not."""
    return told(lake, scope, ()).aggregate(n=ibis._.count())
