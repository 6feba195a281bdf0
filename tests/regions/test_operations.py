"""Regions join, areas lie in towns, staff get roles, keys are issued and ended."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import world

from enishi.kit.periods import BadPeriod
from enishi.regions import models, operations, queries, roles
from enishi.regions.operations import (
    BadRegionCode,
    CoverageIsEmpty,
    RegionFitsNowhere,
    UnknownRole,
    UnknownToken,
)
from enishi.regions.queries import UnknownController, UnknownRegion
from enishi.regions.region import Controller, Coverage, TokenHolder

pytestmark = pytest.mark.django_db
UMI = UUID(int=1)


def test_the_official_list_is_loaded_once_and_nobody_takes_part_yet():
    for kind in ("municipality", "prefecture", "nation"):
        models.Region.objects.filter(kind=kind).delete()
    assert operations.load_official() == 1 + 47 + 1747
    assert operations.load_official() == 0
    assert queries.participating() == []
    mihama = queries.region("184420")
    assert (mihama.name, mihama.parent_code, mihama.population) == ("美浜町", "180009", 9179)
    assert len(queries.children("180009")) == 17
    assert [above.code for above in queries.ancestors("184420")] == ["180009", "JP"]


def test_an_official_region_joins_and_keeps_its_own_name():
    operations.load_official()
    for _ in range(2):
        operations.add_region(code="184420", name="別の名", parent="180009")
    assert [(one.code, one.name) for one in queries.participating()] == [("184420", "美浜町")]
    operations.leave(code="184420")
    assert queries.participating() == []


def test_the_kind_follows_from_the_parent_and_a_town_of_a_sample_is_a_sample():
    world.a_region()
    town = queries.region(world.TOWN)
    assert (town.kind, town.population, town.is_sample) == ("municipality", 9_000, True)
    assert queries.region(world.PREFECTURE).kind == "prefecture"
    operations.add_region(code=world.NEIGHBOUR, name="となりの町", parent=world.PREFECTURE)
    assert queries.region(world.NEIGHBOUR).is_sample


def test_an_area_lies_in_its_municipality_and_stands_below_it():
    operations.load_official()
    operations.add_region(code="904811", name="若狭高浜地域", parent="184811", kind="area")
    area = queries.region("904811")
    assert (area.kind, area.parent_code, area.participates) == ("area", "184811", True)
    assert queries.towns_of_area("904811") == ["184811"]


def test_an_area_may_lie_across_towns():
    operations.load_official()
    operations.add_region(
        code="904420", name="三方五湖", parent="180009", kind="area", towns=["185019", "184420"]
    )
    assert queries.towns_of_area("904420") == ["184420", "185019"]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"code": "18", "parent": "JP"}, BadRegionCode),
        ({"code": "９９３０１８", "parent": "JP"}, BadRegionCode),
        ({"code": "993018", "parent": "888888"}, UnknownRegion),
        ({"code": "993018", "parent": "184420"}, RegionFitsNowhere),
        ({"code": "993018", "parent": "JP", "kind": "municipality"}, RegionFitsNowhere),
        ({"code": "993018", "parent": "JP", "kind": "nation"}, RegionFitsNowhere),
        ({"code": "184420", "parent": "170003"}, RegionFitsNowhere),
        (
            {"code": "904420", "parent": "180009", "kind": "area", "towns": ["170003"]},
            UnknownRegion,
        ),
    ],
)
def test_a_region_that_fits_nowhere_is_refused_and_nothing_is_kept(wanted, refusal):
    operations.load_official()
    with pytest.raises(refusal):
        operations.add_region(name="どこか", **wanted)
    assert queries.participating() == []


def test_a_role_counts_for_its_own_region_only():
    world.a_region()
    operations.appoint(member_id=UMI, region_code=world.TOWN, role="staff", at=world.NOW)

    def may(region, permission):
        return queries.may(member_id=UMI, region_code=region, permission=permission)

    assert may(world.TOWN, "event.manage")
    assert not may(world.TOWN, "exact.see")
    assert not may("184420", "region.see")
    assert not may(world.PREFECTURE, "region.see")


def test_an_operator_of_the_nation_may_everything_everywhere_but_an_admin_there_not():
    world.a_region()
    operations.appoint(member_id=UMI, region_code="JP", role="operator", at=world.NOW)
    operations.appoint(member_id=UUID(int=2), region_code="JP", role="admin", at=world.NOW)
    for permission in roles.PERMISSIONS:
        assert queries.may(member_id=UMI, region_code="184420", permission=permission)
    assert not queries.may(member_id=UUID(int=2), region_code="184420", permission="region.see")


def test_a_dismissed_person_may_nothing_and_can_be_appointed_again():
    world.a_region()
    role = {"member_id": UMI, "region_code": world.TOWN, "role": "analyst"}
    operations.appoint(**role, section="観光課", at=world.NOW)
    operations.appoint(**role, section="商工課", at=world.NOW)
    assert [held.section for held in queries.staff_roles(UMI)] == ["商工課"]
    operations.dismiss(**role, at=world.NOW + timedelta(days=1))
    assert queries.staff_roles(UMI) == []
    operations.appoint(**role, at=world.NOW + timedelta(days=2))
    assert [held.role for held in queries.staff_of(world.TOWN)] == ["analyst"]


@pytest.mark.parametrize("role", ["mayor", "", "Staff"])
def test_an_unknown_role_is_refused_with_the_list(role):
    world.a_region()
    with pytest.raises(UnknownRole) as refused:
        operations.issue_token(role=role, region_code=world.TOWN, at=world.NOW)
    assert "analyst" in refused.value.facts["roles"]
    with pytest.raises(UnknownRole):
        operations.appoint(member_id=UMI, region_code=world.TOWN, role=role, at=world.NOW)
    assert queries.tokens() == []
    assert queries.staff_of(world.TOWN) == []


def test_a_key_is_known_by_its_secret_until_it_is_ended():
    world.a_region()
    secret = operations.issue_token(
        role="researcher", region_code=world.TOWN, label="大学", at=world.NOW
    )
    assert queries.token_holder(secret) == TokenHolder("大学", world.TOWN, "researcher")
    assert queries.token_holder(secret + "x") is None
    (key,) = queries.tokens()
    operations.revoke_token(token_id=key.id, at=world.NOW)
    assert queries.token_holder(secret) is None
    with pytest.raises(UnknownToken):
        operations.revoke_token(token_id=key.id + 1, at=world.NOW)


def test_who_answers_for_the_data_can_be_said_and_said_anew():
    world.a_region()
    with pytest.raises(UnknownController):
        queries.controller(world.TOWN)
    told = Controller(world.TOWN, "縁ヶ浦町", True, "つながりを数える", "条例", 36, "総合政策課")  # noqa: FBT003
    operations.set_controller(controller=told)
    operations.set_controller(controller=told)
    assert queries.controller(world.TOWN) == told


def test_an_unknown_region_is_a_404():
    with pytest.raises(UnknownRegion) as refused:
        queries.region("000000")
    assert refused.value.status == 404


def test_coverage_is_none_until_declared_and_widens_when_declared_again():
    operations.load_official()
    assert queries.region("184420").coverage is None
    operations.declare_coverage(code="184420", first="2023-04", last="2024-03", kinds=["visit"])
    assert queries.region("184420").coverage == Coverage("2023-04", "2024-03", ("visit",))
    operations.declare_coverage(code="184420", first="2023-10", last="2025-03", kinds=["event"])
    assert queries.region("184420").coverage == Coverage("2023-04", "2025-03", ("event", "visit"))
    operations.declare_coverage(code="184420", first="2022-04", last="2023-03")
    operations.declare_coverage(code="184420", first="2023-04", last="2024-03", kinds=["visit"])
    assert queries.region("184420").coverage == Coverage("2022-04", "2025-03", ())


def test_coverage_that_cannot_be_is_refused():
    operations.load_official()
    with pytest.raises(CoverageIsEmpty):
        operations.declare_coverage(code="184420", first="2024-04", last="2024-03")
    with pytest.raises(BadPeriod):
        operations.declare_coverage(code="184420", first="2023", last="2024-03")
    with pytest.raises(UnknownRegion):
        operations.declare_coverage(code="999999", first="2023-04", last="2024-03")
    assert queries.region("184420").coverage is None


def test_an_added_home_knows_its_prefecture_by_the_tree_and_official_ones_are_not_listed():
    world.a_region()
    operations.add_region(code="480003", name="新しい県", parent="JP")
    operations.add_region(code="501018", name="新しい町", parent="480003")
    operations.add_region(code="904811", name="岬地域", parent=world.TOWN, kind="area")
    assert queries.added_homes() == {
        world.PREFECTURE: world.PREFECTURE,
        world.TOWN: world.PREFECTURE,
        "480003": "480003",
        "501018": "480003",
    }
    assert {"480003", "501018", world.TOWN, "131016"} <= queries.home_codes()
    assert "904811" not in queries.home_codes()
