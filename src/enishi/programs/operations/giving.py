"""Points that members give, get back, and that a fund spends."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger.operations import UnknownTransfer
from enishi.ledger.transfers import EXTERNAL, FUND, NewTransfer, Result, transfer_id
from enishi.programs import lapse as lapses
from enishi.programs import models, queries
from enishi.programs.programme import NewFundUse


class NoDonations(Refusal):
    """The asset has no fund that takes points: no money stands behind them."""

    code = "no_donations"


class DonationRefused(Refusal):
    """The member has not so many points that are free to give, or the amount is none."""

    code = "donation_refused"


@transaction.atomic(durable=True)
def donate(*, donation: UUID, account: str, asset: str, points: int, at: datetime) -> None:
    """Give a member's own points to the asset's fund now, once under the donation's id.

    Raises:
        UnknownAsset: no asset has the code.
        NoDonations: lapsed points of this asset go to no fund either.
        DonationRefused: too few points that are free, or the id stands for another donation.
    """
    if not queries.asset(asset).takes_donations:
        raise NoDonations(asset=asset)
    result = ledger.donate(donation=donation, account=account, asset=asset, points=points, at=at)
    if not result.stands:
        raise DonationRefused(points=points, result=result)


class CannotGiveBack(Refusal):
    """The receiver no longer holds what would go back, or the transfer is one that stays."""

    code = "cannot_give_back"


@transaction.atomic(savepoint=False)
def refund(*, transfer: UUID, at: datetime) -> bool:
    """Take a spend, a donation or a lapse back, in the caller's transaction.

    The points return to the dates they had; what lapsed meanwhile or would within the asset's
    days of grace can be spent to their end, and lapses then again. Say whether it is new.

    Raises:
        UnknownTransfer: no transfer has the id.
        CannotGiveBack: the receiver spent it, or it is itself a reversal.
    """
    moved = books.posted([transfer]).get(transfer)
    if moved is None:
        raise UnknownTransfer(transfer=transfer)
    grace = queries.asset(moved.asset).refund_days
    earliest = lapses.refund_earliest(grace, periods.jst_day(at))
    result = ledger.take_back(transfer=transfer, at=at, earliest=earliest)
    if result is Result.ALREADY_REVERSED:
        return False
    if result is not Result.OK:
        raise CannotGiveBack(transfer=transfer, result=result)
    return True


@transaction.atomic(durable=True)
def give_back(*, transfer: UUID, at: datetime) -> bool:
    """Refund a transfer by hand: goodwill for a lapse, a donation by mistake.

    Raises:
        UnknownTransfer: no transfer has the id.
        CannotGiveBack: the receiver spent it, or it is itself a reversal.
    """
    return refund(transfer=transfer, at=at)


class FundUseRefused(Refusal):
    """The fund holds less, the purpose is missing, or the key stands for another use."""

    code = "fund_use_refused"
    status = 422


@transaction.atomic(durable=True)
def use_fund(*, use: NewFundUse, key: str, at: datetime) -> UUID:
    """Spend points of a fund on something, once under a key, and keep what it was for.

    Raises:
        UnknownAsset: no asset has the code.
        FundUseRefused: no purpose, too little in the fund, or the key stands for another use.
    """
    return spend_fund(use=use, key=key, at=at)


@transaction.atomic(savepoint=False)
def spend_fund(*, use: NewFundUse, key: str, at: datetime) -> UUID:
    """Spend points of a fund as `use_fund` does, in the caller's transaction.

    Raises:
        UnknownAsset: no asset has the code.
        FundUseRefused: no purpose, too little in the fund, or the key stands for another use.
    """
    asset = queries.asset(use.asset)
    purpose = use.purpose.strip()
    if not purpose:
        raise FundUseRefused(points=use.points, result="purpose")
    id_ = transfer_id(settings.TRANSFER_SECRET, "fund-use", f"{use.asset}:{key}")
    fund, outside = f"{FUND}{use.asset}", f"{EXTERNAL}{use.asset}"
    ledger.open_account(name=fund, asset=use.asset)
    ledger.open_account(name=outside, asset=use.asset, has_floor=False)
    result = ledger.post(NewTransfer(id_, fund, outside, use.asset, use.points, "spend", at))
    if not result.stands:
        raise FundUseRefused(points=use.points, result=result)
    models.FundUse.objects.get_or_create(
        transfer=id_,
        defaults={
            "asset": models.Asset.objects.get(code=asset.code),
            "purpose": purpose,
            "payee": use.payee,
            "on": periods.jst_day(at),
            "receipt": use.receipt,
        },
    )
    return id_
