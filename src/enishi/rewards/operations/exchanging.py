"""A member gives points and gets a voucher, or neither."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import FUND, MEMBER, NewTransfer, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.rewards import models, reward
from enishi.rewards.queries import UnknownReward, reward_value, voucher_value
from enishi.rewards.reward import NewExchange, Reward, Voucher

_CODE_LENGTH = 16
KIND = "reward"


class NotOffered(Refusal):
    """The reward is off the list, or not yet or no longer on it."""

    code = "reward_not_offered"


class RewardIsGone(Refusal):
    """None is left."""

    code = "reward_is_gone"


class HadEnough(Refusal):
    """The member has had as many as one member may have."""

    code = "had_enough_of_reward"


class WayIsNotOffered(Refusal):
    """The reward does not reach a member in this way, or a drone does not land there."""

    code = "way_is_not_offered"
    status = 422


class AddressIsMissing(Refusal):
    """What is sent needs a name, an address and a telephone number."""

    code = "address_is_missing"
    status = 422


class NotEnoughToExchange(Refusal):
    """The member has fewer free points than the reward costs."""

    code = "not_enough_to_exchange"


class ExchangeIsDifferent(Refusal):
    """The key stands for another exchange."""

    code = "exchange_is_different"


@transaction.atomic(durable=True)
def exchange(*, asked: NewExchange) -> Voucher:
    """Give a member a reward for points, once under the form's key; stock never falls below zero.

    The member is locked, then the reward, then the accounts: of many who ask for the last one at
    one moment, one gets it, and nobody else pays.

    Raises:
        UnknownMember, UnknownReward: there is no such member or reward.
        NotOffered, RewardIsGone, HadEnough: it cannot be had, or not by this member.
        WayIsNotOffered, AddressIsMissing: it cannot reach the member so.
        NotEnoughToExchange: fewer free points than it costs.
        ExchangeIsDifferent: the key stands for another exchange.
    """
    members.member(asked.member_id)
    membership.lock(member_ids=[asked.member_id])
    known = _known(asked)
    if known is not None:
        return known
    rows = models.Reward.objects.select_for_update(no_key=True)
    row = rows.filter(pk=asked.reward_id).first()
    if row is None:
        raise UnknownReward(reward=asked.reward_id)
    wanted = reward_value(row)
    _check(wanted, asked)
    transfer = _pay(wanted, asked)
    if row.stock is not None:
        row.stock -= 1  # it is locked
        row.save(update_fields=["stock"])
    is_done = wanted.kind == reward.DONATION
    made = models.Voucher.objects.create(
        code=ids.readable_code(_CODE_LENGTH),
        reward=row,
        member_id=asked.member_id,
        key=asked.key,
        price=wanted.price,
        asset=wanted.asset,
        way=asked.way,
        state=reward.USED if is_done else reward.WAITING,
        at=asked.at,
        until=None
        if is_done or asked.way in reward.SENT_WAYS
        else jst_day(asked.at) + timedelta(days=wanted.voucher_days),
        ended_at=asked.at if is_done else None,
        transfer=transfer,
        **_where(asked),
    )
    return voucher_value(made)


def _known(asked: NewExchange) -> Voucher | None:
    """Return what stands under the key already; another exchange under it is refused."""
    rows = models.Voucher.objects.filter(member_id=asked.member_id, key=asked.key)
    row = rows.select_related("reward").first()
    if row is None:
        return None
    if (row.reward_id, row.way) != (asked.reward_id, asked.way):
        raise ExchangeIsDifferent(reward=asked.reward_id)
    return voucher_value(row)


def _check(wanted: Reward, asked: NewExchange) -> None:
    if not wanted.is_offered(jst_day(asked.at)):
        raise NotOffered(reward=wanted.id)
    if wanted.is_gone:
        raise RewardIsGone(reward=wanted.id)
    had = models.Voucher.objects.filter(reward_id=wanted.id, member_id=asked.member_id)
    had = had.exclude(state__in=(reward.CANCELLED, reward.EXPIRED))
    if wanted.each_most is not None and had.count() >= wanted.each_most:
        raise HadEnough(most=wanted.each_most)
    lands = asked.way != reward.DRONE or asked.drone_place in wanted.drone_places
    if asked.way not in wanted.ways or not lands:
        raise WayIsNotOffered(way=asked.way)
    told = asked.address
    if asked.way == reward.POST and not told.is_told:
        raise AddressIsMissing
    if asked.way == reward.DRONE and not (told.name.strip() and told.phone.strip()):
        raise AddressIsMissing


def _where(asked: NewExchange) -> dict[str, str]:
    """Keep of an address what the way needs, and nothing else."""
    if asked.way not in reward.SENT_WAYS:
        return {}
    kept = {"to_name": asked.address.name.strip(), "to_phone": asked.address.phone.strip()}
    if asked.way == reward.DRONE:
        return kept | {"drone_place": asked.drone_place}
    return kept | {"to_address": asked.address.address.strip()}


def _pay(wanted: Reward, asked: NewExchange) -> UUID:
    """Move the price to where it rests until the hand-over, or to the fund; return the transfer."""
    secret = members.transfer_secrets([asked.member_id])[asked.member_id]
    made = transfer_id(secret, KIND, asked.key)
    is_donation = wanted.kind == reward.DONATION
    target = f"{FUND}{wanted.asset}" if is_donation else reward.account(wanted.asset)
    ledger.open_account(name=target, asset=wanted.asset)
    move = NewTransfer(
        id=made,
        source=f"{MEMBER}{asked.member_id}",
        target=target,
        asset=wanted.asset,
        amount=wanted.price,
        kind="donate" if is_donation else KIND,
        at=asked.at,
    )
    result = ledger.post(move)
    if not result.stands:
        raise NotEnoughToExchange(points=wanted.price, result=result)
    return made
