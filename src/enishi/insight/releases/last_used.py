"""Keeps the values used last in memory, for threads that share them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LastUsed(Generic[Key, Value]):
    """A mapping that holds entries up to a weight and forgets the one used longest ago."""

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        """Start empty; without `weigh` every entry weighs one."""
        self.most, self.weigh = most, weigh
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        self._weight = 0
        self._turn = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return an entry and count it as used."""
        with self._turn:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key]

    def keep(self, key: Key, value: Value) -> Value:
        """Keep an entry, forget the oldest while all weigh too much, and return it."""
        with self._turn:
            if key in self._entries:
                self._weight -= self.weigh(self._entries.pop(key))
            self._entries[key] = value
            self._weight += self.weigh(value)
            while self._weight > self.most:
                self._weight -= self.weigh(self._entries.popitem(last=False)[1])
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._turn:
            self._entries.clear()
            self._weight = 0
