"""All metrics by name, in the order in which they are listed."""

from __future__ import annotations

from types import MappingProxyType

from enishi.insight.metrics import (
    activities,
    activities_by_kind,
    after_event,
    attributes,
    cohorts,
    compare,
    concentration,
    correlation,
    decompose,
    donor_to_shopper,
    dormant,
    homes,
    kpi,
    location_quotient,
    nights,
    nps,
    od,
    people,
    people_outside,
    per_head,
    per_resident,
    recency,
    repeat,
    satisfaction,
    seasonality,
    spend_bands,
    stage_moves,
    stages,
    types_of_ties,
    unit_price,
    visitor_to_member,
    wish_to_return,
)
from enishi.insight.metrics.metric import Metric
from enishi.kit.refusal import Refusal

_ALL: tuple[Metric, ...] = (
    people.METRIC,
    activities.METRIC,
    activities_by_kind.METRIC,
    people_outside.METRIC,
    per_head.METRIC,
    repeat.METRIC,
    compare.METRIC,
    kpi.METRIC,
    attributes.METRIC,
    homes.METRIC,
    od.METRIC,
    recency.METRIC,
    cohorts.METRIC,
    correlation.METRIC,
    dormant.METRIC,
    concentration.METRIC,
    unit_price.METRIC,
    spend_bands.METRIC,
    nights.METRIC,
    nps.METRIC,
    satisfaction.METRIC,
    wish_to_return.METRIC,
    types_of_ties.METRIC,
    stages.METRIC,
    stage_moves.METRIC,
    after_event.METRIC,
    donor_to_shopper.METRIC,
    visitor_to_member.METRIC,
    per_resident.METRIC,
    location_quotient.METRIC,
    seasonality.METRIC,
    decompose.METRIC,
)
METRICS = MappingProxyType({metric.name: metric for metric in _ALL})


class UnknownMetric(Refusal):
    """There is no metric of this name."""

    code = "unknown_metric"
    status = 404


def metric(name: str) -> Metric:
    """Return a metric by name.

    Raises:
        UnknownMetric: no metric has the name.
    """
    if name not in METRICS:
        raise UnknownMetric(given=name, known=", ".join(METRICS))
    return METRICS[name]
