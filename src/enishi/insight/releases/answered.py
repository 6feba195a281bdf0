"""The answers of surveys in their published words, tied to the activity they came with."""

from __future__ import annotations

import ibis

from enishi.insight.disclosure import answers as published
from enishi.insight.disclosure.catalogue import UNKNOWN, Catalogue

# The lake's column that a dimension is read from.
_COLUMN = {
    "satisfaction": "satisfaction",
    "wish_to_return": "wish_to_return",
    "nights": "nights_in_prefecture",
    "times_visited": "times_visited",
    "companions": "companions",
    "spend_band": "spend_area_band",
}
LISTED = "information"


def words_of(answers: ibis.Table, dimension: str) -> ibis.Table:
    """Return (seq, word) of a dimension as it was answered; empty where it was left open.

    A score becomes the class it is in.
    """
    if dimension == "nps":
        promotes = answers.nps >= published.PROMOTER_FROM
        passive = answers.nps >= published.PASSIVE_FROM
        classed = ibis.ifelse(promotes, "promoter", ibis.ifelse(passive, "passive", "detractor"))
        return answers.select("seq", word=answers.nps.isnull().ifelse("", classed))
    if dimension == LISTED:
        is_open = answers.information.length() == 0
        named = is_open.ifelse(ibis.array([""]), answers.information)
        return answers.select("seq", word=named.unnest())
    return answers.select("seq", word=answers[_COLUMN[dimension]])


def values_of(answers: ibis.Table, dimension: str, catalogue: Catalogue) -> ibis.Table:
    """Return (seq, the dimension): a published answer, or unknown."""
    words = words_of(answers, dimension)
    is_known = words.word.isin(list(catalogue.values(dimension)))
    return words.select("seq", **{dimension: is_known.ifelse(words.word, UNKNOWN)})
