"""A metric is a named question to the lake, with its definition, unit and denominator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis

from enishi.insight.lake.tables import Sources
from enishi.insight.metrics.scope import DIMENSIONS, Scope

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a number means, before how it is computed.

    `rows` is the answer; `base` is one row with `n`, the number that the answer speaks about.
    `finish` is a pure step over the answer, for what an expression cannot say (a bootstrap, an
    exact decomposition); engines must agree before it.
    `is_local` marks an answer that groups people and whose line for a place follows from the
    place's own activities and cards: of a large lake, many places are asked a few at a time.
    `tells_of_others` marks an answer that holds exact figures of other regions too.
    `splits` names the dimensions it can be split by; its `rows` refuse others (Scope.allow).
    """

    name: str
    sentence: str
    sentence_en: str
    unit: str
    denominator: str
    rows: Callable[[Sources, Scope], ibis.Table]
    base: Callable[[Sources, Scope], ibis.Table]
    is_local: bool = False
    tells_of_others: bool = False
    finish: Callable[[Rows, Scope], Rows] | None = None
    splits: tuple[str, ...] = DIMENSIONS

    @property
    def definition(self) -> str:
        """The definition as it stands beside the expression."""
        return " ".join((self.rows.__doc__ or "").split())
