"""Which page answers which question: its figures are asked for by the page and by its files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enishi.web.console import compare, portrait, questions, towns, what, when, where_from, who
from enishi.web.console.page import Tell, TellOutside

ANSWERS: Mapping[str, Tell] = MappingProxyType(
    {
        questions.PORTRAIT: portrait.told,
        questions.WHERE: where_from.told,
        questions.WHO: who.told,
        questions.WHAT: what.told,
        questions.WHEN: when.told,
        questions.COMPARE: compare.told,
        questions.TOWNS: towns.told,
    }
)
# Pages of outside statistics, which need no records of our own.
ANSWERS_OF_OUTSIDE: Mapping[str, TellOutside] = MappingProxyType({})
