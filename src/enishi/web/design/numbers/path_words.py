"""What people did after what, in the reader's language: the published paths and their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

OTHERS = "-"
VISITOR, REGULAR = "1/3", "1/2"
DAYS = ("30", "90", "180")
DAYS_OF_STEPS = ("90", "180", "360")
# The first things, in the order of the page.
FIRSTS = ("event", "visit", "donation")


@dataclass(frozen=True, slots=True)
class Way:
    """A published path: what came first, what then (empty: all of the first), in how many days."""

    first: str
    then: str
    days: str

    @property
    def code(self) -> str:
        """The path as the releases write it."""
        return f"{self.first}>{self.then}:{self.days}"

    @property
    def base(self) -> Way:
        """All who did the first thing and could be watched so long."""
        return Way(self.first, "", self.days)

    @property
    def others(self) -> Way:
        """The same of those who did not do the first thing."""
        return Way(OTHERS + self.first, self.then, self.days)


def read(code: str) -> Way:
    """Read a published path."""
    first, _, rest = code.partition(">")
    then, _, days = rest.partition(":")
    return Way(first, then, days)


def thing(kind: str) -> str:
    """Name what somebody did, as a verb."""
    return {
        "event": gettext("イベントに参加した"),
        "visit": gettext("訪れた"),
        "purchase": gettext("買い物をした"),
        "donation": gettext("寄附した"),
    }.get(kind, kind)


def did(kind: str) -> str:
    """Say at the end of a sentence what somebody did."""
    return {
        "event": gettext("イベントに参加しました。"),
        "visit": gettext("訪れました。"),
        "purchase": gettext("買い物をしました。"),
        "donation": gettext("寄附しました。"),
    }.get(kind, kind)


def who(first: str) -> str:
    """Name the people who did the first thing, or who did not."""
    if first == VISITOR:
        return gettext("はじめて記録のあった人")
    return {
        "event": gettext("イベントに参加した人"),
        "visit": gettext("訪れた人"),
        "donation": gettext("寄附した人"),
        "-event": gettext("イベントに参加していない人"),
        "-visit": gettext("訪れていない人"),
        "-donation": gettext("寄附していない人"),
    }.get(first, first)


def name(code: str) -> str:
    """Name a path in full."""
    way = read(code)
    facts = {"who": who(way.first), "days": way.days}
    if not way.then:
        return gettext("%(who)s（%(days)s日後まで見られた人）") % facts
    if way.then == REGULAR:
        return gettext("%(who)s→%(days)s日以内に3日以上") % facts
    return gettext("%(who)s→%(days)s日以内に%(then)s") % {**facts, "then": thing(way.then)}


def steps() -> Mapping[str, str]:
    """Name the steps of a tie."""
    return {
        VISITOR: gettext("1/3 訪れる人"),
        REGULAR: gettext("1/2 通う人"),
        "1/1": gettext("1/1 暮らす人"),
    }
