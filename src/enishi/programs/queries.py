"""Every reading of programmes for others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from enishi.kit.periods import fiscal_year_of
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.ledger.lapsing import YearOfKind
from enishi.ledger.transfers import FUND, UNUSED
from enishi.programs import models, rules
from enishi.programs.programme import Asset, FundUse, LapseReport, YearOfLapses, told_members


class UnknownAsset(Refusal):
    """No asset has this code."""

    code = "unknown_asset"
    status = 404


def asset(code: str) -> Asset:
    """Return one asset.

    Raises:
        UnknownAsset: no asset has the code.
    """
    row = models.Asset.objects.filter(code=code).first()
    if row is None:
        raise UnknownAsset(asset=code)
    return _asset(row)


def assets(region_code: str) -> list[Asset]:
    """Return the assets of a region, coins first."""
    rows = models.Asset.objects.filter(region_id=region_code).order_by("kind", "code")
    return [_asset(row) for row in rows]


def regions_with_programmes() -> frozenset[str]:
    """Return the codes of the regions, prefectures and the nation that have an open programme."""
    open_ones = models.Asset.objects.filter(is_open=True)
    return frozenset(open_ones.values_list("region_id", flat=True))


def _asset(row: models.Asset) -> Asset:
    return Asset(
        code=row.code,
        region_code=row.region_id,
        kind=row.kind,
        name=row.name,
        issuer=row.issuer,
        lapse=row.lapse,
        is_open=row.is_open,
        lapse_to=row.lapse_to,
        refund_days=row.refund_days,
    )


def rules_of(region_codes: Iterable[str]) -> list[rules.Rule]:
    """Return every rule of these regions, past and switched-off ones too."""
    rows = models.Rule.objects.filter(asset__region_id__in=set(region_codes), asset__is_open=True)
    return [_rule(row) for row in rows.select_related("asset").order_by("id")]


def rules_in_force(region_codes: Iterable[str], on: date) -> list[rules.Rule]:
    """Return the rules of these regions whose time includes a day; switched-off ones too."""
    return rules.in_force(rules_of(region_codes), on)


def _rule(row: models.Rule) -> rules.Rule:
    return rules.Rule(
        id=row.pk,
        name=row.name,
        region=row.asset.region_id,
        asset=row.asset.code,
        asset_kind=row.asset.kind,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        amount=row.amount,
        per=row.per,
        rate_permille=row.rate_permille,
        place=row.place,
        event=row.event,
        card_kind=row.card_kind,
        home=row.home,
        daily_limit=row.daily_limit,
        period_limit=row.period_limit,
        yearly_cap=row.yearly_cap,
        fiscal_year_budget=row.fiscal_year_budget,
        lapse=row.asset.lapse,
        payer=row.payer,
        ordinance=row.ordinance,
        note=row.note,
        hometown_tax_by=row.hometown_tax_by,
        is_on=row.is_on,
    )


def all_assets() -> list[Asset]:
    """Return every asset there is, closed ones too: what was given still lapses."""
    return [_asset(row) for row in models.Asset.objects.order_by("code")]


def fund_uses(asset_code: str, *, until: datetime) -> list[FundUse]:
    """List what an asset's fund was spent on before a moment, oldest first; not what came back."""
    rows = models.FundUse.objects.filter(asset__code=asset_code)
    spent = books.spent(f"{FUND}{asset_code}", asset_code, until=until)
    found = [(spent[row.transfer], row) for row in rows.order_by("on") if row.transfer in spent]
    return [
        FundUse(
            transfer=row.transfer,
            points=points,
            purpose=row.purpose,
            payee=row.payee,
            on=row.on,
            receipt=row.receipt,
        )
        for points, row in found
    ]


def lapse_report(asset_code: str, *, until: datetime) -> LapseReport:
    """Tell what lapsed of an asset before a moment, what became of it, and what it bought.

    Raises:
        UnknownAsset: no asset has the code.
    """
    promised = asset(asset_code)
    fund, unused = f"{FUND}{asset_code}", f"{UNUSED}{asset_code}"
    lapsed = [
        year for target in (fund, unused) for year in books.lapsed(target, asset_code, until=until)
    ]
    moved = books.years(fund, asset_code, until=until)
    uses = fund_uses(asset_code, until=until)
    days = {use.transfer: fiscal_year_of(use.on) for use in uses}
    found = {year.fiscal_year for year in lapsed} | {year.fiscal_year for year in moved}
    years = [
        YearOfLapses(
            fiscal_year=number,
            lapsed=sum(year.points for year in lapsed if year.fiscal_year == number),
            given_back=sum(year.given_back for year in lapsed if year.fiscal_year == number),
            members=told_members(
                sum(year.holders for year in lapsed if year.fiscal_year == number)
            ),
            donated=_moved(moved, number, "donate"),
            used=-_moved(moved, number, "spend"),
            uses=tuple(use for use in uses if days[use.transfer] == number),
        )
        for number in sorted(found)
    ]
    holds = books.balance_as_of(fund, asset_code, until) if promised.takes_donations else None
    return LapseReport(asset=promised, at=until, years=tuple(years), fund=holds)


def _moved(moved: Iterable[YearOfKind], fiscal_year: int, kind: str) -> int:
    return sum(
        year.points for year in moved if (year.fiscal_year, year.kind) == (fiscal_year, kind)
    )
