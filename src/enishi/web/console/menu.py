"""Where the pages of a town hall stand: a few groups, each with its pages, for whoever may see.

A new page of the menu is one line of `_GROUPS`; a page says by `here` which one it belongs to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the menu."""

    title: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A few pages of one subject; its tab leads to the first that the reader may see."""

    title: str
    places: Sequence[Place]

    @property
    def is_here(self) -> bool:
        """Whether the page shown belongs to the group."""
        return any(place.is_here for place in self.places)

    @property
    def tab(self) -> str:
        """What the tab says: one page alone is called by its own name."""
        return self.title if len(self.places) > 1 else self.places[0].title

    @property
    def address(self) -> str:
        """Where the tab leads."""
        return self.places[0].address


@dataclass(frozen=True, slots=True)
class Menu:
    """The groups in their order."""

    groups: Sequence[Group]

    @property
    def group(self) -> Group | None:
        """The group that the page shown belongs to."""
        return next((group for group in self.groups if group.is_here), None)

    @property
    def here(self) -> Place | None:
        """The page of the menu that the page shown belongs to."""
        found = self.group
        return next((place for place in found.places if place.is_here), None) if found else None


# The name of a group; of each page how it is called, its `here`, its route, who may see it.
_GROUPS = (
    (
        _("数字"),
        (
            (_("地域のすがた"), "portrait", "portrait", "statistics.see"),
            (_("内部限り"), "exact", "console-exact", "exact.see"),
        ),
    ),
    (
        _("人と催し"),
        (
            (_("催し"), "events", "console-events", "event.manage"),
            (_("毎日のこと"), "actions", "console-actions", "event.manage"),
            (_("紙の会員証・会員"), "cards", "console-cards", "reception.work"),
            (_("ご確認のお願い"), "second-look", "console-second-look", "reception.work"),
        ),
    ),
    (
        _("お店"),
        (
            (_("お店の一覧"), "shops", "console-shops", "shop.manage"),
            (_("紙の伝票"), "slips", "console-slips", "shop.manage"),
        ),
    ),
    (
        _("特典"),
        (
            (_("特典の一覧"), "rewards", "console-rewards", "money.manage"),
            (_("特典を渡す"), "vouchers", "console-vouchers", "reception.work"),
            (_("提携先"), "partners", "console-partners", "money.manage"),
        ),
    ),
    (
        _("応援"),
        (
            (_("協賛企業"), "sponsors", "console-sponsors", "money.manage"),
            (_("応援会員"), "supporters", "console-supporters", "money.manage"),
            (_("基金の取り組み"), "fund", "console-undertakings", "money.manage"),
        ),
    ),
    (
        _("お金"),
        (
            (_("帳簿"), "points", "console-points", "books.see"),
            (_("お店との精算"), "settlement", "console-settlement", "books.see"),
        ),
    ),
    (
        _("きまり"),
        (
            (_("コインのきまり"), "programme", "console-programme", "event.manage"),
            (_("会員証の名前とお礼"), "ties", "console-ties", "event.manage"),
            (_("会員証の使えるところ"), "scopes", "console-scopes", "money.manage"),
            (_("ポイントと法律"), "law", "console-law", "money.manage"),
        ),
    ),
)


def menu(region_code: str, here: str, allowed: Collection[str]) -> Menu:
    """Return the groups of a region with what a reader may see; a group without pages is none."""
    groups = []
    for title, places in _GROUPS:
        shown = [
            Place(gettext(name), reverse(route, args=[region_code]), slug == here)
            for name, slug, route, permission in places
            if permission in allowed
        ]
        if shown:
            groups.append(Group(gettext(title), shown))
    return Menu(groups)
