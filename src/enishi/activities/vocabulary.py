"""The kinds and themes that every installation starts with: published whoever carries them.

A migration wrote them into the tables; more may come with data, and are published only once
enough people carry them.
"""

from __future__ import annotations

from typing import Final

KINDS: Final = frozenset(
    {
        "visit",
        "event",
        "e_visit",
        "post",
        "purchase",
        "contact",
        "support",
        "donation",
        "step",
        "health",
    }
)
THEMES: Final = frozenset(
    {"食", "子育て", "歴史", "働き方", "ワーケーション", "自然", "文化", "防災", "ふるさと納税"}
)
