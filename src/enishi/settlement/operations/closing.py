"""Close a month, or open the last one again with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from enishi.kit.periods import Month, jst_day
from enishi.kit.refusal import Refusal
from enishi.merchants import queries as merchants
from enishi.merchants.shop import Shop
from enishi.programs import queries as programs
from enishi.settlement import models, netting, queries
from enishi.settlement.moved import total
from enishi.settlement.netting import Position
from enishi.settlement.statement import Closing, Preview, kept
from enishi.settlement.terms import USE, PayoutAccount, Terms
from enishi.transparency import canonical
from enishi.transparency import operations as log
from enishi.transparency.parts import NewPart, NewRecord


class MonthStillRuns(Refusal):
    """The month has days to come."""

    code = "month_still_runs"


class MonthIsNotNext(Refusal):
    """Months are closed one after another, and another one comes before."""

    code = "month_is_not_next"


class NothingIsClosed(Refusal):
    """No month of the asset is closed, or nothing has moved yet that could be."""

    code = "nothing_is_closed"


@transaction.atomic(durable=True)
def close(*, asset: str, month: Month, by: UUID | None, at: datetime) -> Closing:
    """Close a month: make each shop's statement, and seal a digest of all of them into the log.

    What happened in an earlier month and was told to us after its closing (a sale without
    network, a slip) stands in this month's statement, named as late.

    Raises:
        UnknownAsset: no asset has the code.
        CoinsAreNoMoney: nobody is paid for coins.
        MonthStillRuns: the month has days to come.
        NothingIsClosed: nothing has moved yet.
        MonthIsNotNext: another month has to be closed first, or this one is closed.
    """
    agreed = queries.terms(asset)
    _lock(agreed)
    today = jst_day(at)
    if month.last >= today:
        raise MonthStillRuns(month=str(month))
    wanted = queries.next_month(asset, today=today)
    if wanted is None:
        raise NothingIsClosed(asset=asset)
    if wanted != month:
        raise MonthIsNotNext(month=str(month), next=str(wanted))
    made = queries.preview(asset, month)
    shops = merchants.shops(one.shop_code for one in made)
    before = models.Closing.objects.filter(asset=asset, month=str(month))
    row = models.Closing.objects.create(
        asset=asset,
        month=str(month),
        version=before.count() + 1,
        # The bank may have the file of a closing that was opened again.
        ordered_at=before.aggregate(last=Max("ordered_at"))["last"],
        terms=asdict(agreed),
        positions=[asdict(one) for one in _positions(asset, month, made, agreed)],
        closed_at=at,
        closed_by=by,
    )
    ways = queries.payout_accounts(shops)
    rows = [
        _statement(row, number, one, shops[one.shop_code], ways)
        for number, one in enumerate(made, start=1)
    ]
    for statement in rows:
        statement.pay_on = agreed.pay_on(month, told_on=today)
    models.Statement.objects.bulk_create(rows)
    row.leaf = log.append([_sealed(row, rows)], at=at).start
    row.save(update_fields=["leaf"])
    return queries.closing_value(row)


def _lock(agreed: Terms) -> None:
    """Let one closing of an asset happen at a time."""
    told = asdict(agreed)
    asset = told.pop("asset")
    models.Terms.objects.get_or_create(asset=asset, defaults=told)
    models.Terms.objects.select_for_update().get(asset=asset)


def _statement(
    row: models.Closing,
    number: int,
    one: Preview,
    shop: Shop,
    ways: Mapping[str, PayoutAccount],
) -> models.Statement:
    made = one.computed
    return models.Statement(
        closing=row,
        shop_id=shop.code,
        number=f"{row.month}-{row.pk:04d}-{number:04d}",
        partner=shop.name,
        partner_en=shop.name_en,
        partner_address=shop.address,
        lines=kept(made.lines),
        owed=made.moved.owed,
        held=made.moved.held,
        fee=made.fee.net,
        tax=made.fee.tax,
        tax_permille=made.fee.tax_permille,
        carried_in=made.carried_in,
        carried_out=made.netted.carried_out,
        outcome=made.netted.outcome,
        payout=made.netted.payout,
        bank_fee=made.netted.bank_fee,
        account=asdict(ways.get(shop.code, PayoutAccount())),
    )


def _positions(
    asset: str, month: Month, made: Sequence[Preview], agreed: Terms
) -> tuple[Position, ...]:
    """Net the regions of a programme that shops of several regions take part in."""
    until = month.next.first
    so_far = {
        account.partition(":")[2]: total(dates.values())
        for account, dates in queries.moved_by(asset, until=until).items()
    }
    shops = merchants.shops(so_far)
    regions = {shop.region_code for shop in shops.values()}
    if regions <= {programs.asset(asset).region_code}:
        return ()
    used = dict.fromkeys(regions, 0)
    given, given_before = dict.fromkeys(regions, 0), dict.fromkeys(regions, 0)
    for one in made:
        region, moved = shops[one.shop_code].region_code, one.computed.moved
        used[region] += moved.owed
        given[region] += moved.issued
    for code, shop in shops.items():
        given_before[shop.region_code] += so_far[code].issued
    is_at_use = agreed.paid_at == USE
    positions, _ = netting.between(
        used,
        given_before if is_at_use else given,
        paid_at=agreed.paid_at,
        own=queries.issued(asset, until=until) - sum(given_before.values()),
    )
    return positions


def _sealed(row: models.Closing, rows: Sequence[models.Statement]) -> NewRecord:
    """Say what the leaf of a closing stands for: its statements to the yen, as a digest."""
    told = [
        {
            "number": one.number,
            "shop": one.shop_id,
            "lines": one.lines,
            "owed": one.owed,
            "fee": one.fee,
            "tax": one.tax,
            "carried": one.carried_out,
            "payout": one.payout,
        }
        for one in rows
    ]
    value = {
        "kind": "settlement",
        "asset": row.asset,
        "month": row.month,
        "version": row.version,
        "statements": len(rows),
        "digest": hashlib.sha256(canonical.text(told).encode()).hexdigest(),
    }
    return NewRecord(reference=f"settlement:{row.pk}", parts=[NewPart(subject="", value=value)])


class MonthIsPaid(Refusal):
    """A shop was paid for the month already: what is wrong goes into the next one."""

    code = "month_is_paid"


class ReopeningNeedsReason(Refusal):
    """A closed month is opened with a reason that others can read."""

    code = "reopening_needs_reason"
    status = 422


@transaction.atomic(durable=True)
def reopen(*, asset: str, why: str, by: UUID | None, at: datetime) -> Closing:
    """Open the last closed month of an asset again; its statements stay in the archive.

    Raises:
        UnknownAsset: no asset has the code.
        CoinsAreNoMoney: nobody is paid for coins.
        ReopeningNeedsReason: there is no reason.
        NothingIsClosed: no month is closed.
        MonthIsPaid: a shop was paid for it.
    """
    _lock(queries.terms(asset))
    if not why.strip():
        raise ReopeningNeedsReason
    last = queries.last_closed(asset)
    if last is None:
        raise NothingIsClosed(asset=asset)
    row = models.Closing.objects.select_for_update().get(pk=last.id)
    if row.statements.exclude(paid_on=None).exists():
        raise MonthIsPaid(month=row.month)
    row.reopened_at, row.reopened_by, row.why = at, by, why.strip()[:200]
    row.save(update_fields=["reopened_at", "reopened_by", "why"])
    return queries.closing_value(row)
