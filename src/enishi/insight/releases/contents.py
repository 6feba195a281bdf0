"""What a closing has to know of the lake as a whole: its first month, its words, its surveys."""

from __future__ import annotations

from enishi.insight.lake import tables
from enishi.insight.lake.engine import Engine


def first_month(engine: Engine) -> str | None:
    """Return the first month in which anything happened anywhere; None in an empty lake."""
    first = tables.ACTIVITIES.aggregate(first=tables.ACTIVITIES.month.min())
    found: str | None = engine.answer(first)["first"][0].as_py()
    return found


def themes(engine: Engine) -> list[str]:
    """Return the themes that activities carry."""
    named = tables.ACTIVITIES.filter(tables.ACTIVITIES.theme != "").select("theme").distinct()
    return sorted(engine.answer(named)["theme"].to_pylist())


def purposes(engine: Engine) -> list[str]:
    """Return the purposes that answers name."""
    named = tables.ANSWERS.select(purpose=tables.ANSWERS.purposes.unnest()).distinct()
    return sorted(engine.answer(named)["purpose"].to_pylist())


def surveys_of_regions(engine: Engine) -> list[tuple[str, str]]:
    """Return which survey's answers count in which region."""
    places = tables.ACTIVITIES.select("seq", "region")
    pairs = tables.ANSWERS.select("seq", "survey").inner_join(places, "seq")
    found = engine.answer(pairs.select("region", "survey").distinct()).to_pylist()
    return sorted((row["region"], row["survey"]) for row in found)
