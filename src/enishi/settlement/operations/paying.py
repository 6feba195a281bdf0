"""Pay shops: a file for the bank, cash at the office, and what was paid noted in the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger import transfers
from enishi.ledger.transfers import ISSUE, NewTransfer
from enishi.merchants import shop
from enishi.settlement import bankdays, models, queries, zengin
from enishi.settlement.moved import SETTLE
from enishi.settlement.netting import COLLECT, PAY
from enishi.settlement.statement import Statement
from enishi.settlement.terms import BANK, CASH, PayoutAccount
from enishi.settlement.zengin import Payment


class NothingToPay(Refusal):
    """No statement of the month waits for a payment this way."""

    code = "nothing_to_pay"


class StatementWasReopened(Refusal):
    """The statement's month was opened again; the newer one counts."""

    code = "statement_was_reopened"


@transaction.atomic(durable=True)
def make_bank_file(*, closing_id: int, asset: str, at: datetime) -> bytes:
    """Write the bank's file of a closed month: who is paid by transfer and was not paid yet.

    That a file was made is noted; whether the bank paid is noted by `note_paid`.

    Raises:
        UnknownClosing: no month of the asset was closed under the number.
        StatementWasReopened: the month was opened again.
        NothingToPay: nobody waits for a transfer.
        BadBankAccount: the issuer's own account is incomplete.
    """
    row = models.Closing.objects.select_for_update().filter(pk=closing_id, asset=asset).first()
    if row is None:
        raise queries.UnknownClosing(closing=closing_id)
    if row.reopened_at is not None:
        raise StatementWasReopened(month=row.month)
    waiting = [
        one
        for one in row.statements.filter(outcome=PAY, paid_on=None).order_by("number")
        if one.account["way"] == BANK
    ]
    if not waiting:
        raise NothingToPay(month=row.month)
    payments = [Payment(PayoutAccount(**one.account), one.payout, str(one.pk)) for one in waiting]
    pay_on = bankdays.from_day(max(waiting[0].pay_on, jst_day(at)))
    written = zengin.file(queries.terms(asset), payments, on=pay_on)
    row.ordered_at = at
    row.save(update_fields=["ordered_at"])
    return written


@transaction.atomic(durable=True)
def note_paid(
    *, numbers: Sequence[str], asset: str, on: date, way: str, by: UUID | None, at: datetime
) -> int:
    """Note that shops were paid (or paid what they owed); say how many are new.

    The points they were paid for leave their accounts for the issuer's. A second time changes
    nothing.

    Raises:
        UnknownStatement: none of the asset has the number.
        StatementWasReopened: its month was opened again.
        NothingToPay: no money has to move for it, or the day is to come.
    """
    noted = 0
    for number in sorted(numbers):
        row = _locked(number, asset)
        if row.outcome not in (PAY, COLLECT) or on > jst_day(at) or way not in (BANK, CASH):
            raise NothingToPay(month=row.closing.month)
        if row.paid_on is not None:
            continue
        row.paid_on, row.paid_way, row.paid_by = on, way, by
        row.settled = _to_settle(row)
        if row.settled:
            row.transfer = ids.new_id()
            move = NewTransfer(
                id=row.transfer,
                source=shop.account(row.shop_id),
                target=f"{ISSUE}{asset}",
                asset=asset,
                amount=row.settled,
                kind=SETTLE,
                at=at,
            )
            result = ledger.post(move)
            assert result.stands, (result, row.number)
        row.save(update_fields=["paid_on", "paid_way", "paid_by", "settled", "transfer"])
        noted += 1
    return noted


def _locked(number: str, asset: str) -> models.Statement:
    """Hold a statement's row until the transaction ends.

    Raises:
        UnknownStatement: none of the asset has the number.
        StatementWasReopened: its month was opened again.
    """
    rows = models.Statement.objects.select_for_update().select_related("closing")
    row = rows.filter(number=number, closing__asset=asset).first()
    if row is None:
        raise queries.UnknownStatement(number=number)
    if row.closing.reopened_at is not None:
        raise StatementWasReopened(month=row.closing.month)
    return row


def _to_settle(row: models.Statement) -> int:
    """Return how many points leave the shop's account with a payment.

    What this statement and those that waited added to it; never more than is there, as when a
    member was given back points since.
    """
    asset = row.closing.asset
    account = shop.account(row.shop_id)
    ledger.lock_wallets(names=[account])
    rows = queries.told(asset, shop_code=row.shop_id)[row.shop_id]
    counted = [
        one
        for one in rows
        if one.number == row.number
        or one.paid_on is not None
        or (one.outcome not in (PAY, COLLECT) and one.closing.month < row.closing.month)
    ]
    wanted = sum(one.held - one.settled for one in counted)
    return max(0, min(wanted, books.balance(account, asset)))


@transaction.atomic(durable=True)
def take_payment_back(*, number: str, asset: str, at: datetime) -> Statement:
    """Undo a payment noted by mistake, or sent back by the bank; a second time changes nothing.

    Raises:
        UnknownStatement: none of the asset has the number.
        StatementWasReopened: its month was opened again.
    """
    row = _locked(number, asset)
    if row.transfer is not None:
        original = books.posted([row.transfer])[row.transfer]
        back = transfers.reversal(original, as_id=ids.new_id(), at=at)
        result = ledger.post(back)
        assert result.stands, (result, row.number)
    row.paid_on, row.paid_way, row.paid_by, row.settled, row.transfer = None, "", None, 0, None
    row.save(update_fields=["paid_on", "paid_way", "paid_by", "settled", "transfer"])
    return queries.statement(number)
