"""A shop asks to join, and the region answers."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import ids
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.merchants import models, notices, shop, trades
from enishi.merchants.queries import UnknownShop
from enishi.merchants.shop import NewShop
from enishi.outbox import operations as outbox
from enishi.regions import queries as regions
from enishi.regions.queries import UnknownController

_CODE_LENGTH = 8
_INVOICE_NUMBER = re.compile(r"T[0-9]{13}")


class BadShop(Refusal):
    """A part of what the shop says is missing or none of its words."""

    code = "bad_shop"
    status = 422


@transaction.atomic(durable=True)
def apply(*, new: NewShop, at: datetime) -> str:
    """Note that a shop asks to join, and return its code; nothing can be sold yet.

    Raises:
        UnknownRegion: no region has the code.
        BadShop: the name, the contact, a trade of the list or the terms are missing, or the
            invoice number is not T and 13 digits.
    """
    regions.region(new.region_code)
    told = _checked(new)
    row = models.Shop.objects.create(
        code=ids.readable_code(_CODE_LENGTH),
        region_id=new.region_code,
        state=shop.APPLIED,
        applied_at=at,
        **told,
    )
    return row.code


def _checked(new: NewShop) -> dict[str, object]:
    """Return what a shop says of itself, when all of it can be."""
    for part, is_bad in (
        ("name", not new.name.strip()),
        ("contact", not new.contact.strip()),
        ("trade", new.trade not in trades.BY_CODE),
        ("terms_version", not new.terms_version),
        (
            "invoice_number",
            bool(new.invoice_number) and not _INVOICE_NUMBER.fullmatch(new.invoice_number),
        ),
        ("place", (new.latitude is None) != (new.longitude is None)),
    ):
        if is_bad:
            raise BadShop(part=part)
    told = asdict(new)
    del told["region_code"]
    return told


@transaction.atomic(durable=True)
def amend(*, shop_code: str, new: NewShop) -> None:
    """Correct what is known of a shop; its region, code and state stay.

    Raises:
        UnknownShop: no shop of the region has the code.
        BadShop: as `apply`.
    """
    row = locked(shop_code=shop_code)
    if row.region_id != new.region_code:
        raise UnknownShop(shop=shop_code)
    told = _checked(new)
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))


class ShopIsDecided(Refusal):
    """The shop's wish to join was answered before."""

    code = "shop_is_decided"


@transaction.atomic(durable=True)
def approve(*, shop_code: str, by: UUID | None, at: datetime, link: str = "") -> None:
    """Let a shop take part, and tell it by mail how to go on; a second time changes nothing.

    `link` leads to the page of its application.

    Raises:
        UnknownShop: no shop has the code.
        ShopIsDecided: it was refused or closed.
    """
    row = _decide(shop_code, shop.OPEN, "", by, at)
    if row is not None:
        region, office = _town(row)
        _tell(row, notices.welcome(row.name, region, office=office, link=link), at)


@transaction.atomic(durable=True)
def refuse(*, shop_code: str, why: str, by: UUID | None, at: datetime, link: str = "") -> None:
    """Tell a shop no, with the reason, by mail too; `link` leads to the page of its application.

    Raises:
        UnknownShop: no shop has the code.
        BadShop: the reason is missing.
        ShopIsDecided: it takes part already.
    """
    if not why.strip():
        raise BadShop(part="why")
    row = _decide(shop_code, shop.REFUSED, why.strip(), by, at)
    if row is not None:
        region, office = _town(row)
        told = notices.regret(row.name, region, why=row.why, office=office, link=link)
        _tell(row, told, at)


def _decide(
    shop_code: str, state: str, why: str, by: UUID | None, at: datetime
) -> models.Shop | None:
    """Answer a shop's wish; None when it was answered so before."""
    row = locked(shop_code=shop_code)
    if row.state == state:
        return None
    if row.state != shop.APPLIED:
        raise ShopIsDecided(shop=row.code, state=row.state)
    _write(row, state, why, by, at)
    return row


def _town(row: models.Shop) -> tuple[str, str]:
    """Name a shop's region, and whom to ask there; nobody may have been named yet."""
    name = regions.region(row.region_id).name
    try:
        return name, regions.controller(row.region_id).contact
    except UnknownController:
        return name, ""


def _tell(row: models.Shop, words: notices.Words, at: datetime) -> None:
    """Mail a shop that left an address."""
    if row.email:
        outbox.send(
            key=f"shop-answer:{row.code}",
            channel="email",
            to=row.email,
            subject=words.subject,
            text=words.text,
            at=at,
        )


@transaction.atomic(durable=True)
def change_state(*, shop_code: str, state: str, why: str, by: UUID | None, at: datetime) -> None:
    """Pause, open again or close a shop that takes part.

    Raises:
        UnknownShop: no shop has the code.
        BadShop: the state is none of open, paused, closed, or a pause or end has no reason.
        ShopIsDecided: the shop never took part, or is closed for good.
    """
    if state not in (shop.OPEN, shop.PAUSED, shop.CLOSED):
        raise BadShop(part="state")
    if state != shop.OPEN and not why.strip():
        raise BadShop(part="why")
    row = locked(shop_code=shop_code)
    if row.state not in (shop.OPEN, shop.PAUSED):
        raise ShopIsDecided(shop=row.code, state=row.state)
    _write(row, state, why.strip(), by, at)


def _write(row: models.Shop, state: str, why: str, by: UUID | None, at: datetime) -> None:
    row.state, row.why, row.decided_by, row.decided_at = state, why, by, at
    row.save(update_fields=["state", "why", "decided_by", "decided_at"])
    if state == shop.CLOSED:
        models.Device.objects.filter(shop=row, ended_at=None).update(ended_at=at)


def locked(*, shop_code: str) -> models.Shop:
    """Hold a shop's row until the caller's transaction ends.

    Raises:
        UnknownShop: no shop has the code.
    """
    row = models.Shop.objects.select_for_update(no_key=True).filter(pk=shop_code).first()
    if row is None:
        raise UnknownShop(shop=shop_code)
    return row


def open_books(*, shop_code: str, asset: str) -> None:
    """Open the account in which a shop holds what members spent there."""
    ledger.open_account(name=shop.account(shop_code), asset=asset)
