"""The programmes a shop takes part in."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from enishi.merchants import models, shop
from enishi.merchants.operations.joining import BadShop, locked, open_books
from enishi.programs import queries as programs


@transaction.atomic(durable=True)
def take_part(
    *,
    shop_code: str,
    asset: str,
    since: date,
    until: date | None = None,
    earns: bool = True,
    spends: bool = True,
    earn_payer: str = shop.ISSUER,
) -> None:
    """Let members earn at a shop, spend there, or both; told again, the last word counts.

    `earn_payer` says who pays for points earned there: the issuer, or the shop, which then buys
    them at the moment they are granted.

    Raises:
        UnknownShop: no shop has the code.
        UnknownAsset: no asset has the code.
        BadShop: the payer is none of ours, the end is not after the beginning, or the asset is
            a coin, which nobody spends.
    """
    if earn_payer not in shop.EARN_PAYERS:
        raise BadShop(part="earn_payer")
    if until is not None and until <= since:
        raise BadShop(part="until")
    if programs.asset(asset).kind != "point":
        raise BadShop(part="asset")
    row = locked(shop_code=shop_code)
    models.Participation.objects.update_or_create(
        shop=row,
        asset=asset,
        defaults={
            "earns": earns,
            "spends": spends,
            "earn_payer": earn_payer,
            "since": since,
            "until": until,
        },
    )
    open_books(shop_code=row.code, asset=asset)
