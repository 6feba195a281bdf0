"""How a voucher ends: used at a shop, handed over, sent, cancelled, or past its last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from enishi.kit import ids
from enishi.kit.periods import jst_day
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import ISSUE, NewTransfer, Result
from enishi.membership import operations as membership
from enishi.merchants import queries as merchants
from enishi.merchants import shop as shops
from enishi.merchants.queries import ShopIsNotOpen
from enishi.programs import lapse as lapses
from enishi.programs import queries as programs
from enishi.rewards import models, reward
from enishi.rewards.queries import UnknownVoucher, voucher_value
from enishi.rewards.reward import Voucher

KIND = "redeem"
_STEP = 500


class VoucherHasEnded(Refusal):
    """It was used, cancelled or sent before; a voucher counts once."""

    code = "voucher_has_ended"


class VoucherIsOver(Refusal):
    """Its last day is past."""

    code = "voucher_is_over"


class WrongPlace(Refusal):
    """It is not used here: another shop's, another region's, or to be sent."""

    code = "voucher_wrong_place"


@transaction.atomic(durable=True)
def redeem(*, code: str, shop_code: str, device_id: UUID | None, at: datetime) -> Voucher:
    """Use a voucher at its shop, once; the shop's account gets the points.

    Raises:
        UnknownVoucher: no voucher has the code.
        WrongPlace: it is not this shop's.
        ShopIsNotOpen: the shop does not take part now; the voucher goes on to wait.
        VoucherHasEnded, VoucherIsOver: it was used before, or its last day is past.
    """
    row = _locked(code)
    if row.way != reward.SHOP or row.reward.shop_id != shop_code:
        raise WrongPlace(way=row.way)
    found = merchants.shop(shop_code)
    if not found.is_open:
        raise ShopIsNotOpen(shop=found.code, state=found.state)
    _check_waiting(row, at)
    row.used_at_shop_id, row.device_id = shop_code, device_id
    return _use(row, shops.account(shop_code), at)


@transaction.atomic(durable=True)
def hand_over_voucher(*, code: str, region_code: str, by: UUID | None, at: datetime) -> Voucher:
    """Hand over at a desk what a voucher stands for, once; the issuer takes the points back.

    Raises:
        UnknownVoucher: no voucher has the code.
        WrongPlace: it is another region's, a shop's, or to be sent.
        VoucherHasEnded, VoucherIsOver: it was used before, or its last day is past.
    """
    row = _locked(code)
    if row.way != reward.DESK or row.reward.region_id != region_code:
        raise WrongPlace(way=row.way)
    _check_waiting(row, at)
    row.ended_by = by
    return _use(row, f"{ISSUE}{row.asset}", at)


@transaction.atomic(durable=True)
def send(*, code: str, region_code: str, note: str, by: UUID | None, at: datetime) -> Voucher:
    """Note that a parcel went, or a drone flew, with its number or time; told to the member.

    Raises:
        UnknownVoucher: no voucher has the code.
        WrongPlace: it is another region's, or nothing to be sent.
        VoucherHasEnded: it was sent or cancelled before.
    """
    row = _locked(code)
    if row.way not in reward.SENT_WAYS or row.reward.region_id != region_code:
        raise WrongPlace(way=row.way)
    _check_waiting(row, at)
    row.note, row.ended_by = note.strip()[:120], by
    return _use(row, f"{ISSUE}{row.asset}", at)


def _locked(code: str) -> models.Voucher:
    """Lock a voucher; whose it is does not matter where no wallet is touched."""
    rows = models.Voucher.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("reward").filter(pk=ids.as_typed(code)).first()
    if row is None:
        raise UnknownVoucher
    return row


def _check_waiting(row: models.Voucher, at: datetime) -> None:
    if row.state != reward.WAITING:
        raise VoucherHasEnded(state=row.state, ended=row.ended_at)
    if row.until is not None and row.until < jst_day(at):
        raise VoucherIsOver(until=row.until)


def _use(row: models.Voucher, target: str, at: datetime) -> Voucher:
    """Move what rests to where it belongs, and end the voucher."""
    if target.startswith(shops.ACCOUNT):
        ledger.open_account(name=target, asset=row.asset)
    move = NewTransfer(
        ids.new_id(), reward.account(row.asset), target, row.asset, row.price, KIND, at
    )
    result = ledger.post(move)
    assert result is Result.OK, (result, row.pk)  # it rests there since the exchange
    row.state, row.ended_at, row.end_transfer = reward.USED, at, move.id
    row.save()
    return voucher_value(row)


class NotUsedToday(Refusal):
    """The voucher was not used at this shop today."""

    code = "voucher_not_used_today"


@transaction.atomic(durable=True)
def undo_redeem(*, code: str, shop_code: str, at: datetime) -> Voucher:
    """Take back that a voucher was used, at the same shop on the same day.

    Raises:
        UnknownVoucher: no voucher has the code.
        NotUsedToday: it was not used here, or not today.
    """
    row = _locked(code)
    is_here = row.state == reward.USED and row.used_at_shop_id == shop_code
    if not is_here or row.ended_at is None or jst_day(row.ended_at) != jst_day(at):
        raise NotUsedToday
    assert row.end_transfer is not None
    result = ledger.take_back(transfer=row.end_transfer, at=at)
    if result is not Result.OK:
        raise NotUsedToday
    row.state, row.ended_at, row.end_transfer = reward.WAITING, None, None
    row.used_at_shop, row.device = None, None
    row.save()
    return voucher_value(row)


@transaction.atomic(durable=True)
def cancel(*, code: str, member_id: UUID, at: datetime) -> Voucher:
    """Give the points back for a voucher that its member does not want any more.

    The points return with the dates they had: a voucher is no way to make them last longer.

    Raises:
        UnknownVoucher: the member holds no voucher of the code.
        VoucherHasEnded: it was used, sent or cancelled before.
    """
    membership.lock(member_ids=[member_id])
    row = _locked(code)
    if row.member_id != member_id:
        raise UnknownVoucher
    return _give_back(row, at, state=reward.CANCELLED)


@transaction.atomic(durable=True)
def cancel_for(*, code: str, region_code: str, why: str, by: UUID | None, at: datetime) -> Voucher:
    """Give the points back because the region cannot keep its word; they last days of grace more.

    Raises:
        UnknownVoucher: the region has no voucher of the code.
        VoucherHasEnded: it was used, sent or cancelled before.
    """
    row = _with_member(code)
    if row.reward.region_id != region_code:
        raise UnknownVoucher
    row.note, row.ended_by = why.strip()[:120], by
    grace = programs.asset(row.asset).refund_days
    earliest = lapses.refund_earliest(grace, jst_day(at))
    return _give_back(row, at, state=reward.CANCELLED, earliest=earliest)


def _with_member(code: str) -> models.Voucher:
    """Lock a voucher's member and then the voucher: merging and exchanging go in this order."""
    told = models.Voucher.objects.filter(pk=ids.as_typed(code)).values_list("member_id").first()
    if told is None:
        raise UnknownVoucher
    if told[0] is not None:
        membership.lock(member_ids=[told[0]])
    return _locked(code)


def _give_back(
    row: models.Voucher, at: datetime, *, state: str, earliest: date | None = None
) -> Voucher:
    """Return the points to whoever paid them, and the reward to the shelf."""
    if row.state != reward.WAITING:
        raise VoucherHasEnded(state=row.state, ended=row.ended_at)
    models.Reward.objects.filter(pk=row.reward_id, stock__isnull=False).update(stock=F("stock") + 1)
    result = ledger.take_back(transfer=row.transfer, at=at, earliest=earliest)
    assert result is Result.OK, (result, row.pk)  # it rests there since the exchange
    row.state, row.ended_at = state, at
    row.save()
    return voucher_value(row)


@transaction.atomic(savepoint=False)
def cancel_all(*, member_ids: Iterable[UUID], at: datetime) -> int:
    """Cancel all that waits for members who leave; say how many.

    In the caller's transaction, which has locked the members and no wallet yet.
    """
    waiting = models.Voucher.objects.filter(
        member_id__in=list(member_ids), state=reward.WAITING
    ).order_by("code")
    codes = list(waiting.values_list("code", flat=True))
    for code in codes:
        _give_back(_locked(code), at, state=reward.CANCELLED)
    return len(codes)


def expire(*, at: datetime) -> int:
    """End vouchers past their last day; say how many. A follower.

    The points go back with the dates they had, and lapse then like any others.
    """
    rows = models.Voucher.objects.filter(state=reward.WAITING, until__lt=jst_day(at))
    return sum(_expire(code, at) for code in rows.values_list("code", flat=True)[:_STEP])


@transaction.atomic(durable=True)
def _expire(code: str, at: datetime) -> int:
    row = _with_member(code)
    if row.state != reward.WAITING:
        return 0
    _give_back(row, at, state=reward.EXPIRED)
    return 1


@transaction.atomic(durable=True)
def forget_addresses(*, at: datetime) -> int:
    """Forget where things were sent to, once that is long enough ago; say how many. A follower."""
    rows = models.Voucher.objects.filter(
        ended_at__lt=at - timedelta(days=reward.ADDRESS_DAYS)
    ).exclude(to_name="", to_address="", to_phone="")
    return rows.update(to_name="", to_address="", to_phone="", drone_place="")
