"""The demo's own series is marked as invented, and is there once."""

from tests import world

from enishi.cli import demo_outside
from enishi.outside import queries
from enishi.simulation import town


def test_the_invented_town_has_its_own_series_once_and_marked(db):
    world.a_region()
    assert town.HOME_TOWN == world.TOWN
    demo_outside.load(at=world.NOW)
    demo_outside.load(at=world.NOW)
    (own,) = [one for one in queries.series(world.TOWN) if one.owner]
    assert "見本" in own.name
    assert "見本" in own.credit
    assert len(queries.values_of(own.code)) == 6
    assert own not in queries.series(world.NEIGHBOUR)
