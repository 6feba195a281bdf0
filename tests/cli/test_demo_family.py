"""The demo's あおい acts for her grandmother; loading again adds nobody."""

from __future__ import annotations

import pytest
from tests import world
from tests.world import NOW

from enishi.cli import demo_family
from enishi.kit.periods import jst_day
from enishi.membership import operations, queries
from enishi.membership.operations import contacts
from enishi.outbox import queries as outbox
from enishi.simulation import town
from enishi.web.member import demo_me

pytestmark = pytest.mark.django_db


def test_aoi_acts_for_her_grandmother_and_has_one_notice() -> None:
    world.a_region(town.HOME_TOWN)
    aoi = operations.hold_on_device(device_id=demo_me.phone(), at=NOW).member_id
    contacts.mark_complete(member_id=aoi, at=NOW)
    demo_family.load(at=NOW)
    demo_family.load(at=NOW)
    (proxy,) = queries.proxies(aoi)
    assert proxy.member_name == demo_family.NAME
    assert queries.acting_for(proxy.id, by=aoi, on=jst_day(NOW)) == proxy
    assert [card.region_code for card in queries.cards(proxy.member_id)] == [town.HOME_TOWN]
    assert [one.to for one in outbox.recent()] == [f"member:{aoi}"]


def test_without_aoi_there_is_no_grandmother() -> None:
    demo_family.load(at=NOW)
    assert outbox.recent() == []
