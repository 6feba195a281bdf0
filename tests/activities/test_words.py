"""Other people's words, read only where they are certain."""

from datetime import UTC, datetime, timedelta

import pytest

from enishi.activities import words
from enishi.kit.periods import JST


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("男", "male"),
        ("女性", "female"),
        ("Ｆ", "female"),
        ("M", "male"),
        ("その他", "other"),
        ("無回答", "unknown"),
        ("", "unknown"),
        ("1", None),
        ("男女", None),
    ],
)
def test_a_sex_is_read_only_where_the_word_is_certain(theirs, ours):
    assert words.sex(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("30代", "30-39"),
        ("３０代", "30-39"),
        ("30～39歳", "30-39"),
        ("30-34", "30-39"),
        ("85-89", "80+"),
        ("80歳以上", "80+"),
        ("80+", "80+"),
        ("90代", "80+"),
        ("10歳未満", "0-9"),
        ("0-9", "0-9"),
        ("無回答", "unknown"),
        ("18-24", None),
        ("60歳以上", None),
        ("35代", None),
        ("39-30", None),
        ("大人", None),
    ],
)
def test_an_age_band_is_read_only_where_it_lies_in_one_of_ours(theirs, ours):
    assert words.age_band(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("2024-05-01 10:30", datetime(2024, 5, 1, 10, 30, tzinfo=JST)),
        ("2024-05-01T10:30:15", datetime(2024, 5, 1, 10, 30, 15, tzinfo=JST)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=JST)),
        ("2024/5/1", datetime(2024, 5, 1, tzinfo=JST)),
        ("2024/5/1 9:05", datetime(2024, 5, 1, 9, 5, tzinfo=JST)),
        ("2024-05-01T01:30:00Z", datetime(2024, 5, 1, 1, 30, tzinfo=UTC)),
        ("2024-05-01T10:30:00+09:00", datetime(2024, 5, 1, 10, 30, tzinfo=JST)),
        ("2024-02-30", None),
        ("5/1/2024", None),
        ("20240501", None),
        ("0024-05-01", None),
        ("昨日", None),
    ],
)
def test_a_moment_without_a_zone_is_japans(theirs, ours):
    found = words.moment(theirs)
    assert found == ours
    if found is not None and "Z" not in theirs:
        assert found.utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("1,200", 1200),
        ("¥1,200", 1200),
        ("１２００円", 1200),
        ("0", 0),
        ("12.0", 12),
        ("12.5", None),
        ("-5", None),
        ("千円", None),
        ("9" * 20, None),
    ],
)
def test_an_amount_is_whole_yen_and_never_negative(theirs, ours):
    assert words.yen(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "year", "ours"),
    [("1980", 2024, 1980), ("１９８０年", 2024, 1980), ("2025", 2024, None), ("80", 2024, None)],
)
def test_a_year_of_birth_is_one_that_the_person_can_have(theirs, year, ours):
    assert words.birth_year(theirs, year) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("true", True),
        ("オンライン", True),
        ("1", True),
        ("会場", False),
        ("no", False),
        ("?", None),
    ],
)
def test_online_is_read_in_both_languages(theirs, ours):
    assert words.yes_or_no(theirs) is ours
