"""Buy with one's own phone at a counter whose code was read; a new phone begins with it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.membership import operations as membership
from enishi.membership.member import Held
from enishi.sales import models, sale
from enishi.sales.operations.selling import sell_many
from enishi.sales.sale import NewSale, Sold


class CounterIsFull(Refusal):
    """Nobody of the shop sees this kind of sale, so a member makes few of them a day."""

    code = "counter_is_full"


class CounterIsForLess(Refusal):
    """Nobody of the shop sees this kind of sale, so it is for prices of every day."""

    code = "counter_is_for_less"
    status = 422


@transaction.atomic(durable=True)
def buy_at_counter(new: NewSale) -> Sold:
    """Make a sale that the member types on their own phone, once under its key.

    Raises:
        CounterIsForLess: the price is above what a printed code is trusted with.
        CounterIsFull: the member bought so three times at the shop today.
        The refusals of `sell`.
    """
    membership.lock(member_ids=[new.member_id])
    return _buy(new)


@transaction.atomic(durable=True)
def buy_as_newcomer(new: NewSale, *, device_id: UUID) -> tuple[Held, Sold]:
    """Let a phone that holds nobody hold a new member, who buys; or nothing of it.

    `new.member_id` counts for nothing. Two taps on one form are one phone and one sale.

    Raises:
        The refusals of `buy_at_counter`.
    """
    held = membership.hold_on_device(device_id=device_id, at=new.at)
    return held, _buy(replace(new, member_id=held.member_id))


def _buy(new: NewSale) -> Sold:
    if new.amount_yen > sale.COUNTER_YEN_MAX:
        raise CounterIsForLess(most=sale.COUNTER_YEN_MAX)
    today = models.Sale.objects.filter(
        shop_id=new.shop_code,
        member_id=new.member_id,
        channel=sale.COUNTER,
        on=periods.jst_day(new.at),
    ).exclude(key=new.key)
    if today.count() >= sale.COUNTER_SALES_MAX:
        raise CounterIsFull(shop=new.shop_code, most=sale.COUNTER_SALES_MAX)
    answer = sell_many([new])[0]
    if isinstance(answer, Refusal):
        raise answer
    return answer
