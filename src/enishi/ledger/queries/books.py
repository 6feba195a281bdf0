"""Every reading of the books: balances, statements, totals, and checks against the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from enishi.ledger import models
from enishi.ledger.book import Line
from enishi.ledger.pockets import NEVER, Pocket
from enishi.ledger.queries import totals
from enishi.ledger.transfers import PostedTransfer


def balance(name: str, asset: str) -> int:
    """Tell what an account holds; an account nobody opened holds nothing."""
    account = models.Account.objects.filter(name=name, asset=asset).first()
    if account is None:
        return 0
    if account.has_floor:
        return account.balance
    # Without a floor no balance is kept, so that nobody waits for it: days are added up.
    return totals.unkept_balance(name, asset)


def balances(name: str) -> dict[str, int]:
    """Tell what a holder has of each asset; only accounts with a floor keep balances."""
    accounts = models.Account.objects.filter(name=name, has_floor=True)
    return dict(accounts.order_by("asset").values_list("asset", "balance"))


def balances_of(names: Iterable[str], asset: str) -> dict[str, int]:
    """Tell what holders have of one asset, by name; who never had any is left out."""
    accounts = models.Account.objects.filter(name__in=list(names), asset=asset, has_floor=True)
    return dict(accounts.values_list("name", "balance"))


def who_hold(names: Iterable[str]) -> set[str]:
    """Tell which of these holders have anything at all."""
    accounts = models.Account.objects.filter(name__in=list(names), has_floor=True, balance__gt=0)
    return set(accounts.values_list("name", flat=True))


def pockets(name: str, asset: str) -> list[Pocket]:
    """List what an account holds by expiry date, soonest first."""
    rows = models.Pocket.objects.filter(account__name=name, account__asset=asset, remaining__gt=0)
    return [Pocket(row.expires_on, row.remaining) for row in rows.order_by("expires_on")]


def next_lapse(name: str, asset: str, *, on: date) -> Pocket | None:
    """Tell which points lapse first if nobody spends them, from a day on; none if none ever do."""
    waiting = (pocket for pocket in pockets(name, asset) if on <= pocket.expires_on < NEVER)
    return next(waiting, None)


def statement(
    name: str,
    asset: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> list[Line]:
    """List an account's last entries of a time, newest first, with the balance after each.

    They stand in the order of the books; one that was written later than it happened may lie
    between others. For accounts without a floor, see `daily_statement`.
    """
    entries = models.Entry.objects.filter(account__name=name, account__asset=asset)
    if since is not None:
        entries = entries.filter(transfer__at__gte=since)
    if until is not None:
        entries = entries.filter(transfer__at__lt=until)
    rows = entries.order_by("-seq", "-id").select_related(
        "transfer", "transfer__source", "transfer__target"
    )
    return [_line(row) for row in rows[:limit]]


def last_moves(names: Iterable[str]) -> dict[str, datetime]:
    """Tell when points of each asset last moved for these holders, by the day it happened."""
    entries = models.Entry.objects.filter(account__name__in=list(names))
    rows = entries.values_list("account__asset").annotate(last=Max("transfer__at"))
    return dict(rows.order_by("account__asset"))


def posted(ids: Iterable[UUID]) -> dict[UUID, PostedTransfer]:
    """Read transfers by their ids; unknown ones are left out."""
    rows = in_order(models.Transfer.objects.filter(id__in=list(ids)))
    return {transfer.id: transfer for transfer in rows}


def drawn(transfer: UUID) -> list[Pocket]:
    """List what a transfer took from pockets, soonest expiry first; nothing for an unknown one."""
    seq = models.Transfer.objects.filter(pk=transfer).values_list("seq", flat=True).first()
    if seq is None:
        return []
    row = models.Entry.objects.get(pk=2 * seq)
    return [Pocket(*one) for one in zip(row.pocket_dates, row.pocket_amounts, strict=True)]


def free_to_move(name: str, asset: str, *, on: date) -> int:
    """Tell how many points of a holder are past no last day and promised to nobody."""
    account = models.Account.objects.filter(name=name, asset=asset, closed_at=None).first()
    if account is None:
        return 0
    spendable = sum(one.points for one in pockets(name, asset) if one.expires_on >= on)
    return max(0, spendable - account.held)


def in_order(rows: QuerySet[models.Transfer]) -> list[PostedTransfer]:
    """Read transfers as values."""
    found = list(rows.select_related("source", "target"))
    spent = {id_ for row in found for id_ in row.budgets or ()}
    named = models.Budget.objects.in_bulk(spent) if spent else {}
    return [
        PostedTransfer(
            id=row.id,
            source=row.source.name,
            target=row.target.name,
            asset=row.asset,
            amount=row.amount,
            kind=row.kind,
            at=row.at,
            expires_on=row.expires_on,
            chain=row.chain,
            reverses=row.reverses,
            captures=row.captures,
            budgets=tuple(sorted(_name(named, id_) for id_ in row.budgets or ())),
        )
        for row in found
    ]


def _line(row: models.Entry) -> Line:
    """Turn an entry into a line."""
    moved = row.transfer
    other = moved.source if row.amount > 0 else moved.target
    dates = row.pocket_dates if row.amount > 0 else []
    return Line(
        transfer=moved.id,
        at=moved.at,
        kind=moved.kind,
        counterpart=other.name,
        amount=row.amount,
        balance=row.balance,
        expires_on=min(dates, default=None),
    )


def _name(budgets: Mapping[int, models.Budget], id_: int) -> str:
    """Name a budget; the audit must be able to read books that lost one."""
    return budgets[id_].name if id_ in budgets else f"budget {id_}"
