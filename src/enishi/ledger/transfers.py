"""A transfer: points that leave one account and reach another, asked for once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

# The largest whole number that JSON readers agree on (RFC 8785, section 3.2.2.3).
POINTS_MAX = 2**53 - 1
MEMBER = "member:"
ISSUE = "issue:"
FUND = "fund:"
UNUSED = "unused:"
EXTERNAL = "external:"
# What members gave for rewards rests there until the hand-over.
REWARDS = "rewards:"
# Between two names of one person: when they are put together.
MERGE = "merge"
# What somebody held who leaves for good.
FORGO = "forgo"
# What a shop buys from the issuer in the moment in which it grants it.
BUY = "buy"
# What a member pays for in money.
SELL = "sell"
# A part of what was paid or earned at a shop going its way back; the whole goes by a reversal.
REFUND = "refund"


class Result(StrEnum):
    """What became of a transfer."""

    OK = "ok"
    EXISTS = "exists"
    EXISTS_DIFFERENT = "exists_different"
    BAD_AMOUNT = "bad_amount"
    SAME_ACCOUNT = "same_account"
    UNKNOWN_ACCOUNT = "unknown_account"
    CLOSED_ACCOUNT = "closed_account"
    BAD_REVERSAL = "bad_reversal"
    ALREADY_REVERSED = "already_reversed"
    BAD_HOLD = "bad_hold"
    HOLD_ENDED = "hold_ended"
    EXPIRED_HOLD = "expired_hold"
    UNKNOWN_BUDGET = "unknown_budget"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    OVER_LIMIT = "over_limit"
    OVER_BUDGET = "over_budget"
    LINKED_CHAIN_FAILED = "linked_chain_failed"

    @property
    def stands(self) -> bool:
        """Say whether the transfer is in the books, now or since an earlier call."""
        return self in (Result.OK, Result.EXISTS)


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """What a caller asks for; `id` is its key, so that asking twice moves points once.

    `at` is when it happened and does not tell two transfers apart: a retry may be later.
    `expires_on` fills one pocket of the target; without it points keep the dates they had. Of a
    reversal it is the earliest date that reopened pockets may have. `captures` names the hold it
    takes, whole or in part. `budgets` names what it spends; a reversal gives back by itself.
    Neighbours in a batch with one `chain` stand or fall together.
    """

    id: UUID
    source: str
    target: str
    asset: str
    amount: int
    kind: str
    at: datetime
    expires_on: date | None = None
    chain: UUID | None = None
    reverses: UUID | None = None
    captures: UUID | None = None
    budgets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostedTransfer:
    """A transfer as the books hold it."""

    id: UUID
    source: str
    target: str
    asset: str
    amount: int
    kind: str
    at: datetime
    expires_on: date | None
    chain: UUID | None
    reverses: UUID | None
    captures: UUID | None = None
    budgets: tuple[str, ...] = ()


def transfer_id(secret: bytes, scope: str, key: str) -> UUID:
    """Make the id of a transfer from what it is for: the first 16 bytes of an HMAC-SHA256.

    Nobody who knows a member and an event, but not the secret, can compute it again.
    """
    message = scope.encode() + b"\x00" + key.encode()
    return UUID(bytes=hmac.digest(secret, message, "sha256")[:16])


def fault_of_shape(transfer: NewTransfer) -> Result | None:
    """Say what is wrong with a transfer before any book is opened, if anything is."""
    assert transfer.at.tzinfo is not None, "a moment carries its time zone"
    if not 0 < transfer.amount <= POINTS_MAX:
        return Result.BAD_AMOUNT
    if transfer.source == transfer.target:
        return Result.SAME_ACCOUNT
    return None


def reversal(
    original: PostedTransfer,
    *,
    as_id: UUID,
    at: datetime,
    chain: UUID | None = None,
    earliest: date | None = None,
) -> NewTransfer:
    """Make the transfer that takes another one back, pocket by pocket.

    Reopened points can be spent until `earliest` at least; without it they keep their dates.
    """
    return NewTransfer(
        id=as_id,
        source=original.target,
        target=original.source,
        asset=original.asset,
        amount=original.amount,
        kind="reverse",
        at=at,
        expires_on=earliest,
        chain=chain,
        reverses=original.id,
    )
