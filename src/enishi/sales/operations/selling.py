"""Sell: points spent and points earned in one transaction, each sale once under its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from enishi.activities import operations as activities
from enishi.activities.activity import NewActivity, Recorded
from enishi.kit import ids, periods
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger.operations import queueing
from enishi.ledger.transfers import MEMBER, NewTransfer, Result, transfer_id
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.merchants import queries as merchants
from enishi.merchants import shop
from enishi.merchants.queries import ShopIsNotOpen, UnknownShop
from enishi.merchants.shop import Participation, Shop
from enishi.programs import queries as programs
from enishi.programs import scopes
from enishi.sales import models, sale
from enishi.sales.operations import hooking, writing
from enishi.sales.operations.reach import Reach
from enishi.sales.queries import sold
from enishi.sales.sale import NewSale, Sold

KIND = "purchase"
# The scope of the id under which a member's points reach a shop.
SPEND = "sale-spend"
_CODE_LENGTH = 10
# How sure each way makes us that the member bought it.
_EVIDENCE = {
    sale.TILL: "staff_scan",
    sale.API: "staff_scan",
    sale.COUNTER: "own_scan",
    sale.PAPER: "paper",
    sale.OFFLINE: "staff_scan",
}


class BadSale(Refusal):
    """The price is none, or more points are to be used than it comes to."""

    code = "bad_sale"
    status = 422


class ShopDoesNotTakePart(Refusal):
    """The shop neither gives nor takes points of this programme on this day."""

    code = "shop_does_not_take_part"


class MemberHasLess(Refusal):
    """The member has fewer points than they want to use."""

    code = "member_has_less"


class DayLimitReached(Refusal):
    """The member may use no more points today, or the shop take no more."""

    code = "day_limit_reached"


class CardMayNotSpendHere(Refusal):
    """The member's card spends this asset's points elsewhere only, or nowhere."""

    code = "card_may_not_spend_here"


class SaleIsDifferent(Refusal):
    """The key stands for another sale: other member, price or points."""

    code = "sale_is_different"


def sell(new: NewSale) -> Sold:
    """Make one sale, once under its key, together with those that wait just now.

    Raises:
        BadSale: the price is none, or fewer yen than points to be used.
        UnknownShop, ShopIsNotOpen: no shop, or one that does not take part now.
        ShopDoesNotTakePart: not in this programme on this day, or not for spending.
        MemberHasLess: the member has fewer free points.
        DayLimitReached: the member may use no more today, or the shop take no more.
        CardMayNotSpendHere: the member's card spends elsewhere only, or nowhere.
        SaleIsDifferent: the key stands for another sale.
        UnknownMember: there is no such member.
    """
    answer = sell_many([new])[0] if connection.in_atomic_block else _QUEUE.ask(new)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic(savepoint=False)
def sell_many(asked: Sequence[NewSale]) -> list[Sold | Refusal]:
    """Make many sales in order, each on its own: one that is refused leaves the others.

    In the caller's transaction, in a handful of questions however many there are. Answers come
    in the order of the sales; a refusal moved nothing.
    """
    living = membership.lock(member_ids={one.member_id for one in asked})
    places = _Places(asked, living)
    answers: dict[int, Sold | Refusal] = {}
    fresh: dict[tuple[str, str], int] = {}
    known = writing.known(asked=asked)
    for index, one in enumerate(asked):
        first = known.get((one.shop_code, one.key))
        refused = places.refusal(one) if first is None else None
        if first is not None:  # also where the shop has paused since, or the card is another one
            answers[index] = _again(one, first)
        elif refused is not None:
            answers[index] = refused
        else:
            fresh.setdefault((one.shop_code, one.key), index)
    made = _make({index: asked[index] for index in fresh.values()}, places)
    answers |= made
    for index, one in enumerate(asked):
        if index not in answers:  # the same key twice in one call
            same = made[fresh[one.shop_code, one.key]]
            answers[index] = same if isinstance(same, Refusal) else _again(one, same)
    return [answers[index] for index in range(len(asked))]


class _Places:
    """The shops of some sales and what they take part in."""

    def __init__(self, asked: Sequence[NewSale], living: frozenset[UUID]) -> None:
        """Read what the sales need to know of shops and programmes; `living` may buy."""
        codes = {one.shop_code for one in asked}
        self.shops: Mapping[str, Shop] = merchants.shops(codes)
        self.parts: Mapping[tuple[str, str], Participation] = {
            (part.shop_code, part.asset): part for part in merchants.participations(codes)
        }
        taken = {asset for _, asset in self.parts}  # an asset that nobody takes may not exist
        self.regions = {
            asset: programs.asset(asset).region_code
            for asset in {one.asset for one in asked} & taken
        }
        self.living = living
        self.reach = Reach(asked, self.shops, self.regions)

    def refusal(self, one: NewSale) -> Refusal | None:
        """Say why a sale cannot be, before any book is opened."""
        # Without network nobody knows whether the points are still there.
        spend_most = 0 if one.channel == sale.OFFLINE else one.amount_yen
        if not (0 < one.amount_yen <= sale.YEN_MAX and 0 <= one.spend <= spend_most):
            return BadSale(amount=one.amount_yen, points=one.spend, most=sale.YEN_MAX)
        found = self.shops.get(one.shop_code)
        if found is None:
            return UnknownShop(shop=one.shop_code)
        if one.member_id not in self.living:
            return members.UnknownMember(member=one.member_id)
        if not found.is_open:
            return ShopIsNotOpen(shop=found.code, state=found.state)
        return self._refused_here(one, found)

    def _refused_here(self, one: NewSale, found: Shop) -> Refusal | None:
        """Say why an open shop, or the buyer's card, does not do this."""
        part = self.parts.get((one.shop_code, one.asset))
        on = periods.jst_day(one.at)
        if part is None or not part.holds_on(on) or (one.spend and not part.spends):
            return ShopDoesNotTakePart(shop=found.code, asset=one.asset)
        why = self.reach.reason(one, scopes.SPEND) if one.spend else ""
        if why:
            return CardMayNotSpendHere(shop=found.code, asset=one.asset, why=why)
        return None


def _again(one: NewSale, first: Sold) -> Sold | Refusal:
    """Answer a repetition: the same, or that the key is another sale's."""
    same = (first.member_id, first.asset, first.amount_yen, first.spent)
    if same != (one.member_id, one.asset, one.amount_yen, one.spend):
        return SaleIsDifferent(shop=one.shop_code, key=one.key)
    return replace(first, repeated=True)


def _make(asked: Mapping[int, NewSale], places: _Places) -> dict[int, Sold | Refusal]:
    """Post what is spent, record what was bought with what it earns, and keep the sales."""
    if not asked:
        return {}
    chains = {index: chain_of(one) for index, one in asked.items()}
    answers, spends = _spend(asked, chains)
    stand = {index: one for index, one in asked.items() if index not in answers}
    bought = [_activity(one, places, chains[index]) for index, one in stand.items()]
    recorded = activities.record_many(bought, is_new=True) if bought else []
    rows = [
        _row(one, found, chains[index], spends.get(index), places.reach.reason(one, scopes.EARN))
        for (index, one), found in zip(stand.items(), recorded, strict=True)
    ]
    writing.write(rows=rows)
    made = [sold(row) for row in rows]
    hooking.of_sales(keys=[one.key for one in stand.values()], sold=made)
    return answers | dict(zip(stand, made, strict=True))


def chain_of(one: NewSale) -> UUID:
    """Name the chain of all transfers of a sale."""
    return transfer_id(settings.TRANSFER_SECRET, "sale", f"{one.shop_code}:{one.key}")


def _spend(
    asked: Mapping[int, NewSale], chains: Mapping[int, UUID]
) -> tuple[dict[int, Sold | Refusal], dict[int, UUID]]:
    """Move points from members to shops; say which sales fall, and the transfers of the others."""
    spending = {index: one for index, one in asked.items() if one.spend}
    secrets = members.transfer_secrets(one.member_id for one in spending.values())
    moves = {
        index: NewTransfer(
            id=transfer_id(secrets[one.member_id], SPEND, f"{one.shop_code}:{one.key}"),
            source=f"{MEMBER}{one.member_id}",
            target=shop.account(one.shop_code),
            asset=one.asset,
            amount=one.spend,
            kind="spend",
            at=one.at,
            chain=chains[index],
        )
        for index, one in spending.items()
    }
    fallen: dict[int, Sold | Refusal] = {}
    results = ledger.post_many(list(moves.values())) if moves else []
    for (index, move), result in zip(moves.items(), results, strict=True):
        if not result.stands:
            assert result in _TOLD, (result, move.source)
            fallen[index] = (
                DayLimitReached(points=move.amount)
                if result is Result.OVER_LIMIT
                else MemberHasLess(points=move.amount, result=result)
            )
    return fallen, {index: move.id for index, move in moves.items() if index not in fallen}


_TOLD = (
    Result.INSUFFICIENT_BALANCE,
    Result.OVER_LIMIT,
    Result.UNKNOWN_ACCOUNT,
    Result.CLOSED_ACCOUNT,
)


def _activity(one: NewSale, places: _Places, chain: UUID) -> NewActivity:
    """Return the purchase that a sale is; it earns by the rules where the shop takes part so."""
    place, part = places.shops[one.shop_code], places.parts[one.shop_code, one.asset]
    return NewActivity(
        key=activity_key(one),
        kind=KIND,
        member_id=one.member_id,
        region_code=places.regions[one.asset],
        at=one.at,
        evidence=_EVIDENCE[one.channel],
        place=place.name,
        online=place.is_online,
        amount_yen=one.amount_yen,
        business_id=place.code,
        trade=place.trade,
        # What is not to earn here was paid with nothing that earns.
        paid_with_points=one.spend
        if part.earns and not places.reach.reason(one, scopes.EARN)
        else one.amount_yen,
        payer=shop.account(place.code) if part.earn_payer == shop.SHOP else "",
        chain=chain,
    )


def activity_key(one: NewSale) -> str:
    """Name the activity that a sale is; a key of any length has one."""
    return f"sale:{one.shop_code}:{chain_of(one).hex}"


def _row(
    one: NewSale, found: Recorded, chain: UUID, spend_transfer: UUID | None, why_not: str
) -> models.Sale:
    points = [award for award in found.awards if award.asset == one.asset]
    return models.Sale(
        code=ids.readable_code(_CODE_LENGTH),
        shop_id=one.shop_code,
        key=one.key,
        member_id=one.member_id,
        asset=one.asset,
        amount_yen=one.amount_yen,
        spent=one.spend,
        earned=sum(award.amount for award in points),
        channel=one.channel,
        device_id=one.device_id,
        chain=chain,
        spend_transfer=spend_transfer,
        activity_key=found.key,
        reason=""
        if any(award.amount for award in points)
        else why_not or (points[0].reason if points else "no_rule"),
        at=one.at,
        on=periods.jst_day(one.at),
    )


# Many who pay at one moment share a commit.
_QUEUE = queueing.queue_of(sell_many, name="enishi-sales")
