"""Give back: a sale whole or in part, its points the way they came, once under each key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from enishi.activities import operations as activities
from enishi.activities import queries as done
from enishi.activities.activity import AwardValue
from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.ledger import operations as ledger
from enishi.ledger import queries as books
from enishi.ledger import refunding, transfers
from enishi.ledger.transfers import (
    BUY,
    ISSUE,
    MEMBER,
    REFUND,
    NewTransfer,
    Result,
    transfer_id,
)
from enishi.membership import operations as membership
from enishi.membership import queries as members
from enishi.merchants import shop
from enishi.programs import lapse as lapses
from enishi.programs import queries as programs
from enishi.programs import rules
from enishi.sales import models, returning
from enishi.sales.operations import hooking
from enishi.sales.queries import UnknownSale, returned, sold
from enishi.sales.returning import Split
from enishi.sales.sale import Return, Sold

UNDO = "undo"
# The scope of the ids under which points of a sale go their way back.
_BACK = "sale-back"


class BadReturn(Refusal):
    """No more goes back than is left of a sale, and no more points than were used."""

    code = "bad_return"
    status = 422


class ReturnIsDifferent(Refusal):
    """The key stands for another return of this sale."""

    code = "return_is_different"


class SaleIsGivenBack(Refusal):
    """All of the sale was given back before."""

    code = "sale_is_given_back"


class GiveBackTomorrow(Refusal):
    """The member's day has a limit, which a part that goes back counts for; the whole does not."""

    code = "give_back_tomorrow"


class BuyerIsGone(Refusal):
    """Who bought it left for good, and their points with them."""

    code = "buyer_is_gone"


@transaction.atomic(durable=True)
def give_back(
    *,
    sale_code: str,
    shop_code: str,
    key: str,
    at: datetime,
    yen: int | Split | None = None,
    reason: str = "",
    device_id: UUID | None = None,
) -> Return:
    """Give back a part of a sale's price, or all that is left, once under a key of the shop's.

    `yen` is a part of the price; points go back in the proportion in which they were used, or as
    the shop says (`Split`). They return to the dates they had; what lapsed meanwhile, or would
    within the asset's days of grace, can be spent to their end. What the rest of the price does
    not earn is taken back; what of it the member no longer has, the shop keeps from the money.

    Raises:
        UnknownSale: the shop made no such sale.
        BadReturn: nothing, or more than is left.
        SaleIsGivenBack: nothing is left.
        ReturnIsDifferent: the key stands for another return.
        BuyerIsGone: the member was erased.
        GiveBackTomorrow: the member's day has a limit, and it is reached.
    """
    row = _locked(sale_code, shop_code)
    day = periods.jst_day(at)
    asset = programs.asset(row.asset)
    asked = _Asked(
        key=key,
        reason=reason.strip(),
        device_id=device_id,
        at=at,
        earliest=lapses.refund_earliest(asset.refund_days, day),
    )
    known = row.returns.filter(key=key).first()
    if known is not None:
        return _again(row, known, yen)
    return _give_back(row, yen, asked)


class TooLateToUndo(Refusal):
    """A sale is undone on its own day only; later it is given back."""

    code = "too_late_to_undo"


@transaction.atomic(durable=True)
def undo(*, sale_code: str, shop_code: str, at: datetime, device_id: UUID | None = None) -> Return:
    """Undo what is left of a sale on its own day, as if it had not been; a second time says so.

    Points return to the very dates they had.

    Raises:
        UnknownSale: the shop made no such sale.
        TooLateToUndo: the day is over.
        SaleIsGivenBack: it was given back otherwise.
        BuyerIsGone: the member was erased.
    """
    row = _locked(sale_code, shop_code)
    known = row.returns.filter(key=UNDO).first()
    if known is not None:
        return replace(returned(known), repeated=True)
    if periods.jst_day(at) != row.on:
        raise TooLateToUndo(sale=row.code)
    asked = _Asked(key=UNDO, reason="", device_id=device_id, at=at, earliest=None)
    return _give_back(row, None, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How, when and by whom something is given back."""

    key: str
    reason: str
    device_id: UUID | None
    at: datetime
    earliest: date | None


def _locked(sale_code: str, shop_code: str) -> models.Sale:
    """Hold a sale and who bought it, in this order, as selling does with its members."""
    rows = models.Sale.objects.filter(code=sale_code, shop_id=shop_code)
    found = rows.first()
    if found is None:
        raise UnknownSale(sale=sale_code)
    while True:
        buyer = found.member_id
        membership.lock(member_ids=[buyer] if buyer else [])
        found = rows.select_for_update(no_key=True).get()
        if found.member_id == buyer:  # not put together with somebody meanwhile
            return found


def _again(row: models.Sale, known: models.Return, yen: int | Split | None) -> Return:
    """Answer a repetition: the same, or that the key is another return's.

    Who asks for all that is left and was given a part asks for something else.
    """
    told = returned(known)
    rest = None if not returning.left_of(sold(row)) else told.price_yen
    if yen not in (rest, told.price_yen, Split(told.yen, told.points_back)):
        raise ReturnIsDifferent(sale=row.code, key=known.key)
    return replace(told, repeated=True)


def _give_back(row: models.Sale, yen: int | Split | None, asked: _Asked) -> Return:
    """Move the points, keep the return, and note on the sale what is gone of it."""
    before = sold(row)
    if not returning.left_of(before):
        raise SaleIsGivenBack(sale=row.code)
    part = returning.split(before, yen)
    if part is None:
        raise BadReturn(sale=row.code, left=returning.left_of(before))
    if row.member_id is None:
        raise BuyerIsGone(sale=row.code)
    after = replace(
        before,
        returned_yen=before.returned_yen + part.yen,
        returned_points=before.returned_points + part.points,
    )
    way = _Way(row, row.member_id, before, after, asked)
    moved = way.points_back(part.points)
    earned = way.take_back(kept_from=part.yen)
    told = row.returns.create(
        key=asked.key,
        at=asked.at,
        on=periods.jst_day(asked.at),
        yen=part.yen,
        points_back=part.points,
        taken_back=earned.points,
        short=earned.short,
        reason=asked.reason[:120],
        device_id=asked.device_id,
        transfers=[str(one) for one in (*moved, *earned.transfers)],
    )
    row.returned_yen, row.returned_points = after.returned_yen, after.returned_points
    row.taken_back += earned.points
    row.save(update_fields=["returned_yen", "returned_points", "taken_back"])
    back = returned(told)
    hooking.of_return(sold=sold(row), key=row.key, returned=back)
    return back


@dataclass(frozen=True, slots=True)
class _Earned:
    """Earned points taken back; of them those that the shop paid from the money it keeps."""

    points: int
    short: int
    transfers: Sequence[UUID]


class _Way:
    """A return under way: whose points, of which sale, how much of it before and after."""

    def __init__(
        self, row: models.Sale, member_id: UUID, before: Sold, after: Sold, asked: _Asked
    ) -> None:
        """Lock the wallet and the shop's account, in the order of posting."""
        self.row, self.before, self.after, self.asked = row, before, after, asked
        self.wallet, self.shop = f"{MEMBER}{member_id}", shop.account(row.shop_id)
        self.issue = f"{ISSUE}{row.asset}"
        self.secret = members.transfer_secrets([member_id])[member_id]
        self.steps = 0
        ledger.lock_wallets(names=[self.wallet, self.shop])

    @property
    def ends(self) -> bool:
        """Whether nothing of the sale is left."""
        return self.after.is_undone

    def points_back(self, points: int) -> list[UUID]:
        """Move used points from the shop to the member; say by which transfers."""
        if not points:
            return []
        assert self.row.spend_transfer is not None
        spent = books.posted([self.row.spend_transfer])[self.row.spend_transfer]
        moves = list(self._cover(points))
        if points == spent.amount and spent.source == self.wallet:
            back = transfers.reversal(
                spent,
                as_id=self._id(),
                at=self.asked.at,
                chain=self.row.chain,
                earliest=self.asked.earliest,
            )
            moves.append(back)
        else:
            drawn = books.drawn(spent.id)
            pockets = refunding.part_back(
                drawn,
                before=self.before.returned_points,
                points=points,
                earliest=self.asked.earliest,
            )
            moves += [
                self._move(self.shop, self.wallet, held, expires_on=expires_on)
                for expires_on, held in pockets
            ]
        return self._post(moves)

    def _cover(self, points: int) -> Iterator[NewTransfer]:
        """Let a shop buy what it has to give and does not hold, as after it was paid out."""
        missing = points - books.balance(self.shop, self.row.asset)
        if missing > 0:
            yield self._move(self.issue, self.shop, missing, kind=BUY)

    def take_back(self, *, kept_from: int) -> _Earned:
        """Take back what the rest does not earn; `kept_from` is the money that goes back.

        What the member no longer has the shop pays for them in points, and keeps as much money:
        the issuer gets back what it gave, and nobody gains.
        """
        found = done.under(self.row.activity_key)
        awards = [
            award
            for award in (found.awards if found else ())
            if award.asset == self.row.asset and award.amount and award.transfer_id
        ]
        dues = self._due(awards)
        due = sum(dues.values())
        on = periods.jst_day(self.asked.at)
        free = books.free_to_move(self.wallet, self.row.asset, on=on)
        short = min(max(0, due - free), kept_from)
        paid = [*self._cover(short), self._move(self.shop, self.wallet, short, expires_on=on)]
        ids = self._post(paid if short else [])
        reason = self.asked.reason
        is_whole = self.ends and due == self.row.earned <= free + short
        if found is not None and is_whole and self._holds_other(found.awards):
            activities.withdraw(key=found.key, at=self.asked.at, reason=reason)
            return _Earned(due, short, ids)
        moves, taken = self._earned_back(awards, dues, free + short)
        ids = [*ids, *self._post(moves)]
        # Who keeps points of it has used up the limits that they count for.
        is_even = self.row.taken_back + taken == self.row.earned
        if found is not None and self.ends and is_even:
            activities.withdraw(
                key=found.key, at=self.asked.at, reason=reason, but_for=self.row.asset
            )
        return _Earned(taken, short, ids)

    def _holds_other(self, awards: Sequence[AwardValue]) -> bool:
        """Whether what was earned of other assets, as a coin, is still there to go back."""
        other: Counter[str] = Counter()
        for award in awards:
            if award.asset != self.row.asset:
                other[award.asset] += award.amount
        held = books.balances(self.wallet)
        return all(held.get(asset, 0) >= points for asset, points in other.items() if points)

    def _due(self, awards: Sequence[AwardValue]) -> dict[int, int]:
        """Return how much of each award goes back now, by its rule."""
        promises = programs.rules_by_id(award.rule_id for award in awards)

        def kept(award: AwardValue, of: Sold) -> int:
            if of.is_undone:
                return 0
            return rules.kept_of(
                promises[award.rule_id], award.amount, of.paid_yen - of.returned_yen
            )

        return {
            award.rule_id: kept(award, self.before) - kept(award, self.after) for award in awards
        }

    def _earned_back(
        self, awards: Sequence[AwardValue], dues: Mapping[int, int], free: int
    ) -> tuple[list[NewTransfer], int]:
        """Return what takes awards back as far as points are there, to whoever gave them."""
        moves: list[NewTransfer] = []
        taken = 0
        for award in awards:
            points = min(dues[award.rule_id], free - taken)
            if points <= 0:
                continue
            taken += points
            if award.bought_id is None:
                moves.append(self._move(self.wallet, self.issue, points))
            else:
                moves.append(self._move(self.wallet, self.shop, points))
                moves.append(self._move(self.shop, self.issue, points))
        return moves, taken

    def _move(
        self,
        source: str,
        target: str,
        points: int,
        *,
        kind: str = REFUND,
        expires_on: date | None = None,
    ) -> NewTransfer:
        return NewTransfer(
            id=self._id(),
            source=source,
            target=target,
            asset=self.row.asset,
            amount=points,
            kind=kind,
            at=self.asked.at,
            expires_on=expires_on,
            chain=self.row.chain,
        )

    def _id(self) -> UUID:
        """Make the id of the next transfer of this return."""
        self.steps += 1
        name = f"{self.row.shop_id}:{self.row.chain}:{self.asked.key}:{self.steps}"
        return transfer_id(self.secret, _BACK, name)

    def _post(self, moves: Sequence[NewTransfer]) -> list[UUID]:
        results = ledger.post_many(moves) if moves else []
        if Result.OVER_LIMIT in results:
            raise GiveBackTomorrow(sale=self.row.code)
        assert all(result.stands for result in results), results
        return [move.id for move in moves]
