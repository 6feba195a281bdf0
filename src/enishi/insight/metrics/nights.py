"""How many nights people stay."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.answered import all_answers, by_value
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope

QUESTIONS = ("nights_total", "nights_in_prefecture")


def nights(lake: Sources, scope: Scope) -> ibis.Table:
    """Answers (延べ) and people (実人数) by nights of the whole journey and in the prefecture."""
    return by_value(lake, scope, QUESTIONS)


METRIC = Metric(
    name="nights",
    sentence="何泊していますか",
    sentence_en="How many nights do people stay?",
    unit="answers, persons",
    denominator="all answers of the scope; blank ones are the row unknown",
    rows=nights,
    base=all_answers,
    is_local=True,
)
