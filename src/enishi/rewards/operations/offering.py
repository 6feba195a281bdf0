"""What a region offers: put on the list, worded anew, its stock counted, taken off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.merchants import queries as merchants
from enishi.programs import queries as programs
from enishi.regions import queries as regions
from enishi.rewards import models, reward
from enishi.rewards.queries import UnknownReward
from enishi.rewards.reward import NewReward


class BadReward(Refusal):
    """A part of the reward is missing or cannot be."""

    code = "bad_reward"
    status = 422


@transaction.atomic(durable=True)
def add_reward(*, new: NewReward, at: datetime) -> int:
    """Put a reward on a region's list and return its number.

    Raises:
        UnknownRegion, UnknownAsset, UnknownShop: the region, the asset or the shop is none.
        BadReward: a part is missing; the asset or the shop is another region's; a donation of
            points behind which no money stands; or a way that needs a place has none.
    """
    check(new=new)
    row = models.Reward.objects.create(created_at=at, **_columns(new))
    ledger.open_account(name=reward.account(new.asset), asset=new.asset)
    return row.pk


@transaction.atomic(durable=True)
def change_reward(*, reward_id: int, new: NewReward) -> None:
    """Word a reward anew; what members hold of it keeps its price and its last day.

    Its kind and what it is paid in stay, and so does its stock, which exchanges change meanwhile.

    Raises:
        UnknownReward: no reward has the number.
        UnknownShop, BadReward: as `add_reward`, or kind, asset or region are others.
    """
    row = _locked(reward_id)
    for part, before in (("kind", row.kind), ("asset", row.asset), ("region_code", row.region_id)):
        if getattr(new, part) != before:
            raise BadReward(part=part)
    check(new=new)
    for name, value in _columns(new).items():
        if name != "stock":
            setattr(row, name, value)
    row.save()


@transaction.atomic(durable=True)
def change_stock(*, reward_id: int, stock: int | None) -> None:
    """Say how many are left; None: as many as are asked for.

    Raises:
        UnknownReward: no reward has the number.
        BadReward: below zero, or more than can be counted.
    """
    if stock is not None and not 0 <= stock <= reward.STOCK_MAX:
        raise BadReward(part="stock")
    row = _locked(reward_id)
    row.stock = stock
    row.save(update_fields=["stock"])


@transaction.atomic(durable=True)
def switch_reward(*, reward_id: int, is_open: bool) -> None:
    """Take a reward off the list, or put it back; vouchers that members hold go on to count.

    Raises:
        UnknownReward: no reward has the number.
    """
    row = _locked(reward_id)
    row.is_open = is_open
    row.save(update_fields=["is_open"])


def _locked(reward_id: int) -> models.Reward:
    row = models.Reward.objects.select_for_update(no_key=True).filter(pk=reward_id).first()
    if row is None:
        raise UnknownReward(reward=reward_id)
    return row


def check(*, new: NewReward) -> None:
    """Refuse what can be no reward.

    Raises:
        UnknownRegion, UnknownAsset, UnknownShop: the region, the asset or the shop is none.
        BadReward: a part is missing or cannot be.
    """
    regions.region(new.region_code)
    asset = programs.asset(new.asset)
    shop = merchants.shop(new.shop_code) if new.shop_code else None
    ways = set(new.ways)
    is_donation = new.kind == reward.DONATION
    for part, is_bad in (
        ("title", not new.title.strip()),
        ("kind", new.kind not in reward.KINDS),
        ("price", not 0 < new.price <= reward.PRICE_MAX),
        ("asset", asset.region_code != new.region_code),
        ("asset", is_donation and not asset.takes_donations),
        ("stock", new.stock is not None and not 0 <= new.stock <= reward.STOCK_MAX),
        ("each_most", new.each_most is not None and new.each_most < 1),
        ("ways", not ways or not ways <= set(reward.WAYS)),
        ("ways", (ways == {reward.NONE}) != is_donation or (reward.NONE in ways) != is_donation),
        ("shop_code", (reward.SHOP in ways) != (shop is not None)),
        ("shop_code", shop is not None and shop.region_code != new.region_code),
        ("place", reward.DESK in ways and not new.place.strip()),
        ("drone_places", (reward.DRONE in ways) != bool(new.drone_places)),
        ("until", None not in (new.since, new.until) and new.until <= new.since),  # type: ignore[operator]
        ("voucher_days", not 1 <= new.voucher_days <= reward.VOUCHER_DAYS_MAX),
    ):
        if is_bad:
            raise BadReward(part=part)


def _columns(new: NewReward) -> Mapping[str, object]:
    return {
        "region_id": new.region_code,
        "title": new.title.strip(),
        "title_en": new.title_en.strip(),
        "kind": new.kind,
        "asset": new.asset,
        "price": new.price,
        "about": new.about.strip(),
        "about_en": new.about_en.strip(),
        "stock": new.stock,
        "each_most": new.each_most,
        "ways": [way for way in reward.WAYS if way in new.ways],
        "place": new.place.strip(),
        "drone_places": [one.strip() for one in new.drone_places if one.strip()],
        "shop_id": new.shop_code or None,
        "since": new.since,
        "until": new.until,
        "voucher_days": new.voucher_days,
    }
