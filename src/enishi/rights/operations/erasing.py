"""Erase a person by the retention table, through every room, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.actions import operations as actions
from enishi.activities import operations as activities
from enishi.events import operations as events
from enishi.funds import operations as funds
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.operations import PointsArePromised, PointsStay
from enishi.ledger.transfers import FUND, MEMBER
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.outbox import operations as outbox
from enishi.partners import operations as partners
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.rewards import operations as rewards
from enishi.rights import erased_list, models, queries
from enishi.rights.erased import Erased
from enishi.rights.erased_list import Line
from enishi.sales import operations as sales
from enishi.sponsors import operations as sponsors
from enishi.supporters import operations as supporters
from enishi.surveys import operations as surveys
from enishi.ties import operations as ties
from enishi.transparency import operations as log

SELF, PAPER = "self", "paper"
# So long after an erasure the log is looked after: what had not been sealed then is by now.
_LATE_LEAVES = timedelta(days=40)


@transaction.atomic(durable=True)
def erase(
    *, member_id: UUID, at: datetime, asked: str = SELF, region_code: str | None = None
) -> Erased:
    """Erase a person: who they are and what they did goes at once, amounts stay without a name.

    What they still hold is given up. An empty member stays, which the books name. What stays
    until when is kept with the erasure (decision 0014).

    Raises:
        UnknownMember: no member has the id, or the person was erased before.
        StaffStays: the member works for a region; that ends first.
        PointsArePromised: points are promised to somebody just now.
    """
    return _erase([member_id], models.Erasure(at=at, asked=asked, region_id=region_code))


def _erase(member_ids: Sequence[UUID], row: models.Erasure) -> Erased:
    """Erase whom these members stand for as one person, and keep that under the row given."""
    at = row.at
    persons = sorted(set(membership.lock_persons(member_ids=member_ids).values()))
    gone = [one for person in persons for one in members.members_of_person(person)]
    names = [f"{MEMBER}{one}" for one in gone]
    addresses = members.addresses_of(gone)
    rewards.cancel_all(member_ids=gone, at=at)
    counts = {"points": _give_up(names, at)}
    kept = queries.kept_of(*persons)
    counts["answers"] = surveys.forget(member_ids=gone)
    counts["sign_ups"] = events.forget(member_ids=gone)
    counts["evidence"] = sum(actions.forget(member_id=one) for one in gone)
    for one in gone:
        ties.forget(member_id=one)
    counts["sales"] = sales.forget(member_ids=gone)
    counts["given"] = sponsors.forget(member_ids=gone)
    counts["votes"] = funds.forget(member_ids=gone)
    counts["vouchers"] = rewards.forget(member_ids=gone)
    counts["partners"] = partners.forget(member_ids=gone)
    counts["supports"] = supporters.forget(member_ids=gone)
    counts["activities"] = activities.forget(member_ids=gone, at=at)
    counts["messages"] = outbox.forget(recipients=[*names, *addresses])
    counts["proofs"] = log.forget(subjects=names)
    counts |= membership.forget(member_ids=gone, at=at)
    row.shell, row.shells, row.counts = gone[0], [str(one) for one in gone[1:]], counts
    row.kept = [
        asdict(one) | {"until": one.until.isoformat() if one.until else None} for one in kept
    ]
    row.save(force_insert=True)
    # Where it cannot be written now, the follower writes it.
    transaction.on_commit(lambda: _list([row]), robust=True)
    return queries.erasure(row.id)


def _list(rows: Iterable[models.Erasure]) -> int:
    """Add erasures to the list that outlives a restored database; say how many were not in it."""
    lines = [
        Line(
            day=jst_day(row.at),
            erasure=row.id,
            asked=row.asked,
            region_code=row.region_id,
            members=(row.shell, *(UUID(one) for one in row.shells)),
        )
        for row in rows
    ]
    return erased_list.add(settings.ERASED_LIST, lines) if lines else 0


@dataclass(frozen=True, slots=True)
class Again:
    """How many were erased again, and which erasures of the list could not be done, and why."""

    done: int
    left: Mapping[UUID, Refusal]


def erase_again(*, lines: Sequence[Line], at: datetime) -> Again:
    """Erase those again who were erased after this database was written; each is durable.

    Who is not in this database, or is erased in it, is left alone; the list holds them from now
    on. An erasure keeps its number, so the page that the person was given goes on to answer.
    """
    erased_list.add(settings.ERASED_LIST, lines)
    done, left = 0, {}
    for line in lines:
        try:
            done += _again(line, at)
        except (PointsArePromised, PointsStay, membership.StaffStays) as refused:
            left[line.erasure] = refused
    return Again(done, left)


@transaction.atomic(durable=True)
def _again(line: Line, at: datetime) -> int:
    there = members.not_erased(line.members)
    if not there:
        return 0
    known = regions.regions([line.region_code] if line.region_code else [])
    row = models.Erasure(at=at, asked=line.asked, region_id=next(iter(known), None))
    if not models.Erasure.objects.filter(pk=line.erasure).exists():
        row.id = line.erasure
    _erase(there, row)
    return 1


def _give_up(names: Sequence[str], at: datetime) -> int:
    """Give up what the person holds of every asset, where its lapsed points go; say how many."""
    held = {asset for name in names for asset in books.balances(name)}
    targets = {asset: programs.asset(asset).lapse_target for asset in sorted(held)}
    for asset, target in targets.items():
        if target.startswith(FUND):
            ledger.open_account(name=target, asset=asset)
    ledger.lock_wallets(names=names, others=["fund"])
    given = [ledger.forgo(name=name, targets=targets, at=at) for name in names]
    return sum(points for one in given for points in one.values())


class ReasonIsNotNamed(Refusal):
    """Who erases for somebody at a desk says why: the request on paper, and who checked it."""

    code = "reason_is_not_named"
    status = 422


def erase_on_paper(
    *, member_id: UUID, reader_id: UUID, region_code: str, reason: str, at: datetime
) -> Erased:
    """Erase a person who asked for it on paper, at a desk that checked who they are. Durable.

    Raises:
        ReasonIsNotNamed: the reason is empty.
        UnknownMember, StaffStays, PointsArePromised: as `erase`.
    """
    if not reason.strip():
        raise ReasonIsNotNamed
    membership.note_look(
        member_id=member_id,
        reader_id=reader_id,
        region_code=region_code,
        purpose="rights",
        at=at,
    )
    return erase(member_id=member_id, at=at, asked=PAPER, region_code=region_code)


def tidy(*, at: datetime) -> int:
    """Finish what merging and erasing could not see yet; say how much there was. A follower.

    Transfers of an erased person that were sealed afterwards are closed like the others, and
    points that came to a wallet given up, by a reversal, go to the person's. The list of who was
    erased is completed.
    """
    done = _list(models.Erasure.objects.order_by("at")) + _close_late_leaves(at)
    merged = {f"{MEMBER}{left}": f"{MEMBER}{kept}" for left, kept in members.merged_members()}
    for source in sorted(books.who_hold(merged)):
        done += _gather_late(source, merged[source], at)
    return done


@transaction.atomic(durable=True)
def _close_late_leaves(at: datetime) -> int:
    late = models.Erasure.objects.filter(at__gt=at - _LATE_LEAVES).values_list("shell", "shells")
    shells = [name for shell, others in late for name in (shell, *others)]
    return log.forget(subjects=[f"{MEMBER}{one}" for one in shells]) if shells else 0


def _gather_late(source: str, target: str, at: datetime) -> int:
    """Move what came late; what is promised or not taken waits for the next turn."""
    try:
        with transaction.atomic(durable=True):
            ledger.lock_wallets(names=[source, target])
            return len(ledger.gather(source=source, target=target, at=at))
    except (PointsArePromised, PointsStay):
        return 0
