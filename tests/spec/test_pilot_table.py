"""The table a region starts with gives what the pilot gave (S4 of the sources)."""

from dataclasses import asdict
from datetime import date

import pytest

from enishi.programs import pilot
from enishi.programs.rules import HOMETOWN_TAX, Facts, Rule, evaluate

TABLE = [
    Rule(
        id=number,
        region="993018",
        asset="993018:coin",
        asset_kind="coin",
        valid_from=date(2026, 4, 1),
        **asdict(promise),
    )
    for number, promise in enumerate(pilot.COINS)
]


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"kind": "event", "hours": 2}, [(2000, "given")]),
        ({"kind": "e_visit", "hours": 2}, [(2000, "given")]),
        ({"kind": "event", "coins": 2500, "hours": 3}, [(2500, "given")]),
        ({"kind": "event", "coins": 5000}, [(5000, "given")]),
        ({"kind": "support", "hours": 3}, [(3000, "given")]),
        ({"kind": "post"}, [(100, "given")]),
        ({"kind": "visit"}, [(100, "given")]),
        ({"kind": "purchase", "amount_yen": 3000}, [(100, "given")]),
        ({"kind": "contact"}, [(100, "given")]),
        ({"kind": "donation", "amount_yen": 10_000}, [(0, "switched_off")]),
        (
            {"kind": "donation", "amount_yen": 10_000, "theme": HOMETOWN_TAX},
            [(0, "hometown_tax")],
        ),
        ({"kind": "step"}, []),
        ({"kind": "health"}, []),
    ],
)
def test_what_an_activity_earns_at_the_start(told, answer):
    facts = Facts(region="993018", on=date(2026, 6, 6), **told)
    assert [(award.amount, award.reason) for award in evaluate(facts, TABLE)] == answer


def test_every_line_of_the_table_explains_itself():
    assert all(promise.note for promise in pilot.COINS)
