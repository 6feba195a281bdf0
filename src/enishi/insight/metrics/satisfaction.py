"""How content people were."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.answered import all_answers, by_value
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope


def satisfaction(lake: Sources, scope: Scope) -> ibis.Table:
    """Answers (延べ) and people (実人数) of each word for satisfaction, the blank ones as unknown.

    Somebody who answered differently on two days stands in both rows of people.
    """
    return by_value(lake, scope, ("satisfaction",))


METRIC = Metric(
    name="satisfaction",
    sentence="どのくらい満足しましたか",
    sentence_en="How content were people?",
    unit="answers, persons",
    denominator="all answers of the scope; blank ones are the row unknown",
    rows=satisfaction,
    base=all_answers,
    is_local=True,
)
