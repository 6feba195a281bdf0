"""Offers of shops: written by the shop, allowed by the town, ended by either."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.merchants import models, offer, queries
from enishi.merchants.offer import NewOffer, Offer
from enishi.merchants.operations.joining import locked
from enishi.merchants.queries import ShopIsNotOpen


class BadOffer(Refusal):
    """A part of an offer is missing, too long, or its days are none."""

    code = "bad_offer"
    status = 422


class TooManyOffers(Refusal):
    """Two offers of the shop wait or run already."""

    code = "too_many_offers"


@transaction.atomic(durable=True)
def make_offer(*, shop_code: str, new: NewOffer, at: datetime) -> int:
    """Write down an offer, and return its number; nobody is told before the town allows it.

    Raises:
        UnknownShop, ShopIsNotOpen: no shop, or one that does not take part now.
        BadOffer: title, text, days or audience cannot be.
        TooManyOffers: two wait or run already.
    """
    row = locked(shop_code=shop_code)
    if not queries.shop_value(row).is_open:
        raise ShopIsNotOpen(shop=row.code, state=row.state)
    today = jst_day(at)
    for part, is_bad in (
        ("title", not 0 < len(new.title.strip()) <= offer.TITLE_MAX),
        ("text", not 0 < len(new.text.strip()) <= offer.TEXT_MAX),
        ("until_on", new.until_on < max(new.from_on, today)),
        ("audience", new.audience not in offer.AUDIENCES),
    ):
        if is_bad:
            raise BadOffer(part=part)
    living = [one for one in queries.offers_of([row.code]) if one.state(today) != offer.OVER]
    if len(living) >= offer.AT_A_TIME:
        raise TooManyOffers(most=offer.AT_A_TIME)
    made = models.Offer.objects.create(
        shop=row,
        title=new.title.strip(),
        text=new.text.strip(),
        from_on=new.from_on,
        until_on=new.until_on,
        audience=new.audience,
        made_at=at,
    )
    return int(made.pk)


@transaction.atomic(savepoint=False)
def allow_offer(*, offer_id: int, region_code: str, by: UUID | None, at: datetime) -> Offer | None:
    """Let members see an offer; None when it was allowed or ended before.

    In the caller's transaction, which tells those whom it is for.

    Raises:
        UnknownOffer: no shop of the region has it.
    """
    row = _locked(offer_id, region_code)
    if row.allowed_at is not None or row.ended_at is not None:
        return None
    row.allowed_at = row.sent_at = at
    row.allowed_by = by
    row.save(update_fields=["allowed_at", "allowed_by", "sent_at"])
    return queries.offer_value(row)


@transaction.atomic(durable=True)
def end_offer(*, offer_id: int, region_code: str, shop_code: str = "", at: datetime) -> None:
    """End an offer, or say no to it; again changes nothing. A shop ends its own only.

    Raises:
        UnknownOffer: no shop of the region has it, or another shop does.
    """
    row = _locked(offer_id, region_code, shop_code)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])


class UnknownOffer(Refusal):
    """No offer has this number here."""

    code = "unknown_offer"
    status = 404


def _locked(offer_id: int, region_code: str, shop_code: str = "") -> models.Offer:
    rows = models.Offer.objects.select_for_update(no_key=True)
    row = rows.filter(pk=offer_id, shop__region_id=region_code).first()
    if row is None or shop_code not in {"", row.shop_id}:
        raise UnknownOffer(offer=offer_id)
    return row
