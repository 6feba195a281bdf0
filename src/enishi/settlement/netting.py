"""Who pays whom after a month: one shop and its issuer, and several regions of one programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enishi.settlement.terms import BANK, GRANT, SHOP, Terms

PAY, COLLECT, CARRY, NOTHING = "pay", "collect", "carry", "nothing"
# What becomes of a statement: the shop is paid, it pays, the rest waits, or there is none.
OUTCOMES = (PAY, COLLECT, CARRY, NOTHING)


@dataclass(frozen=True, slots=True)
class Netted:
    """What is paid to a shop (below zero: by it), and what waits for the next month."""

    outcome: str
    payout: int
    bank_fee: int
    carried_out: int


def net(*, owed: int, fee: int, carried_in: int, terms: Terms, way: str) -> Netted:
    """Net a shop's month: points, fees and what waited, against minimum and fee of the bank.

    The four parts add up: owed - fee + carried_in = payout + bank_fee + carried_out, where a bank
    fee that the shop bears lowers its payout. Nothing below the minimum is ever paid or asked for.
    """
    due = owed - fee + carried_in
    if due == 0:
        return Netted(NOTHING, 0, 0, 0)
    bank_fee = terms.bank_fee_yen if terms.bank_fee_by == SHOP and way == BANK and due > 0 else 0
    if abs(due) < terms.minimum_yen or 0 < due <= bank_fee:
        return Netted(CARRY, 0, 0, due)
    return Netted(PAY if due > 0 else COLLECT, due - bank_fee, bank_fee, 0)


@dataclass(frozen=True, slots=True)
class Position:
    """One region in a shared programme: what its shops are paid, what it has to pay for.

    `net` above zero: it gets so much from the others; below: it pays.
    """

    region_code: str
    used: int  # paid to its shops
    granted: int  # given at its shops, for others to pay
    bears: int  # its share

    @property
    def net(self) -> int:
        """What it gets."""
        return self.used - self.bears


def between(
    used: Mapping[str, int], granted: Mapping[str, int], *, paid_at: str, own: int = 0
) -> tuple[tuple[Position, ...], int]:
    """Net several regions of one programme; return positions, and what the issuer's box gets.

    Paid as points are given, each region bears what was given at its shops (`granted`, of the
    month); what is not used yet waits in the issuer's box. Paid as they are used, what was used is
    shared to the yen by what each gave so far, the issuer itself (`own`) too. Positions and box add
    up to zero.
    """
    names = sorted({*used, *granted})
    if paid_at == GRANT:
        bears = {name: granted.get(name, 0) for name in names}
    else:
        weights = {name: max(0, granted.get(name, 0)) for name in names} | {"": max(0, own)}
        bears = shared(sum(used.values()), weights)
    positions = tuple(
        Position(name, used.get(name, 0), granted.get(name, 0), bears[name]) for name in names
    )
    return positions, -sum(one.net for one in positions)


def shared(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share an amount by weights, whole and without a rest: the largest remainders get one more."""
    whole = sum(weights.values())
    if whole <= 0:
        return dict.fromkeys(weights, 0)
    parts = {name: amount * weight // whole for name, weight in weights.items()}
    rest = amount - sum(parts.values())
    by_remainder = sorted(weights, key=lambda name: (-(amount * weights[name] % whole), name))
    for name in by_remainder[:rest]:
        parts[name] += 1
    return parts


def payments(net_of: Mapping[str, int]) -> tuple[tuple[str, str, int], ...]:
    """Return who pays whom so that all are even: at most one payment fewer than there are parties.

    The parties' nets add up to zero.
    """
    assert sum(net_of.values()) == 0, "what one gets another pays"
    owing = sorted(((-yen, name) for name, yen in net_of.items() if yen < 0), reverse=True)
    waiting = sorted(((yen, name) for name, yen in net_of.items() if yen > 0), reverse=True)
    found = []
    while owing and waiting:
        (debt, payer), (claim, payee) = owing.pop(0), waiting.pop(0)
        part = min(debt, claim)
        found.append((payer, payee, part))
        if debt > part:
            owing.insert(0, (debt - part, payer))
        if claim > part:
            waiting.insert(0, (claim - part, payee))
    return tuple(found)
