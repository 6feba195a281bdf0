"""Which card may earn and spend where, under each preset: the whole table.

Under each preset and card: earn inside, earn outside, spend inside, spend outside.
"""

import pytest

from enishi.programs.scopes import (
    EARN,
    INSIDE,
    OTHERS,
    OUTSIDE,
    PRESETS,
    SPEND,
    Scope,
    may,
    nearest,
    preset_of,
    where,
)

RESIDENT, FRIEND, VISITOR, NONE = "resident", "friend", "visitor", ""
YES = ""
USES = ((EARN, INSIDE), (EARN, OUTSIDE), (SPEND, INSIDE), (SPEND, OUTSIDE))
TABLE = {
    # anybody, wherever a shop takes part
    ("open", RESIDENT): (YES, YES, YES, YES),
    ("open", FRIEND): (YES, YES, YES, YES),
    ("open", VISITOR): (YES, YES, YES, YES),
    ("open", NONE): (YES, YES, YES, YES),
    # 小菅: 1/1 in the village; 1/2 earns at partner shops outside and spends inside; 1/3 earns
    ("fractional", RESIDENT): (YES, "only_inside", YES, "only_inside"),
    ("fractional", FRIEND): (YES, YES, YES, "only_inside"),
    ("fractional", VISITOR): (YES, "only_inside", "not_this_card", "not_this_card"),
    ("fractional", NONE): ("needs_card", "needs_card", "needs_card", "needs_card"),
    # 気仙沼: whatever the card, spent only in the city
    ("crew", RESIDENT): (YES, YES, YES, "only_inside"),
    ("crew", FRIEND): (YES, YES, YES, "only_inside"),
    ("crew", VISITOR): (YES, YES, YES, "only_inside"),
    ("crew", NONE): (YES, YES, YES, "only_inside"),
    # e-県民: wherever a shop takes part, with the card that eligibility gave
    ("citizen", RESIDENT): (YES, YES, YES, YES),
    ("citizen", FRIEND): (YES, YES, YES, YES),
    ("citizen", VISITOR): (YES, YES, YES, YES),
    ("citizen", NONE): ("needs_card", "needs_card", "needs_card", "needs_card"),
    # common points of several towns: in all of them, nowhere else
    ("common", RESIDENT): (YES, "only_inside", YES, "only_inside"),
    ("common", FRIEND): (YES, "only_inside", YES, "only_inside"),
    ("common", VISITOR): (YES, "only_inside", YES, "only_inside"),
    ("common", NONE): (YES, "only_inside", YES, "only_inside"),
}


def test_the_table_speaks_of_every_preset_and_card() -> None:
    assert {preset for preset, _ in TABLE} == set(PRESETS)
    assert len(TABLE) == 4 * len(PRESETS)


@pytest.mark.parametrize(("preset", "card"), TABLE)
def test_what_a_card_may_under_a_preset(preset: str, card: str) -> None:
    found = tuple(may(PRESETS[preset], card, use, place) for use, place in USES)
    assert found == TABLE[preset, card]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_known_again_by_its_table_in_any_order(preset: str) -> None:
    assert preset_of(reversed(PRESETS[preset])) == preset


def test_a_table_of_ones_own_has_no_name_and_is_followed() -> None:
    own = (Scope(FRIEND, OUTSIDE, INSIDE),)
    assert preset_of(own) == ""
    assert may(own, FRIEND, EARN, INSIDE) == "only_outside"
    assert may(own, FRIEND, EARN, OUTSIDE) == YES
    assert may(own, RESIDENT, SPEND, INSIDE) == "not_this_card"
    assert may(own, OTHERS, SPEND, INSIDE) == "needs_card"


@pytest.mark.parametrize(
    ("shop", "asset", "below", "place"),
    [
        ("993018", "993018", (), INSIDE),
        ("993026", "993018", (), OUTSIDE),
        ("993026", "99A001", ("993018", "993026"), INSIDE),
        ("993034", "99A001", ("993018", "993026"), OUTSIDE),
        ("993018", "990001", ("993018", "993026"), INSIDE),
    ],
)
def test_where_a_shop_lies(shop: str, asset: str, below: tuple[str, ...], place: str) -> None:
    assert where(shop, asset, below) == place


def test_the_nearest_card_counts() -> None:
    assert nearest(["visitor", "resident", "friend"]) == RESIDENT
    assert nearest(["visitor", "friend"]) == FRIEND
    assert nearest([]) == OTHERS
