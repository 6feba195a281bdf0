"""How an attacker asks: the body of the statistics API in, its rows out, nothing else.

The same attacks run against the engine in memory and against `POST /api/v1/statistics/query`;
whoever builds an `Ask` raises Refused where the API answers 422.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Body = Mapping[str, object]
Ask = Callable[[Body], list[dict[str, object]]]
Table = dict[tuple[str, ...], int | None]


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The question is outside the query language (HTTP 422)."""


@dataclass
class Tables:
    """Asks whole tables and remembers them; a real attacker would keep them too."""

    ask: Ask
    _kept: dict[object, Table] = field(default_factory=dict)

    def table(self, by: Sequence[str], **filters: str) -> Table:
        """Return values of `by` (in the given order) -> published count; {} when refused."""
        key = (tuple(by), tuple(sorted(filters.items())))
        if key not in self._kept:
            try:
                rows = self.ask({"filters": filters, "by": list(by)})
            except Refused:
                rows = []
            self._kept[key] = {
                tuple(str(row[name]) for name in by): _count(row["n"]) for row in rows
            }
        return self._kept[key]


def _count(n: object) -> int | None:
    assert n is None or isinstance(n, int), "n is a whole number or null"
    return n
