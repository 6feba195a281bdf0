"""Codes that people read to each other, and refusals that carry facts."""

import pytest

from enishi.kit import ids
from enishi.kit.refusal import Refusal


def test_a_readable_code_has_no_letter_that_is_misread():
    made = {ids.readable_code(12) for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("ILOU")


@pytest.mark.parametrize(
    ("typed", "kept"), [(" ab1l-o0 ", "AB1100"), ("7i bz", "71BZ"), ("71BZ 5XK6", "71BZ5XK6")]
)
def test_what_a_person_types_is_read_as_meant(typed, kept):
    assert ids.as_typed(typed) == kept


def test_a_refusal_tells_its_code_and_facts():
    assert str(Refusal(wanted=5, held=3)) == "refused (held=3, wanted=5)"
    assert Refusal(wanted=5).facts == {"wanted": 5}
