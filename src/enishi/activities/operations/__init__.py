"""The waist: every activity passes here, once; persons may be put together, or forgotten."""

from enishi.activities.operations.lifting import GradeOnlyRises, lift
from enishi.activities.operations.persons import forget, hand_over
from enishi.activities.operations.recording import (
    KeyTaken,
    UnknownEvidence,
    UnknownKind,
    record,
    record_many,
)
from enishi.activities.operations.withdrawing import AlreadySpent, UnknownActivity, withdraw

__all__ = [
    "AlreadySpent",
    "GradeOnlyRises",
    "KeyTaken",
    "UnknownActivity",
    "UnknownEvidence",
    "UnknownKind",
    "forget",
    "hand_over",
    "lift",
    "record",
    "record_many",
    "withdraw",
]
