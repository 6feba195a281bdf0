"""Whether people want to come again."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.answered import all_answers, by_value
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope


def wish_to_return(lake: Sources, scope: Scope) -> ibis.Table:
    """Answers (延べ) and people (実人数) of each word for the wish to return, blanks as unknown."""
    return by_value(lake, scope, ("wish_to_return",))


METRIC = Metric(
    name="wish_to_return",
    sentence="また来たい人はどのくらいいますか",
    sentence_en="How many want to come again?",
    unit="answers, persons",
    denominator="all answers of the scope; blank ones are the row unknown",
    rows=wish_to_return,
    base=all_answers,
    is_local=True,
)
