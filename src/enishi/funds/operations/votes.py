"""Votes: called, cast without a name, sealed together, counted and laid open."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.funds import models, voting
from enishi.funds.queries import UnknownBallot, ballot_value, may_vote
from enishi.funds.undertaking import PLANNED
from enishi.funds.voting import CHOICES_MOST, TOGETHER, WHO, Ballot, Cast, NewBallot, Paper
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership
from enishi.regions import queries as regions
from enishi.transparency import operations as log
from enishi.transparency import queries as log_queries
from enishi.transparency.parts import NewPart, NewRecord

_CHOICES_LEAST = 2


class BadBallot(Refusal):
    """A vote has a title, two to twelve planned undertakings, and ends after it begins, in time."""

    code = "bad_ballot"
    status = 422


@transaction.atomic(durable=True)
def call_vote(*, new: NewBallot, at: datetime) -> Ballot:
    """Ask members which undertaking comes first; once it is called, nothing of it changes.

    Raises:
        UnknownRegion: no region has the code.
        BadBallot: a part that cannot be, named.
    """
    regions.region(new.region_code)
    planned = models.Undertaking.objects.filter(
        region_id=new.region_code, state=PLANNED, pk__in=new.choices
    )
    wanted = set(new.choices)
    faults = {
        "title": not new.title.strip(),
        "who": new.who not in WHO,
        "closes_at": new.closes_at <= max(new.opens_at, at),
        "choices": not _CHOICES_LEAST <= len(wanted) == len(new.choices) <= CHOICES_MOST
        or planned.count() != len(wanted),
    }
    for part, is_wrong in faults.items():
        if is_wrong:
            raise BadBallot(part=part)
    row = models.Ballot.objects.create(
        region_id=new.region_code,
        title=new.title.strip(),
        title_en=new.title_en.strip(),
        text=new.text.strip(),
        who=new.who,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
        choices=list(new.choices),
        made_at=at,
    )
    return ballot_value(row)


class VoteIsNotOpen(Refusal):
    """The vote has not begun, or has ended."""

    code = "vote_is_not_open"


class MayNotVote(Refusal):
    """The vote is for those who hold a card of the region, or who are complete and know it."""

    code = "may_not_vote"
    status = 403


class VotedAlready(Refusal):
    """One member, one vote: this one is cast."""

    code = "voted_already"


@transaction.atomic(durable=True)
def cast(*, ballot_id: UUID, member_id: UUID, paper: Paper, at: datetime) -> Cast:
    """Take a member's vote, once; the same paper again is the same vote.

    That the member voted and what the paper says are written apart, with nothing that joins them.
    The answer carries the log's signed promise to seal the paper, for its voter alone.

    Raises:
        UnknownBallot: there is no such vote, or it is not about this undertaking.
        VoteIsNotOpen: it has not begun, or has ended.
        MayNotVote: it is not for this member.
        VotedAlready: the member has voted with another paper, or the paper is another member's.
    """
    # Votes come one after another, so that none comes while they are counted.
    row = models.Ballot.objects.select_for_update().filter(pk=ballot_id).first()
    if row is None or paper.choice not in row.choices:
        raise UnknownBallot(ballot=ballot_id)
    if row.counted_at is not None or not ballot_value(row).is_open(at):
        raise VoteIsNotOpen(ballot=ballot_id)
    membership.lock_one(member_id)  # two at once queue here
    if not may_vote(ballot_value(row), member_id):
        raise MayNotVote(who=row.who)
    has_voted = row.voters.filter(member_id=member_id).exists()
    is_there = row.papers.filter(number=paper.number, choice=paper.choice).exists()
    # A number is one voter's: a form that was passed on casts nothing for the next one.
    is_taken = not has_voted and row.papers.filter(number=paper.number).exists()
    if is_taken or (has_voted and not is_there):
        raise VotedAlready(ballot=ballot_id)
    if not has_voted:
        row.voters.create(member_id=member_id)
        row.papers.create(number=paper.number, choice=paper.choice)
    return Cast(paper, log_queries.signed(voting.promise(row.pk, paper)))


def seal_votes(*, at: datetime) -> int:
    """Seal papers that came together, and count the votes that ended; say how much. A follower."""
    done = 0
    for ballot_id in models.Ballot.objects.filter(counted_at=None).values_list("pk", flat=True):
        done += _seal(ballot_id, at)
    return done


@transaction.atomic(durable=True)
def _seal(ballot_id: UUID, at: datetime) -> int:
    log.lock()
    row = models.Ballot.objects.select_for_update().get(pk=ballot_id)
    is_over = row.closes_at <= at
    waiting = list(row.papers.select_for_update().filter(batch=None))
    done = 0
    if waiting and (is_over or len(waiting) >= TOGETHER):
        _seal_batch(row, waiting, at)
        done = len(waiting)
    if is_over and row.counted_at is None:
        _count(row, at)
        done += 1
    return done


def _seal_batch(row: models.Ballot, waiting: Sequence[models.Paper], at: datetime) -> None:
    """Put the commitments of papers into one leaf, in an order that tells nothing."""
    number = row.batches.count()
    told = [voting.commitment(row.pk, Paper(one.number, one.choice)) for one in waiting]
    secrets.SystemRandom().shuffle(told)
    value = {"kind": "votes", "ballot": str(row.pk), "batch": number, "commitments": told}
    leaves = log.append([NewRecord(f"votes:{row.pk}:{number}", [NewPart("", value)])], at=at)
    row.batches.create(number=number, commitments=told, leaf=leaves.start)
    row.papers.filter(pk__in=[one.pk for one in waiting]).update(batch=number)


def _count(row: models.Ballot, at: datetime) -> None:
    """Count, seal the result, and write voters and papers anew in the order of their keys."""
    papers = sorted(Paper(*pair) for pair in row.papers.values_list("number", "choice"))
    assert len(papers) == row.voters.count(), "one member, one paper"
    sealed = [one for batch in row.batches.all() for one in batch.commitments]
    counts = voting.tally(papers, row.choices)
    text = voting.listed(papers)
    found = voting.check(row.pk, text, sealed=sealed, counts=counts)
    assert found.is_true, found
    value = {
        "kind": "ballot",
        "ballot": str(row.pk),
        "region": row.region_id,
        "counts": {str(choice): number for choice, number in counts.items()},
        "batches": row.batches.count(),
        "list": voting.digest(text),
    }
    log.append([NewRecord(f"ballot:{row.pk}", [NewPart("", value)])], at=at)
    row.counts = {str(choice): number for choice, number in counts.items()}
    row.counted_at = at
    row.save(update_fields=["counts", "counted_at"])
    _write_anew(row, papers)


def _write_anew(row: models.Ballot, papers: Sequence[Paper]) -> None:
    """Let neither place nor transaction say which paper came with which voter."""
    voters = sorted(row.voters.values_list("member_id", flat=True), key=str)
    row.voters.all().delete()
    models.Voter.objects.bulk_create(
        models.Voter(ballot=row, member_id=member_id) for member_id in voters
    )
    row.papers.all().delete()
    models.Paper.objects.bulk_create(
        models.Paper(ballot=row, number=one.number, choice=one.choice, batch=0) for one in papers
    )
