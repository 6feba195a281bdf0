"""What was published stays, and stays proven; who asks anew counts one person, or nobody."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import datetime, timedelta

import pytest
from tests import world
from tests.world import NOW, TOWN

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.cli import seal, verify
from enishi.insight.releases import models, operations, queries
from enishi.kit.periods import JST
from enishi.rights import operations as rights
from enishi.transparency import queries as log
from enishi.transparency.models import Leaf, Part

pytestmark = pytest.mark.django_db(transaction=True)
MAY = datetime(2026, 5, 16, 10, 0, tzinfo=JST)
LATER = NOW + timedelta(hours=6)
PAIRS, OTHERS = 30, 12
NOISE_MAX = 10  # no shown number lies further from the truth


@pytest.fixture
def pairs(settings, tmp_path):
    """People with two phones each: every phone was in the town in May, and May is closed."""
    settings.LAKE_DIR = tmp_path / "lake"
    world.a_programme()
    found = world.members(2 * PAIRS + OTHERS, at=MAY)
    people, others = found[: 2 * PAIRS], found[2 * PAIRS :]
    seen = [NewActivity(f"visit:{one}", "visit", one, TOWN, MAY, "own_scan") for one in people]
    told = [NewActivity(f"post:{one}", "post", one, TOWN, MAY, "self_report") for one in others]
    activities.record_many(seen + told, earn=False)
    operations.refresh_lake()
    operations.close(until="2026-05", at=NOW)
    return list(zip(people[::2], people[1::2], strict=True))


def ask(**filters):
    body = {"filters": {"region": TOWN, **filters}, "by": []}
    return operations.release(body=body, limit=10, at=LATER)


def persons(released):
    (row,) = released.rows
    return row["n"]


def published(released):
    """Everything that stands in the database and in the log for one released table."""
    operations.forget()  # not what this process remembers
    leaf = Leaf.objects.get(reference=f"release:{released.id}")
    row = models.Release.objects.values().get(pk=released.id)
    parts = list(Part.objects.filter(leaf=leaf).order_by("position").values())
    return row, queries.release(released.id), (leaf.index, leaf.text, bytes(leaf.hash)), parts


def follow():
    rights.tidy(at=LATER)
    operations.refresh_lake()
    assert seal.run(Namespace(publish=True)) == 0
    operations.forget()


def is_true(receipt, folder):
    path = folder / "receipt.json"
    path.write_text(json.dumps(receipt), encoding="utf-8")
    return verify.run(Namespace(receipt=path, key=log.vkey(), folder=folder)) == 0


def test_a_published_table_and_its_proof_outlive_a_merge_and_an_erasure(pairs, tmp_path):
    first = ask()
    follow()
    before, kept = published(first), log.receipt(f"release:{first.id}")
    assert abs(persons(first) - 2 * PAIRS - OTHERS) <= NOISE_MAX
    assert is_true(kept, tmp_path)

    for keep, gone in pairs:
        rights.merge(keep=keep, gone=gone, at=LATER)
    follow()
    merged = ask(kind="visit")
    assert abs(persons(merged) - PAIRS) <= NOISE_MAX

    for keep, _ in pairs:
        rights.erase(member_id=keep, at=LATER)
    follow()
    erased = ask(evidence="verified")
    assert persons(erased) is None
    assert merged.closing == erased.closing == first.closing

    assert ask() == first
    assert ask(kind="visit") == merged
    assert published(first) == before
    assert is_true(kept, tmp_path)
    assert is_true(log.receipt(f"release:{first.id}"), tmp_path)
