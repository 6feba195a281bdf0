"""What people type is words in a spreadsheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import enishi
from enishi.web.design.formulas import disarmed

SOURCE = Path(enishi.__file__).parent


@pytest.mark.parametrize("words", ["=1+1", "+SUM(1)", "-b", "@a", "\tc", "\r=1", "-"])
def test_what_a_spreadsheet_would_compute_gets_a_mark_in_front(words: str) -> None:
    assert disarmed(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "花=花", "-5.2", "+3", "12", "2026-06-05"])
def test_words_and_numbers_stay_as_they_are(words: str) -> None:
    assert disarmed(words) == words


def test_the_guard_stands_in_one_place() -> None:
    signs = re.compile(r"""["']=["'], *["']\+["'], *["']-["']""")
    found = [file for file in SOURCE.rglob("*.py") if signs.search(file.read_text())]
    assert [file.name for file in found] == ["formulas.py"]
