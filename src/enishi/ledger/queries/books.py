"""Every reading of the books: balances, statements, totals, and checks against the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from enishi.ledger import models, reconciling, sealing
from enishi.ledger.book import Difference, Fault, Line
from enishi.ledger.pockets import NEVER, Pocket
from enishi.ledger.queries import totals
from enishi.ledger.transfers import PostedTransfer
from enishi.transparency import queries as log
from enishi.transparency.opened import OpenedLeaf

_PAGE = 500


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


def posted(ids: Iterable[UUID]) -> dict[UUID, PostedTransfer]:
    """Read transfers by their ids; unknown ones are left out."""
    rows = in_order(models.Transfer.objects.filter(id__in=list(ids)))
    return {transfer.id: transfer for transfer in rows}


def in_order(rows: QuerySet[models.Transfer]) -> list[PostedTransfer]:
    """Read transfers as values."""
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
        )
        for row in rows.select_related("source", "target")
    ]


def faults() -> list[Fault]:
    """Check the books against themselves and name what cannot be."""
    return [*_assets_off(), *_accounts_off(), *_transfers_off()]


def differences() -> Iterator[Difference]:
    """Compare the books with what the log sealed, leaf by leaf, and name each difference."""
    page: list[OpenedLeaf] = []
    for leaf in log.opened_leaves(sealing.PREFIX):
        page.append(leaf)
        if len(page) == _PAGE:
            yield from _compared(page)
            page = []
    yield from _compared(page)


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


def _assets_off() -> Iterator[Fault]:
    """Name assets whose entries do not cancel out."""
    rows = models.Entry.objects.values("account__asset").annotate(total=Sum("amount"))
    for row in rows.exclude(total=0):
        yield Fault(row["account__asset"], f"entries add up to {row['total']}, not to 0")


def _accounts_off() -> Iterator[Fault]:
    """Name accounts whose balance, count or pockets do not follow from their entries."""
    entries = models.Account.objects.filter(has_floor=True).annotate(
        total=Coalesce(Sum("entries__amount"), 0),
        count=Count("entries"),
        last=Coalesce(Max("entries__seq"), 0),
    )
    off = ~Q(total=F("balance")) | ~Q(count=F("seq")) | ~Q(last=F("seq"))
    for account in entries.filter(off):
        yield Fault(
            str(account),
            f"balance {account.balance} at {account.seq}, entries say"
            f" {account.total} at {account.count}",
        )
    held = models.Account.objects.filter(has_pockets=True).annotate(
        total=Coalesce(Sum("pockets__remaining"), 0)
    )
    for holder in held.exclude(total=F("balance")):
        yield Fault(str(holder), f"balance {holder.balance}, pockets {holder.total}")


def _transfers_off() -> Iterator[Fault]:
    """Name transfers whose two entries are missing or say something else."""
    leaving = models.Entry.objects.filter(
        id=2 * OuterRef("seq"),
        transfer_id=OuterRef("id"),
        account_id=OuterRef("source_id"),
        amount=-1 * OuterRef("amount"),
    )
    arriving = models.Entry.objects.filter(
        id=2 * OuterRef("seq") + 1,
        transfer_id=OuterRef("id"),
        account_id=OuterRef("target_id"),
        amount=OuterRef("amount"),
    )
    for row in models.Transfer.objects.exclude(Exists(leaving), Exists(arriving)):
        yield Fault(f"transfer:{row.id}", "its entries do not match it")
    stray = models.Entry.objects.exclude(
        Exists(models.Transfer.objects.filter(id=OuterRef("transfer_id")))
    )
    for entry in stray:
        yield Fault(str(entry), "an entry without a transfer")


def _compared(leaves: Sequence[OpenedLeaf]) -> Iterator[Difference]:
    """Compare a page of leaves with the transfers they name."""
    ids = [UUID(leaf.reference.removeprefix(sealing.PREFIX)) for leaf in leaves]
    found = posted(ids)
    for id_, leaf in zip(ids, leaves, strict=True):
        yield from reconciling.differences(leaf, found.get(id_))
