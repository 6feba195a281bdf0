"""Every reading of settlements for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from enishi.kit.periods import Month, month_of, parse_month
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.ledger.accounting import WALLETS
from enishi.ledger.transfers import ISSUE
from enishi.merchants import queries as merchants
from enishi.merchants import shop
from enishi.programs import queries as programs
from enishi.sales import queries as sales
from enishi.settlement import models, moved
from enishi.settlement.fees import Fee
from enishi.settlement.moved import Line, Moved, total
from enishi.settlement.netting import Position
from enishi.settlement.statement import (
    Closing,
    Difference,
    Preview,
    Search,
    Statement,
    Sums,
    compute,
    read,
)
from enishi.settlement.terms import CASH, PayoutAccount, Terms

_BEGINNING = date(2000, 1, 1)
_TERMS = tuple(field.name for field in fields(Terms))
_ACCOUNT = tuple(field.name for field in fields(PayoutAccount))


class UnknownStatement(Refusal):
    """No statement has this number."""

    code = "unknown_statement"
    status = 404


def terms(asset: str) -> Terms:
    """Return the terms of an asset; nothing is charged where nobody told any.

    Raises:
        UnknownAsset: no asset has the code.
        CoinsAreNoMoney: nobody is paid for coins.
    """
    if programs.asset(asset).kind != "point":
        raise programs.CoinsAreNoMoney(asset=asset)
    row = models.Terms.objects.filter(asset=asset).first()
    return terms_value(row) if row else Terms(asset=asset)


def terms_value(row: models.Terms) -> Terms:
    """Return a row of terms as others see it (for this room)."""
    return Terms(**{name: getattr(row, name) for name in _TERMS})


def payout_account(shop_code: str) -> PayoutAccount:
    """Return where a shop is paid; cash at the office until it said otherwise."""
    return payout_accounts([shop_code]).get(shop_code, PayoutAccount(way=CASH))


def payout_accounts(shop_codes: Iterable[str]) -> dict[str, PayoutAccount]:
    """Return where shops are paid that said so, by code."""
    rows = models.PayoutAccount.objects.filter(shop_id__in=set(shop_codes))
    return {
        row.shop_id: PayoutAccount(**{name: getattr(row, name) for name in _ACCOUNT})
        for row in rows
    }


def moved_by(asset: str, *, until: date) -> Mapping[str, Mapping[date, Moved]]:
    """Return what the books and sales say of each shop before a day, by account and day."""
    days = books.days(asset, since=_BEGINNING, until=until)
    return moved.with_sales(moved.by_shop(days), sales.days_of_shops(asset, until=until))


def issued(asset: str, *, until: date) -> int:
    """Tell what the issuer gave members of an asset before a day, less what it took back."""
    days = books.days(asset, since=_BEGINNING, until=until)
    issuer = f"{ISSUE}{asset}"
    given = sum(one.points for one in days if (one.source, one.target) == (issuer, WALLETS))
    return given - sum(one.points for one in days if (one.source, one.target) == (WALLETS, issuer))


def told(asset: str, *, shop_code: str = "") -> dict[str, list[Statement]]:
    """Return the statements of each shop that stand, oldest first; of one, where it is told."""
    rows = models.Statement.objects.filter(closing__asset=asset, closing__reopened_at=None)
    if shop_code:
        rows = rows.filter(shop_id=shop_code)
    found: dict[str, list[Statement]] = {}
    for one in _statements(rows.order_by("closing__month")):
        found.setdefault(one.shop_code, []).append(one)
    return found


def last_closed(asset: str) -> Closing | None:
    """Return the last month that is closed; None before the first."""
    rows = models.Closing.objects.filter(asset=asset, reopened_at=None)
    row = rows.order_by("-month").first()
    return closing_value(row) if row else None


def next_month(asset: str, *, today: date) -> Month | None:
    """Return the month to be closed next: after the last, or the first in which anything moved.

    None while nothing has moved; it may be a month that has not ended yet.
    """
    last = last_closed(asset)
    if last is not None:
        return parse_month(last.month).next
    moved_days = moved_by(asset, until=today)
    # Only shops that somebody can pay: books of old may name others.
    known = merchants.shops({name.partition(":")[2] for name in moved_days})
    days = [on for code in known for on in moved_days[shop.account(code)]]
    return month_of(min(days)) if days else None


def preview(asset: str, month: Month) -> list[Preview]:
    """Compute a month's statements as they would be now, by shop; nothing is kept.

    A shop without anything to tell or to carry has none.
    """
    agreed, before = terms(asset), told(asset)
    now = moved_by(asset, until=month.next.first)
    codes = merchants.shops({name.partition(":")[2] for name in now} | set(before))
    ways = payout_accounts(codes)
    found = []
    for code in sorted(codes):
        rows = before.get(code, [])
        lines = _untold(now.get(shop.account(code), {}), rows, month)
        carried = rows[-1].carried_out if rows else 0
        if lines or carried:
            way = ways.get(code, PayoutAccount()).way
            made = compute(lines, carried_in=carried, terms=agreed, way=way)
            found.append(Preview(code, made))
    return found


def _untold(now: Mapping[date, Moved], rows: Iterable[Statement], month: Month) -> tuple[Line, ...]:
    # What was paid is no part of a statement.
    plain = {on: one.without_payments for on, one in now.items()}
    return moved.untold(
        plain, [row.lines for row in rows], first=month.first, until=month.next.first
    )


def closings(asset: str) -> list[Closing]:
    """Return the closed months of an asset, newest first; reopened ones too."""
    rows = models.Closing.objects.filter(asset=asset).order_by("-month", "-version")
    return [closing_value(row) for row in rows]


def sums(asset: str) -> dict[int, Sums]:
    """Add up the statements of each closing of an asset, by its number, in one question.

    Metric: statements (one a shop); of them those by which money moves, those noted as paid; and
    the yen paid to shops without what shops pay.
    """
    rows = models.Statement.objects.filter(closing__asset=asset).order_by()
    return {
        closing: Sums(shops=shops, due=due, paid=paid, to_shops=yen)
        for closing, shops, due, paid, yen in rows.values_list("closing_id")
        .annotate(
            shops=Count("pk"),
            due=Count("pk", filter=~Q(payout=0)),
            paid=Count("pk", filter=Q(paid_on__isnull=False)),
            yen=Sum("payout", filter=Q(payout__gt=0), default=0),
        )
        .values_list("closing_id", "shops", "due", "paid", "yen")
    }


class UnknownClosing(Refusal):
    """No month of these assets was closed under this number."""

    code = "unknown_closing"
    status = 404


def closing(closing_id: int, *, assets: Iterable[str]) -> Closing:
    """Return one closing of these assets.

    Raises:
        UnknownClosing: none has the number, or it is another asset's.
    """
    row = models.Closing.objects.filter(pk=closing_id, asset__in=list(assets)).first()
    if row is None:
        raise UnknownClosing(closing=closing_id)
    return closing_value(row)


def statements(closing_id: int) -> list[Statement]:
    """Return the statements of one closing by number."""
    return _statements(models.Statement.objects.filter(closing_id=closing_id).order_by("number"))


def statement(number: str, *, asset: str = "", shop_code: str = "") -> Statement:
    """Return one statement; of one asset or shop, where it is told.

    Raises:
        UnknownStatement: none has the number, or it is another's.
    """
    rows = models.Statement.objects.filter(number=number)
    if asset:
        rows = rows.filter(closing__asset=asset)
    if shop_code:
        rows = rows.filter(shop_id=shop_code)
    found = _statements(rows)
    if not found:
        raise UnknownStatement(number=number)
    return found[0]


def statements_of_shop(shop_code: str) -> list[Statement]:
    """Return a shop's statements that stand, newest first."""
    rows = models.Statement.objects.filter(shop_id=shop_code, closing__reopened_at=None)
    return _statements(rows.order_by("-closing__month", "number"))


def archive(asset: str, search: Search) -> list[Statement]:
    """Search all statements of an asset, those of reopened months too, newest first.

    By the day of payment (planned, until it was paid), the amount, and a part of the partner's
    name.
    """
    rows = models.Statement.objects.filter(closing__asset=asset)
    if search.partner:
        rows = rows.filter(
            Q(partner__icontains=search.partner)
            | Q(partner_en__icontains=search.partner)
            | Q(shop_id=search.partner)
        )
    found = _statements(rows.order_by("-closing__month", "-closing__version", "number"))
    return [one for one in found if _is_found(one, search)]


def _is_found(one: Statement, search: Search) -> bool:
    on, yen = one.paid_on or one.pay_on, abs(one.payout)
    return (
        (search.since is None or search.since <= on)
        and (search.until is None or on <= search.until)
        and (search.least is None or search.least <= yen)
        and (search.most is None or yen <= search.most)
    )


def differences(asset: str, *, today: date) -> list[Difference]:
    """Compare statements with the books to the point; an empty list is a promise kept.

    For each shop: what was told is what its lines say, what was paid is what left its account, and
    what moved less what was paid is what the account holds.
    """
    before, now = told(asset), moved_by(asset, until=date.fromordinal(today.toordinal() + 1))
    found = []
    accounts = sorted({shop.account(code) for code in before} | set(now))
    held = books.balances_of(accounts, asset)
    for account in accounts:
        code = account.partition(":")[2]
        rows = before.get(code, [])
        all_of_it = total(now.get(account, {}).values())
        lines = total(row.moved for row in rows)
        for what, one, other in (
            ("owed", sum(row.owed for row in rows), lines.owed),
            ("held", sum(row.held for row in rows), lines.held),
            ("settled", sum(row.settled for row in rows), all_of_it.settled),
            ("balance", all_of_it.held - all_of_it.settled, held.get(account, 0)),
        ):
            if one != other:
                found.append(Difference(code, what, one, other))
    return found


def closing_value(row: models.Closing) -> Closing:
    """Return a closing's row as others see it (for this room)."""
    return Closing(
        id=row.pk,
        asset=row.asset,
        month=row.month,
        version=row.version,
        terms=Terms(**row.terms),
        positions=tuple(Position(**one) for one in row.positions),
        closed_at=row.closed_at,
        reopened_at=row.reopened_at,
        why=row.why,
        ordered_at=row.ordered_at,
    )


def _statements(rows: QuerySet[models.Statement]) -> list[Statement]:
    return [
        Statement(
            number=row.number,
            closing=closing_value(row.closing),
            shop_code=row.shop_id,
            partner=row.partner,
            partner_en=row.partner_en,
            partner_address=row.partner_address,
            lines=read(row.lines),
            owed=row.owed,
            held=row.held,
            fee=Fee(row.fee, row.tax, row.tax_permille),
            carried_in=row.carried_in,
            carried_out=row.carried_out,
            outcome=row.outcome,
            payout=row.payout,
            bank_fee=row.bank_fee,
            pay_on=row.pay_on,
            account=PayoutAccount(**row.account),
            paid_on=row.paid_on,
            paid_way=row.paid_way,
            transfer=row.transfer,
            settled=row.settled,
        )
        for row in rows.select_related("closing")
    ]
