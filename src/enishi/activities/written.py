"""An activity as followers read it: the facts as they were written, nothing looked up."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class WrittenActivity(NamedTuple):
    """One row of the activities, in the order in which followers' queries ask for it."""

    seq: int
    member_id: UUID
    kind: str
    region_code: str
    at: datetime
    on: date
    place: str
    event: str
    theme: str
    online: bool
    amount_yen: int | None
    business_id: str
    trade: str
    evidence: str
    sex: str
    age_band: str
    home_code: str
