"""Which rules an activity meets, what it earns, and why it may earn nothing."""

from __future__ import annotations

ASSET_KINDS = ("coin", "point")
HOMES = ("resident", "prefecture", "outside")
PER = ("activity", "hour", "yen")
