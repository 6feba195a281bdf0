"""Money that supporters pay: cash at the counter, or lines of the bank's list; part to the fund."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import EXTERNAL, FUND, NewTransfer, Result, transfer_id
from enishi.supporters import bank, models, queries, support
from enishi.supporters.bank import Line, Reject
from enishi.supporters.intake import Intake
from enishi.supporters.operations.classes import fund_asset
from enishi.supporters.support import BANK, CASH, Payment, receipt_number


class UnknownApplication(Refusal):
    """No application of the region has this number."""

    code = "unknown_application"
    status = 404


class PaymentDiffers(Refusal):
    """The yen are not those of the class, or it is paid already."""

    code = "payment_differs"
    status = 422


@transaction.atomic(durable=True)
def take_cash(*, region_code: str, reference: str, yen: int, key: str, at: datetime) -> Payment:
    """Book cash at the counter for an application, once under a key.

    Raises:
        UnknownApplication: the region has no application of the number.
        PaymentDiffers: not the yen of the class, paid already, or the key is another payment's.
    """
    row = _locked(region_code, reference)
    if row is None:
        raise UnknownApplication(reference=reference)
    before = queries.payment_under(region_code, key)
    if before is not None and before.reference == reference:
        return before
    why = "paid_already" if before is not None else _why_not(row, yen)
    if why:
        raise PaymentDiffers(reference=reference, why=why, yen=row.support.yen)
    return _book(row, how=CASH, key=key, on=periods.jst_day(at), at=at)


@transaction.atomic(durable=True)
def take_bank_list(*, region_code: str, content: bytes, at: datetime) -> Intake:
    """Book what a bank's list says came in, each line once; tell which lines could not be, and why.

    Raises:
        NotABankList: the file is none, or names no columns.
    """
    booked: list[Payment] = []
    rejects: list[Reject] = []
    repeated = 0
    for line in bank.read(content):
        if isinstance(line, Reject):
            rejects.append(line)
            continue
        if models.Payment.objects.filter(region_id=region_code, key=line.key).exists():
            repeated += 1
            continue
        answer = _take_line(region_code, line, at)
        if isinstance(answer, Reject):
            rejects.append(answer)
        else:
            booked.append(answer)
    return Intake(tuple(booked), tuple(rejects), repeated)


def _take_line(region_code: str, line: Line, at: datetime) -> Payment | Reject:
    if line.on > periods.jst_day(at):  # a slip of somebody's pen; its receipt would be one too
        return Reject(line.number, bank.DATE, "bad_date", line.on.isoformat())
    row = _locked(region_code, line.reference)
    if row is None:
        return Reject(line.number, bank.SUMMARY, "unknown_reference", line.summary)
    why = _why_not(row, line.yen)
    if why:
        column = bank.AMOUNT if why == "amount_differs" else bank.SUMMARY
        text = f"{line.yen:,}" if why == "amount_differs" else line.summary
        return Reject(line.number, column, why, text)
    return _book(row, how=BANK, key=line.key, on=line.on, at=at)


def _locked(region_code: str, reference: str) -> models.Application | None:
    """Return an application, alone at the books of its region until the end of the transaction."""
    list(models.SupportClass.objects.select_for_update().filter(region_id=region_code))
    rows = models.Application.objects.filter(pk=reference, support__region_id=region_code)
    return rows.select_related("support").first()


def _why_not(row: models.Application, yen: int) -> str:
    if row.payments.filter(cancelled_at=None).exists():
        return "paid_already"
    return "" if yen == row.support.yen else "amount_differs"


def _book(row: models.Application, *, how: str, key: str, on: date, at: datetime) -> Payment:
    """Write the payment with the next receipt number, and move the fund's part."""
    chosen = row.support
    year = periods.fiscal_year_of(on)
    of_year = models.Payment.objects.filter(region_id=chosen.region_id, fiscal_year=year)
    before = queries.standing_until(row.member_id, chosen.region_id) if row.member_id else None
    from_on, until_on = support.holds(on, chosen.months, before)
    made = models.Payment.objects.create(
        application=row,
        region_id=chosen.region_id,
        key=key,
        how=how,
        yen=chosen.yen,
        fund_yen=chosen.to_fund_yen,
        fund_transfer=_to_fund(chosen, key, at) if chosen.to_fund_yen else None,
        on=on,
        fiscal_year=year,
        number=(of_year.aggregate(last=Max("number"))["last"] or 0) + 1,
        from_on=from_on,
        until_on=until_on,
    )
    return queries.payment_value(made)


def _to_fund(chosen: models.SupportClass, key: str, at: datetime) -> UUID | None:
    """Let the fund have its part in money from outside; None where the region closed its fund."""
    asset = fund_asset(chosen.region_id)
    if asset is None:
        return None
    fund, outside = f"{FUND}{asset.code}", f"{EXTERNAL}{asset.code}"
    ledger.open_account(name=fund, asset=asset.code)
    ledger.open_account(name=outside, asset=asset.code, has_floor=False)
    id_ = transfer_id(settings.TRANSFER_SECRET, "supporter", f"{chosen.region_id}:{key}")
    moved = NewTransfer(id_, outside, fund, asset.code, chosen.to_fund_yen, "donate", at)
    result = ledger.post(moved)
    assert result.stands, result
    return id_


class PaymentStays(Refusal):
    """There is no such payment, it is cancelled, or the fund has spent its part."""

    code = "payment_stays"


@transaction.atomic(durable=True)
def cancel_payment(*, region_code: str, receipt: str, why: str, at: datetime) -> None:
    """Cancel a payment that was booked by mistake; its receipt number stays and says so.

    Raises:
        PaymentStays: no such payment, cancelled before, no reason, or the fund spent its part.
    """
    rows = models.Payment.objects.select_for_update(of=["self"]).filter(
        region_id=region_code, cancelled_at=None
    )
    number = receipt_number(receipt)
    row = rows.filter(fiscal_year=number[0], number=number[1]).first() if number else None
    if row is None or not why.strip():
        raise PaymentStays(receipt=receipt)
    if row.fund_transfer is not None:
        result = ledger.take_back(transfer=row.fund_transfer, at=at)
        if result is not Result.OK:
            raise PaymentStays(receipt=receipt)
    row.cancelled_at, row.why = at, why.strip()
    row.save(update_fields=["cancelled_at", "why"])
