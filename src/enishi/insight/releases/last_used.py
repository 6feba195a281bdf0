"""Keeps the values used last in memory, for threads that share them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LastUsed(Generic[Key, Value]):
    """A mapping that holds at most `most` entries and forgets the one used longest ago."""

    def __init__(self, most: int) -> None:
        """Start empty."""
        self.most = most
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return an entry and count it as used."""
        with self._turn:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key]

    def keep(self, key: Key, value: Value) -> Value:
        """Keep an entry, forget the oldest if there are too many, and return it."""
        with self._turn:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self.most:
                self._entries.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._turn:
            self._entries.clear()
