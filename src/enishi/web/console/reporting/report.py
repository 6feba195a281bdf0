"""What a region's report consists of, whether it becomes paper or slides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enishi.web.console.figures.figure import Figure
from enishi.web.console.figures.key import Key
from enishi.web.design.numbers import writing

# More rows of a table than this are in the files, not in the report.
ROWS_PRINTED = 12


@dataclass(frozen=True, slots=True)
class Chapter:
    """One question: its title, its answer in sentences, and its figures."""

    slug: str
    title: str
    head: Sequence[str]
    figures: Sequence[Figure]
    credits: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reader of the report alone must know."""

    place: str
    period: str
    months: str
    head: Sequence[str]
    scope: Sequence[str]
    keys: Sequence[Key]
    chapters: Sequence[Chapter]
    reading: Sequence[tuple[str, str]]
    """How to read the numbers: a title and its sentence."""
    credits: Sequence[str]
    made: str
    sample: str
    language: str
    is_first_year: bool = False

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Every question with the sentence that answers it: the report on one page."""
        return [(one.title, writing.text(*one.head)) for one in self.chapters]
