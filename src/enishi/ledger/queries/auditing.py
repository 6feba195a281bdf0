"""Prove the books from their entries alone, and compare them with what the log sealed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import nsmallest
from itertools import zip_longest
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from psycopg import IsolationLevel

from enishi.ledger import auditing, models, reconciling, sealing
from enishi.ledger.auditing import Finding
from enishi.ledger.book import Checked, Difference, Fault
from enishi.ledger.queries.books import posted
from enishi.transparency import queries as log
from enishi.transparency.opened import OpenedLeaf

# In this order. `entries` walks through them all; each other one is a function of its name.
CHECKS: tuple[str, ...] = (
    "entries",
    "sides",
    "assets",
    "reversals",
    "holds",
    "budgets",
    "limits",
    "totals",
    "conversions",
    "marks",
)
FAULTS_MAX = 100
# Sorting many entries in little memory means more passes over the disk.
_MEMORY = "256MB"
_STRIDE = 10_000
_PAGE = 500
# Before every transfer: a restore numbers transactions below zero.
_FIRST_PLACE = (-(2**63), 0)

Progress = Callable[[int], None]
Passing = TypeVar("Passing")


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as the books stood at one moment, while others go on posting."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.connection.read_only = True
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        connection.connection.isolation_level = None
        connection.connection.read_only = None


def faults(asset: str | None = None) -> list[Fault]:
    """Name what cannot be in the books, the first faulty entry first; all assets or one."""
    found: list[Fault] = []
    with one_moment():
        for check in CHECKS:
            found += audited(check, asset, is_doubted=bool(found)).faults
    return sorted(found, key=_place)


def audited(
    check: str,
    asset: str | None = None,
    *,
    progress: Progress | None = None,
    is_doubted: bool = False,
) -> Checked:
    """Run one check over all assets or one; keeps the first faults and counts them all.

    Where an earlier check found something (`is_doubted`), sums alone are not believed.
    """
    if check == "entries":
        with _settings(asset):
            lines = _Counted(_lines(progress))
            findings = _Counted(auditing.walk(lines))
            first = nsmallest(FAULTS_MAX, findings, key=_order)
        return Checked(check, lines.number, findings.number, tuple(_named(first)))
    looked_at = _looked_at(check, asset)
    if check == "sides" and not is_doubted and _entries(asset) == 2 * looked_at:
        # No two entries have one number, and each has its transfer: so none is missing.
        return Checked(check, looked_at, 0, ())
    with _settings(asset), connection.cursor() as cursor:
        cursor.callproc(f"ledger_audit_{check}_v1", [asset, FAULTS_MAX])
        rows = cursor.fetchall()
    found = tuple(_named(Finding(*row) for row in rows))
    return Checked(check, looked_at, len(found), found)


def entries_to_audit(asset: str | None = None) -> int:
    """Say how many entries the walk will pass: those of accounts with a floor."""
    accounts = models.Account.objects.all()
    if asset is not None:
        accounts = accounts.filter(asset=asset)
    return int(accounts.aggregate(total=Sum("seq"))["total"] or 0)


def leaves_to_compare() -> int:
    """Say how many leaves the comparison will pass."""
    return log.size()


def differences(progress: Progress | None = None) -> Iterator[Difference]:
    """Compare the books with what the log sealed, leaf by leaf, and name each difference.

    Transfers that stand in the books before sealed ones, but have no leaf, are named too.
    """
    page: list[OpenedLeaf] = []
    place = _FIRST_PLACE
    for leaf in log.opened_leaves(sealing.PREFIX):
        page.append(leaf)
        if len(page) == _PAGE:
            yield from _compared(page)
            place = yield from _out_of_place(page, place)
            page = []
            if progress is not None:
                progress(leaf.index + 1)
    yield from _compared(page)
    yield from _out_of_place(page, place)


@contextmanager
def _settings(asset: str | None) -> Iterator[None]:
    """Tell the server which asset is meant, and let it sort in memory."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.callproc("set_config", ["work_mem", _MEMORY, True])
        cursor.callproc("set_config", ["enishi.audit_asset", asset or "", True])
        yield


def _lines(progress: Progress | None) -> Iterator[bytes]:
    """Stream what the walk passes, straight from the server's own format."""
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY (TABLE ledger_audit_lines_v1) TO STDOUT") as copy,
    ):
        for number, line in enumerate(copy, start=1):
            yield bytes(line)
            if progress is not None and number % _STRIDE == 0:
                progress(number)


class _Counted(Generic[Passing]):
    """Things that pass, and how many passed."""

    def __init__(self, things: Iterable[Passing]) -> None:
        """Begin at none."""
        self._things = things
        self.number = 0

    def __iter__(self) -> Iterator[Passing]:
        """Let them pass."""
        for self.number, thing in enumerate(self._things, start=1):  # noqa: B020 - it counts
            yield thing


def _order(finding: Finding) -> tuple[bool, int]:
    """Sort findings as the books were written; what belongs to no entry comes last."""
    return finding.entry is None, finding.entry or 0


def _place(fault: Fault) -> tuple[bool, int]:
    """Sort faults in the same way."""
    return fault.entry is None, fault.entry or 0


def _named(found: Iterable[Finding]) -> Iterator[Fault]:
    """Look up whose entries they are."""
    findings = list(found)
    entries = models.Entry.objects.in_bulk({one.entry for one in findings if one.entry})
    told = {one.account for one in findings} | {entry.account_id for entry in entries.values()}
    accounts = models.Account.objects.in_bulk({number for number in told if number})
    for one in findings:
        entry = entries.get(one.entry or 0)
        number = one.account or (entry.account_id if entry else None)
        account = accounts.get(number or 0)
        yield Fault(
            what=one.what,
            account=str(account or f"account {number}") if number else None,
            place=entry.seq if entry else None,
            entry=one.entry,
            transfer=one.transfer or (entry.transfer_id if entry else None),
        )


def _looked_at(check: str, asset: str | None) -> int:
    """Count what a check is about."""
    if check == "assets":
        accounts = models.Account.objects.all()
        return accounts.filter(**_only("asset", asset)).values("asset").distinct().count()
    about: dict[str, tuple[QuerySet[Any], str]] = {
        "sides": (models.Transfer.objects.all(), "asset"),
        "reversals": (models.Transfer.objects.exclude(reverses=None), "asset"),
        "holds": (models.Hold.objects.all(), "account__asset"),
        "budgets": (models.Budget.objects.all(), "asset"),
        "limits": (models.DayTotal.objects.all(), "account__asset"),
        "totals": (models.DailyTotal.objects.all(), "asset"),
        "conversions": (models.Conversion.objects.all(), ""),
        "marks": (models.TimeMark.objects.all(), "account__asset"),
    }
    rows, field = about[check]
    return rows.filter(**_only(field, asset)).count()


def _entries(asset: str | None) -> int:
    """Count the entries, of all assets or one."""
    return models.Entry.objects.filter(**_only("account__asset", asset)).count()


def _only(field: str, asset: str | None) -> dict[str, str]:
    """Restrict a reading to one asset, if one is asked for."""
    return {field: asset} if field and asset is not None else {}


def _compared(leaves: Sequence[OpenedLeaf]) -> Iterator[Difference]:
    """Compare a page of leaves with the transfers they name."""
    ids = [UUID(leaf.reference.removeprefix(sealing.PREFIX)) for leaf in leaves]
    found = posted(ids)
    for id_, leaf in zip(ids, leaves, strict=True):
        yield from reconciling.differences(leaf, found.get(id_))


def _out_of_place(
    leaves: Sequence[OpenedLeaf], after: tuple[int, int]
) -> Generator[Difference, None, tuple[int, int]]:
    """Name transfers without a leaf, and leaves in another order than the books have.

    Leaves follow the order (xid, seq) without a gap: a page of leaves is a page of the books.
    """
    ids = [UUID(leaf.reference.removeprefix(sealing.PREFIX)) for leaf in leaves]
    sealed = models.Transfer.objects.filter(id__in=ids)
    until = sealed.order_by("-xid", "-seq").values_list("xid", "seq").first()
    if until is None:
        return after
    here = models.Transfer.objects.filter(_after(*after)).exclude(_after(*until))
    books = list(here.order_by("xid", "seq").values_list("id", flat=True)[: 2 * len(ids)])
    present = set(sealed.values_list("id", flat=True))
    for id_ in books:
        if id_ not in present:
            yield Difference(f"{sealing.PREFIX}{id_}", "it has no leaf", id_, None)
    in_log = [id_ for id_ in ids if id_ in present]
    in_books = [id_ for id_ in books if id_ in present]
    for id_, other in zip_longest(in_log, in_books):
        if id_ != other:
            what = "its leaf stands at another place than it has in the books"
            yield Difference(f"{sealing.PREFIX}{id_ or other}", what, other, id_)
            return until
    return until


def _after(xid: int, seq: int) -> Q:
    """Describe the transfers that come after a place."""
    return Q(xid__gte=xid) & ~Q(xid=xid, seq__lte=seq)
