"""A ledger that is slow and obvious: it adds everything up from the beginning, each time."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date, timedelta, timezone

NEVER = date(9999, 12, 31)
JAPAN = timezone(timedelta(hours=9))


class Oracle:
    """What the books must say."""

    def __init__(self):
        """Begin with empty books."""
        # (name, asset): (has_floor, has_pockets, is_closed)
        self.accounts = {}
        # [transfer, what was drawn by date, what was filled by date], in order
        self.posted = []

    def open(self, name, asset, *, floor, pockets=False, closed=False):
        self.accounts[name, asset] = (floor, pockets, closed)

    def balance(self, key):
        total = 0
        for transfer, _, _ in self.posted:
            if (transfer.source, transfer.asset) == key:
                total -= transfer.amount
            if (transfer.target, transfer.asset) == key:
                total += transfer.amount
        return total

    def pockets(self, key):
        held = Counter()
        for transfer, drawn, filled in self.posted:
            if (transfer.source, transfer.asset) == key:
                held.subtract(drawn)
            if (transfer.target, transfer.asset) == key:
                held.update(filled)
        return {day: points for day, points in sorted(held.items()) if points}

    def find(self, id_):
        return next((one for one in self.posted if one[0].id == id_), None)

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
        source, target = (asked.source, asked.asset), (asked.target, asked.asset)
        for name in (asked.source, asked.target):
            if name.startswith("member:"):
                self.accounts.setdefault((name, asked.asset), (True, True, False))
            if name.startswith("issue:"):
                self.accounts.setdefault((name, asked.asset), (False, False, False))
        old = self.find(asked.id)
        if old:
            return "exists" if self.is_same(old[0], asked) else "exists_different"
        if source not in self.accounts or target not in self.accounts:
            return "unknown_account"
        if self.accounts[source][2] or self.accounts[target][2]:
            return "closed_account"
        original = None
        if asked.reverses:
            original = self.find(asked.reverses)
            if not original or not self.is_mirror(original[0], asked):
                return "bad_reversal"
            if any(one[0].reverses == asked.reverses for one in self.posted):
                return "already_reversed"
        floor, has_pockets, _ = self.accounts[source]
        if floor and self.balance(source) < asked.amount:
            return "insufficient_balance"
        drawn = {}
        if has_pockets:
            drawn = self.draw(asked, self.pockets(source), original)
            if sum(drawn.values()) < asked.amount:
                return "insufficient_balance"
        filled = {}
        if self.accounts[target][1]:
            if original:
                filled = original[1]
            elif asked.expires_on:
                filled = {asked.expires_on: asked.amount}
            else:
                filled = drawn or {NEVER: asked.amount}
        self.posted.append([asked, drawn, filled])
        return "ok"

    def is_same(self, old, asked):
        names = ["source", "target", "asset", "amount", "kind", "chain", "reverses", "expires_on"]
        return all(getattr(old, name) == getattr(asked, name) for name in names)

    def is_mirror(self, original, asked):
        return (
            not original.reverses
            and (original.source, original.target) == (asked.target, asked.source)
            and (original.asset, original.amount) == (asked.asset, asked.amount)
        )

    def draw(self, asked, held, original):
        """Take one point after the other from the pocket whose turn it is."""
        today = asked.at.astimezone(JAPAN).date()
        drawn, due = Counter(), Counter(original[2] if original else {})
        for _ in range(asked.amount):
            open_days = [day for day, points in held.items() if points > drawn[day]]
            if not original:
                lapses = asked.kind == "lapse"
                open_days = [day for day in open_days if (day < today) == lapses]
            first = [day for day in open_days if due[day] > drawn[day]]
            if not open_days:
                break
            drawn[min(first or open_days)] += 1
        return dict(drawn)
