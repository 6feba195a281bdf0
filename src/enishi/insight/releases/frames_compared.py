"""With whom a place is compared: itself, its prefecture, the nation, the places like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enishi.insight.disclosure.catalogue import UNKNOWN, Catalogue
from enishi.kit import codes

PREFECTURE, NATION, SIMILAR = "prefecture", "nation", "similar"
AGAINST = (PREFECTURE, NATION, SIMILAR)
# Questions with one answer each: shares are of those who answered, not of all.
ONE_ANSWER = frozenset(
    {"satisfaction", "nps", "wish_to_return", "nights", "times_visited", "companions", "spend_band"}
)
# Not an answer to the question, but whom it was not put to.
NO_ANSWER = ("福井県在住",)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: conditions of each table that it is the sum of."""

    name: str
    codes: tuple[str, ...]
    filters: Sequence[Mapping[str, str]]


def place_of(code: str, catalogue: Catalogue) -> dict[str, str]:
    """Return a place as a condition; the nation is none."""
    if code == codes.NATION:
        return {}
    return {"prefecture": code} if code in catalogue.prefectures else {"region": code}


def whole_of(dimension: str, table: Mapping[str, int | None], people: int | None) -> int:
    """Return what a share of a dimension is of; 0 when it is not known.

    All people; where a question has one answer, all that are shown together (who left it open
    says nothing); of months, the sum of all months' people.
    """
    if dimension == "month" or dimension in ONE_ANSWER:
        return sum(
            count or 0 for value, count in table.items() if value not in (UNKNOWN, *NO_ANSWER)
        )
    return people or 0


def side(against: str, code: str, catalogue: Catalogue, similar: Sequence[str]) -> Side | None:
    """Return whom a place is compared with; None when there is nobody of that name.

    Prefecture and nation hold the place itself: a published number cannot be taken out of
    another without saying more than both. Similar places do not.
    """
    node = catalogue.nodes.get(code)
    if against == SIMILAR:
        found = [place_of(one, catalogue) for one in similar]
        return Side(SIMILAR, tuple(similar), found) if found else None
    if against == PREFECTURE and node is not None and node.prefecture in catalogue.prefectures:
        return Side(PREFECTURE, (node.prefecture,), [{"prefecture": node.prefecture}])
    if against == NATION and code != codes.NATION and not (node and node.is_sample):
        return Side(NATION, (codes.NATION,), [{}])
    return None
