"""All metrics by name, in the order in which they are listed."""

from __future__ import annotations

from types import MappingProxyType

from enishi.insight.metrics import (
    activities,
    activities_by_kind,
    compare,
    people,
    people_outside,
    per_head,
    repeat,
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
