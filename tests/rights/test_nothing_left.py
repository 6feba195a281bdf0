"""A person erased: a dump holds nothing of them, and books, log and others' receipts are good."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import queries as activity_queries
from enishi.cli import ledger_audit, seal, verify
from enishi.events import operations as events
from enishi.insight.lake import engine, tables
from enishi.insight.releases import operations as releases
from enishi.kit.periods import jst_day
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.operations import queueing
from enishi.membership import operations as membership
from enishi.membership import pseudonyms
from enishi.membership.models import Contact, Device, Member
from enishi.outbox import operations as outbox
from enishi.rights import operations as rights
from enishi.rights import queries
from enishi.transparency import queries as log
from enishi.transparency.models import Part

pytestmark = pytest.mark.django_db(transaction=True)
DURING = NOW + timedelta(hours=3, minutes=10)
LATER = NOW + timedelta(hours=6)
NAME, PHONE, PLACE = "佐々木はるか", "+819011112222", "上棚田の奥の道しるべ"
COIN, POINT = f"{TOWN}:coin", f"{TOWN}:point"


@pytest.fixture(autouse=True)
def ended(settings, tmp_path):
    settings.LAKE_DIR = tmp_path / "lake"
    yield
    queueing.close_queues()


@pytest.fixture
def town():
    """Two people at one event, one of whom has two phones; everything is sealed and counted."""
    world.a_programme()
    world.a_point()
    poster = world.a_poster(world.an_event(place=PLACE))
    held = [membership.hold_on_device(at=NOW) for _ in range(3)]
    mine, second, other = (one.member_id for one in held)
    membership.set_display_name(member_id=mine, display_name=NAME)
    Contact.objects.create(member_id=mine, kind="phone", value=PHONE, proven_at=NOW)
    cards = [
        membership.issue_card(member_id=one, region_code=TOWN, kind="visitor", at=NOW)
        for one in (mine, second)
    ]
    outbox.send(key="hello", channel="sms", to=PHONE, text=f"{NAME}さん", at=NOW)
    for one in (second, other):
        events.check_in(ticket=poster.ticket, member_id=one, at=DURING)
    for one in (mine, other):
        world.move(f"issue:{POINT}", f"member:{one}", 250, expires_on=jst_day(NOW))
    world.move(f"member:{mine}", f"member:{other}", 20, asset=POINT, kind="gift")
    follow()
    return Namespace(mine=mine, second=second, other=other, cards=cards, devices=held)


def follow():
    """Run the followers that books, log and lake have."""
    rights.tidy(at=LATER)
    assert seal.run(Namespace(publish=True)) == 0
    ledger.roll_up(at=LATER)
    releases.refresh_lake()
    rights.tidy(at=LATER)


def receipts(member):
    copied = queries.copy_of(member, LATER)
    return {str(transfer): told for transfer, told in queries.receipts_of(copied)}


def are_true(told, folder: Path):
    """Verify receipts as somebody who has nothing but the log's key."""
    for transfer, receipt in told.items():
        path = folder / f"{transfer}.json"
        path.write_text(json.dumps(receipt), encoding="utf-8")
        asked = Namespace(receipt=path, key=log.vkey(), folder=folder)
        if verify.run(asked) != 0:
            return False
    return bool(told)


def audit(capsys):
    capsys.readouterr()
    code = ledger_audit.run(Namespace(log=True, asset=None, json=True))
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == []
    assert {one["check"] for one in told["checks"]} >= {"entries", "totals", "log"}
    return code


def people_in_lake():
    found = engine.latest(Path(settings.LAKE_DIR)).answer(tables.ACTIVITIES.select("person"))
    return sorted(found["person"].to_pylist())


def named(member):
    return pseudonyms.pseudonym(settings.DISCLOSURE_SECRET, member)


def dump() -> bytes:
    """Write every row of every table as text, as a dump does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        names = [name for (name,) in cursor.fetchall()]
        text = b""
        for name in names:
            with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:
                text += b"".join(bytes(row) for row in rows)
    return text


def test_after_merging_books_log_and_lake_tell_of_one_person(town, capsys, tmp_path):
    rights.merge(keep=town.mine, gone=town.second, at=LATER)
    follow()
    assert audit(capsys) == 0
    assert people_in_lake() == sorted([named(town.mine), named(town.other)])
    told = receipts(town.mine)
    assert len(told) >= 4
    assert are_true(told, tmp_path)
    old = activity_queries.of_member(town.mine)[0].awards[0].transfer_id
    assert f"member:{town.second}" in json.dumps(told[str(old)])


def test_after_erasing_nothing_is_left_and_all_else_is_good(town, capsys, tmp_path):
    rights.merge(keep=town.mine, gone=town.second, at=LATER)
    follow()
    own, others = receipts(town.mine), receipts(town.other)
    subjects = [f"member:{town.mine}", f"member:{town.second}"]
    salts = [bytes(part.salt) for part in Part.objects.filter(subject__in=subjects)]
    secrets = [bytes(row.transfer_secret) for row in Member.objects.filter(pk=town.mine)]
    assert len(salts) > 4
    before = dump()
    assert NAME.encode() in before
    assert salts[0].hex().encode() in before

    rights.erase(member_id=town.mine, at=LATER)
    follow()

    left = dump()
    gone = [NAME, PHONE, *town.cards, *(str(one.device_id) for one in town.devices[:2])]
    assert [one for one in gone if one.encode() in left] == []
    assert [one for one in (*salts, *secrets) if one.hex().encode() in left] == []
    assert not Part.objects.filter(subject__in=subjects).exists()
    assert people_in_lake() == [named(town.other)]
    assert audit(capsys) == 0
    assert are_true(receipts(town.other), tmp_path)
    assert are_true(others, tmp_path)
    assert are_true(own, tmp_path)
    assert Device.objects.filter(member_id=town.other).exists()


def test_the_place_text_goes_with_the_last_who_was_there(town, tmp_path):
    for member in (town.second, town.other):
        rights.erase(member_id=member, at=LATER)
    follow()
    assert not Member.objects.filter(pk=town.other, is_active=True).exists()
    assert activity_queries.of_member(town.other) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activities_activity WHERE place = %s", [PLACE])
        assert cursor.fetchone() == (0,)


def test_points_that_come_back_to_a_given_up_wallet_reach_the_person(town, capsys):
    world.move(f"member:{town.second}", "shop:1", 1, asset=COIN, kind="spend", at=DURING)
    spent = receipts(town.second)
    rights.merge(keep=town.mine, gone=town.second, at=LATER)
    (moved,) = [
        row["transfer"]
        for row in queries.copy_of(town.mine, LATER).rows("movements")
        if row["kind"] == "spend"
    ]
    with transaction.atomic():
        ledger.take_back(transfer=moved, at=LATER)
    before = books.balance(f"member:{town.mine}", COIN)
    assert rights.tidy(at=LATER) == 1
    assert books.balance(f"member:{town.mine}", COIN) == before + 1
    assert books.balance(f"member:{town.second}", COIN) == 0
    follow()
    assert audit(capsys) == 0
    assert spent
