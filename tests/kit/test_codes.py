"""Local-government codes: six digits of text, the last one checks the others."""

import csv
from pathlib import Path

import pytest

from enishi.kit import codes
from enishi.regions import official

DATA = Path(official.__file__).parent / "data"


def test_every_official_code_carries_its_check_digit():
    rows = list(csv.DictReader((DATA / "municipalities.csv").open(encoding="utf-8")))
    assert len(rows) == 1747
    assert [
        row["code6"] for row in rows if codes.check_digit(row["code6"][:5]) != row["code6"][5]
    ] == []


@pytest.mark.parametrize(
    ("code", "prefecture"),
    [("184420", "180009"), ("011002", "010006"), ("993018", "990001"), ("473812", "470007")],
)
def test_a_code_says_its_prefecture(code, prefecture):
    assert codes.prefecture_of(code) == prefecture
    assert codes.is_prefecture(prefecture)
    assert not codes.is_prefecture(code)


@pytest.mark.parametrize(
    "text", ["18442", "1844200", "18442a", "１８４４２０", "184420\n", "", "JP"]
)
def test_what_is_not_six_digits_is_no_code(text):
    assert not codes.is_six_digits(text)
