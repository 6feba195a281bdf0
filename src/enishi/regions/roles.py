"""Roles and what each may do: one table, read by every page, call and command."""

from __future__ import annotations

from types import MappingProxyType

# Permissions are verbs on nouns; a page or call declares exactly one of them.
PERMISSIONS = (
    "region.see",  # see the console of the region
    "region.manage",  # change the region, its staff, its tokens
    "event.manage",  # make projects, events and posters
    "reception.work",  # take check-ins at the door
    "statistics.see",  # released statistics, limit 10
    "statistics.public",  # released statistics, limit 20
    "exact.see",  # 内部限り: exact figures of the own region, purpose typed in
    "import.run",  # bring in activities
    "books.see",  # ledger and log of the region
    "shop.manage",  # shops: who joins, their cards, slips, offers
    "money.manage",  # settlements, sponsors, funds, supporters, rewards
)

_STAFF = frozenset({"region.see", "statistics.see", "statistics.public"})
PERMISSIONS_OF = MappingProxyType(
    {
        "operator": frozenset(PERMISSIONS),
        "admin": frozenset(PERMISSIONS),
        "staff": _STAFF | {"event.manage", "reception.work", "shop.manage"},
        "accountant": frozenset(
            {"region.see", "books.see", "shop.manage", "money.manage", "statistics.public"}
        ),
        "analyst": _STAFF | {"exact.see", "import.run"},
        "organiser": frozenset({"region.see", "event.manage", "reception.work"}),
        "promoter": _STAFF,
        "auditor": frozenset({"region.see", "books.see", "statistics.public"}),
        "researcher": frozenset({"statistics.see", "statistics.public"}),
        "public": frozenset({"statistics.public"}),
    }
)
ROLES = tuple(PERMISSIONS_OF)


def may(role: str, permission: str) -> bool:
    """Say whether a role carries a permission; an unknown permission is a bug."""
    assert permission in PERMISSIONS, permission
    return permission in PERMISSIONS_OF.get(role, frozenset())
