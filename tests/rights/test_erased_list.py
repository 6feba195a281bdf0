"""The list of who was erased holds each erasure once, and one bad line spoils no other."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.kit.periods import jst_day
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.promises import NewHold
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.rights import erased_list, models, queries
from enishi.rights import operations as rights
from enishi.rights.erased_list import Line, Listed

LATER = NOW + timedelta(hours=6)


def line(*people, erasure=None):
    return Line(jst_day(NOW), erasure or uuid4(), "self", None, people or (uuid4(),))


def test_a_list_is_read_as_it_was_written_and_is_for_its_owner(tmp_path):
    path = tmp_path / "erased.jsonl"
    lines = [line(), Line(date(2026, 4, 1), uuid4(), "paper", TOWN, (uuid4(), uuid4()))]
    assert erased_list.read(path) == Listed(())
    assert erased_list.add(path, lines) == 2
    assert erased_list.add(path, lines[::-1]) == 0
    assert erased_list.read(path) == Listed(tuple(lines))
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("torn", ['{"day": "2026-0', "[]", "1", '{"day": 1}', "\x00", "{}"])
def test_a_line_cut_short_spoils_no_other(tmp_path, torn):
    path = tmp_path / "erased.jsonl"
    first, second = line(), line()
    erased_list.add(path, [first])
    with path.open("a", encoding="utf-8") as file:
        file.write(torn)
    assert erased_list.add(path, [first, second]) == 1
    assert erased_list.read(path) == Listed((first, second), unread=(2,))


def test_many_who_write_at_once_lose_and_double_nothing(tmp_path):
    path = tmp_path / "erased.jsonl"
    lines = [line() for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: erased_list.add(path, [one, lines[0]]), lines))
    assert {one.erasure for one in erased_list.read(path).lines} == {one.erasure for one in lines}
    assert len(path.read_text(encoding="utf-8").splitlines()) == 40


@pytest.mark.django_db(transaction=True)
def test_an_erasure_is_on_the_list_without_anybody_in_it(settings):
    world.a_programme()
    member, other = world.a_member(), world.a_member()
    membership.set_display_name(member_id=member, display_name="佐々木はるか")
    rights.merge(keep=member, gone=other, at=NOW)
    erased = rights.erase(member_id=member, at=LATER)
    (told,) = settings.ERASED_LIST.read_text(encoding="utf-8").splitlines()
    assert json.loads(told) == {
        "day": "2026-06-06",
        "erasure": str(erased.id),
        "asked": "self",
        "region": None,
        "members": [str(member), str(other)],
    }


@pytest.mark.django_db
def test_the_follower_writes_what_could_not_be_written_then(settings):
    erased = rights.erase(member_id=world.a_member(), at=LATER)
    assert not settings.ERASED_LIST.exists()
    assert rights.tidy(at=LATER) == 1
    assert [one.erasure for one in erased_list.read(settings.ERASED_LIST).lines] == [erased.id]
    assert rights.tidy(at=LATER) == 0


@pytest.mark.django_db
def test_two_members_who_had_become_one_person_are_erased_as_one_again(settings):
    world.a_programme()
    asset = world.a_point()
    member, other, stays = (world.a_member() for _ in range(3))
    for one, points in ((member, 5), (other, 7), (stays, 9)):
        world.move(f"issue:{asset}", f"member:{one}", points)
    told = Line(jst_day(NOW), uuid4(), "paper", TOWN, (other, member, uuid4()))
    assert rights.erase_again(lines=[told], at=LATER) == rights.Again(1, {})
    assert members.not_erased([member, other, stays]) == [stays]
    row = models.Erasure.objects.get()
    assert (row.id, row.asked, row.region_id) == (told.erasure, "paper", TOWN)
    assert sorted([str(row.shell), *row.shells]) == sorted([str(member), str(other)])
    assert books.balance(f"fund:{asset}", asset) == 12
    assert queries.erasure(told.erasure).counts["points"] == 12
    assert list(books.faults()) == []
    assert rights.erase_again(lines=[told], at=LATER) == rights.Again(0, {})
    assert erased_list.read(settings.ERASED_LIST).lines == (told,)


@pytest.mark.django_db
def test_who_cannot_be_erased_just_now_is_named_and_the_others_are_erased():
    world.a_programme()
    asset = world.a_point()
    busy, staff, member = world.a_member(), world.staff(), world.a_member()
    world.move(f"issue:{asset}", f"member:{busy}", 5)
    ledger.open_account(name="shop:1", asset=asset)
    hold = NewHold(uuid4(), f"member:{busy}", "shop:1", asset, 5, NOW, LATER + timedelta(1))
    ledger.authorise(hold=hold)
    lines = [line(one) for one in (busy, staff, member)]
    told = rights.erase_again(lines=lines, at=LATER)
    assert told.done == 1
    assert {one: refused.code for one, refused in told.left.items()} == {
        lines[0].erasure: "points_are_promised",
        lines[1].erasure: "staff_stays",
    }
    assert members.not_erased([busy, staff, member]) == sorted([busy, staff])
    ledger.time_out_holds(at=LATER + timedelta(days=2))
    assert rights.erase_again(lines=lines[:1], at=LATER + timedelta(days=2)).done == 1
