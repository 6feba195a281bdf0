"""Sales for tills and online shops: a card's points, quote, sale, return, undo, day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router

from enishi.api import problems
from enishi.api.shop_words import (
    KEY,
    BatchAsked,
    BatchTold,
    CardAsked,
    DayTold,
    HolderTold,
    Problem,
    QuoteTold,
    ReturnAsked,
    ReturnTold,
    SaleAsked,
    SaleTold,
    ShopTold,
)
from enishi.api.tokens import till, till_of_batch
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.ledger.transfers import MEMBER
from enishi.membership import queries as members
from enishi.membership import slips
from enishi.membership.operations.cards import UnknownCard
from enishi.merchants import queries as merchants
from enishi.merchants.shop import Device, Participation
from enishi.programs import queries as programs
from enishi.sales import operations, queries, sale, told
from enishi.sales.sale import NewSale, Sold

router = Router(tags=["shop"])
_ANSWERS = dict.fromkeys((401, 404, 409, 422), Problem)
# A till's clock may be fast by so much; nothing was sold before there were points.
AHEAD = timedelta(minutes=5)
EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)
_DAYS = (date(2010, 1, 1), date(2199, 12, 31))
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        description="The shop's own number of this; the same again gets the first answer",
    ),
]


class BadMoment(Refusal):
    """The moment lies in the future, or before there were points."""

    code = "bad_moment"
    status = 422


@router.get("", response={**_ANSWERS, 200: ShopTold})
@till
def own(request: HttpRequest) -> dict[str, object]:
    """Tell whose key this is, and what the shop takes part in today."""
    device = _device(request)
    shop = merchants.shop(device.shop_code)
    parts = _parts(device.shop_code, timezone.now())
    return {
        "shop": shop.code,
        "name": shop.name,
        "state": shop.state,
        "programmes": [
            {
                "asset": part.asset,
                "name": programs.asset(part.asset).name,
                "earns": part.earns,
                "spends": part.spends,
            }
            for part in parts
        ],
    }


@router.post("/cards", response={**_ANSWERS, 200: HolderTold})
@till
def card(request: HttpRequest, body: CardAsked) -> dict[str, object]:
    """Tell how many points a card may use here; who holds it is not told."""
    at = timezone.now()
    asset = _asset(_device(request).shop_code, at, named=body.asset)
    return {"asset": asset, "points": _points(_holder(body.card), asset, at)}


@router.post("/quotes", response={**_ANSWERS, 200: QuoteTold})
@till
def quote(request: HttpRequest, body: SaleAsked) -> dict[str, object]:
    """Tell what a sale would be, with every rule and limit asked; nothing of it is kept."""
    at = timezone.now()
    # A name that no sale has: nothing is kept under it.
    asked = _new(_device(request), body, key="quote", at=at)
    found = operations.quote(asked)
    return {
        "asset": found.asset,
        "amount_yen": found.amount_yen,
        "spend": found.spent,
        "paid_yen": found.paid_yen,
        "earns": found.earned,
        "reason": found.reason,
        "points": _points(asked.member_id, asked.asset, at),
    }


@router.post("/sales", response={**_ANSWERS, 200: SaleTold, 201: SaleTold})
@till_of_batch
def sell(request: HttpRequest, body: SaleAsked, key: IdempotencyKey) -> tuple[int, Any]:
    """Make a sale, durable when it is answered; 200 where the key was answered before."""
    at = timezone.now()
    # Till, card and programme are looked up with those of all sales that wait just now.
    asked = NewSale(
        key=told.FOREIGN + key,
        shop_code="",
        member_id=NOBODY,
        asset=body.asset,
        amount_yen=body.amount_yen,
        spend=body.spend,
        at=_moment(body, at),
        channel=sale.API,
    )
    found = operations.sell_to_card(
        secret=request.auth,  # type: ignore[attr-defined]
        number=slips.number_in(body.card),
        new=asked,
        at=at,
    )
    return (200 if found.repeated else 201), _told(found, asked.key)


@router.post("/sales/batch", response={**_ANSWERS, 200: BatchTold})
@till
def sell_batch(request: HttpRequest, body: BatchAsked) -> dict[str, object]:
    """Make many sales of the past, each once under its key; each is answered on its own."""
    at, device = timezone.now(), _device(request)
    holders = _holders([line.card for line in body.sales])
    asset = _asset(device.shop_code, at) if any(not line.asset for line in body.sales) else ""
    answers: dict[int, Sold | Refusal] = {}
    asked: dict[int, NewSale] = {}
    for index, line in enumerate(body.sales):
        number = slips.number_in(line.card)
        moment = line.at or at
        if number not in holders:
            answers[index] = UnknownCard()
        elif not EARLIEST <= moment <= at + AHEAD:
            answers[index] = BadMoment(at=moment)
        else:
            asked[index] = _as_sale(
                device,
                line,
                holders[number],
                asset=line.asset or asset,
                key=line.key,
                at=moment,
            )
    with transaction.atomic(durable=True):
        made = operations.sell_many(list(asked.values()))
    answers |= dict(zip(asked, made, strict=True))
    lines = [_line(line.key, answers[index]) for index, line in enumerate(body.sales)]
    return {"answers": lines}


@router.get("/sales/{code}", response={**_ANSWERS, 200: SaleTold})
@till
def one(request: HttpRequest, code: str) -> dict[str, object]:
    """Tell what stands of one of the shop's sales."""
    return _told(queries.sale(_plain(code), shop_code=_device(request).shop_code), "")


@router.post("/sales/{code}/returns", response={**_ANSWERS, 200: ReturnTold, 201: ReturnTold})
@till
def give_back(
    request: HttpRequest, code: str, body: ReturnAsked, key: IdempotencyKey
) -> tuple[int, Any]:
    """Give back a part of the price, or all that is left; points go the way they came."""
    device = _device(request)
    found = operations.give_back(
        sale_code=_plain(code),
        shop_code=device.shop_code,
        key=told.FOREIGN + key,
        yen=body.yen,
        reason=body.reason,
        device_id=device.id,
        at=timezone.now(),
    )
    return (200 if found.repeated else 201), _returned(device, code, found)


@router.post("/sales/{code}/undo", response={**_ANSWERS, 200: ReturnTold})
@till
def undo(request: HttpRequest, code: str) -> dict[str, object]:
    """Undo a sale on its own day, as if it had not been."""
    device = _device(request)
    found = operations.undo(
        sale_code=_plain(code),
        shop_code=device.shop_code,
        device_id=device.id,
        at=timezone.now(),
    )
    return _returned(device, code, found)


@router.get("/days/{day}", response={**_ANSWERS, 200: DayTold})
@till
def day(request: HttpRequest, day: date) -> dict[str, object]:
    """Tell a day of the shop, on all its tills."""
    if not _DAYS[0] <= day <= _DAYS[1]:
        raise BadMoment(at=day)
    shop_code, until = _device(request).shop_code, day + timedelta(days=1)
    return {
        "day": day,
        "totals": queries.totals_of_shop(shop_code, since=day, until=until),
        "sales": [
            _told(found, "") for found in queries.sales_of_shop(shop_code, since=day, until=until)
        ],
    }


def _device(request: HttpRequest) -> Device:
    """Return the till whose key the request carries."""
    device: Device = request.auth  # type: ignore[attr-defined]
    return device


def _parts(shop_code: str, at: datetime) -> Sequence[Participation]:
    on = periods.jst_day(at)
    return [part for part in merchants.participations([shop_code]) if part.holds_on(on)]


def _asset(shop_code: str, at: datetime, *, named: str = "") -> str:
    """Return the asset that is named, or the only one; the shop takes part in it."""
    found = [part.asset for part in _parts(shop_code, at)]
    if named and named not in found:
        raise operations.ShopDoesNotTakePart(shop=shop_code, asset=named)
    if named:
        return named
    if len(found) != 1:
        raise operations.WhichProgramme(programmes=" ".join(found))
    return found[0]


def _plain(code: str) -> str:
    """Return a sale's code as written; what no database keeps names none."""
    return code.replace("\0", "")


def _holder(number: str) -> UUID:
    found = members.card_holder(slips.number_in(number))
    if found is None:
        raise UnknownCard
    return found.member_id


def _holders(numbers: Sequence[str]) -> Mapping[str, UUID]:
    """Return who holds the living cards among these, by number."""
    return members.card_holders({slips.number_in(number) for number in numbers})


def _points(member_id: UUID, asset: str, at: datetime) -> int:
    return books.free_to_move(f"{MEMBER}{member_id}", asset, on=periods.jst_day(at))


def _moment(body: SaleAsked, at: datetime) -> datetime:
    moment = body.at or at
    if not EARLIEST <= moment <= at + AHEAD:
        raise BadMoment(at=moment)
    return moment


def _new(device: Device, body: SaleAsked, *, key: str, at: datetime) -> NewSale:
    moment = _moment(body, at)
    holder = _holder(body.card)
    asset = body.asset or _asset(device.shop_code, at)
    return _as_sale(device, body, holder, asset=asset, key=key, at=moment)


def _as_sale(
    device: Device, body: SaleAsked, holder: UUID, *, asset: str, key: str, at: datetime
) -> NewSale:
    return NewSale(
        key=told.FOREIGN + key,
        shop_code=device.shop_code,
        member_id=holder,
        asset=asset,
        amount_yen=body.amount_yen,
        spend=body.spend,
        at=at,
        channel=sale.API,
        device_id=device.id,
    )


def _told(found: Sold, key: str) -> dict[str, object]:
    return told.sale(found, key) | {"repeated": found.repeated}


def _returned(device: Device, code: str, found: sale.Return) -> dict[str, object]:
    of = queries.sale(_plain(code), shop_code=device.shop_code)
    return told.returned(found, of, "") | {"repeated": found.repeated}


def _line(key: str, answer: Sold | Refusal) -> dict[str, object]:
    """Answer one sale of a batch."""
    if isinstance(answer, Refusal):
        return {"key": key, "sale": None, "problem": problems.as_told(answer)}
    return {"key": key, "sale": _told(answer, told.FOREIGN + key), "problem": None}
