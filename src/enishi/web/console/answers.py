"""Which page answers which question: its figures are asked for by the page and by its files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enishi.web.console import (
    afterwards,
    compare,
    hometown_tax,
    how_often,
    outside,
    per_thousand,
    portrait,
    priorities,
    questions,
    room_to_grow,
    satisfaction,
    similar,
    spending,
    steps,
    together,
    towns,
    what,
    when,
    where_from,
    who,
    why_high,
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
        questions.PRIORITIES: priorities.told,
        questions.COMPARE: compare.told,
        questions.ROOM: room_to_grow.told,
        questions.WHY_HIGH: why_high.told,
        questions.SIMILAR: similar.told,
        questions.PER_THOUSAND: per_thousand.told,
        questions.TOGETHER: together.told,
        questions.TOWNS: towns.told,
    }
)
# Pages of outside statistics, which need no records of our own.
ANSWERS_OF_OUTSIDE: Mapping[str, TellOutside] = MappingProxyType(
    {questions.HOMETOWN_TAX: hometown_tax.told, questions.OUTSIDE: outside.told}
)
