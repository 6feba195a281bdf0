"""Names of cards and steps, honours, letters of thanks: what is kept, to whom it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from tests import world

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity
from enishi.events import operations as events
from enishi.membership import operations as membership
from enishi.outbox import queries as outbox
from enishi.ties import honour as honours
from enishi.ties import kindness, notices, operations, queries, stages, wording
from enishi.ties import letter as letters
from enishi.ties.honour import Criteria, NewHonour
from enishi.ties.letter import NewLetter
from enishi.ties.stages import Move, Rules
from enishi.ties.wording import Named, Square, Wording

pytestmark = pytest.mark.django_db
TODAY = world.NOW.date()
CREW = Wording(
    world.TOWN,
    Named("乗組員証", "Crew card"),
    wording.STEPS,
    Rules(days_least=2, months=6),
    (Square(1, 1, Named("山"), ("棚田",)), Square(2, 3, is_water=True)),
    Named("海の町です。"),
    is_own=True,
)


def seen(member, *days_ago, evidence="own_scan", kind="visit"):
    """Write visits that somebody else saw, so many days ago."""
    activities.record_many(
        [
            NewActivity(
                key=f"seen:{uuid4()}",
                kind=kind,
                member_id=member,
                region_code=world.TOWN,
                at=world.NOW - timedelta(days=ago),
                evidence=evidence,
                place="上棚田",
            )
            for ago in days_ago
        ],
        earn=False,
    )


def a_letter(**more):
    told = {
        "region_code": world.TOWN,
        "title": Named("ありがとう"),
        "text": Named("助かりました。", "You helped us."),
        "signed": Named("港"),
    }
    return operations.write_letter(letter=NewLetter(**(told | more)), at=world.NOW)


def test_a_town_that_set_nothing_has_the_usual_words_and_one_that_did_its_own():
    world.a_region()
    assert queries.wording(world.TOWN) == wording.default(world.TOWN)
    assert queries.wording(world.TOWN).card.of("en") == "Member card"
    operations.set_wording(wording=CREW, at=world.NOW)
    assert queries.wording(world.TOWN) == CREW
    operations.set_wording(wording=replace(CREW, card=Named("船員証")), at=world.NOW)
    assert queries.wording(world.TOWN).card == Named("船員証")
    assert queries.wording(world.TOWN).card.of("en") == "船員証"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"card": Named("")}, operations.BadWording),
        ({"card": Named("あ" * 21)}, operations.BadWording),
        ({"steps": wording.STEPS[:2]}, operations.BadWording),
        ({"rules": Rules(days_least=1)}, operations.BadWording),
        ({"rules": Rules(months=25)}, operations.BadWording),
        ({"about": Named("あ" * 201)}, operations.BadWording),
        ({"card": Named("関係人口証")}, operations.AdministrativeWord),
        ({"about": Named("町", "Our relational  population")}, operations.AdministrativeWord),
        ({"shape": (Square(1, 1, Named("関係人口の丘")),)}, operations.AdministrativeWord),
    ],
)
def test_words_that_cannot_stand_on_a_card_are_refused(change, refusal):
    world.a_region()
    with pytest.raises(refusal):
        operations.set_wording(wording=replace(CREW, **change), at=world.NOW)
    assert not queries.wording(world.TOWN).is_own


def test_only_what_others_saw_moves_a_step_and_a_withdrawal_moves_it_back():
    world.a_region()
    member = world.a_member()
    seen(member, 3, 2, 1, evidence="self_report")
    seen(member, 200, evidence="import")
    assert queries.stage(member, world.TOWN, TODAY).step == stages.NONE
    seen(member, 40, 1)
    assert queries.stage(member, world.TOWN, TODAY).step == stages.VISITING
    seen(member, 0)
    assert queries.stage(member, world.TOWN, TODAY).step == stages.COMING
    assert [move.after for move in queries.moves(member, world.TOWN, TODAY)] == [stages.VISITING]
    later = queries.moves(member, world.TOWN, TODAY + timedelta(days=1))
    assert later[-1] == Move(TODAY, stages.VISITING, stages.COMING)
    membership.issue_card(member_id=member, region_code=world.TOWN, kind="resident", at=world.NOW)
    assert queries.stage(member, world.TOWN, TODAY).fraction == "1/1"


def test_the_list_of_an_honour_holds_exactly_those_who_meet_it():
    world.a_region()
    often, seldom, own_word, shopper = (world.a_member() for _ in range(4))
    seen(often, 1, 2, 3)
    seen(seldom, 1, 2)
    seen(own_word, 1, 2, 3, evidence="self_report")
    seen(shopper, 1, 2, 3, kind="purchase", evidence="receipt")
    seen(seldom, 366)
    made = NewHonour(world.TOWN, criteria=Criteria(least=3, kinds=("visit",)))
    honour = operations.make_honour(honour=made, at=world.NOW)
    asked = {"honour_id": honour, "region_code": world.TOWN, "at": world.NOW}
    assert operations.look_for_honoured(**asked) == honours.Found(1, 0)
    (one,) = queries.on_list(honour, world.TOWN)
    assert (one.member_id, one.times, one.state) == (often, 3, "found")
    assert queries.honours_of(often) == []  # what waits at the town is not told yet
    assert operations.look_for_honoured(**asked) == honours.Found(0, 0)
    year_later = asked | {"at": world.NOW + timedelta(days=400)}
    assert operations.look_for_honoured(**year_later) == honours.Found(0, 1)
    with pytest.raises(operations.BadHonour):
        operations.make_honour(honour=made, at=world.NOW)
    with pytest.raises(queries.UnknownHonour):
        operations.look_for_honoured(**(asked | {"region_code": world.NEIGHBOUR}))


def test_an_invitation_is_answered_by_its_member_alone_and_may_be_answered_again():
    honour = world.an_honour()
    (one,) = queries.on_list(honour, world.TOWN)
    answer = {"honoured_id": one.id, "member_id": one.member_id, "at": world.NOW}
    with pytest.raises(queries.UnknownInvitation):
        operations.answer(**answer, accepts=True)
    operations.invite(invitation_ids=[one.id], region_code=world.NEIGHBOUR, at=world.NOW)
    assert queries.honours_of(one.member_id) == []
    operations.invite(invitation_ids=[one.id], region_code=world.TOWN, at=world.NOW)
    with pytest.raises(queries.UnknownInvitation):
        operations.answer(**(answer | {"member_id": world.a_member()}), accepts=True)
    operations.answer(**answer, accepts=False)
    operations.look_for_honoured(honour_id=honour, region_code=world.TOWN, at=world.NOW)
    assert queries.honours_of(one.member_id)[0].state == "declined"
    operations.answer(**answer, accepts=True)
    assert queries.honours_of(one.member_id)[0].state == "accepted"
    operations.close_honour(honour_id=honour, region_code=world.TOWN, at=world.NOW)
    assert queries.honours_in(world.TOWN)[0].accepted == 1


def test_a_letter_is_read_by_those_meant_and_messaged_to_those_who_agreed():
    world.a_region()
    agreed, silent, child, stranger = (world.a_member() for _ in range(4))
    for member in (agreed, child, stranger):
        membership.give_consent(member_id=member, kind="messages", version="1", at=world.NOW)
    membership.set_attributes(member_id=child, birth_year=2010, at=world.NOW)
    for member in (agreed, silent, child):
        seen(member, 1)
    number = a_letter()
    for member in (agreed, silent, child):
        assert [one.id for one in queries.letters_to(member, [world.TOWN], [])] == [number]
    assert operations.tell_letters(at=world.NOW) == 1
    assert operations.tell_letters(at=world.NOW) == 0
    told = outbox.recent()
    assert [(one.channel, one.to) for one in told] == [("push", f"member:{agreed}")]
    assert "縁ヶ浦町から、お便り" in told[0].text
    assert "助かりました" not in told[0].text  # what it says stays on the page
    assert queries.letters_from(world.TOWN)[0].told == 1
    operations.note_read(letter_ids=[number], member_id=agreed, at=world.NOW)
    operations.note_read(letter_ids=[number], member_id=agreed, at=world.NOW)
    assert queries.letters_to(agreed, [world.TOWN], [])[0].is_read
    assert not queries.letters_to(silent, [world.TOWN], [])[0].is_read


def test_a_letter_for_those_who_came_or_are_honoured_reaches_nobody_else():
    honour = world.an_honour()
    (one,) = queries.on_list(honour, world.TOWN)
    event = world.an_event(starts_at=world.NOW - timedelta(hours=1))
    guest = world.a_member()
    events.receive(event_code=event.code, member_id=guest, at=world.NOW)
    came = a_letter(audience=letters.CAME, event=event.code)
    thanked = a_letter(audience=letters.HONOURED)
    read = [letter.id for letter in queries.letters_to(guest, [world.TOWN], [event.code])]
    assert read == [came]
    assert queries.letters_to(one.member_id, [world.TOWN], []) == []
    operations.invite(invitation_ids=[one.id], region_code=world.TOWN, at=world.NOW)
    operations.answer(honoured_id=one.id, member_id=one.member_id, accepts=True, at=world.NOW)
    mine = queries.letters_to(one.member_id, [world.TOWN], [])
    assert [letter.id for letter in mine] == [thanked]
    assert queries.public_letters(world.TOWN) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": Named(" ")}, operations.BadLetter),
        ({"text": Named("あ" * 2001)}, operations.BadLetter),
        ({"signed": Named("")}, operations.BadLetter),
        ({"audience": "everybody"}, operations.BadLetter),
        ({"audience": "event"}, operations.BadLetter),
        ({"event": "ABCDEFGH"}, operations.BadLetter),
        ({"text": Named("関係人口のみなさま")}, operations.AdministrativeWord),
    ],
)
def test_a_letter_that_lacks_a_part_is_not_sent(change, refusal):
    world.a_region()
    with pytest.raises(refusal):
        a_letter(**change)
    assert queries.letters_from(world.TOWN) == []


def test_what_came_further_stands_when_two_members_become_one_and_goes_with_erasure():
    honour = world.an_honour()
    (one,) = queries.on_list(honour, world.TOWN)
    operations.invite(invitation_ids=[one.id], region_code=world.TOWN, at=world.NOW)
    operations.answer(honoured_id=one.id, member_id=one.member_id, accepts=True, at=world.NOW)
    keep = world.a_member()
    seen(keep, 1)
    operations.look_for_honoured(honour_id=honour, region_code=world.TOWN, at=world.NOW)
    number = a_letter()
    for member in (keep, one.member_id):
        operations.note_read(letter_ids=[number], member_id=member, at=world.NOW)
    with transaction.atomic():
        operations.hand_over(keep=keep, gone=one.member_id)
    assert [held.state for held in queries.honours_of(keep)] == ["accepted"]
    assert queries.honours_of(one.member_id) == []
    assert queries.letters_to(keep, [world.TOWN], [])[0].is_read
    with transaction.atomic():
        operations.forget(member_id=keep)
    assert queries.honours_of(keep) == []
    assert queries.on_list(honour, world.TOWN) == []


def test_no_default_and_no_message_calls_people_by_the_administrative_word():
    said = [honours.NAME, wording.CARD]
    said += [part for step in wording.STEPS for part in (step.name, step.meaning)]
    texts = [text for one in said for text in (one.ja, one.en)]
    for notice in (notices.LETTER, notices.INVITATION):
        for language in ("ja", "en"):
            made = notices.written(notice, language=language, region="縁ヶ浦町")
            texts += [made.subject, made.text]
            assert "縁ヶ浦町" in made.subject
    assert kindness.administrative(texts) == ""
    assert kindness.administrative(["関係\n人口"]) == "関係 人口"
