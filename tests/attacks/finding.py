"""What an attack claims to have learnt, held against what guessing would have got."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

# A claim must beat the best guess by this much, and not by luck, to count as having found people.
MARGIN = 0.10
LUCK = 0.001


@dataclass(frozen=True, slots=True)
class Finding:
    """The claims of one attack, how many were right, and the people behind the right ones.

    `baseline` is the precision of the best guess without the published tables, for published
    counts always teach something about a population (Abowd et al. and arXiv 2202.04872 on why
    precision alone says nothing).
    """

    attack: str
    claims: int
    right: int
    people: int
    baseline: float = 0.0

    @property
    def precision(self) -> float:
        """The share of claims that were right."""
        return self.right / self.claims if self.claims else 0.0

    @property
    def found(self) -> int:
        """People learnt about: those behind right claims, if the claims beat guessing."""
        if self.precision <= self.baseline + MARGIN:
            return 0
        if stats.binom.sf(self.right - 1, self.claims, self.baseline) > LUCK:
            return 0
        return self.people

    def __str__(self) -> str:
        """Write it as one line of a table."""
        return (
            f"{self.attack}: {self.found} people; {self.right} of {self.claims} claims right "
            f"({self.precision:.2f}, baseline {self.baseline:.2f})"
        )


def together(attack: str, findings: list[Finding]) -> Finding:
    """Add up findings of one attack in several places, each against its own baseline."""
    claims = sum(finding.claims for finding in findings)
    guessed = sum(finding.claims * finding.baseline for finding in findings)
    return Finding(
        attack=attack,
        claims=claims,
        right=sum(finding.right for finding in findings),
        people=sum(finding.people for finding in findings),
        baseline=guessed / claims if claims else 0.0,
    )
