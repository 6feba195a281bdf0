"""An activity before it is written, and what was written of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewActivity:
    """One thing one member did. Attributes left None are taken from the member."""

    key: str
    kind: str
    member_id: UUID
    region_code: str
    at: datetime
    evidence: str
    doubt: str = ""  # why the grade was lowered, if it was
    place: str = ""
    event: str = ""
    theme: str = ""
    online: bool = False
    amount_yen: int | None = None
    business_id: str = ""
    trade: str = ""
    hours: float | None = None
    coins: int | None = None
    sex: str | None = None
    age_band: str | None = None
    birth_year: int | None = None
    home_code: str | None = None
    paid_with_points: int = 0  # of `amount_yen`; rules by the yen see the rest only
    payer: str = (
        ""  # whose account buys what is earned here, e.g. a shop's; empty: the issuer gives
    )
    chain: UUID | None = None  # of all transfers of one sale


@dataclass(frozen=True, slots=True)
class AwardValue:
    """What a rule gave for an activity, or 0 and why."""

    rule_id: int
    rule_name: str
    asset: str
    asset_kind: str
    amount: int
    reason: str
    transfer_id: UUID | None
    bought_id: UUID | None = None  # the transfer by which a payer bought it first


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer to a record: the same for every repetition of its key."""

    seq: int
    key: str
    repeated: bool
    awards: tuple[AwardValue, ...]
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity, in both languages."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Past:
    """An activity as its member sees it in the history."""

    seq: int
    key: str
    kind: str
    region_code: str
    at: datetime
    on: date
    place: str
    event: str
    theme: str
    online: bool
    evidence: str
    is_withdrawn: bool
    doubt: str
    awards: tuple[AwardValue, ...]
    withdrawn_for: str = ""  # the reason that staff wrote


@dataclass(frozen=True, slots=True)
class Substance:
    """Who did what, where and for how much: what a repetition of a key must agree on.

    Not when and not the grade: a second scan comes later, and staff may see what a phone told.
    """

    member_id: UUID
    kind: str
    region_code: str
    event: str
    amount_yen: int | None
    business_id: str


def substance(activity: NewActivity) -> Substance:
    """Return what a repetition of the activity's key must agree on."""
    return Substance(
        member_id=activity.member_id,
        kind=activity.kind,
        region_code=activity.region_code,
        event=activity.event,
        amount_yen=activity.amount_yen,
        business_id=activity.business_id,
    )


@dataclass(frozen=True, slots=True)
class Attendance:
    """One line of a reception list: who came, when, and how we know."""

    member_id: UUID
    at: datetime
    evidence: str


@dataclass(frozen=True, slots=True)
class Lifted:
    """Whose activity got a better grade, and what grade and doubt it had before."""

    seq: int
    member_id: UUID
    region_code: str
    evidence: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An activity whose grade was lowered, for the staff who may know more."""

    seq: int
    key: str
    member_id: UUID
    kind: str
    at: datetime
    event: str
    evidence: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Tallied:
    """How often one member did one kind of thing."""

    member_id: UUID
    kind: str
    times: int
    days: int


@dataclass(frozen=True, slots=True)
class Visited:
    """When and where a member was, as far as their check-ins tell."""

    member_id: UUID
    region_code: str
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Met:
    """What one member did in one region on one day, of one kind and grade: how many times."""

    region_code: str
    on: date
    kind: str
    evidence: str
    times: int
