"""Age bands follow the year, and what cannot be true is unknown."""

import pytest

from enishi.membership import attributes


@pytest.mark.parametrize(
    ("birth_year", "year", "band"),
    [
        (2026, 2026, "0-9"),
        (2017, 2026, "0-9"),
        (2016, 2026, "10-19"),
        (1947, 2026, "70-79"),
        (1946, 2026, "80+"),
        (1906, 2026, "80+"),
        (1905, 2026, "unknown"),
        (2027, 2026, "unknown"),
        (None, 2026, "unknown"),
    ],
)
def test_the_band_is_that_of_the_age_reached_in_the_year(birth_year, year, band):
    assert attributes.age_band_of(birth_year, year) == band
