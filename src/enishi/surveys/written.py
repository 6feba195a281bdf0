"""An answer as followers read it: typed, tied to its activity, without free text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class WrittenAnswer(NamedTuple):
    """One filled questionnaire, in the order in which followers' queries ask for it."""

    seq: int
    on: date
    survey: str
    area: str
    purposes: Sequence[str]
    companions: str
    information: Sequence[str]
    nights_total: str
    nights_in_prefecture: str
    lodging_band: str
    transport_band: str
    spend_prefecture_band: str
    spend_area_band: str
    times_visited: str
    satisfaction: str
    inconvenience: str
    nps: int | None
    wish_to_return: str
