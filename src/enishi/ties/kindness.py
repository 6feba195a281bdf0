"""What a town may not write to its people: the administrative word for them."""

from __future__ import annotations

from collections.abc import Iterable

# People are called friends and supporters; never a kind of population (GLOSSARY.md).
WORDS = ("関係人口", "関係 人口", "関係⼈⼝", "relational population", "related population")


def administrative(texts: Iterable[str]) -> str:
    """Return the first administrative word in the texts; empty when there is none."""
    joined = "\n".join(" ".join(text.split()).lower() for text in texts)
    return next((word for word in WORDS if word in joined), "")
