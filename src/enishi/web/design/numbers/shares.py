"""Shares, means, changes and ranks for pages: worked out where the released tables are."""

from __future__ import annotations

from enishi.insight.releases.shares import (
    CLEAR_FROM,
    SHOWN_FROM,
    Balance,
    Change,
    Factor,
    Mean,
    Share,
    balance,
    change,
    difference,
    factor,
    mean,
    ranks,
    rest,
    share,
)

__all__ = [
    "CLEAR_FROM",
    "SHOWN_FROM",
    "Balance",
    "Change",
    "Factor",
    "Mean",
    "Share",
    "balance",
    "change",
    "difference",
    "factor",
    "mean",
    "ranks",
    "rest",
    "share",
]
