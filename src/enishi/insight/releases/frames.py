"""Keeps what was public at a closing, so that a question means the same for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from enishi.insight.disclosure import extents
from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.insight.disclosure.language import PERSONS, Question
from enishi.insight.releases.released import Note
from enishi.kit import codes
from enishi.transparency import canonical

Credits = Mapping[str, tuple[str, ...]]


def as_json(catalogue: Catalogue) -> dict[str, Any]:
    """Write a catalogue for storing."""
    return {**asdict(catalogue), "sensitive": sorted(catalogue.sensitive)}


def from_json(given: Mapping[str, Any]) -> Catalogue:
    """Read a stored catalogue; what an older closing did not know is empty."""
    places = tuple(
        Place(**{**place, "municipalities": tuple(place["municipalities"]),
                 "kinds": tuple(place["kinds"])})
        for place in given["places"]
    )  # fmt: skip
    lists = {
        name: tuple(given.get(name, ()))
        for name in (
            "months",
            "kinds",
            "themes",
            "purposes",
            "home_prefectures",
            "sample_home_prefectures",
        )
    }
    return Catalogue(
        places=places,
        sensitive=frozenset(given["sensitive"]),
        neighbours=tuple(tuple(group) for group in given.get("neighbours", ())),
        answers=tuple((name, tuple(values)) for name, values in given.get("answers", ())),
        caps=tuple((measure, cap) for measure, cap in given.get("caps", ())),
        **lists,
    )


def note_of(question: Question, catalogue: Catalogue, credits_of: Credits, limit: int) -> Note:
    """Say of which places and months a question speaks, and whom to credit."""
    filters = dict(question.filters)
    regions = extents.frame_of(filters, catalogue)
    ran = extents.Extents(catalogue).of("period", filters)
    months = sorted(ran) or extents.months_named(filters, catalogue)
    level = next(
        (name for name in ("region", "neighbours", "prefecture") if name in filters), "nation"
    )
    credit_lines = [line for code in regions for line in credits_of.get(code, ())]
    return Note(
        frame=level,
        frame_code=filters.get(level, codes.NATION),
        regions=regions,
        first_month=months[0],
        last_month=months[-1],
        limit=limit,
        credits=tuple(dict.fromkeys(credit_lines)),
        measure=question.measure,
        cap=None if question.measure == PERSONS else catalogue.cap(question.measure),
    )


def digest_of(rows: Sequence[Any]) -> str:
    """Return the SHA-256 of a table's rows in canonical JSON (RFC 8785)."""
    return hashlib.sha256(canonical.text(rows).encode()).hexdigest()
