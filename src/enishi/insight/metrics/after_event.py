"""What people did after an event."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import windows
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope

LATER = ("visit", "purchase", "post", "contact", "support", "donation")


def after_event(lake: Sources, scope: Scope) -> ibis.Table:
    """Who did something else within 30, 90, 180 days after their first event, by its theme.

    Beside them the share of members of the same region who took part in no such
    event, the months weighing alike (`base`). `censored` could not be watched so long.
    """
    return windows.after(lake, scope, first="event", then=LATER, by_theme=True)


def all_who_did(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody who took part in an event, once."""
    return windows.all_who_did(lake, scope, "event")


METRIC = Metric(
    name="after_event",
    sentence="イベントに参加した人は、そのあと何をしましたか",
    sentence_en="What did people do after an event?",
    unit="ties (a person once for each region); shares of 1",
    denominator="people, others: those watched for the whole of the days",
    rows=after_event,
    base=all_who_did,
    finish=windows.told,
    splits=windows.SPLITS,
)
