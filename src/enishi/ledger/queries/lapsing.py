"""What lapses when, what lapsed, and what an account held at any moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, Sum

from enishi.ledger import models
from enishi.ledger.lapsing import Donation, LapsedYear, Lapsing, Notice, YearOfKind
from enishi.ledger.pockets import LAPSE, NEVER, Pocket, merged
from enishi.ledger.transfers import FUND


def balance_as_of(name: str, asset: str, at: datetime) -> int:
    """Tell what an account held at a moment: all that happened before it."""
    account = models.Account.objects.filter(name=name, asset=asset).first()
    if account is None:
        return 0
    if not account.has_floor:  # its entries have no numbers, so no marks
        return int(_before(name, asset, at).aggregate(total=Sum("amount"))["total"] or 0)
    with connection.cursor() as cursor:
        cursor.callproc("ledger_as_of_v1", [account.pk, at])
        return int(cursor.fetchone()[0])


def pockets_as_of(name: str, asset: str, at: datetime) -> list[Pocket]:
    """List what an account held at a moment by expiry date, soonest first."""
    signed: list[Pocket] = []
    rows = _before(name, asset, at).values_list("amount", "pocket_dates", "pocket_amounts")
    for amount, dates, points in rows:
        sign = 1 if amount > 0 else -1
        signed += [Pocket(day, sign * part) for day, part in zip(dates, points, strict=True)]
    return [pocket for pocket in merged(signed) if pocket.points]


def _before(name: str, asset: str, at: datetime) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(
        account__name=name, account__asset=asset, transfer__at__lt=at
    )


def next_lapses(name: str, *, on: date) -> dict[str, Pocket]:
    """Tell for each asset of a holder what lapses first if nobody spends it, from a day on."""
    rows = models.Pocket.objects.filter(
        account__name=name, is_open=True, expires_on__gte=on, expires_on__lt=NEVER
    )
    found: dict[str, Pocket] = {}
    for asset, day, points in rows.order_by("expires_on").values_list(
        "account__asset", "expires_on", "remaining"
    ):
        found.setdefault(asset, Pocket(day, points))
    return found


def forecast(asset: str, *, on: date) -> list[Pocket]:
    """Tell for an asset how many points lapse with which day, from a day on, if nobody spends."""
    rows = models.Pocket.objects.filter(
        account__asset=asset, is_open=True, expires_on__gte=on, expires_on__lt=NEVER
    )
    sums = rows.values_list("expires_on").annotate(points=Sum("remaining")).order_by("expires_on")
    return [Pocket(day, points) for day, points in sums]


def forecast_of(name: str, asset: str, *, on: date) -> list[Pocket]:
    """Tell for one holder how many points lapse with which day, from a day on."""
    rows = models.Pocket.objects.filter(
        account__name=name,
        account__asset=asset,
        is_open=True,
        expires_on__gte=on,
        expires_on__lt=NEVER,
    )
    return [
        Pocket(*row) for row in rows.order_by("expires_on").values_list("expires_on", "remaining")
    ]


def _expired(on: date) -> QuerySet[models.Pocket]:
    return models.Pocket.objects.filter(
        is_open=True, expires_on__lt=min(on, NEVER), account__closed_at=None
    )


def assets_to_lapse(*, on: date) -> list[str]:
    """Name the assets of which somebody holds points past their last day."""
    rows = _expired(on).order_by("account__asset")
    return list(rows.values_list("account__asset", flat=True).distinct())


def lapsing(asset: str, *, on: date) -> Lapsing:
    """Tell what a lapse run on a day would move, and what it would leave because it is held."""
    rows = _expired(on).filter(account__asset=asset).values_list("account_id", "account__held")
    due = [(points, min(points, held)) for _, held, points in rows.annotate(Sum("remaining"))]
    return Lapsing(
        accounts=sum(points > held for points, held in due),
        points=sum(points - held for points, held in due),
        held=sum(held for _, held in due),
    )


def lapsed(target: str, asset: str, *, until: datetime) -> list[LapsedYear]:
    """Tell what lapsed to an account before a moment, by the fiscal year the points ended in."""
    with connection.cursor() as cursor:
        cursor.callproc("ledger_lapsed_v1", [target, asset, until])
        return [LapsedYear(*row) for row in cursor.fetchall()]


def years(name: str, asset: str, *, until: datetime) -> list[YearOfKind]:
    """Tell what reached and left an account by fiscal year and kind, reversals taken off."""
    with connection.cursor() as cursor:
        cursor.callproc("ledger_years_v1", [name, asset, until])
        return [YearOfKind(*row) for row in cursor.fetchall()]


def donations(asset: str, *, since: datetime, until: datetime) -> list[Donation]:
    """List who gave to an asset's fund, by lapse or by choice, and did not get it back."""
    arrived = models.Entry.objects.filter(
        account__name=f"{FUND}{asset}",
        account__asset=asset,
        amount__gt=0,
        transfer__kind__in=[LAPSE, "donate"],
        transfer__at__gte=since,
        transfer__at__lt=until,
    )
    rows = list(arrived.select_related("transfer", "transfer__source").order_by("seq"))
    back = _taken_back([row.transfer_id for row in rows], until)
    return [
        Donation(
            account=row.transfer.source.name,
            transfer=row.transfer_id,
            kind=row.transfer.kind,
            points=row.amount,
            at=row.transfer.at,
        )
        for row in rows
        if row.transfer_id not in back
    ]


def _taken_back(ids: Iterable[UUID], until: datetime) -> set[UUID]:
    rows = models.Transfer.objects.filter(reverses__in=list(ids), at__lt=until)
    return {row.reverses for row in rows.only("reverses") if row.reverses is not None}


def notices(name: str, *, on: date, unseen_only: bool = False) -> list[Notice]:
    """List what a holder is due to be told of, while the day has not passed; soonest first."""
    return notices_of([name], on=on, unseen_only=unseen_only).get(name, [])


def notices_of(
    names: Iterable[str], *, on: date, unseen_only: bool = False
) -> dict[str, list[Notice]]:
    """List what each of these holders is due to be told of; nobody who is due nothing."""
    wanted = list(names)
    rows = models.Notice.objects.filter(account__name__in=wanted, expires_on__gte=on)
    if unseen_only:
        rows = rows.filter(seen_at=None)
    pockets = models.Pocket.objects.filter(account__name__in=wanted, expires_on__gte=on)
    kept = {(row.account_id, row.expires_on): row.remaining for row in pockets}
    found: dict[str, list[Notice]] = {}
    for row in rows.select_related("account").order_by("expires_on", F("days").desc()):
        notice = Notice(
            asset=row.account.asset,
            expires_on=row.expires_on,
            days=row.days,
            points=row.points,
            remaining=kept.get((row.account_id, row.expires_on), 0),
            at=row.at,
            is_seen=row.seen_at is not None,
        )
        found.setdefault(row.account.name, []).append(notice)
    return found


def due_to_be_told(*, since: datetime, on: date) -> list[str]:
    """Name the holders with notices of since a moment that they have not seen, not past yet."""
    rows = models.Notice.objects.filter(at__gte=since, expires_on__gte=on, seen_at=None)
    return sorted(set(rows.values_list("account__name", flat=True)))


def spent(name: str, asset: str, *, until: datetime) -> dict[UUID, int]:
    """Tell what left an account by spending before a moment and did not come back, by transfer."""
    left = models.Entry.objects.filter(
        account__name=name,
        account__asset=asset,
        amount__lt=0,
        transfer__kind="spend",
        transfer__at__lt=until,
    )
    rows = dict(left.values_list("transfer_id", "amount"))
    back = _taken_back(rows, until)
    return {id_: -amount for id_, amount in rows.items() if id_ not in back}


def became_of(name: str) -> dict[str, int]:
    """Tell how many points of each asset a holder gave to its fund, by lapse or by choice.

    What came back is taken off; own data.
    """
    gave = models.Entry.objects.filter(
        account__name=name,
        amount__lt=0,
        transfer__kind__in=(LAPSE, "donate"),
        transfer__target__name__startswith=FUND,
    ).values_list("transfer_id", "account__asset", "amount")
    moved = {transfer: (asset, -amount) for transfer, asset, amount in gave}
    back = models.Transfer.objects.filter(reverses__in=list(moved))
    found: dict[str, int] = {}
    for asset, points in moved.values():
        found[asset] = found.get(asset, 0) + points
    for transfer, points in back.values_list("reverses", "amount"):
        assert transfer is not None, "asked for by what it reverses"
        found[moved[transfer][0]] -= points
    return {asset: points for asset, points in found.items() if points > 0}
