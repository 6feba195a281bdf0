"""Points that members buy: asked about first, opened apart from free ones, then sold."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import ISSUE, SELL, NewTransfer, transfer_id
from enishi.programs import lapse as lapses
from enishi.programs import models, prepaid, queries
from enishi.programs.operations.promising import RollOverForbidden, UnknownLapse
from enishi.programs.prepaid import Answers
from enishi.programs.programme import SOLD
from enishi.regions import queries as regions

SOLD_MOST = 1_000_000


class PrepaidNotAsked(Refusal):
    """Nobody answered yet who issues these points and where they are taken."""

    code = "prepaid_not_asked"
    status = 422


@transaction.atomic(durable=True)
def open_prepaid(
    *, region_code: str, name: str, issuer: str, lapse: str, told: Answers, at: datetime
) -> str:
    """Open an asset whose points are sold, apart from the free ones; return its code.

    Opening again changes nothing but the answers.

    Raises:
        UnknownRegion: no region has the code.
        PrepaidNotAsked: an answer or the name of who answered is missing.
        UnknownLapse: the lapse is none that we know.
        RollOverForbidden: the form of six months, with points that live longer.
    """
    regions.region(region_code)
    if not lapses.is_known(lapse):
        raise UnknownLapse(lapse=lapse)
    _check(told)
    refund_days = 0 if prepaid.kind_of(told) == prepaid.EXEMPT_SHORT else lapses.REFUND_DAYS
    row, _ = models.Asset.objects.get_or_create(
        code=f"{region_code}:{SOLD}",
        defaults={
            "region_id": region_code,
            "kind": "point",
            "name": name,
            "issuer": issuer,
            "lapse": lapse,
            "refund_days": refund_days,
        },
    )
    _keep(row, told, at)
    return row.code


@transaction.atomic(durable=True)
def answer_prepaid(*, asset: str, told: Answers, at: datetime) -> None:
    """Change what was answered about sold points; it holds from the next sale on.

    Raises:
        UnknownAsset: no asset has the code.
        PrepaidNotAsked: the asset's points are free, or an answer is missing.
        RollOverForbidden: the form of six months, with points that live longer.
    """
    queries.asset(asset)
    row = models.Asset.objects.select_for_update().get(code=asset)
    if not models.Prepaid.objects.filter(asset=row).exists():
        raise PrepaidNotAsked(asset=asset)
    _check(told)
    _keep(row, told, at)


def _check(told: Answers) -> None:
    known = told.issuer in prepaid.ISSUERS and told.taken_at in prepaid.TAKERS
    if not known or not told.answered_by.strip():
        raise PrepaidNotAsked(asset="")


def _keep(row: models.Asset, told: Answers, at: datetime) -> None:
    is_short = prepaid.kind_of(told) == prepaid.EXEMPT_SHORT
    if is_short and not prepaid.is_short(row.lapse, row.refund_days):
        raise RollOverForbidden(asset=row.code)
    models.Prepaid.objects.update_or_create(
        asset=row,
        defaults={
            "issuer": told.issuer,
            "taken_at": told.taken_at,
            "is_short": told.is_short,
            "registration": told.registration.strip(),
            "registered_on": told.registered_on,
            "answered_by": told.answered_by.strip(),
            "answered_at": at,
        },
    )


class PointsMayNotBeSold(Refusal):
    """The law asks for something first: a registration, or an end within six months."""

    code = "points_may_not_be_sold"


class PointsNotSold(Refusal):
    """The amount is none, the wallet takes no more, or the key stands for another sale."""

    code = "points_not_sold"
    status = 422


@transaction.atomic(durable=True)
def sell_points(*, asset: str, account: str, yen: int, key: str, at: datetime) -> UUID:
    """Sell a member points for as many yen, paid at the counter, once under a key.

    Raises:
        UnknownAsset: no asset has the code.
        PrepaidNotAsked: the asset's points are free ones.
        PointsMayNotBeSold: a third-party issuer without registration on that day, or the form of
            six months with points that would live longer.
        PointsNotSold: the amount is none or too high, or the books refuse it.
    """
    promised = queries.asset(asset)
    told = queries.prepaid_of(asset)
    if told is None:
        raise PrepaidNotAsked(asset=asset)
    on = periods.jst_day(at)
    why = prepaid.why_not_sold(told, promised.lapse, promised.refund_days, on)
    if why:
        raise PointsMayNotBeSold(asset=asset, why=why)
    if not 0 < yen <= SOLD_MOST:
        raise PointsNotSold(points=yen, most=SOLD_MOST)
    id_ = transfer_id(settings.TRANSFER_SECRET, "points-sold", f"{asset}:{key}")
    expires_on = lapses.expires_on(promised.lapse, on)
    moved = NewTransfer(id_, f"{ISSUE}{asset}", account, asset, yen, SELL, at, expires_on)
    result = ledger.post(moved)
    if not result.stands:
        raise PointsNotSold(points=yen, most=SOLD_MOST)
    return id_
