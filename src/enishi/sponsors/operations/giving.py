"""Take money that a sponsor pays on a pledge, where every rule of its kind is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.sponsors import guards, models
from enishi.sponsors.guards import Asked
from enishi.sponsors.pledge import Gift, NewGift
from enishi.sponsors.queries import UnknownPledge, account_value, gift_value, paid_to_plan


class GiftMayNotBe(Refusal):
    """A rule keeps this gift from being taken now; the facts name the rule."""

    code = "gift_may_not_be"
    status = 422


class GiftIsDifferent(Refusal):
    """The key stands for another gift."""

    code = "gift_is_different"


@transaction.atomic(durable=True)
def receive_gift(*, new: NewGift, by: UUID | None, at: datetime) -> Gift:
    """Write down money that a sponsor paid, once under its key.

    Raises:
        UnknownPledge: there is no such pledge.
        GiftMayNotBe: more than is owed, on a day to come, or against a guard of its kind.
        GiftIsDifferent: the key stands for another gift.
    """
    pledge = models.Pledge.objects.select_for_update().filter(pk=new.pledge_id).first()
    if pledge is None:
        raise UnknownPledge(pledge=new.pledge_id)
    known = models.Gift.objects.filter(pk=new.key).first()
    if known is not None:
        if (known.pledge_id, known.yen, known.on) != (new.pledge_id, new.yen, new.on):
            raise GiftIsDifferent(gift=new.key)
        return gift_value(known)
    if new.on > periods.jst_day(at):
        raise GiftMayNotBe(reason="day_to_come")
    account = account_value(pledge)
    asked = Asked(
        yen=new.yen,
        owed_yen=account.owed_yen,
        on=new.on,
        papers=frozenset(new.papers),
        paid_to_plan_yen=paid_to_plan(account.pledge),
    )
    found = guards.obstacles(account.pledge, asked)
    if found:
        raise GiftMayNotBe(reason=found[0])
    row = models.Gift.objects.create(
        id=new.key,
        pledge=pledge,
        yen=new.yen,
        on=new.on,
        receipt=new.receipt.strip(),
        papers=[paper for paper in guards.PAPERS if paper in new.papers],
        by=by,
        at=at,
    )
    return gift_value(row)
