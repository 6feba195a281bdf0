"""Paper cards: blank until handed out, replaced when lost, tied to a phone by the slip's digits."""

from __future__ import annotations

import pytest
from django.conf import settings
from tests import world
from tests.world import NEIGHBOUR, NOW, TOWN

from enishi.kit import ids
from enishi.membership import operations, queries, slips
from enishi.membership.models import Contact
from enishi.membership.operations import (
    CardHasPhone,
    CardIsBlank,
    CardIsUsed,
    HasSignedUp,
    TieIsLocked,
    TooManySheets,
    UnknownCard,
    WrongTieCode,
)
from enishi.membership.queries import UnknownSheet

pytestmark = pytest.mark.django_db


def blank(number: int = 1) -> list[str]:
    """Some fresh cards of the town."""
    world.a_region()
    sheet = operations.prepare_cards(region_code=TOWN, sheets=1, at=NOW)
    return queries.blank_cards(sheet, TOWN)[:number]


def handed() -> str:
    """A card that somebody holds."""
    (number,) = blank()
    operations.give_card(number=number, region_code=TOWN, at=NOW)
    return number


def holder(number: str):
    card = queries.card_holder(number)
    return card.member_id if card else None


def slip_of(number: str) -> str:
    return slips.tie_code(number, secret=settings.TICKET_SECRET)


def tie(number: str, code: str):
    return operations.tie_card(number=number, code=code, device_id=ids.new_id(), at=NOW)


def test_prepared_cards_are_nobodys_and_of_one_region():
    numbers = blank(8)
    assert len(set(numbers)) == 8
    assert [len(number) for number in numbers] == [16] * 8
    assert all(holder(number) is None for number in numbers)
    (sheet,) = queries.sheets(TOWN)
    assert (sheet.cards, sheet.handed, sheet.voided, sheet.left) == (8, 0, 0, 8)
    with pytest.raises(UnknownSheet):
        queries.blank_cards(sheet.id, NEIGHBOUR)


@pytest.mark.parametrize("sheets", [0, 26, -1])
def test_no_sheet_or_too_many_are_refused(sheets):
    world.a_region()
    with pytest.raises(TooManySheets):
        operations.prepare_cards(region_code=TOWN, sheets=sheets, at=NOW)
    assert queries.sheets(TOWN) == []


def test_a_handed_out_card_makes_one_member_on_paper_however_often_it_is_read():
    (number,) = blank()
    first = operations.give_card(number=number, region_code=TOWN, at=NOW)
    typed = " ".join([number[:4].lower(), number[4:]])
    assert operations.give_card(number=typed, region_code=TOWN, at=NOW) == first
    assert queries.member(first).origin == "paper"
    assert holder(number) == first
    (sheet,) = queries.sheets(TOWN)
    assert (sheet.handed, sheet.left) == (1, 7)
    assert [card.number for card in queries.on_paper_only(TOWN)] == [number]


def test_a_number_that_was_never_printed_and_another_towns_card_are_refused():
    world.a_region(NEIGHBOUR, "となりの町")
    (number,) = blank()
    for unknown, region in [("0" * 16, TOWN), (number, NEIGHBOUR)]:
        with pytest.raises(UnknownCard):
            operations.give_card(number=unknown, region_code=region, at=NOW)
    assert holder(number) is None


def test_cards_of_a_voided_sheet_are_worth_nothing_and_handed_ones_live_on():
    first, second = blank(2)
    operations.give_card(number=first, region_code=TOWN, at=NOW)
    (sheet,) = queries.sheets(TOWN)
    assert operations.void_sheet(sheet=sheet.id, region_code=TOWN, at=NOW) == 7
    assert operations.void_sheet(sheet=sheet.id, region_code=TOWN, at=NOW) == 0
    with pytest.raises(UnknownCard):
        operations.give_card(number=second, region_code=TOWN, at=NOW)
    assert holder(first) is not None
    with pytest.raises(UnknownSheet):
        operations.void_sheet(sheet=sheet.id, region_code=NEIGHBOUR, at=NOW)


def test_a_fresh_card_stands_for_a_lost_one_which_is_dead_at_once():
    lost, fresh = blank(2)
    member_id = operations.give_card(number=lost, region_code=TOWN, at=NOW)
    for _ in range(2):  # the same two cards again change nothing
        found = operations.reissue_card(lost=lost, fresh=fresh, region_code=TOWN, at=NOW)
        assert found == member_id
    assert (holder(lost), holder(fresh)) == (None, member_id)
    with pytest.raises(UnknownCard):
        operations.give_card(number=lost, region_code=TOWN, at=NOW)
    with pytest.raises(UnknownCard):
        tie(lost, slip_of(lost))


def test_a_lost_card_is_not_replaced_by_somebodys_card_or_an_unknown_one():
    lost, taken = blank(2)
    member_id = operations.give_card(number=lost, region_code=TOWN, at=NOW)
    other = operations.give_card(number=taken, region_code=TOWN, at=NOW)
    for fresh in (taken, "0" * 16, lost):
        with pytest.raises(CardIsUsed):
            operations.reissue_card(lost=lost, fresh=fresh, region_code=TOWN, at=NOW)
    assert (holder(lost), holder(taken)) == (member_id, other)


def test_the_slips_digits_tie_a_phone_and_the_card_lives_on():
    number = handed()
    held = tie(number, slip_of(number))
    assert queries.member_of_device(held.device_id) == held.member_id == holder(number)
    assert queries.phones(held.member_id) == [NOW]
    assert queries.on_paper_only(TOWN) == []
    with pytest.raises(CardHasPhone):
        tie(number, slip_of(number))


def test_wrong_digits_are_counted_and_then_only_a_desk_helps():
    number, fresh = blank(2)
    member_id = operations.give_card(number=number, region_code=TOWN, at=NOW)
    wrong = "000000" if slip_of(number) != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongTieCode) as told:
            tie(number, wrong)
        assert told.value.facts["left"] == left
    with pytest.raises(TieIsLocked):
        tie(number, slip_of(number))
    assert queries.phones(member_id) == []
    operations.reissue_card(lost=number, fresh=fresh, region_code=TOWN, at=NOW)
    assert tie(fresh, slip_of(fresh)).member_id == member_id


def test_a_blank_card_and_a_phones_card_are_not_tied():
    (number,) = blank()
    with pytest.raises(CardIsBlank):
        tie(number, slip_of(number))
    phone = operations.issue_card(
        member_id=world.a_member(), region_code=TOWN, kind="visitor", at=NOW
    )
    with pytest.raises(UnknownCard):
        tie(phone, slip_of(phone))


def test_staff_untie_a_phone_and_the_slip_may_tie_another():
    number = handed()
    held = tie(number, slip_of(number))
    assert operations.untie_phones(member_id=held.member_id, at=NOW) == 1
    assert queries.member_of_device(held.device_id) is None
    assert operations.untie_phones(member_id=held.member_id, at=NOW) == 0
    assert tie(number, slip_of(number)).member_id == held.member_id


def test_staff_do_not_sign_out_a_person_who_signed_up():
    staff = world.staff_member()
    Contact.objects.create(member_id=staff, kind="email", value="umi@example.jp", proven_at=NOW)
    with pytest.raises(HasSignedUp):
        operations.untie_phones(member_id=staff, at=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "0123456789ABCDEF",
        "0123 4567 89ab cdef",
        "https://enishi.example/c#0123456789ABCDEF",
        "０１２３４５６７８９ＡＢＣＤＥＦ",
        "O123-4567-89AB-CDEF",
    ],
)
def test_a_number_is_found_in_whatever_a_scanner_gives(text):
    assert slips.number_in(text) == "0123456789ABCDEF"
