"""Sums of the books by day: supply, trial balance, and balances that no account keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from enishi.kit.periods import end_of_day
from enishi.ledger import accounting, models
from enishi.ledger.accounting import Day, DayLine, Flow, Supply, class_of
from enishi.ledger.book import TrialLine

# What PostgreSQL reads as before and after every moment.
_ALWAYS, _FOREVER = "-infinity", "infinity"


def supply(asset: str, *, until: datetime | None = None) -> Supply:
    """Tell where the points of an asset came from and who holds them, up to a moment.

    Without a moment: all that the books hold. At a midnight in Japan a few sums are read; at any
    other moment the transfers of its day are looked for one by one.
    """
    return accounting.supply(asset, until, flows(asset, until=until))


def flows(asset: str, *, since: date | None = None, until: datetime | None = None) -> list[Flow]:
    """Tell what moved between classes of holder from a day on, up to a moment."""
    rows = _call("ledger_flows_v1", [asset, since or _ALWAYS, until or _FOREVER])
    return [
        Flow(kind, class_of(source), class_of(target), points, transfers)
        for kind, source, target, points, transfers in rows
    ]


def days(asset: str, *, since: date, until: date) -> list[Day]:
    """List what moved by day from `since`, inclusive, until `until`, exclusive; oldest first."""
    rows = _call("ledger_days_by_holder_v1", [asset, since, _midnight(until)])
    return [Day(asset, *row) for row in rows]


def trial_balance(asset: str | None = None, *, until: datetime | None = None) -> list[TrialLine]:
    """List what each holder has, up to a moment: every account that is no wallet, and `member`.

    The lines of an asset cancel out.
    """
    known = models.Account.objects.order_by("asset").values_list("asset", flat=True).distinct()
    assets = [asset] if asset is not None else list(known)
    return [
        TrialLine(one, holder, points)
        for one in assets
        for holder, points in _call("ledger_totals_v1", [one, until or _FOREVER])
    ]


def unkept_balance(name: str, asset: str, *, until: datetime | None = None) -> int:
    """Add up what an account without a floor lacks or has, up to a moment."""
    ((points,),) = _call("ledger_balance_v1", [name, asset, until or _FOREVER])
    return int(points)


def daily_statement(name: str, asset: str, *, since: date, until: date) -> list[DayLine]:
    """List what left and reached an account by day, oldest first, with its balance.

    For accounts that are no wallet: also those that keep no balance and have millions of entries.
    """
    own = [one for one in days(asset, since=since, until=until) if name in (one.source, one.target)]
    opening = unkept_balance(name, asset, until=_midnight(since))
    return list(accounting.day_lines(name, opening, own))


def assets() -> list[str]:
    """List the assets that anybody has an account of."""
    rows = models.Account.objects.order_by("asset").values_list("asset", flat=True)
    return list(rows.distinct())


def _midnight(day: date) -> datetime:
    """Return 0:00 of a day in Japan."""
    return end_of_day(date.fromordinal(day.toordinal() - 1))


def _call(function: str, arguments: Sequence[object]) -> list[tuple[Any, ...]]:
    """Call a reading function of the ledger and return its rows."""
    with connection.cursor() as cursor:
        cursor.callproc(function, arguments)
        return list(cursor.fetchall())
