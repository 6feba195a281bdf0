"""A questionnaire, a filled one, and what can be said of all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """A questionnaire, whose data it is and how to credit them."""

    code: str
    title: str
    credit: str
    licence: str


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One filled questionnaire in its own words; empty means not answered."""

    key: str
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


@dataclass(frozen=True, slots=True)
class Score:
    """The net promoter score: share of 9 and 10 less share of 0 to 6, in percent.

    Reichheld, "The One Number You Need to Grow", Harvard Business Review 81(12), 2003.
    """

    answers: int
    promoters: int
    detractors: int

    @property
    def nps(self) -> float | None:
        """The score; None without an answer."""
        if not self.answers:
            return None
        return 100 * (self.promoters - self.detractors) / self.answers


PROMOTERS = range(9, 11)
DETRACTORS = range(7)
