"""Whether donors buy something afterwards."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics import windows
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope


def donor_to_shopper(lake: Sources, scope: Scope) -> ibis.Table:
    """Who bought something within 30, 90, 180 days after their first donation of the period.

    Beside them the share of members of the same region who gave nothing, the months
    weighing alike (`base`). `censored` could not be watched so long.
    """
    return windows.after(lake, scope, first="donation", then=("purchase",), by_theme=False)


def all_who_did(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody who gave, once."""
    return windows.all_who_did(lake, scope, "donation")


METRIC = Metric(
    name="donor_to_shopper",
    sentence="寄附した人は、そのあと買い物をしましたか",
    sentence_en="Do donors buy something afterwards?",
    unit="ties (a person once for each region); shares of 1",
    denominator="people, others: those watched for the whole of the days",
    rows=donor_to_shopper,
    base=all_who_did,
    finish=windows.told,
    splits=windows.SPLITS,
)
