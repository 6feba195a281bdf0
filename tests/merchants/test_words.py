"""The word of the day: known to a shop and its guests on its day only."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from enishi.merchants import words

SECRET = b"a secret of an installation"
SUNDAY = date(2026, 6, 7)


def test_a_shop_has_one_word_all_day_and_another_the_next_day() -> None:
    word = words.word_of_the_day(SECRET, "MARUKOO1", SUNDAY - timedelta(days=1))
    assert word == words.word_of_the_day(SECRET, "MARUKOO1", SUNDAY - timedelta(days=1))
    assert word != words.word_of_the_day(SECRET, "MARUKOO1", SUNDAY)


def test_a_week_has_seven_different_words_and_the_day_chooses_among_them() -> None:
    week = words.words_of_week(SECRET, "MARUKOO1", SUNDAY)
    assert len(set(week)) == 7
    assert week[6] == words.word_of_the_day(SECRET, "MARUKOO1", SUNDAY)
    assert week[0] == words.word_of_the_day(SECRET, "MARUKOO1", SUNDAY - timedelta(days=6))


def test_words_differ_by_shop_and_by_secret() -> None:
    days = [SUNDAY + timedelta(days=number) for number in range(28)]
    here = [words.word_of_the_day(SECRET, "MARUKOO1", day) for day in days]
    there = [words.word_of_the_day(SECRET, "ENIBOOKS", day) for day in days]
    elsewhere = [words.word_of_the_day(b"another", "MARUKOO1", day) for day in days]
    assert sum(one == other for one, other in zip(here, there, strict=True)) <= 3
    assert sum(one == other for one, other in zip(here, elsewhere, strict=True)) <= 3


def test_all_words_of_the_list_are_used_about_equally_often() -> None:
    found = Counter(
        words.word_of_the_day(SECRET, f"SHOP{number:04}", SUNDAY) for number in range(13_000)
    )
    assert set(found) == set(words.WORDS)
    assert max(found.values()) < 3 * min(found.values())


def test_no_two_words_of_the_list_are_the_same_in_either_language() -> None:
    assert len({word.name for word in words.WORDS}) == len(words.WORDS) >= 120
    assert len({word.name_en for word in words.WORDS}) == len(words.WORDS)
    assert words.WORDS[0].of("ja") == "あさがお"
    assert words.WORDS[0].of("en") == "Morning-glory"
