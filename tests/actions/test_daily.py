"""The pure decision: which turn of the day a form asks for."""

import pytest

from enishi.actions import daily


@pytest.mark.parametrize(
    ("form_key", "turn"),
    [("1.abc", 1), ("12.", 12), ("", None), ("abc", None), (".1", None), ("-1.a", None),
     ("1234.a", None), ("１.a", None), ("9" * 400, None)],
)  # fmt: skip
def test_a_form_names_its_turn_or_none(form_key, turn):
    assert daily.turn_of(form_key) == turn
