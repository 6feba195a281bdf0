"""Whether visitors become members."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import windows
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope


def visitor_to_member(lake: Sources, scope: Scope) -> ibis.Table:
    """Who got a first card within 30, 90, 180 days of their first visit of the period.

    Only those without a card of the region before; the day of the visit counts. Beside them the
    share of people of the same region who did not visit, the months weighing alike
    (`base`). `censored` could not be watched so long.
    """
    return windows.after(lake, scope, first="visit", then=(windows.CARD,), by_theme=False)


def all_who_did(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody who visited, once."""
    return windows.all_who_did(lake, scope, "visit")


METRIC = Metric(
    name="visitor_to_member",
    sentence="訪れた人は、そのあと会員になりましたか",
    sentence_en="Do visitors become members afterwards?",
    unit="ties (a person once for each region); shares of 1",
    denominator="people, others: those without a card, watched for the whole of the days",
    rows=visitor_to_member,
    base=all_who_did,
    finish=windows.told,
    splits=windows.SPLITS,
)
