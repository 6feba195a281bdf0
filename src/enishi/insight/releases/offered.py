"""The questions that staff may put exactly: their names, words and splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.insight.metrics.registry import METRICS


@dataclass(frozen=True, slots=True)
class Offered:
    """One question in both languages, and by what its answer may be split."""

    name: str
    sentence: str
    sentence_en: str
    splits: Sequence[str]


def of_own_region() -> Sequence[Offered]:
    """Return every question about the own region; what tells of others exactly is not offered."""
    return [
        Offered(metric.name, metric.sentence, metric.sentence_en, metric.splits)
        for metric in METRICS.values()
        if not metric.tells_of_others
    ]
