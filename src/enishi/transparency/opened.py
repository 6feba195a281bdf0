"""Leaves as other rooms read them: where they stand and what opens them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SealedLeaf:
    """A leaf of the log; `is_public` once a public checkpoint covers it."""

    index: int
    reference: str
    text: str
    hash: bytes
    sealed_at: datetime
    is_public: bool


@dataclass(frozen=True, slots=True)
class OpenedLeaf:
    """The values that still open a leaf, by position; false ones are named, not shown."""

    index: int
    reference: str
    values: Mapping[int, Mapping[str, Any]]
    false_positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the log has come: leaves in the tree, leaves under a public checkpoint."""

    size: int
    public_size: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The log after a restore; `adopted` leaves were signed after the backup was taken.

    They stay in the tree without what they stood for, as fillers do.
    """

    size: int
    public_size: int
    adopted: int


@dataclass(frozen=True, slots=True)
class KeptLog:
    """The files of the log as it is signed: those that may change, and names of full tiles."""

    name: str
    vkey: str
    leaves: int
    signed: int
    public_size: int
    held: Mapping[str, bytes]
    full: Sequence[str]
