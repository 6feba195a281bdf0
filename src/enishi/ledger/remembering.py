"""What a writer saw of the books last: a hint that spares reading, never a source.

Whoever writes by it says at which entry each account was seen; the books compare, under locks,
and write nothing when one has moved on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from enishi.ledger.touched import Account, AccountKey

ACCOUNTS_MAX = 20_000
# So many batches in a row go the careful way, at most, after guesses that were wrong.
PAUSE_MAX = 64


class Memory:
    """The accounts that one writer saw last, as its batches leave them.

    An account that is taken is gone until it is kept again.
    """

    def __init__(self, most: int = ACCOUNTS_MAX) -> None:
        """Begin with nothing."""
        self._most = most
        self._accounts: dict[AccountKey, Account] = {}
        self._pause = 0
        self._to_wait = 0

    def take(self, key: AccountKey) -> Account | None:
        """Give an account away."""
        return self._accounts.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._accounts.clear()

    def keep(self, accounts: Mapping[AccountKey, Account]) -> None:
        """Keep accounts as they are now; those seen longest ago make room."""
        for key, account in accounts.items():
            self._accounts.pop(key, None)
            if is_plain(account):
                account.pockets = {day: held for day, held in account.pockets.items() if held}
                self._accounts[key] = account
        while len(self._accounts) > self._most:
            del self._accounts[next(iter(self._accounts))]

    def is_worth_a_try(self) -> bool:
        """Say whether to guess; others may write to the same accounts all the time."""
        if self._to_wait:
            self._to_wait -= 1
            return False
        return True

    def learn(self, *, was_right: bool) -> None:
        """Wait twice as long after every wrong guess, and not at all after a right one."""
        self._pause = 0 if was_right else min(PAUSE_MAX, 2 * self._pause or 1)
        self._to_wait = self._pause


def is_plain(account: Account) -> bool:
    """Say whether its entries tell all of its state: holds, limits and an end come without one."""
    return not (account.is_closed or account.held or account.has_limits)


def suffices(
    account: Account, spent: int | None, filled: Collection[date], days: tuple[date, date]
) -> bool:
    """Say whether the pockets in sight are enough to decide by.

    Args:
        account: as it was seen.
        spent: what leaves it at most; none where any of its pockets may be meant.
        filled: the days that points which arrive may expire on.
        days: the first and the last day in Japan that transfers happen on.
    """
    if not account.hidden:
        return True
    if spent is None:
        return False
    if spent:
        first, last = days
        if account.seen_from > first:
            return False
        for day, held in account.pockets.items():
            if last <= day <= account.seen_until:
                spent -= held
        if spent > 0:
            return False
    return all(
        day in account.pockets or account.seen_from <= day <= account.seen_until for day in filled
    )
