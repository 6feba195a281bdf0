"""Every reading of funds for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.activities import queries as activities
from enishi.funds import models, voting
from enishi.funds.undertaking import DROPPED, News, Picture, Report, Undertaking, Use
from enishi.funds.voting import CARDS, Ballot, Paper
from enishi.kit.refusal import Refusal
from enishi.membership import queries as members
from enishi.programs import queries as programs
from enishi.transparency import queries as log


class UnknownUndertaking(Refusal):
    """There is no such undertaking here."""

    code = "unknown_undertaking"
    status = 404


class UnknownBallot(Refusal):
    """There is no such vote here."""

    code = "unknown_ballot"
    status = 404


class UnknownPicture(Refusal):
    """There is no such picture."""

    code = "unknown_picture"
    status = 404


def undertaking(undertaking_id: int, region_code: str) -> Undertaking:
    """Return an undertaking of a region.

    Raises:
        UnknownUndertaking: it has no such one.
    """
    row = models.Undertaking.objects.filter(pk=undertaking_id, region_id=region_code).first()
    if row is None:
        raise UnknownUndertaking(undertaking=undertaking_id)
    return undertaking_value(row)


def undertakings_of(region_code: str, *, is_public: bool = False) -> list[Undertaking]:
    """Return a region's undertakings, newest first; for the public without those given up."""
    rows = models.Undertaking.objects.filter(region_id=region_code)
    if is_public:
        rows = rows.exclude(state=DROPPED)
    return [undertaking_value(row) for row in rows.order_by("-made_at", "-pk")]


def reports_of(undertakings: Sequence[Undertaking], *, until: datetime) -> list[Report]:
    """Return undertakings with pictures, news and what they spent before a moment."""
    ids = [one.id for one in undertakings]
    pictures = [
        picture_value(row)
        for row in models.Picture.objects.filter(undertaking_id__in=ids)
        .defer("data")
        .order_by("at")
    ]
    news = [
        news_value(row)
        for row in models.News.objects.filter(undertaking_id__in=ids).order_by("-on", "-pk")
    ]
    of = dict(
        models.UndertakingUse.objects.filter(undertaking_id__in=ids).values_list(
            "transfer", "undertaking_id"
        )
    )
    uses = [
        (of[use.transfer], Use(
            transfer=use.transfer,
            points=use.points,
            purpose=use.purpose,
            payee=use.payee,
            on=use.on,
        ))
        for asset in sorted({one.asset for one in undertakings})
        for use in programs.fund_uses(asset, until=until)
        if use.transfer in of
    ]  # fmt: skip
    return [
        Report(
            undertaking=one,
            pictures=[each for each in pictures if each.undertaking_id == one.id],
            news=[each for each in news if each.undertaking_id == one.id],
            uses=[use for number, use in uses if number == one.id],
        )
        for one in undertakings
    ]


def report(undertaking_id: int, region_code: str, *, until: datetime) -> Report:
    """Return an undertaking of a region with pictures, news and what it spent before a moment.

    Raises:
        UnknownUndertaking: it has no such one.
    """
    return reports_of([undertaking(undertaking_id, region_code)], until=until)[0]


def picture_bytes(picture_id: UUID, region_code: str, *, is_public: bool = False) -> bytes:
    """Return a picture (JPEG) of an undertaking of a region.

    Raises:
        UnknownPicture: it has no such one, or the undertaking was given up and the public asks.
    """
    rows = models.Picture.objects.filter(pk=picture_id, undertaking__region_id=region_code)
    if is_public:
        rows = rows.exclude(undertaking__state=DROPPED)
    row = rows.first()
    if row is None:
        raise UnknownPicture(picture=picture_id)
    return bytes(row.data)


def ballots_of(region_code: str) -> list[Ballot]:
    """Return a region's votes, newest first."""
    rows = models.Ballot.objects.filter(region_id=region_code)
    return [ballot_value(row) for row in rows.order_by("-opens_at", "-made_at")]


def ballot(ballot_id: UUID, region_code: str) -> Ballot:
    """Return a vote of a region.

    Raises:
        UnknownBallot: it has no such one.
    """
    row = models.Ballot.objects.filter(pk=ballot_id, region_id=region_code).first()
    if row is None:
        raise UnknownBallot(ballot=ballot_id)
    return ballot_value(row)


def may_vote(asked: Ballot, member_id: UUID) -> bool:
    """Say whether a vote is for a member: who has a card, or is complete and knows the region."""
    has_card = any(
        card.is_live and card.region_code == asked.region_code for card in members.cards(member_id)
    )
    if asked.who == CARDS:
        return has_card
    knows = has_card or asked.region_code in activities.first_met(member_id)
    return knows and members.is_complete(member_id)


def has_voted(ballot_id: UUID, member_id: UUID) -> bool:
    """Say whether a member voted: own data, and nobody knows how."""
    return models.Voter.objects.filter(ballot_id=ballot_id, member_id=member_id).exists()


def slip_of(ballot_id: UUID, paper: Paper) -> str:
    """Return the log's promise of a paper that was cast, for who knows its number.

    Raises:
        UnknownBallot: no such paper was cast.
    """
    rows = models.Paper.objects.filter(ballot_id=ballot_id)
    if not rows.filter(number=paper.number, choice=paper.choice).exists():
        raise UnknownBallot(ballot=ballot_id)
    return log.signed(voting.promise(ballot_id, paper))


def turnout(ballot_id: UUID) -> int:
    """Count who voted so far."""
    return models.Voter.objects.filter(ballot_id=ballot_id).count()


def votes_of(member_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Return in which votes a person took part: own data; what they chose is not known."""
    rows = models.Voter.objects.filter(member_id__in=set(member_ids)).select_related("ballot")
    return [
        {
            "region": row.ballot.region_id,
            "ballot": row.ballot.title,
            "closes_at": row.ballot.closes_at,
        }
        for row in rows.order_by("ballot__opens_at")
    ]


def list_of(ballot_id: UUID, region_code: str) -> str:
    """Return the list of a counted vote as it was sealed: numbers and choices.

    Raises:
        UnknownBallot: the region has no such vote, or it is not counted yet.
    """
    if ballot(ballot_id, region_code).counts is None:
        raise UnknownBallot(ballot=ballot_id)
    rows = models.Paper.objects.filter(ballot_id=ballot_id)
    return voting.listed(Paper(*pair) for pair in rows.values_list("number", "choice"))


def proof_of(ballot_id: UUID, region_code: str) -> dict[str, Any]:
    """Return what proves a counted vote: receipts of its result and of all commitments.

    Raises:
        UnknownBallot: the region has no such vote, or it is not counted yet.
    """
    found = ballot(ballot_id, region_code)
    if found.counts is None:
        raise UnknownBallot(ballot=ballot_id)
    names = [f"ballot:{ballot_id}", *(f"votes:{ballot_id}:{n}" for n in range(found.batches))]
    return {"format": "enishi-vote/1", "receipts": [log.receipt(name) for name in names]}


def choice_of(ballot_id: UUID, region_code: str, number: str) -> int | None:
    """Return what a number stands for in a counted vote; None: it is not in the list.

    Raises:
        UnknownBallot: the region has no such vote, or it is not counted yet.
    """
    papers = {one.number: one.choice for one in voting.read(list_of(ballot_id, region_code))}
    return papers.get(number)


def undertaking_value(row: models.Undertaking) -> Undertaking:
    """Return an undertaking's row as others see it (for this room)."""
    return Undertaking(
        id=row.pk,
        region_code=row.region_id,
        asset=row.asset,
        title=row.title,
        title_en=row.title_en,
        story=row.story,
        story_en=row.story_en,
        goal_points=row.goal_points,
        state=row.state,
        made_at=row.made_at,
        done_on=row.done_on,
    )


def picture_value(row: models.Picture) -> Picture:
    """Return a picture's row as others see it (for this room)."""
    return Picture(
        id=row.pk, undertaking_id=row.undertaking_id, words=row.words, words_en=row.words_en
    )


def news_value(row: models.News) -> News:
    """Return a row of news as others see it (for this room)."""
    return News(
        id=row.pk,
        undertaking_id=row.undertaking_id,
        kind=row.kind,
        on=row.on,
        text=row.text,
        text_en=row.text_en,
    )


def ballot_value(row: models.Ballot) -> Ballot:
    """Return a vote's row as others see it (for this room)."""
    return Ballot(
        id=row.pk,
        region_code=row.region_id,
        title=row.title,
        title_en=row.title_en,
        text=row.text,
        who=row.who,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        choices=tuple(row.choices),
        counts=None
        if row.counts is None
        else {int(choice): number for choice, number in row.counts.items()},
        counted_at=row.counted_at,
        batches=row.batches.count(),
    )
