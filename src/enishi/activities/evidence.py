"""How sure we are that an activity happened: grades, best first."""

from __future__ import annotations

GRADES = ("staff_scan", "own_scan", "paper", "receipt", "self_report", "import")
VERIFIED = GRADES[:4]
OWN_WORD = "self_report"


def is_verified(grade: str) -> bool:
    """Say whether somebody or something else than the member saw it."""
    assert grade in GRADES, grade
    return grade in VERIFIED
