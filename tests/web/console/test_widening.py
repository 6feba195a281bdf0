"""A combination with too few people is widened step by step, each with its reason."""

from __future__ import annotations

from enishi.regions import places
from enishi.web.console import widening


def steps(asked: dict[str, str]) -> list[dict[str, str]]:
    """Return every wider combination until nothing is left."""
    found = []
    left: dict[str, str] | None = asked
    while left is not None:
        left, reason = widening.wider(left, home_area=places.home_area)
        if left is not None:
            assert reason.startswith("この組み合わせは人数が少なくなりすぎるため、")
            found.append(left)
    return found


def test_sex_goes_first():
    assert steps({"age_band": "20-29", "sex": "female"}) == [{"age_band": "20-29"}, {}]


def test_a_home_becomes_its_area_before_the_age_is_given_up():
    assert steps({"home_prefecture": "260002", "age_band": "20-29"}) == [
        {"home_area": "近畿", "age_band": "20-29"},
        {"home_area": "近畿"},
        {},
    ]


def test_an_unknown_home_has_no_area():
    assert steps({"home_prefecture": "unknown"}) == [{}]
