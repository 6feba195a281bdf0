"""In which bands people say they spend."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.answered import all_answers, by_value
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope

QUESTIONS = ("lodging_band", "transport_band", "spend_prefecture_band", "spend_area_band")


def spend_bands(lake: Sources, scope: Scope) -> ibis.Table:
    """Answers (延べ) and people (実人数) of each band for lodging, transport, prefecture, area.

    The bands are the survey's own words; no middle of a band is taken for an amount.
    """
    return by_value(lake, scope, QUESTIONS)


METRIC = Metric(
    name="spend_bands",
    sentence="いくらくらい使ったと答えていますか",
    sentence_en="How much do people say they spend?",
    unit="answers, persons",
    denominator="all answers of the scope; blank ones are the row unknown",
    rows=spend_bands,
    base=all_answers,
    is_local=True,
)
