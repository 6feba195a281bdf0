"""A ledger that is slow and obvious: it adds everything up from the beginning, each time."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date, timedelta, timezone

NEVER = date(9999, 12, 31)
JAPAN = timezone(timedelta(hours=9))
WITHOUT_FLOOR = ("issue:", "exchange:", "migration:", "unused:")


def day_of(moment):
    return moment.astimezone(JAPAN).date()


class Oracle:
    """What the books must say."""

    def __init__(self):
        """Begin with empty books."""
        # (name, asset): (has_floor, has_pockets)
        self.accounts = {}
        self.closed = set()
        # [transfer, what was drawn by date, what was filled by date, names of budgets], in order
        self.posted = []
        # id: [hold, how it ended without a transfer]
        self.holds = {}
        # (name, asset): points_max
        self.budgets = {}
        # (name, asset): (day_out_max, day_in_max)
        self.limits = {}

    def open(self, name, asset, *, floor=True, pockets=False):
        self.accounts.setdefault((name, asset), (floor, pockets))

    def open_what_needs_no_ceremony(self, asked):
        for name in (asked.source, asked.target):
            if name.startswith("member:"):
                self.open(name, asked.asset, floor=True, pockets=True)
            if name.startswith(WITHOUT_FLOOR):
                self.open(name, asked.asset, floor=False)

    def balance(self, key):
        total = 0
        for transfer, _, _, _ in self.posted:
            if (transfer.source, transfer.asset) == key:
                total -= transfer.amount
            if (transfer.target, transfer.asset) == key:
                total += transfer.amount
        return total

    def entries(self, key):
        return sum(key[0] in (one[0].source, one[0].target) for one in self.of_asset(key[1]))

    def of_asset(self, asset):
        return [one for one in self.posted if one[0].asset == asset]

    def pockets(self, key):
        held = Counter()
        for transfer, drawn, filled, _ in self.posted:
            if (transfer.source, transfer.asset) == key:
                held.subtract(drawn)
            if (transfer.target, transfer.asset) == key:
                held.update(filled)
        return {day: points for day, points in sorted(held.items()) if points}

    def find(self, id_):
        return next((one for one in self.posted if one[0].id == id_), None)

    def was_taken_back(self, id_):
        return any(one[0].reverses == id_ for one in self.posted)

    def spent(self, key):
        name, asset = key
        return sum(
            one[0].amount
            for one in self.of_asset(asset)
            if name in one[3] and not one[0].reverses and not self.was_taken_back(one[0].id)
        )

    def day(self, key, on):
        """What left and reached an account on a day, as limits count it."""
        left = reached = 0
        for transfer, _, _, _ in self.of_asset(key[1]):
            counts = transfer.kind != "lapse" and not transfer.reverses
            if counts and day_of(transfer.at) == on and not self.was_taken_back(transfer.id):
                left += transfer.amount * (transfer.source == key[0])
                reached += transfer.amount * (transfer.target == key[0])
        return left, reached

    def how_ended(self, id_):
        if any(one[0].captures == id_ for one in self.posted):
            return "captured"
        return self.holds[id_][1]

    def open_holds(self, key, but=None):
        return [
            hold
            for hold, _ in self.holds.values()
            if (hold.source, hold.asset) == key and hold.id != but and not self.how_ended(hold.id)
        ]

    def held(self, key, but=None):
        return sum(hold.amount for hold in self.open_holds(key, but))

    def can_keep(self, pockets, holds):
        """Serve each hold, the one with the least choice first."""
        left = Counter(pockets)
        for hold in sorted(holds, key=lambda hold: day_of(hold.at), reverse=True):
            for _ in range(hold.amount):
                days = [day for day in left if left[day] > 0 and day >= day_of(hold.at)]
                if not days:
                    return False
                left[min(days)] -= 1
        return True

    def authorise(self, asked):  # noqa: PLR0911 - obvious: read from top to bottom
        if asked.amount < 1 or asked.amount > 2**53 - 1:
            return "bad_amount"
        if asked.source == asked.target:
            return "same_account"
        self.open_what_needs_no_ceremony(asked)
        key = asked.source, asked.asset
        if asked.id in self.holds:
            names = ["source", "target", "asset", "amount"]
            return self.told_again(self.holds[asked.id][0], asked, names)
        code = self.fault_of_accounts(key, (asked.target, asked.asset))
        if code:
            return code
        if not self.accounts[key][0]:
            return "bad_hold"
        if asked.at >= asked.expires_at:
            return "expired_hold"
        if self.balance(key) - self.held(key) < asked.amount:
            return "insufficient_balance"
        promised = [*self.open_holds(key), asked]
        if self.accounts[key][1] and not self.can_keep(self.pockets(key), promised):
            return "insufficient_balance"
        self.holds[asked.id] = [asked, None]
        return "ok"

    def release(self, id_):
        if id_ not in self.holds:
            return "bad_hold"
        if self.how_ended(id_):
            return "exists" if self.how_ended(id_) == "released" else "hold_ended"
        self.holds[id_][1] = "released"
        return "ok"

    def time_out(self, at):
        over = [
            hold
            for hold, _ in self.holds.values()
            if hold.expires_at <= at and not self.how_ended(hold.id)
        ]
        for hold in over:
            self.holds[hold.id][1] = "timed_out"
        return len(over)

    def post_many(self, batch):
        """Walk through the batch; neighbours with one chain are tried on a copy."""
        codes, place = [], 0
        while place < len(batch):
            end = place + 1
            while (
                batch[place].chain and end < len(batch) and batch[end].chain == batch[place].chain
            ):
                end += 1
            codes += self.post_chain(batch[place:end]) if batch[place].chain else [
                self.post(batch[place])
            ]  # fmt: skip
            place = end
        return codes

    def post_chain(self, links):
        if all(self.find(link.id) for link in links):
            return [self.post(link) for link in links]
        before = copy.copy(self.posted)
        for place, link in enumerate(links):
            code = self.post(link)
            if code != "ok":
                self.posted = before
                codes = ["linked_chain_failed"] * len(links)
                codes[place] = code
                return codes
        return ["ok"] * len(links)

    def post(self, asked):  # noqa: C901, PLR0911, PLR0912 - obvious: read from top to bottom
        if asked.amount < 1 or asked.amount > 2**53 - 1:
            return "bad_amount"
        if asked.source == asked.target:
            return "same_account"
        self.open_what_needs_no_ceremony(asked)
        source, target = (asked.source, asked.asset), (asked.target, asked.asset)
        old = self.find(asked.id)
        if old:
            names = ["source", "target", "asset", "amount", "kind", "chain", "reverses"]
            is_same = old[0].reverses or set(old[3]) == set(asked.budgets)
            if not is_same or (old[0].reverses and asked.budgets):
                return "exists_different"
            return self.told_again(old[0], asked, [*names, "captures", "expires_on"])
        code = self.fault_of_accounts(source, target)
        if code:
            return code
        original = hold = None
        if asked.reverses:
            original = self.find(asked.reverses)
            if not original or not self.is_mirror(original[0], asked):
                return "bad_reversal"
            if self.was_taken_back(asked.reverses):
                return "already_reversed"
        if asked.captures:
            hold = self.holds.get(asked.captures, [None])[0]
            names = ["source", "target", "asset"]
            if not hold or self.told_again(hold, asked, names) != "exists":
                return "bad_hold"
            if asked.amount > hold.amount:
                return "bad_hold"
            if self.how_ended(hold.id):
                return "hold_ended"
            if asked.at >= hold.expires_at:
                return "expired_hold"
        budgets = original[3] if original else asked.budgets
        if any((name, asked.asset) not in self.budgets for name in budgets):
            return "unknown_budget"
        has_floor, has_pockets = self.accounts[source]
        if has_floor and self.balance(source) - self.held(source, asked.captures) < asked.amount:
            return "insufficient_balance"
        drawn = {}
        if has_pockets:
            drawn = self.draw(asked, self.pockets(source), original, hold)
            kept = self.open_holds(source, but=asked.captures)
            left = Counter(self.pockets(source))
            left.subtract(drawn)
            if sum(drawn.values()) < asked.amount or not self.can_keep(left, kept):
                return "insufficient_balance"
        if asked.kind != "lapse" and not original:
            out, into = self.limits.get(source, [None])[0], self.limits.get(target, [None])[-1]
            if out is not None and self.day(source, day_of(asked.at))[0] + asked.amount > out:
                return "over_limit"
            if into is not None and self.day(target, day_of(asked.at))[1] + asked.amount > into:
                return "over_limit"
        for name in budgets if not original else []:
            key = name, asked.asset
            if self.spent(key) + asked.amount > self.budgets[key]:
                return "over_budget"
        filled = self.fill(asked, drawn, original) if self.accounts[target][1] else {}
        self.posted.append([asked, drawn, filled, tuple(sorted(set(budgets)))])
        return "ok"

    def fault_of_accounts(self, *keys):
        if any(key not in self.accounts for key in keys):
            return "unknown_account"
        return "closed_account" if self.closed & set(keys) else None

    def told_again(self, old, asked, names):
        is_same = all(getattr(old, name) == getattr(asked, name) for name in names)
        return "exists" if is_same else "exists_different"

    def is_mirror(self, original, asked):
        return (
            not original.reverses
            and (original.source, original.target) == (asked.target, asked.source)
            and (original.asset, original.amount) == (asked.asset, asked.amount)
            and not asked.captures
            and not asked.budgets
        )

    def draw(self, asked, held, original, hold):
        """Take one point after the other from the pocket whose turn it is."""
        today = day_of(hold.at if hold else asked.at)
        drawn, due = Counter(), Counter(original[2] if original else {})
        for _ in range(asked.amount):
            open_days = [day for day, points in held.items() if points > drawn[day]]
            if not original:
                lapses = asked.kind == "lapse" and not hold
                open_days = [day for day in open_days if (day < today) == lapses]
            first = [day for day in open_days if due[day] > drawn[day]]
            if not open_days:
                break
            drawn[min(first or open_days)] += 1
        return dict(drawn)

    def fill(self, asked, drawn, original):
        if original:
            filled = Counter()
            for day, points in original[1].items():
                filled[max(day, asked.expires_on or day)] += points
            return dict(filled)
        if asked.expires_on:
            return {asked.expires_on: asked.amount}
        return drawn or {NEVER: asked.amount}
