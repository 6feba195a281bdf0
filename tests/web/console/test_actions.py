"""Staff ask for daily actions and found teams; a photo is opened under their name."""

from io import BytesIO

import pytest
from PIL import Image
from tests import world
from tests.web.conftest import AT
from tests.world import TOWN

from enishi.actions import operations, queries
from enishi.actions.action import NewAction
from enishi.events import operations as events
from enishi.membership import queries as members
from enishi.web.design import clock

pytestmark = pytest.mark.django_db
PAGE = f"/console/{TOWN}/actions/"


@pytest.fixture
def staff(desk, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(clock, "now", lambda: AT)
    world.a_programme()
    return desk("staff", TOWN)


def the_actions():
    return queries.actions_of(TOWN)


def test_a_town_begins_with_the_five_and_lets_one_rest(staff):
    assert "まだ、項目がありません" in staff.get(PAGE).content.decode()
    staff.post(f"{PAGE}start")
    assert [one.kind for one in the_actions()] == ["post", "purchase", "visit", "contact", "event"]
    first = the_actions()[0]
    staff.post(f"{PAGE}{first.id}/switch", {"state": "closed"})
    page = staff.get(PAGE).content.decode()
    assert "お休みしています" in page
    staff.post(f"{PAGE}{first.id}/switch", {"state": "open"})
    assert all(one.is_open for one in the_actions())


def test_an_action_is_added_and_worded_anew_but_stays_of_its_kind(staff):
    told = {"title": "歩いた", "kind": "step", "icon": "flag", "hint": "浜の道を"}
    assert staff.post(f"{PAGE}new", told).status_code == 302
    (made,) = the_actions()
    assert (made.title, made.order, made.coins) == ("歩いた", 100, None)
    again = told | {"title": "浜を歩いた", "kind": "post", "coins": "5", "order": "7"}
    assert staff.post(f"{PAGE}{made.id}/", again).status_code == 302
    (changed,) = the_actions()
    assert (changed.title, changed.kind, changed.coins, changed.order) == (
        "浜を歩いた",
        "step",
        5,
        7,
    )
    assert "赤い字" in staff.post(f"{PAGE}new", told | {"title": ""}).content.decode()
    assert "赤い字" in staff.post(f"{PAGE}new", told | {"icon": "skull"}).content.decode()
    assert len(the_actions()) == 1


def test_staff_say_how_many_records_a_day_count(staff):
    staff.post(f"{PAGE}allowance", {"most": "3"})
    assert queries.reports_a_day(TOWN) == 3
    for wrong in ("0", "", "x", "²", "1000"):
        assert staff.post(f"{PAGE}allowance", {"most": wrong}).status_code == 422
    assert queries.reports_a_day(TOWN) == 3


def test_a_team_gets_its_code_a_note_and_an_end(staff):
    project = events.make_project(region_code=TOWN, title="棚田の一年")
    told = {"title": "あかり隊", "code": "888002", "project": str(project)}
    answer = staff.post(f"/console/{TOWN}/teams/new", told)
    (team,) = queries.teams_in(TOWN)
    note = staff.get(answer.url).content.decode()
    assert "888 002" in note
    assert "棚田の一年" in note
    assert "あかり隊" in staff.get(PAGE).content.decode()
    taken = staff.post(f"/console/{TOWN}/teams/new", told).content.decode()
    assert "この番号は、ほかのチームが使っています" in taken
    offered = staff.get(f"{PAGE}new?team={team.id}").content.decode()
    assert f'value="{team.id}" selected' in offered
    staff.post(f"/console/{TOWN}/teams/{team.id}/close")
    assert staff.get(f"/console/{TOWN}/teams/{team.id}/note").status_code == 404
    assert "終わりました" in staff.get(PAGE).content.decode()


def test_the_list_tells_no_number_of_people_below_five(staff):
    team = operations.make_team(region_code=TOWN, title="あかり隊", code="888002", at=AT)
    people = world.members(5)
    for one in people[:4]:
        operations.join(member_id=one, code=team.code, at=AT)
    assert "5人未満" in staff.get(PAGE).content.decode()
    operations.join(member_id=people[4], code=team.code, at=AT)
    page = staff.get(PAGE).content.decode()
    assert "5人未満" not in page
    assert "5人" in page


def test_another_towns_actions_teams_and_photos_are_not_found(staff):
    world.a_programme(world.NEIGHBOUR)
    theirs = operations.make_team(region_code=world.NEIGHBOUR, title="x", code="777001", at=AT)
    other = operations.add_action(
        action=NewAction(region_code=world.NEIGHBOUR, kind="step", title="歩いた")
    )
    told = {"title": "x", "kind": "step", "icon": "flag"}
    assert staff.post(f"{PAGE}{other}/", told).status_code == 404
    assert staff.post(f"{PAGE}{other}/switch").status_code == 404
    assert staff.post(f"/console/{TOWN}/teams/{theirs.id}/close").status_code == 404
    assert staff.get(f"/console/{TOWN}/teams/{theirs.id}/note").status_code == 404
    assert staff.get(f"/console/{world.NEIGHBOUR}/actions/").status_code == 404
    assert "歩いた" in str(queries.action(other))


def test_staff_open_a_photo_under_their_name_and_in_their_own_town_only(staff, desk):
    operations.set_up(region_code=TOWN)
    member_id = world.a_member()
    done = operations.do(member_id=member_id, action_id=the_actions()[0].id, at=AT)
    written = BytesIO()
    Image.new("RGB", (30, 20), "navy").save(written, "JPEG")
    operations.attach(member_id=member_id, key=done.key, photo=written.getvalue(), at=AT)
    (added,) = queries.evidence_of_member(member_id)
    assert staff.get(f"{PAGE}photos/{added.photo}")["Content-Type"] == "image/jpeg"
    assert [look.purpose for look in members.looks(member_id)] == ["doubt"]
    world.a_programme(world.NEIGHBOUR)
    neighbour = desk("staff", world.NEIGHBOUR)
    for town in (TOWN, world.NEIGHBOUR):
        address = f"/console/{town}/actions/photos/{added.photo}"
        assert neighbour.get(address).status_code == 404
    analyst = desk("analyst", TOWN)
    assert analyst.get(f"{PAGE}photos/{added.photo}").status_code == 404
    assert len(members.looks(member_id)) == 1
