"""A vote whose papers carry no name can be checked by anybody."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.funds import voting
from enishi.funds.voting import Checked, Paper
from enishi.kit.ids import READABLE

BALLOT = UUID("7b4a5f0e-6a4b-4a8e-9d0c-2f1f6a3f9b11")
FIRST, SECOND, THIRD = (
    Paper("0123456789ABCDEF", 1),
    Paper("1123456789ABCDEF", 2),
    Paper("2123456789ABCDEF", 1),
)
PAPERS = [FIRST, SECOND, THIRD]
SEALED = [voting.commitment(BALLOT, one) for one in reversed(PAPERS)]
numbers = st.text(READABLE, min_size=16, max_size=16)
papers = st.lists(st.builds(Paper, numbers, st.integers(1, 3)), unique_by=lambda one: one.number)


def test_a_commitment_is_the_published_one() -> None:
    # printf 'enishi/vote/v1\0<ballot>\n<number>\n1' | sha256sum
    assert voting.commitment(BALLOT, FIRST) == (
        "e868e5d5f8d5bd0b81896a4209747fdcd6dbba033da9ad56678868b1b5020f26"
    )


def test_another_ballot_number_or_choice_is_another_commitment() -> None:
    told = {
        voting.commitment(ballot, Paper(number, choice))
        for ballot in (BALLOT, UUID(int=1))
        for number in (FIRST.number, SECOND.number)
        for choice in (1, 2, 11)
    }
    assert len(told) == 12


@pytest.mark.parametrize(
    ("shown", "counts", "found"),
    [
        (PAPERS, {1: 2, 2: 1, 3: 0}, Checked()),
        (PAPERS, {1: 1, 2: 2}, Checked(miscounted=True)),
        ([FIRST, SECOND], {1: 1, 2: 1}, Checked(missing=1)),
        ([*PAPERS, Paper("3123456789ABCDEF", 2)], {1: 2, 2: 2}, Checked(added=1)),
        # One vote turned round: what was sealed is missing, what is shown was never sealed.
        ([Paper(FIRST.number, 2), SECOND, THIRD], {1: 1, 2: 2}, Checked(missing=1, added=1)),
        ([*PAPERS, FIRST], {1: 3, 2: 1}, Checked(added=1, twice=1)),
    ],
)
def test_a_list_that_was_changed_is_found(
    shown: list[Paper], counts: dict[int, int], found: Checked
) -> None:
    told = voting.check(BALLOT, voting.listed(shown), sealed=SEALED, counts=counts)
    assert told == found
    assert told.is_true is (found == Checked())


@given(papers, st.randoms())
def test_every_honest_vote_checks_whatever_its_order(cast: list[Paper], dice: object) -> None:
    sealed = [voting.commitment(BALLOT, one) for one in cast]
    dice.shuffle(sealed)  # type: ignore[attr-defined]
    counts = voting.tally(cast, [1, 2, 3])
    text = voting.listed(cast)
    assert voting.read(text) == sorted(cast)
    assert sum(counts.values()) == len(cast)
    assert voting.check(BALLOT, text, sealed=sealed, counts=counts).is_true


def test_the_list_tells_no_order_of_coming() -> None:
    assert voting.listed(PAPERS) == voting.listed(reversed(PAPERS))
    assert voting.spaced(FIRST.number) == "0123 4567 89AB CDEF"


def test_a_list_of_another_form_is_none() -> None:
    for text in ("", "name,choice\nx,1\n", "number,choice\nx\n"):
        with pytest.raises(ValueError):  # noqa: PT011 - any text at all
            voting.read(text)
