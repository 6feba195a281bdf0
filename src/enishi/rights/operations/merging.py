"""Two phones, one person: what stood for two members stands for one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.actions import operations as actions
from enishi.activities import operations as activities
from enishi.events import operations as events
from enishi.funds import operations as funds
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import MEMBER
from enishi.membership import operations as membership
from enishi.outbox import operations as outbox
from enishi.partners import operations as partners
from enishi.rewards import operations as rewards
from enishi.sales import operations as sales
from enishi.sponsors import operations as sponsors
from enishi.supporters import operations as supporters
from enishi.ties import operations as ties


@transaction.atomic(durable=True)
def merge(*, keep: UUID, gone: UUID, at: datetime) -> None:
    """Put two members together who are one person; a repetition changes nothing.

    Phones, addresses, cards, activities, points and all else of `gone` are those of `keep` then.
    Members are locked in the order of their ids, then wallets in the order of their names, so
    that two merges, a check-in and a donation at once all end (decision 0013). Where one of the
    two was put together with somebody before, that person is meant.

    Raises:
        UnknownMember: no member has one of the ids, or the person was erased.
        StaffStays: the one to be given up works for a region.
        PointsArePromised: points of the one to be given up are promised to somebody just now.
        PointsStay: the kept one's wallet does not take the points.
    """
    persons = membership.lock_persons(member_ids=[keep, gone])
    kept, left = persons[keep], persons[gone]
    if kept == left:
        return
    source, target = f"{MEMBER}{left}", f"{MEMBER}{kept}"
    ledger.lock_wallets(names=[source, target])
    keys = activities.hand_over(keep=kept, gone=left, at=at)
    ledger.gather(source=source, target=target, at=at)
    events.hand_over(keep=kept, gone=left, at=at)
    actions.rename(keys=keys)
    actions.hand_over(keep=kept, gone=left)
    sales.hand_over(keep=kept, gone=left)
    sponsors.hand_over(keep=kept, gone=left)
    funds.hand_over(keep=kept, gone=left)
    rewards.hand_over(keep=kept, gone=left)
    partners.hand_over(keep=kept, gone=left)
    supporters.hand_over(keep=kept, gone=left)
    ties.hand_over(keep=kept, gone=left)
    outbox.hand_over(keep=target, gone=source)
    membership.hand_over(keep=kept, gone=left)
