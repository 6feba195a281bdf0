"""Notes and bookmarks: who reads them, and who takes them back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import world

from enishi.notes import operations, queries
from enishi.notes.note import STATE_MAX, TEXT_MAX, Spot
from enishi.notes.operations import NoteIsEmpty, NoteIsTooLong, UnknownFigure, UnknownNote
from enishi.regions import operations as regions

pytestmark = pytest.mark.django_db(transaction=True)
SPOT = Spot("who", "ages", "year=2025")
NEIGHBOUR, AREA = "993026", "993034"
WORDS = "5月に全国大会があったため。"


@pytest.fixture
def clerk() -> UUID:
    world.a_region()
    regions.add_region(
        code=NEIGHBOUR, name="となり町", parent=world.PREFECTURE, kind="municipality"
    )
    regions.add_region(code=AREA, name="岬地域", parent=world.TOWN, kind="area", towns=[world.TOWN])
    return world.staff_member("clerk@example.jp")


def write(author: UUID, region: str = world.TOWN, **given: object) -> UUID:
    plain: dict[str, object] = {
        "key": uuid4(),
        "region_code": region,
        "spot": SPOT,
        "text": WORDS,
        "author": author,
        "is_shared": False,
        "at": world.NOW,
    }
    return operations.write(**{**plain, **given})  # type: ignore[arg-type]


def readers(note: UUID) -> set[str]:
    everywhere = (world.TOWN, AREA, NEIGHBOUR, world.PREFECTURE, "JP")
    return {code for code in everywhere if note in [one.id for one in queries.notes(code)]}


def test_a_note_keeps_where_it_was_left_and_what_the_address_showed(clerk: UUID) -> None:
    note = write(clerk, text="  5月に全国大会が\n  あったため。 ")
    (found,) = queries.notes(world.TOWN)
    assert (found.id, found.spot, found.author_id, found.at) == (note, SPOT, clerk, world.NOW)
    assert found.text == "5月に全国大会が\nあったため。"
    assert queries.notes(world.TOWN, "who") == [found]
    assert queries.notes(world.TOWN, "what") == []


def test_the_same_key_writes_a_note_once(clerk: UUID) -> None:
    key = uuid4()
    assert write(clerk, key=key) == write(clerk, key=key, text="もう一度") == key
    assert [one.text for one in queries.notes(world.TOWN)] == [WORDS]


@pytest.mark.parametrize(
    ("region", "alone", "shared"),
    [
        (world.TOWN, {world.TOWN}, {world.TOWN, world.PREFECTURE}),
        (AREA, {AREA}, {AREA, world.PREFECTURE}),
        (
            world.PREFECTURE,
            {world.PREFECTURE},
            {world.PREFECTURE, world.TOWN, AREA, NEIGHBOUR},
        ),
    ],
)
def test_prefecture_and_towns_read_each_others_notes_when_shared(
    clerk: UUID, region: str, alone: set[str], shared: set[str]
) -> None:
    assert readers(write(clerk, region)) == alone
    assert readers(write(clerk, region, is_shared=True)) == shared


def test_only_the_author_takes_a_note_back_and_then_nobody_reads_it(clerk: UUID) -> None:
    note = write(clerk, is_shared=True)
    with pytest.raises(UnknownNote):
        operations.withdraw(
            note_id=note,
            region_code=world.TOWN,
            author=world.staff_member("b@example.jp"),
            at=world.NOW,
        )
    with pytest.raises(UnknownNote):
        operations.withdraw(note_id=note, region_code=NEIGHBOUR, author=clerk, at=world.NOW)
    assert readers(note) == {world.TOWN, world.PREFECTURE}
    for _ in range(2):
        assert (
            operations.withdraw(note_id=note, region_code=world.TOWN, author=clerk, at=world.NOW)
            == SPOT
        )
    assert readers(note) == set()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"text": " \n "}, NoteIsEmpty),
        ({"text": "あ" * (TEXT_MAX + 1)}, NoteIsTooLong),
        ({"spot": Spot("who", "")}, UnknownFigure),
        ({"spot": Spot("", "ages")}, UnknownFigure),
        ({"spot": Spot("who", "ages", "x" * (STATE_MAX + 1))}, UnknownFigure),
    ],
)
def test_what_is_no_note_is_refused_and_nothing_is_written(
    clerk: UUID, given: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        write(clerk, **given)
    assert queries.notes(world.TOWN) == []


def test_a_bookmark_is_kept_once_and_is_its_owners_alone(clerk: UUID) -> None:
    other = world.staff_member("b@example.jp")
    for days in (0, 1):
        operations.bookmark(
            region_code=world.TOWN,
            spot=SPOT,
            title="年代と性別",
            author=clerk,
            at=world.NOW + timedelta(days=days),
        )
    operations.bookmark(
        region_code=world.TOWN,
        spot=Spot("who", "ages"),
        title="年代と性別",
        author=clerk,
        at=world.NOW + timedelta(days=2),
    )
    later, first = queries.bookmarks(clerk, world.TOWN)
    assert (first.spot, first.title, first.at) == (SPOT, "年代と性別", world.NOW)
    assert later.spot.state == ""
    assert queries.bookmarks(other, world.TOWN) == queries.bookmarks(clerk, NEIGHBOUR) == []
    operations.drop(bookmark_id=first.id, author=other)
    assert len(queries.bookmarks(clerk, world.TOWN)) == 2
    operations.drop(bookmark_id=first.id, author=clerk)
    assert queries.bookmarks(clerk, world.TOWN) == [later]


def test_a_bookmark_of_no_figure_is_refused(clerk: UUID) -> None:
    with pytest.raises(UnknownFigure):
        operations.bookmark(
            region_code=world.TOWN, spot=Spot("", ""), title="", author=clerk, at=world.NOW
        )
    assert queries.bookmarks(clerk, world.TOWN) == []
