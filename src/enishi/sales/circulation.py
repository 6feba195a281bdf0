"""Who paid whom, where and in which trade, and how much of it is paid again in the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

MEMBERS = "member"
# LM3: the first payment and two rounds more.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a flow: all members together, a shop with its region and trade, or a fund ...

    `name` is the account's; members are one party, for nobody's wallet is told.
    """

    name: str
    region: str = ""
    trade: str = ""

    @property
    def kind(self) -> str:
        """The word before the colon: member, shop, fund, issue ..."""
        return self.name.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Flow:
    """What one party paid another in some days: points, or yen (`asset` is empty)."""

    payer: Party
    payee: Party
    asset: str
    kind: str
    amount: int
    times: int


def local_multiplier(flows: Iterable[Flow], *, first: Collection[str], region: str) -> float | None:
    """Return LM3: what 1 yen paid to the `first` parties comes to in a region in three rounds.

    Definition: (R1 + R2 + R3) / R1. R1 is what the first parties received; R2 what they paid on
    to parties of the region, R3 what those paid on there, each in proportion to what of their
    receipts came from the round before. Unit: times. Denominator: R1; none where it is 0.
    Source: New Economics Foundation, The Money Trail (2002).
    """
    received: dict[str, int] = defaultdict(int)
    paid: dict[str, dict[Party, int]] = defaultdict(lambda: defaultdict(int))
    for flow in flows:
        received[flow.payee.name] += flow.amount
        paid[flow.payer.name][flow.payee] += flow.amount
    reached = {name: float(received[name]) for name in first if received[name]}
    begun = sum(reached.values())
    total = begun
    for _ in range(ROUNDS - 1):
        following: dict[str, float] = defaultdict(float)
        for name, income in reached.items():
            share = min(1.0, income / received[name])
            for payee, amount in paid[name].items():
                if payee.region == region:
                    following[payee.name] += amount * share
        total += sum(following.values())
        reached = following
    return total / begun if begun else None


def leaked(flows: Iterable[Flow], *, region: str) -> float | None:
    """Return the share of what a region's parties pay that leaves it.

    Unit: a share, 0 to 1. Denominator: all that parties of the region paid; none where it is 0.
    Source: flows of the ledger and the sales.
    """
    own = [flow for flow in flows if flow.payer.region == region]
    paid = sum(flow.amount for flow in own)
    gone = sum(flow.amount for flow in own if flow.payee.region not in {"", region})
    return gone / paid if paid else None
