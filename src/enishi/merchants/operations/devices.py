"""What opens a till: the shop's card with its PIN, and the devices that it opened."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.merchants import models, queries, shop
from enishi.merchants.operations.joining import locked
from enishi.merchants.queries import ShopIsNotOpen
from enishi.merchants.shop import Device, Enrolled, ShopCard
from enishi.webhooks import operations as webhooks

_SECRET_LENGTH = 16
_PIN_DIGITS = 4
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
# Each further five wrong numbers lock twice as long: who photographed the card and keeps trying
# would need years for four digits.
LOCKED_MOST = timedelta(days=1)


@transaction.atomic(durable=True)
def make_shop_card(*, shop_code: str, at: datetime) -> ShopCard:
    """Make a fresh card and PIN for a shop, told once; the card before no longer opens a till.

    Devices that are enrolled go on.

    Raises:
        UnknownShop: no shop has the code.
    """
    del at
    row = locked(shop_code=shop_code)
    secret = ids.readable_code(_SECRET_LENGTH)
    pin = "".join(secrets.choice("0123456789") for _ in range(_PIN_DIGITS))
    row.card_digest = digest(secret=secret)
    row.pin_hash = make_password(pin)
    row.pin_tries, row.pin_locked_until = 0, None
    row.save(update_fields=["card_digest", "pin_hash", "pin_tries", "pin_locked_until"])
    return ShopCard(row.code, secret, pin)


def digest(*, secret: str) -> bytes:
    """Return what we keep of a secret: a digest is enough, it has 80 random bits."""
    return hashlib.sha256(secret.encode()).digest()


class UnknownShopCard(Refusal):
    """No shop has this card any more."""

    code = "unknown_shop_card"
    status = 404


class PinIsWrong(Refusal):
    """The number is not the shop's."""

    code = "pin_is_wrong"
    status = 422


class TillIsLocked(Refusal):
    """Too many wrong numbers; wait as long as it says, or ask for a fresh card."""

    code = "till_is_locked"
    status = 429


class TooManyDevices(Refusal):
    """Three phones sell for the shop already; end one first."""

    code = "too_many_devices"


def enrol_phone(
    *, secret: str, pin: str, label: str, at: datetime, ending: UUID | None = None
) -> Enrolled:
    """Let a phone sell for the shop whose card and PIN it shows; `ending` makes room for it.

    A wrong PIN is counted even though nothing else happens.

    Raises:
        UnknownShopCard: the card is none that counts.
        PinIsWrong, TillIsLocked: the number is wrong, or was five times.
        ShopIsNotOpen: the shop does not take part now.
        TooManyDevices: three phones are enrolled.
    """
    found = _tried(secret, pin, at)
    if not isinstance(found, models.Shop):
        raise found
    return _enrol(found, shop.PHONE, label, at, ending)


@transaction.atomic(durable=True)
def _tried(secret: str, pin: str, at: datetime) -> models.Shop | Refusal:
    """Count a try and say whose card it is, or why not; a raise would undo the count."""
    rows = models.Shop.objects.select_for_update(no_key=True)
    row = rows.filter(card_digest=digest(secret=ids.as_typed(secret))).first()
    if row is None:
        return UnknownShopCard()
    if row.pin_locked_until is not None and at < row.pin_locked_until:
        return _still(row, row.pin_locked_until - at)
    if not check_password(pin, row.pin_hash):
        row.pin_tries += 1
        left = -row.pin_tries % TRIES
        wait = min(LOCKED_FOR * 2 ** min(row.pin_tries // TRIES - 1, 10), LOCKED_MOST)
        row.pin_locked_until = None if left else at + wait
        row.save(update_fields=["pin_tries", "pin_locked_until"])
        if left:
            return PinIsWrong(left=left)
        return _still(row, wait)
    if row.state != shop.OPEN:
        return ShopIsNotOpen(shop=row.code, state=row.state)
    row.pin_tries, row.pin_locked_until = 0, None
    row.save(update_fields=["pin_tries", "pin_locked_until"])
    return row


def _still(row: models.Shop, wait: timedelta) -> TillIsLocked:
    return TillIsLocked(shop=row.code, minutes=-(-wait // timedelta(minutes=1)))


@transaction.atomic(durable=True)
def _enrol(
    owner: models.Shop, kind: str, label: str, at: datetime, ending: UUID | None = None
) -> Enrolled:
    row = locked(shop_code=owner.code)
    living = models.Device.objects.filter(shop=row, kind=kind, ended_at=None)
    if ending is not None:
        living.filter(pk=ending).update(ended_at=at)
    if kind == shop.PHONE and living.count() >= shop.PHONES_MOST:
        raise TooManyDevices(shop=row.code, most=shop.PHONES_MOST)
    secret = secrets.token_urlsafe(32)
    made = models.Device.objects.create(
        shop=row, kind=kind, label=label.strip()[:40], digest=digest(secret=secret), created_at=at
    )
    return Enrolled(queries.device_value(made), secret)


def enrol_pos(*, shop_code: str, label: str, at: datetime) -> Enrolled:
    """Make a key for another system's till (POS, online shop); it is told once.

    Raises:
        UnknownShop: no shop has the code.
        ShopIsNotOpen: the shop does not take part now.
    """
    found = queries.shop(shop_code)
    if not found.is_open:
        raise ShopIsNotOpen(shop=found.code, state=found.state)
    return _enrol(models.Shop(code=found.code), shop.POS, label, at)


@transaction.atomic(durable=True)
def end_device(*, shop_code: str, device_id: UUID, at: datetime) -> None:
    """Let a phone or till sell no more for a shop; one that ended stays ended.

    With the last key of another system end the addresses that such keys let take messages.
    """
    models.Device.objects.filter(pk=device_id, shop_id=shop_code, ended_at=None).update(ended_at=at)
    keys = models.Device.objects.filter(shop_id=shop_code, kind=shop.POS, ended_at=None)
    if not keys.exists():
        webhooks.end_all(owner=shop.account(shop_code), at=at)


class UnknownDevice(Refusal):
    """No phone or till of the shop has this id, or it ended."""

    code = "unknown_device"
    status = 404


@transaction.atomic(savepoint=False)
def keep_public_key(*, shop_code: str, device_id: UUID, public_key: str) -> None:
    """Keep the key with which a device signs what it sells without network; the last one counts.

    In the caller's transaction, who has looked at the key.

    Raises:
        UnknownDevice: the shop has no such living device.
    """
    living = models.Device.objects.filter(pk=device_id, shop_id=shop_code, ended_at=None)
    if not living.update(public_key=public_key):
        raise UnknownDevice(device=device_id)


@transaction.atomic(savepoint=False)
def lock_device(*, device_id: UUID) -> Device:
    """Hold a living device until the caller's transaction ends: what it sends is read in order.

    In the caller's transaction.

    Raises:
        UnknownDevice: no living device has the id.
    """
    rows = models.Device.objects.select_for_update(no_key=True)
    row = rows.filter(pk=device_id, ended_at=None).first()
    if row is None:
        raise UnknownDevice(device=device_id)
    return queries.device_value(row)
