"""A fund's undertakings tell what they spent; a vote is one each, sealed, secret and checkable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from PIL import Image
from tests.world import NEIGHBOUR, NOW, TOWN, a_member, a_point, move

from enishi.funds import operations, queries, voting
from enishi.funds.operations import (
    BadBallot,
    BadNews,
    BadPicture,
    BadUndertaking,
    MayNotVote,
    TooManyPictures,
    VotedAlready,
    VoteIsNotOpen,
)
from enishi.funds.queries import UnknownBallot, UnknownPicture, UnknownUndertaking
from enishi.funds.undertaking import DOING, DONE, DROPPED, PROGRESS, News, NewUndertaking
from enishi.funds.voting import CARDS, NewBallot, Paper
from enishi.kit.ids import readable_code
from enishi.ledger import queries as books
from enishi.membership import operations as membership
from enishi.programs.operations import FundUseRefused, NoDonations
from enishi.programs.programme import NewFundUse
from enishi.transparency import notes
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries
from enishi.transparency import receipt as receipts

POINT = f"{TOWN}:point"
FUND = f"fund:{POINT}"
pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + timedelta(days=8)


@pytest.fixture(autouse=True)
def a_log(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """A log of its own."""
    settings.LOG_DIR = tmp_path / "log"
    return


def an_undertaking(title: str = "こども文庫の本棚", **told: object) -> int:
    """Something that the fund is to pay for; its number."""
    a_point()
    new = NewUndertaking(asset=POINT, title=title, **told)  # type: ignore[arg-type]
    return operations.add_undertaking(new=new, at=NOW).id


def a_picture() -> bytes:
    """A small picture without anything but what is seen."""
    written = BytesIO()
    Image.new("RGB", (4, 3), "teal").save(written, "JPEG")
    return written.getvalue()


def _use(points: int) -> NewFundUse:
    return NewFundUse(POINT, points, "絵本 31冊", payee="みほん書店")


def test_what_an_undertaking_spends_leaves_the_fund_once_and_stands_in_its_report() -> None:
    number = an_undertaking(goal_points=10_000)
    move(f"issue:{POINT}", FUND, 5_000, kind="donate")
    for _ in range(2):
        operations.pay(undertaking_id=number, region_code=TOWN, use=_use(3_000), key="k", at=NOW)
    with pytest.raises(FundUseRefused):
        operations.pay(undertaking_id=number, region_code=TOWN, use=_use(2_001), key="l", at=NOW)
    told = queries.report(number, TOWN, until=AFTER)
    assert (told.used, told.percent) == (3_000, 30)
    assert [(use.purpose, use.payee) for use in told.uses] == [("絵本 31冊", "みほん書店")]
    assert books.balance(FUND, POINT) == 2_000
    other = an_undertaking("ほたるの水辺")
    assert queries.report(other, TOWN, until=AFTER).uses == []


def test_an_undertaking_is_changed_goes_on_and_is_shown_until_it_is_given_up() -> None:
    number = an_undertaking()
    new = NewUndertaking(asset=POINT, title=" 本棚と椅子 ", goal_points=80_000)
    assert operations.change_undertaking(
        undertaking_id=number, region_code=TOWN, new=new
    ).title == ("本棚と椅子")
    for state, done_on in ((DOING, None), (DONE, date(2026, 6, 6)), (DROPPED, None)):
        told = operations.set_state(undertaking_id=number, region_code=TOWN, state=state, at=NOW)
        assert (told.state, told.done_on) == (state, done_on)
    assert queries.undertakings_of(TOWN, is_public=True) == []
    assert len(queries.undertakings_of(TOWN)) == 1


def test_another_region_neither_sees_nor_changes_an_undertaking() -> None:
    number = an_undertaking()
    a_point(NEIGHBOUR)
    new = NewUndertaking(asset=POINT, title="x")
    with pytest.raises(UnknownUndertaking):
        queries.undertaking(number, NEIGHBOUR)
    with pytest.raises(UnknownUndertaking):
        operations.change_undertaking(undertaking_id=number, region_code=NEIGHBOUR, new=new)
    with pytest.raises(UnknownUndertaking):
        operations.set_state(undertaking_id=number, region_code=NEIGHBOUR, state=DONE, at=NOW)


def test_an_undertaking_that_cannot_be_is_refused() -> None:
    number = an_undertaking()
    for wrong in ({"title": " "}, {"title": "x", "goal_points": 0}):
        with pytest.raises(BadUndertaking):
            operations.add_undertaking(new=NewUndertaking(asset=POINT, **wrong), at=NOW)  # type: ignore[arg-type]
    with pytest.raises(BadUndertaking):
        operations.set_state(undertaking_id=number, region_code=TOWN, state="lost", at=NOW)
    budget = a_point(NEIGHBOUR, lapse_to="unused")
    with pytest.raises(NoDonations):
        operations.add_undertaking(new=NewUndertaking(asset=budget, title="x"), at=NOW)
    assert len(queries.undertakings_of(TOWN)) == 1


def test_pictures_say_what_is_seen_and_are_not_more_than_twelve() -> None:
    number = an_undertaking()
    told = {"undertaking_id": number, "region_code": TOWN, "data": a_picture(), "words_en": ""}
    with pytest.raises(BadPicture):
        operations.add_picture(**told, words=" ", at=NOW)
    made = [operations.add_picture(**told, words="本棚", at=NOW) for _ in range(12)]
    with pytest.raises(TooManyPictures):
        operations.add_picture(**told, words="本棚", at=NOW)
    assert queries.picture_bytes(made[0].id, TOWN) == a_picture()
    with pytest.raises(UnknownPicture):
        queries.picture_bytes(made[0].id, NEIGHBOUR)
    operations.set_state(undertaking_id=number, region_code=TOWN, state=DROPPED, at=NOW)
    with pytest.raises(UnknownPicture):
        queries.picture_bytes(made[0].id, TOWN, is_public=True)
    assert operations.remove_picture(picture_id=made[0].id, region_code=TOWN)
    assert len(queries.report(number, TOWN, until=AFTER).pictures) == 11


def test_news_are_told_newest_first_and_none_of_days_to_come() -> None:
    number = an_undertaking()
    news = News(
        id=0, undertaking_id=number, kind=PROGRESS, on=NOW.date(), text="木が届いた", text_en=""
    )
    first = operations.add_news(region_code=TOWN, news=news, at=NOW)
    earlier = replace(news, on=date(2026, 5, 1), text="図面ができた")
    operations.add_news(region_code=TOWN, news=earlier, at=NOW)
    told = queries.report(number, TOWN, until=AFTER).news
    assert [one.text for one in told] == ["木が届いた", "図面ができた"]
    for wrong in ({"text": " "}, {"kind": "rumour"}, {"on": date(2026, 6, 7)}):
        with pytest.raises(BadNews):
            operations.add_news(region_code=TOWN, news=replace(news, **wrong), at=NOW)
    assert operations.remove_news(news_id=first.id, region_code=TOWN)


def a_ballot(**told: object) -> tuple[UUID, list[int]]:
    """A vote over two undertakings, open for a week to those who hold a card."""
    choices = [an_undertaking("本棚"), an_undertaking("ほたるの水辺")]
    usual = {"title": "つぎは、どれから？", "who": CARDS, "choices": tuple(choices)} | told
    new = NewBallot(
        region_code=TOWN,
        opens_at=NOW,
        closes_at=NOW + timedelta(days=7),
        **usual,  # type: ignore[arg-type]
    )
    return operations.call_vote(new=new, at=NOW).id, choices


def a_voter() -> UUID:
    """A member with a card of the town."""
    who = a_member()
    membership.issue_card(member_id=who, region_code=TOWN, kind="visitor", at=NOW)
    return who


def _paper(choice: int) -> Paper:
    return Paper(readable_code(voting.NUMBER_LENGTH), choice)


def test_one_member_has_one_vote_and_the_same_paper_again_is_the_same_vote() -> None:
    ballot, (first, second) = a_ballot()
    who, paper = a_voter(), _paper(first)
    cast = operations.cast(ballot_id=ballot, member_id=who, paper=paper, at=NOW)
    again = operations.cast(ballot_id=ballot, member_id=who, paper=paper, at=NOW)
    assert (cast.paper, again.paper) == (paper, paper)
    for other in (_paper(first), _paper(second), replace(paper, choice=second)):
        with pytest.raises(VotedAlready):
            operations.cast(ballot_id=ballot, member_id=who, paper=other, at=NOW)
    assert queries.turnout(ballot) == 1
    told = notes.opened(cast.note, notes.verifier(log_queries.vkey()))
    assert told == voting.promise(ballot, paper)


def test_a_form_that_was_passed_on_votes_for_nobody_else() -> None:
    ballot, (first, second) = a_ballot()
    paper, other = _paper(first), a_voter()
    operations.cast(ballot_id=ballot, member_id=a_voter(), paper=paper, at=NOW)
    for copied in (paper, replace(paper, choice=second)):
        with pytest.raises(VotedAlready):
            operations.cast(ballot_id=ballot, member_id=other, paper=copied, at=NOW)
    assert not queries.has_voted(ballot, other)
    assert queries.turnout(ballot) == 1


def test_only_its_members_vote_and_only_in_its_time() -> None:
    ballot, (first, _) = a_ballot()
    with pytest.raises(MayNotVote):
        operations.cast(ballot_id=ballot, member_id=a_member(), paper=_paper(first), at=NOW)
    who = a_voter()
    for at in (NOW - timedelta(seconds=1), NOW + timedelta(days=7)):
        with pytest.raises(VoteIsNotOpen):
            operations.cast(ballot_id=ballot, member_id=who, paper=_paper(first), at=at)
    with pytest.raises(UnknownBallot):
        operations.cast(ballot_id=ballot, member_id=who, paper=_paper(99), at=NOW)
    assert queries.turnout(ballot) == 0


def test_a_vote_is_sealed_together_counted_at_its_end_and_checked_by_anybody() -> None:
    ballot, (first, second) = a_ballot()
    papers = [_paper(first if number % 3 else second) for number in range(7)]
    for paper in papers[:4]:
        operations.cast(ballot_id=ballot, member_id=a_voter(), paper=paper, at=NOW)
    assert operations.seal_votes(at=NOW) == 0  # fewer than five would tell who came
    operations.cast(ballot_id=ballot, member_id=a_voter(), paper=papers[4], at=NOW)
    assert operations.seal_votes(at=NOW) == 5
    for paper in papers[5:]:
        operations.cast(ballot_id=ballot, member_id=a_voter(), paper=paper, at=NOW)
    with pytest.raises(UnknownBallot):
        queries.list_of(ballot, TOWN)
    assert operations.seal_votes(at=AFTER) == 3
    assert operations.seal_votes(at=AFTER) == 0
    found = queries.ballot(ballot, TOWN)
    assert found.counts == {first: 4, second: 3}
    log.checkpoint(at=AFTER, publish=True)
    # From here on only what is public: the list, the proof and the log's key.
    text, proof = (
        queries.list_of(ballot, TOWN),
        json.loads(json.dumps(queries.proof_of(ballot, TOWN))),
    )
    by = notes.verifier(log_queries.vkey())
    opened = [receipts.check(one, by).header for one in proof["receipts"]]
    result = next(one for one in opened if one and one["kind"] == "ballot")
    sealed = [each for one in opened if one for each in one.get("commitments", [])]
    counts = {int(choice): number for choice, number in result["counts"].items()}
    assert voting.check(ballot, text, sealed=sealed, counts=counts).is_true
    assert result["list"] == voting.digest(text)
    assert all(queries.choice_of(ballot, TOWN, one.number) == one.choice for one in papers)
    assert queries.choice_of(ballot, TOWN, "0" * 16) is None


def test_no_row_says_who_cast_a_paper_and_after_counting_no_place_on_the_disk_either() -> None:
    with connection.cursor() as cursor:
        # What earlier tests left would give its room to some rows, and the place then tells that.
        cursor.execute("TRUNCATE funds_paper, funds_voter")
    ballot, (first, _) = a_ballot()
    voters = [a_voter() for _ in range(6)]
    for who in voters:
        operations.cast(ballot_id=ballot, member_id=who, paper=_paper(first), at=NOW)
    operations.seal_votes(at=AFTER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, number FROM funds_paper ORDER BY ctid")
        papers = cursor.fetchall()
        cursor.execute("SELECT xmin::text, member_id FROM funds_voter ORDER BY ctid")
        who_voted = cursor.fetchall()
    assert len({xid for xid, _ in [*papers, *who_voted]}) == 1
    assert [number for _, number in papers] == sorted(number for _, number in papers)
    assert [str(who) for _, who in who_voted] == sorted(str(who) for who in voters)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"title": " "}, "title"),
        ({"who": "everybody"}, "who"),
        ({"choices": (1,)}, "choices"),
        ({"choices": (10**6, 10**6 + 1)}, "choices"),
    ],
)
def test_a_vote_that_cannot_be_is_refused_with_its_part(told: dict[str, object], part: str) -> None:
    with pytest.raises(BadBallot) as refused:
        a_ballot(**told)
    assert refused.value.facts["part"] == part
    assert queries.ballots_of(TOWN) == []


def test_two_phones_of_one_person_and_an_erased_voter_leave_every_paper() -> None:
    ballot, (first, _) = a_ballot()
    one, two, three = a_voter(), a_voter(), a_voter()
    for who in (one, two, three):
        operations.cast(ballot_id=ballot, member_id=who, paper=_paper(first), at=NOW)
    operations.hand_over(keep=one, gone=two)
    assert queries.has_voted(ballot, one)
    assert not queries.has_voted(ballot, two)
    assert [row["ballot"] for row in queries.votes_of([one])] == ["つぎは、どれから？"]
    assert operations.forget(member_ids=[one]) == 1
    assert queries.votes_of([one]) == []
    assert queries.turnout(ballot) == 3
    operations.seal_votes(at=AFTER)
    assert queries.ballot(ballot, TOWN).papers == 3


def test_a_vote_without_a_paper_ends_with_nothing_counted() -> None:
    ballot, (first, second) = a_ballot()
    assert operations.seal_votes(at=AFTER) == 1
    assert queries.ballot(ballot, TOWN).counts == {first: 0, second: 0}
    assert queries.list_of(ballot, TOWN) == "number,choice\n"
