"""Which page answers which question: its figures are asked for by the page and by its files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enishi.web.console import (
    afterwards,
    compare,
    how_often,
    portrait,
    questions,
    satisfaction,
    spending,
    steps,
    towns,
    what,
    when,
    where_from,
    who,
)
from enishi.web.console.page import Tell, TellOutside

ANSWERS: Mapping[str, Tell] = MappingProxyType(
    {
        questions.PORTRAIT: portrait.told,
        questions.WHERE: where_from.told,
        questions.WHO: who.told,
        questions.WHAT: what.told,
        questions.WHEN: when.told,
        questions.HOW_OFTEN: how_often.told,
        questions.SATISFACTION: satisfaction.told,
        questions.STEPS: steps.told,
        questions.SPENDING: spending.told,
        questions.AFTERWARDS: afterwards.told,
        questions.COMPARE: compare.told,
        questions.TOWNS: towns.told,
    }
)
# Pages of outside statistics, which need no records of our own.
ANSWERS_OF_OUTSIDE: Mapping[str, TellOutside] = MappingProxyType({})
