"""A sheet of slips enters the books at the office: grade "paper", each line once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction

from enishi.kit import ids
from enishi.kit.periods import JST, jst_day
from enishi.kit.refusal import Refusal
from enishi.membership import queries as membership
from enishi.merchants import queries as merchants
from enishi.merchants.queries import ShopIsNotOpen
from enishi.sales import sale, slips
from enishi.sales.operations.selling import sell_many
from enishi.sales.sale import NewSale, Sold
from enishi.sales.slips import Entered, Reject, Slip, Typed

_NOON = time(12)
# In which column a person finds what the books refuse.
_COLUMN_OF: Mapping[str, str] = {
    "member_has_less": slips.POINTS,
    "bad_sale": slips.PRICE,
    "sale_is_different": slips.PRICE,
    "shop_does_not_take_part": slips.DAY,
}


class UnknownSlipSheet(Refusal):
    """The number is not that of a sheet of this shop."""

    code = "unknown_slip_sheet"
    status = 422


class TooManySlips(Refusal):
    """More lines than are entered at once."""

    code = "too_many_slips"
    status = 422


@transaction.atomic(durable=True)
def enter_slips(
    *, shop_code: str, asset: str, serial: str, rows: Sequence[Typed], at: datetime
) -> Entered:
    """Make each line of a sheet a sale, once under sheet and line; say which lines cannot be.

    A line is a sale at noon of its day, or now if that is to come. Lines that cannot be leave
    the others; entering them again, corrected, takes what is missing.

    Raises:
        UnknownShop, ShopIsNotOpen: no shop, or one that does not take part now.
        UnknownSlipSheet: the number is none of the shop's sheets.
        TooManySlips: more than 500 lines.
    """
    shop = merchants.shop(shop_code)
    if not shop.is_open:
        raise ShopIsNotOpen(shop=shop.code, state=shop.state)
    if not slips.is_serial(serial, shop.code, secret=settings.TICKET_SECRET):
        raise UnknownSlipSheet(serial=serial)
    if len(rows) > slips.LINES_MOST:
        raise TooManySlips(most=slips.LINES_MOST)
    read, rejects = slips.read(rows, today=jst_day(at))
    holders = membership.card_holders({one.card for one in read})
    strange = [
        Reject(one.line, slips.CARD, one.card, _why_nobody(one.card, shop.region_code))
        for one in read
        if one.card not in holders
    ]
    known = [one for one in read if one.card in holders]
    sheet = ids.as_typed(serial)
    asked = [
        _sale(one, holders[one.card], shop_code=shop.code, asset=asset, sheet=sheet, at=at)
        for one in known
    ]
    sold: list[tuple[int, Sold]] = []
    for one, answer in zip(known, sell_many(asked) if asked else [], strict=True):
        if isinstance(answer, Refusal):
            column = _COLUMN_OF.get(answer.code, slips.CARD)
            rejects.append(Reject(one.line, column, _typed(one, column), answer.code))
        else:
            sold.append((one.line, answer))
    return Entered(sold, sorted([*rejects, *strange], key=lambda one: one.line))


def _why_nobody(card: str, region_code: str) -> str:
    """Say why nobody holds a card: it was printed and never handed out, or there is none."""
    blank = membership.is_blank_card(card, region_code)
    return "blank_card" if blank else "unknown_card"


def _sale(
    one: Slip, member_id: UUID, *, shop_code: str, asset: str, sheet: str, at: datetime
) -> NewSale:
    return NewSale(
        key=f"slip:{sheet}:{one.line}",
        shop_code=shop_code,
        member_id=member_id,
        asset=asset,
        amount_yen=one.amount_yen,
        spend=one.spend,
        at=min(datetime.combine(one.on, _NOON, tzinfo=JST), at),
        channel=sale.PAPER,
    )


def _typed(one: Slip, column: str) -> str:
    told = {
        slips.CARD: one.card,
        slips.DAY: one.on.isoformat(),
        slips.PRICE: str(one.amount_yen),
        slips.POINTS: str(one.spend),
    }
    return told[column]
