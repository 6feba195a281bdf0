"""Places that are alike are near, one giant does not change that, and hidden is hidden."""

from __future__ import annotations

import math

from enishi.insight.effects.likeness import nearest


def place(residents: float, *months: float | None) -> dict[str, dict[str, float | None]]:
    return {
        "residents": {"log": math.log(residents)},
        "season": {str(month): share for month, share in enumerate(months)},
        "home": {"near": 0.5},
    }


def test_the_same_place_again_is_at_no_distance() -> None:
    places = {
        "a": place(9_000, 0.1, 0.9),
        "b": place(9_000, 0.1, 0.9),
        "c": place(90_000, 0.5, 0.5),
    }
    first, second = nearest("a", places)
    assert (first.name, first.distance) == ("b", 0)
    assert set(first.matches) == {"residents", "season", "home"}
    assert (second.name, second.by_block["residents"]) == ("c", 1)


def test_a_block_counts_once_however_many_attributes_it_has() -> None:
    places = {
        "a": place(1_000, 0, 0, 0, 0),
        "size": place(10_000, 0, 0, 0, 0),
        "season": place(1_000, 1, 1, 1, 1),
    }
    by_name = {near.name: near.distance for near in nearest("a", places)}
    assert math.isclose(by_name["size"], by_name["season"])
    assert math.isclose(by_name["size"], 1 / 3, abs_tol=1e-6)


def test_one_giant_does_not_make_all_others_alike() -> None:
    places = {str(number): place(1_000 * number, 0.5) for number in range(1, 21)}
    plain = {near.name: near.by_block["residents"] for near in nearest("1", places)}
    places["giant"] = place(10**9, 0.5)
    beside = {near.name: near.by_block["residents"] for near in nearest("1", places)}
    assert beside["giant"] == 1
    assert beside["10"] > plain["10"] * 0.8


def test_hidden_attributes_are_left_out_and_a_mostly_hidden_block_is_not_compared() -> None:
    places = {
        "a": place(1_000, 0.2, 0.3, 0.5),
        "b": place(1_000, 0.2, None, 0.5),
        "c": place(1_000, None, None, 0.9),
        "d": place(2_000, 0.9, 0.1, 0.0),
    }
    found = {near.name: near for near in nearest("a", places)}
    assert found["b"].by_block["season"] == 0
    # With two of three months hidden, and only two blocks left, there is too little to say.
    assert set(found) == {"b", "d"}
