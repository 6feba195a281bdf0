"""What uses of cards come to under a pledge: exact thousandths of a yen, and whole yen a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from enishi.kit.periods import Month

# Thousandths of a yen in a yen: a rate is per mille, so nothing is ever rounded away.
MILLS = 1_000
CAP_MONTH, CAP_TOTAL = "cap_month", "cap_total"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a pledge gives, and the most of it."""

    rate_permille: int
    cap_month_yen: int | None = None
    cap_total_yen: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a pledge has come to: in the month that is being written, and in all."""

    month: int = 0  # mills
    total: int = 0

    def with_(self, mills: int) -> Standing:
        """Return it with one more use or return."""
        return Standing(self.month + mills, self.total + mills)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one use or return counts; `over` is what a cap kept out, `why` which one."""

    mills: int
    over: int = 0
    why: str = ""


def use(terms: Terms, standing: Standing, yen: int) -> Counted:
    """Count a use of `yen`: the rate of it, as far as the caps leave room."""
    assert yen >= 0, yen
    full = yen * terms.rate_permille
    rooms = [
        (cap * MILLS - so_far, why)
        for cap, so_far, why in (
            (terms.cap_total_yen, standing.total, CAP_TOTAL),
            (terms.cap_month_yen, standing.month, CAP_MONTH),
        )
        if cap is not None
    ]
    room, why = min(rooms, default=(full, ""))
    mills = min(full, max(room, 0))
    return Counted(mills, full - mills, why if mills < full else "")


@dataclass(frozen=True, slots=True)
class Kept:
    """A use as it was counted, and what went back of it since."""

    yen: int
    mills: int
    back_yen: int = 0
    back_mills: int = 0


def give_back(kept: Kept, yen: int) -> Counted:
    """Count a return of `yen` of a use: what it counted goes back in the same proportion.

    The proportion is taken of all returns together, so that parts add up to the whole: a use
    given back entirely counts nothing, however many parts it went back in.
    """
    assert yen >= 0, yen
    back = min(kept.back_yen + yen, kept.yen)
    stays = kept.mills * (kept.yen - back) // kept.yen if kept.yen else 0
    return Counted(-(kept.mills - stays - kept.back_mills))


def in_yen(carried: int, mills: int) -> tuple[int, int]:
    """Return the whole yen of a month with what was carried into it, and what is carried on.

    A month in which more went back than was used is owed by the next one.
    """
    told = carried + mills
    return (told // MILLS, told % MILLS) if told > 0 else (0, told)


def month_for(month: Month, stated: Month | None) -> Month:
    """Return the month in which a use of a month is written: a stated month stays as it is."""
    return month if stated is None or month > stated else stated.next


def yen_of(mills: Iterable[int]) -> int:
    """Return whole yen of thousandths together."""
    return max(sum(mills), 0) // MILLS
