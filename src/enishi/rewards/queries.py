"""Every reading of rewards and vouchers for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count as CountOf
from django.db.models import Q

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.rewards import models, reward
from enishi.rewards.reward import Address, Count, Reward, Voucher


class UnknownReward(Refusal):
    """No reward has this number."""

    code = "unknown_reward"
    status = 404


def reward_of(reward_id: int) -> Reward:
    """Return one reward.

    Raises:
        UnknownReward: no reward has the number.
    """
    row = models.Reward.objects.filter(pk=reward_id).first()
    if row is None:
        raise UnknownReward(reward=reward_id)
    return reward_value(row)


def rewards_of(region_code: str) -> list[Reward]:
    """Return a region's rewards, those on offer first, cheap ones first."""
    rows = models.Reward.objects.filter(region_id=region_code)
    return [reward_value(row) for row in rows.order_by("-is_open", "price", "id")]


def offered(region_code: str, on: date) -> list[Reward]:
    """Return what a region offers on a day; what is gone comes last."""
    found = [one for one in rewards_of(region_code) if one.is_offered(on)]
    return sorted(found, key=lambda one: one.is_gone)


class UnknownVoucher(Refusal):
    """No voucher has this code."""

    code = "unknown_voucher"
    status = 404


def voucher(code: str) -> Voucher:
    """Return a voucher by its code, also one typed in by hand.

    Raises:
        UnknownVoucher: no voucher has the code.
    """
    rows = models.Voucher.objects.select_related("reward")
    row = rows.filter(pk=ids.as_typed(code)).first()
    if row is None:
        raise UnknownVoucher
    return voucher_value(row)


def vouchers_of(member_id: UUID) -> list[Voucher]:
    """Return a member's vouchers: those that wait first, newest first."""
    rows = models.Voucher.objects.filter(member_id=member_id).select_related("reward")
    found = [voucher_value(row) for row in rows.order_by("-at")]
    return sorted(found, key=lambda one: not one.is_waiting)


def held_by(member_id: UUID, reward_ids: Iterable[int]) -> dict[int, int]:
    """Tell how many of each reward a member has had, those that came back left out."""
    rows = models.Voucher.objects.filter(member_id=member_id, reward_id__in=set(reward_ids))
    kept = rows.exclude(state__in=_BACK).values_list("reward_id").annotate(CountOf("pk"))
    return dict(kept.order_by())


_BACK = (reward.CANCELLED, reward.EXPIRED)


def to_send(region_code: str) -> list[Voucher]:
    """Return what waits to be sent or flown, the oldest first."""
    rows = models.Voucher.objects.filter(
        reward__region_id=region_code, state=reward.WAITING, way__in=reward.SENT_WAYS
    )
    return [voucher_value(row) for row in rows.select_related("reward").order_by("at", "code")]


def counts(region_code: str) -> Mapping[int, Count]:
    """Tell by reward how many vouchers wait, were used, and came back."""
    rows = models.Voucher.objects.filter(reward__region_id=region_code)
    found = rows.values_list("reward_id").annotate(
        waiting=CountOf("pk", filter=Q(state=reward.WAITING)),
        used=CountOf("pk", filter=Q(state=reward.USED)),
        back=CountOf("pk", filter=Q(state__in=_BACK)),
    )
    return {number: Count(*told) for number, *told in found.order_by()}


def used_at(shop_code: str, since: datetime, until: datetime) -> list[Voucher]:
    """Return what was used at a shop from a moment until another, newest first."""
    rows = models.Voucher.objects.filter(
        used_at_shop_id=shop_code, state=reward.USED, ended_at__gte=since, ended_at__lt=until
    )
    return [voucher_value(row) for row in rows.select_related("reward").order_by("-ended_at")]


def copy_of(member_id: UUID) -> list[Mapping[str, Any]]:
    """Return all that is kept of a member's vouchers, for a copy of their data."""
    return [
        {
            "reward": one.reward.title,
            "region_code": one.reward.region_code,
            "code": one.code,
            "asset": one.asset,
            "price": one.price,
            "way": one.way,
            "state": one.state,
            "at": one.at,
            "until": one.until,
            "ended_at": one.ended_at,
            "shop": one.shop_code,
            "name": one.address.name,
            "address": one.address.address,
            "phone": one.address.phone,
            "drone_place": one.drone_place,
            "note": one.note,
        }
        for one in vouchers_of(member_id)
    ]


def reward_value(row: models.Reward) -> Reward:
    """Return a reward's row as others see it (for this room)."""
    return Reward(
        id=row.pk,
        region_code=row.region_id,
        title=row.title,
        title_en=row.title_en,
        kind=row.kind,
        asset=row.asset,
        price=row.price,
        about=row.about,
        about_en=row.about_en,
        stock=row.stock,
        each_most=row.each_most,
        ways=tuple(row.ways),
        place=row.place,
        drone_places=tuple(row.drone_places),
        shop_code=row.shop_id or "",
        since=row.since,
        until=row.until,
        voucher_days=row.voucher_days,
        is_open=row.is_open,
    )


def voucher_value(row: models.Voucher) -> Voucher:
    """Return a voucher's row as others see it (for this room)."""
    return Voucher(
        code=row.code,
        reward=reward_value(row.reward),
        member_id=row.member_id,
        price=row.price,
        asset=row.asset,
        way=row.way,
        state=row.state,
        at=row.at,
        until=row.until,
        ended_at=row.ended_at,
        shop_code=row.used_at_shop_id or "",
        address=Address(row.to_name, row.to_address, row.to_phone),
        drone_place=row.drone_place,
        note=row.note,
        transfer=row.transfer,
    )
