"""How much was paid: for one purchase, by one person, on one day."""

from __future__ import annotations

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.metric import Metric
from enishi.insight.metrics.scope import Scope, per_group


def unit_price(lake: Sources, scope: Scope) -> ibis.Table:
    """Yen of each kind of activity: in all, and by time paid, by person and by person's day.

    Only activities with an amount above 0 count; `without_amount` says how many of the kind
    have none. A person's day is one day of Japan on which they paid, whatever they paid for.
    """
    by = (*(name for name in scope.by if name != "kind"), "kind")
    every = scope.within(lake.activities)
    paid = every.filter(every.amount_yen > 0)
    without = per_group(
        every, by, without_amount=every.count(where=every.amount_yen.fill_null(0) <= 0)
    )
    days = paid.select(*by, "person", "d").distinct() if "d" not in by else paid
    daily = per_group(
        days.select(*dict.fromkeys((*by, "person", "d"))).distinct(), by, days=ibis._.count()
    )
    sums = per_group(
        paid,
        by,
        times=paid.count(),
        people=paid.person.nunique(),
        yen=paid.amount_yen.sum().cast("int64"),
    )
    joined = sums.inner_join(daily, by).inner_join(without, by)
    yen = joined.yen.cast("float64")
    return joined.select(
        *by,
        "times",
        "people",
        "days",
        "yen",
        "without_amount",
        per_time=yen / joined.times.cast("float64"),
        per_person=yen / joined.people.cast("float64"),
        per_day=yen / joined.days.cast("float64"),
    ).order_by(list(by))


def all_who_paid(lake: Sources, scope: Scope) -> ibis.Table:
    """Everybody who paid something, once."""
    kept = scope.within(lake.activities)
    return kept.aggregate(n=kept.person.nunique(where=kept.amount_yen > 0))


METRIC = Metric(
    name="unit_price",
    sentence="1回・1人・1日あたりいくら使いましたか",
    sentence_en="How much was paid at a time, by a person, on a day?",
    unit="yen; times, persons, days of persons",
    denominator="times, people, days: those with an amount above 0",
    rows=unit_price,
    base=all_who_paid,
    is_local=True,
)
