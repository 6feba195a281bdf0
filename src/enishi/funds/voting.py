"""A vote whose papers carry no name: sealed while it goes on, laid open when it ends.

Each voter has a number that nobody else knows. While the vote goes on, only a commitment to number
and choice is sealed; when it ends, the list of numbers and choices is shown. Everybody can add the
list up and find every commitment in the log; each voter can find their own number; and no row, file
or leaf says whose number it is (decision 0034).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

NUMBER_LENGTH = 16  # of 5 bits each: too many to try
TOGETHER = 5  # so many papers are sealed at once, shuffled: the log does not tell who came when
CARDS, COMPLETE = "cards", "complete"
WHO = (CARDS, COMPLETE)
CHOICES_MOST = 12
HEADS = "number,choice"
_DOMAIN = b"enishi/vote/v1\x00"
FIRST_LINE = "enishi/vote/v1"


@dataclass(frozen=True, slots=True, order=True)
class Paper:
    """One vote: a number and an undertaking; nobody's name."""

    number: str
    choice: int


def commitment(ballot: UUID, paper: Paper) -> str:
    """Commit to a paper: SHA-256 of domain, ballot, number and choice, in hex.

    Without the number, which has 80 random bits, nobody can try the choices against it.
    """
    assert len(paper.number) == NUMBER_LENGTH, "numbers are handed out by us"
    told = f"{ballot}\n{paper.number}\n{paper.choice}"
    return hashlib.sha256(_DOMAIN + told.encode()).hexdigest()


def promise(ballot: UUID, paper: Paper) -> str:
    """Write what the log's key signs for a voter: this commitment will be in the sealed list."""
    return f"{FIRST_LINE}\n{ballot}\n{commitment(ballot, paper)}\n"


def tally(papers: Iterable[Paper], choices: Sequence[int]) -> dict[int, int]:
    """Count the papers of every choice."""
    found = Counter(paper.choice for paper in papers)
    assert set(found) <= set(choices), "a paper is for one of the choices"
    return {choice: found[choice] for choice in choices}


def listed(papers: Iterable[Paper]) -> str:
    """Write the list that is shown: by number, so that its order tells nothing."""
    return "".join(
        f"{line}\n" for line in (HEADS, *(f"{one.number},{one.choice}" for one in sorted(papers)))
    )


def read(text: str) -> list[Paper]:
    """Read a list back; ValueError for anything else."""
    head, *lines = text.splitlines()
    if head != HEADS:
        raise ValueError(head)
    papers = []
    for line in lines:
        number, choice = line.split(",")
        papers.append(Paper(number, int(choice)))
    return papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a whole vote found; all empty and equal: it is as it was sealed."""

    missing: int = 0  # sealed, and not in the list
    added: int = 0  # in the list, and never sealed
    twice: int = 0  # numbers that stand twice
    miscounted: bool = False

    @property
    def is_true(self) -> bool:
        """Whether list, seals and result tell one story."""
        return not (self.missing or self.added or self.twice or self.miscounted)


def check(ballot: UUID, text: str, *, sealed: Iterable[str], counts: Mapping[int, int]) -> Checked:
    """Compare a shown list with what was sealed and with the result: what anybody can do."""
    papers = read(text)
    there, wanted = Counter(commitment(ballot, one) for one in papers), Counter(sealed)
    numbers = Counter(one.number for one in papers)
    return Checked(
        missing=sum((wanted - there).values()),
        added=sum((there - wanted).values()),
        twice=sum(times - 1 for times in numbers.values()),
        miscounted=Counter(one.choice for one in papers)
        != Counter({choice: number for choice, number in counts.items() if number}),
    )


def digest(text: str) -> str:
    """Return what the result's leaf says of the list: SHA-256 of its bytes, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def spaced(number: str) -> str:
    """Write a number as people read it out."""
    return " ".join(number[first : first + 4] for first in range(0, len(number), 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBallot:
    """A question to members: which undertaking first."""

    region_code: str
    title: str
    text: str = ""
    title_en: str = ""
    who: str = COMPLETE
    opens_at: datetime
    closes_at: datetime
    choices: tuple[int, ...]  # undertakings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A vote: who may, from when until when, over what, and what came out."""

    id: UUID
    region_code: str
    title: str
    title_en: str
    text: str
    who: str
    opens_at: datetime
    closes_at: datetime
    choices: tuple[int, ...]
    counts: Mapping[int, int] | None  # None: not counted yet
    counted_at: datetime | None
    batches: int  # how many leaves hold its commitments

    def is_open(self, at: datetime) -> bool:
        """Whether members may vote now."""
        return self.opens_at <= at < self.closes_at

    @property
    def papers(self) -> int:
        """How many voted; 0 until it is counted."""
        return sum((self.counts or {}).values())


@dataclass(frozen=True, slots=True)
class Cast:
    """A vote that was taken: the voter's own number, and the log's promise of it."""

    paper: Paper
    note: str
