"""Attacks 1 to 6 on counts: they find nobody, and each finds people once its defence is gone.

The country has 9,000 people whose every secret is known; the attacker gets nothing but answers.
A finding counts people only when claims beat the best guess without the tables (finding.py).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest
from tests.attacks import (
    averaging,
    group_attributes,
    informed,
    reconstruction,
    singling_out,
    subtraction,
    trackers,
)
from tests.attacks.asking import Ask, Refused, Tables
from tests.attacks.finding import Finding
from tests.attacks.memory import Engine
from tests.attacks.world import World

from enishi.insight.disclosure import cellkey, rules

LARGEST_MOVE = 10

ON_TABLES = [
    singling_out.attack,
    group_attributes.attack,
    group_attributes.from_hidden_cells,
    subtraction.total_less_siblings,
    subtraction.prefecture_less_regions,
    averaging.over_partitions,
]
BY_ASKING = [averaging.over_phrasings, averaging.over_free_partitions, trackers.attack]


@pytest.mark.parametrize("attack", ON_TABLES)
def test_an_attack_on_published_tables_finds_nobody(attack, tables: Tables, world: World):
    finding = attack(tables, world)
    assert finding.found == 0, str(finding)


@pytest.mark.parametrize("attack", BY_ASKING)
def test_an_attack_by_asking_finds_nobody(attack, engine: Engine, world: World):
    finding = attack(engine.ask, world)
    assert finding.found == 0, str(finding)


def test_reconstruction_from_all_margins_fixes_no_cell(tables: Tables, world: World):
    finding = reconstruction.attack(tables, world, largest_move=LARGEST_MOVE)
    assert (finding.claims, finding.found) == (0, 0), str(finding)


def test_nobody_is_ever_claimed_to_have_done_what_the_whole_group_did(tables, world):
    assert group_attributes.attack(tables, world).right == 0


def test_every_tracker_is_refused(engine: Engine, world: World):
    assert trackers.attack(engine.ask, world, pairs=1).claims == 0
    negation = {"filters": {"home_prefecture": {"not": "130001"}}, "by": []}
    with pytest.raises(Refused, match="not_a_single_value"):
        engine.ask(negation)


def test_whoever_knows_all_other_records_is_right_at_most_85_times_in_100(tables, world):
    finding = informed.attack(tables, world)
    assert finding.precision <= 0.85, str(finding)


def take_out_noise_and_limits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cellkey, "perturb", lambda _table, persons, _u: persons)
    patch.setattr(rules, "has_enough_persons", lambda *_: True)
    patch.setattr(rules, "is_large_enough", lambda *_: True)
    patch.setattr(rules, "is_separate", lambda *_: True)


def take_out_noise(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cellkey, "perturb", lambda _table, persons, _u: persons)


def take_out_separation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "is_separate", lambda *_: True)


def take_out_keys(patch: pytest.MonkeyPatch) -> None:
    """Draw fresh noise for every answer."""
    chance = random.Random(3)  # noqa: S311 - noise of a test
    patch.setattr(cellkey, "uniform", lambda *_: chance.random())


def by_asking(attack: Callable[[Ask, World], Finding]) -> Callable[[Engine, World], Finding]:
    return lambda engine, world: attack(engine.ask, world)


def on_tables(attack: Callable[[Tables, World], Finding]) -> Callable[[Engine, World], Finding]:
    return lambda engine, world: attack(Tables(engine.ask), world)


def reconstruct_exactly(engine: Engine, world: World) -> Finding:
    return reconstruction.attack(Tables(engine.ask), world, largest_move=0)


@pytest.mark.parametrize(
    ("take_out", "attack"),
    [
        (take_out_noise_and_limits, on_tables(singling_out.attack)),
        (take_out_separation, on_tables(group_attributes.attack)),
        (take_out_noise, on_tables(subtraction.total_less_siblings)),
        (take_out_noise, on_tables(subtraction.prefecture_less_regions)),
        (take_out_keys, by_asking(averaging.over_phrasings)),
        (take_out_noise_and_limits, reconstruct_exactly),
    ],
    ids=[
        "singling out without noise and limits",
        "group attributes without the separation rule",
        "total less siblings without noise",
        "prefecture less regions without noise",
        "averaging with fresh noise for every answer",
        "reconstruction without noise and limits",
    ],
)
def test_the_attack_finds_people_when_its_defence_is_taken_out(
    take_out, attack, weakened: Engine, world: World, monkeypatch
):
    take_out(monkeypatch)
    finding = attack(weakened, world)
    assert finding.found > 0, str(finding)


@pytest.mark.parametrize("attack", [trackers.attack, averaging.over_free_partitions])
def test_lists_alone_would_let_trackers_find_people_through_the_noise(attack, weakened, world):
    finding = attack(weakened.ask_anything, world)
    assert finding.found > 0, str(finding)


@pytest.mark.thorough
def test_attacks_find_nobody_with_ten_more_keys(truth, catalogue, world):
    for number in range(10):
        engine = Engine(truth, catalogue, b"another key, number %08d" % number)
        tables = Tables(engine.ask)
        findings = [attack(tables, world) for attack in ON_TABLES]
        findings.append(reconstruction.attack(tables, world, largest_move=LARGEST_MOVE, regions=12))
        findings += [attack(engine.ask, world) for attack in BY_ASKING[:1]]
        assert [str(finding) for finding in findings if finding.found] == []


def test_a_total_is_equal_in_every_question_that_holds_the_same_people(engine, world):
    by_town = {row["region"]: row["n"] for row in engine.ask({"by": ["region"]})}
    for town, other in itertools.product(world.country.towns, ({}, {"evidence": "all"})):
        (alone,) = engine.ask({"filters": {"region": town.code, **other}, "by": []})
        assert alone["n"] == by_town[town.code]
