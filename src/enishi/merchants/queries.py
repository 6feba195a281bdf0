"""Every reading of shops for others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from enishi.kit.refusal import Refusal
from enishi.merchants import models
from enishi.merchants.offer import Offer
from enishi.merchants.shop import OPEN, Device, Participation, Shop, account


class UnknownShop(Refusal):
    """No shop has this code."""

    code = "unknown_shop"
    status = 404


class ShopIsNotOpen(Refusal):
    """The shop does not take part, or not now."""

    code = "shop_is_not_open"


def shop(code: str) -> Shop:
    """Return one shop.

    Raises:
        UnknownShop: no shop has the code.
    """
    row = models.Shop.objects.filter(pk=code).first()
    if row is None:
        raise UnknownShop(shop=code)
    return shop_value(row)


def shops(codes: Iterable[str]) -> dict[str, Shop]:
    """Return shops by code; unknown codes are left out."""
    return {row.code: shop_value(row) for row in models.Shop.objects.filter(pk__in=set(codes))}


def shops_of(region_code: str, *, state: str = "") -> list[Shop]:
    """Return the shops of a region by name; of one state, where it is told."""
    rows = models.Shop.objects.filter(region_id=region_code)
    if state:
        rows = rows.filter(state=state)
    return [shop_value(row) for row in rows.order_by("name", "code")]


def shops_taking(asset: str, *, outside: str = "") -> list[Shop]:
    """Return the open shops that take part in an asset's programme, by name.

    Without those of one region, where it is told: who has them already need not read them twice.
    """
    rows = models.Shop.objects.filter(participations__asset=asset, state=OPEN)
    rows = rows.exclude(region_id=outside)
    return [shop_value(row) for row in rows.order_by("name", "code")]


def names_of_accounts(region_code: str) -> dict[str, str]:
    """Name the accounts of a region's shops, as its books and journals call them."""
    rows = models.Shop.objects.filter(region_id=region_code).values_list("code", "name")
    return {account(code): name for code, name in rows}


def participations(shop_codes: Iterable[str]) -> list[Participation]:
    """Return the programmes that shops take part in, past ones too, by asset."""
    rows = models.Participation.objects.filter(shop_id__in=set(shop_codes))
    return [
        Participation(
            shop_code=row.shop_id,
            asset=row.asset,
            earns=row.earns,
            spends=row.spends,
            earn_payer=row.earn_payer,
            since=row.since,
            until=row.until,
        )
        for row in rows.order_by("shop_id", "asset")
    ]


def device_of(secret: str) -> Device | None:
    """Return the living device whose secret this is; None for any other."""
    return devices_of([secret]).get(secret)


def devices_of(secrets: Iterable[str]) -> dict[str, Device]:
    """Return the living devices whose secrets these are; those of no living one are left out."""
    digests = {hashlib.sha256(secret.encode()).digest(): secret for secret in secrets}
    rows = models.Device.objects.filter(digest__in=digests, ended_at=None)
    return {digests[bytes(row.digest)]: device_value(row) for row in rows}


def devices(shop_code: str) -> list[Device]:
    """Return a shop's devices, newest first; ended ones too."""
    rows = models.Device.objects.filter(shop_id=shop_code).order_by("-created_at")
    return [device_value(row) for row in rows]


def device(device_id: UUID) -> Device | None:
    """Return a device; None when there is none."""
    row = models.Device.objects.filter(pk=device_id).first()
    return device_value(row) if row else None


def offers_of(shop_codes: Iterable[str]) -> list[Offer]:
    """Return what shops offer or offered, newest first."""
    rows = models.Offer.objects.filter(shop_id__in=set(shop_codes))
    return [offer_value(row) for row in rows.order_by("-made_at", "-pk")]


def offer_value(row: models.Offer) -> Offer:
    """Return an offer's row as others see it (for this room)."""
    return Offer(
        id=row.pk,
        shop_code=row.shop_id,
        title=row.title,
        text=row.text,
        from_on=row.from_on,
        until_on=row.until_on,
        audience=row.audience,
        made_at=row.made_at,
        allowed_at=row.allowed_at,
        ended_at=row.ended_at,
    )


def shop_value(row: models.Shop) -> Shop:
    """Return a shop's row as others see it (for this room)."""
    return Shop(
        code=row.code,
        region_code=row.region_id,
        name=row.name,
        name_en=row.name_en,
        kana=row.kana,
        trade=row.trade,
        state=row.state,
        contact=row.contact,
        phone=row.phone,
        email=row.email,
        address=row.address,
        latitude=row.latitude,
        longitude=row.longitude,
        url=row.url,
        about=row.about,
        hours=row.hours,
        is_online=row.is_online,
        invoice_number=row.invoice_number,
        terms_version=row.terms_version,
        applied_at=row.applied_at,
        decided_at=row.decided_at,
        why=row.why,
    )


def device_value(row: models.Device) -> Device:
    """Return a device's row as others see it (for this room)."""
    return Device(
        id=row.id,
        shop_code=row.shop_id,
        kind=row.kind,
        label=row.label,
        public_key=row.public_key,
        created_at=row.created_at,
        seen_at=row.seen_at,
        ended_at=row.ended_at,
    )
