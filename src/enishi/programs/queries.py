"""Every reading of programmes for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

from enishi.kit.periods import end_of_day, fiscal_year_end, fiscal_year_of
from enishi.kit.refusal import Refusal
from enishi.ledger import queries as books
from enishi.ledger.accounting import AccountClass, Movement, class_of, movement
from enishi.ledger.lapsing import YearOfKind
from enishi.ledger.transfers import FUND, ISSUE, UNUSED
from enishi.programs import appropriation, budgets, models, prepaid, rules
from enishi.programs import journal as journals
from enishi.programs import lapse as lapses
from enishi.programs.appropriation import Appropriation, FormLine
from enishi.programs.journal import Chart, Code, JournalLine, Search
from enishi.programs.prepaid import Answers, Unused
from enishi.programs.programme import (
    Asset,
    FundUse,
    LapseReport,
    Moved,
    Stock,
    YearOfLapses,
    told_members,
)
from enishi.programs.scopes import NO_TABLE, Scope


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


def assets_in(region_codes: Iterable[str]) -> list[Asset]:
    """Return the assets of several regions, coins first."""
    rows = models.Asset.objects.filter(region_id__in=set(region_codes))
    return [_asset(row) for row in rows.order_by("kind", "code")]


def regions_with_programmes() -> frozenset[str]:
    """Return the codes of the regions, prefectures and the nation that have an open programme."""
    open_ones = models.Asset.objects.filter(is_open=True)
    return frozenset(open_ones.values_list("region_id", flat=True))


def regions_with_fund() -> frozenset[str]:
    """Return the regions of whose points some may go to a fund."""
    rows = models.Asset.objects.filter(lapse_to=lapses.TO_FUND)
    return frozenset(rows.values_list("region_id", flat=True))


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
        fiscal_year_budget=row.fiscal_year_budget,
    )


def scopes_of(asset_codes: Iterable[str]) -> dict[str, tuple[Scope, ...]]:
    """Return where which card may earn and spend, by asset; none where everybody may."""
    found: dict[str, tuple[Scope, ...]] = dict.fromkeys(asset_codes, NO_TABLE)
    rows = models.Scope.objects.filter(asset__code__in=found).select_related("asset")
    for row in rows.order_by("pk"):
        told = Scope(row.card_kind, row.earn, row.spend)
        found[row.asset.code] = (*found[row.asset.code], told)
    return found


def prepaid_of(asset_code: str) -> Answers | None:
    """Return what was answered about an asset's points that are sold; None: they are free."""
    row = models.Prepaid.objects.filter(asset__code=asset_code).first()
    if row is None:
        return None
    return Answers(
        issuer=row.issuer,
        taken_at=row.taken_at,
        is_short=row.is_short,
        registration=row.registration,
        registered_on=row.registered_on,
        answered_by=row.answered_by,
    )


def unused(asset_code: str, *, since: date, until: date) -> list[Unused]:
    """Tell what of sold points was unused on each record date in a time, straight of the books.

    Unused is what all members hold together at the end of the day; nothing where points are free.
    """
    told = prepaid_of(asset_code)
    if told is None:
        return []
    kind = prepaid.kind_of(told)
    return [
        Unused(on, books.supply(asset_code, until=end_of_day(on)).outstanding, kind)
        for on in prepaid.record_dates(since, until)
    ]


def rules_of(region_codes: Iterable[str]) -> list[rules.Rule]:
    """Return every rule of these regions, past and switched-off ones too."""
    rows = models.Rule.objects.filter(asset__region_id__in=set(region_codes), asset__is_open=True)
    return [_rule(row) for row in rows.select_related("asset").order_by("id")]


def rules_in_force(region_codes: Iterable[str], on: date) -> list[rules.Rule]:
    """Return the rules of these regions whose time includes a day; switched-off ones too."""
    return rules.in_force(rules_of(region_codes), on)


def rules_by_id(ids: Iterable[int]) -> dict[int, rules.Rule]:
    """Return rules by their numbers, past and switched-off ones too; unknown ones are left out."""
    rows = models.Rule.objects.filter(pk__in=set(ids)).select_related("asset")
    return {row.pk: _rule(row) for row in rows}


_TERMS = tuple(field.name for field in fields(rules.Terms))


def _rule(row: models.Rule) -> rules.Rule:
    return rules.Rule(
        **{name: getattr(row, name) for name in _TERMS},
        id=row.pk,
        region=row.asset.region_id,
        asset=row.asset.code,
        asset_kind=row.asset.kind,
        lapse=row.asset.lapse,
        asset_year_budget=row.asset.fiscal_year_budget,
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


def last_fund_use(region_code: str, *, until: datetime) -> FundUse | None:
    """Return what a region's funds were spent on last before a moment; None: on nothing yet."""
    rows = models.FundUse.objects.filter(asset__region_id=region_code)
    codes = rows.values_list("asset__code", flat=True).order_by().distinct()
    found = [use for code in codes for use in fund_uses(code, until=until)]
    return max(found, key=lambda use: use.on, default=None)


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


def supplies(region_code: str, *, until: datetime | None = None) -> list[Stock]:
    """Tell where the points of each of a region's assets are, up to a moment, and who owes them."""
    return [Stock(one, books.supply(one.code, until=until)) for one in assets(region_code)]


def moved(asset_code: str, *, since: date, until: date) -> Moved:
    """Tell what an asset's points did from a day, inclusive, until a day, exclusive.

    Raises:
        UnknownAsset: no asset has the code.
    """
    promised = asset(asset_code)
    flows = books.flows(asset_code, since=since, until=end_of_day(until - timedelta(days=1)))
    lapses = (Movement.LAPSED_TO_FUND, Movement.LAPSED_UNUSED)
    days = books.days(asset_code, since=since, until=until)
    told = Moved(
        asset=promised,
        issued=appropriation.given(flows),
        used=appropriation.spent(appropriation.USE, flows),
        lapsed=sum(
            flow.points for flow in flows if movement(flow.kind, flow.source, flow.target) in lapses
        ),
        shops=len({day.target for day in days if class_of(day.target) is AccountClass.SHOP}),
    )
    if promised.kind != "point":
        return told
    rows = models.Appropriation.objects.filter(
        asset__code=asset_code, fiscal_year=fiscal_year_of(since)
    )
    lines = list(rows.values_list("basis", "budget_yen"))
    basis = lines[0][0] if lines else appropriation.GRANT
    return replace(
        told,
        cost_yen=appropriation.spent(basis, flows),
        budget_yen=sum(yen for _, yen in lines) if lines else None,
    )


class CoinsAreNoMoney(Refusal):
    """Coins are recognition: they have no value in yen and stand in no journal."""

    code = "coins_are_no_money"
    status = 422


def account_codes(region_code: str) -> list[Code]:
    """List the codes of a region's journal: its own, else those it starts with."""
    return list(_chart(region_code).codes.values())


def _chart(region_code: str) -> Chart:
    rows = models.AccountCode.objects.filter(region_id=region_code)
    own = rows.order_by("account_class", "kind")
    return journals.chart(Code(row.account_class, row.kind, row.code, row.name) for row in own)


def journal(
    asset_code: str,
    *,
    since: date,
    until: date,
    search: Search | None = None,
    partners: Mapping[str, str] | None = None,
) -> list[JournalLine]:
    """Write the days of an asset from `since` until before `until` as journal lines in yen.

    Searchable by amount and partner; `partners` names shops by their accounts.

    Raises:
        UnknownAsset: no asset has the code.
        CoinsAreNoMoney: the asset is a coin.
    """
    promised = asset(asset_code)
    if promised.kind != "point":
        raise CoinsAreNoMoney(asset=asset_code)
    names = {
        f"{FUND}{asset_code}": "基金",
        f"{UNUSED}{asset_code}": promised.issuer,
        f"{ISSUE}{asset_code}": promised.issuer,
    } | dict(partners or {})
    written = journals.lines(
        books.days(asset_code, since=since, until=until),
        _chart(promised.region_code),
        asset_name=promised.name,
        partners=names,
    )
    wanted = search or Search()
    return [line for line in written if wanted.finds(line)]


def appropriations(region_code: str, fiscal_year: int) -> list[FormLine]:
    """Fill in the town's single-entry form of a fiscal year: budget, spent and left by line."""
    rows = models.Appropriation.objects.filter(
        asset__region_id=region_code, fiscal_year=fiscal_year
    ).select_related("asset")
    lines = [_appropriation(row) for row in rows.order_by("asset__code", "rule_id")]
    spent = {(line.asset, line.rule_id): _spent(line) for line in lines}
    by_rule: dict[str, int] = {}
    for (code, rule_id), yen in spent.items():
        by_rule[code] = by_rule.get(code, 0) + (yen if rule_id is not None else 0)
    return [
        FormLine(
            line,
            # All lines of an asset and year count by one basis, so no point is in two of them.
            spent[line.asset, line.rule_id] - (by_rule[line.asset] if line.rule_id is None else 0),
        )
        for line in lines
    ]


def _spent(line: Appropriation) -> int:
    """Add up what a line paid for in its year: of a rule, what its budget gave."""
    if line.rule_id is not None:
        name = budgets.of_rule(line.rule_id, line.fiscal_year)
        found = books.budgets([name], line.asset).get(name)
        return found.spent if found else 0
    last = fiscal_year_end(line.fiscal_year)
    first = fiscal_year_end(line.fiscal_year - 1) + timedelta(days=1)
    flows = books.flows(line.asset, since=first, until=end_of_day(last))
    return appropriation.spent(line.basis, flows)


def _appropriation(row: models.Appropriation) -> Appropriation:
    return Appropriation(
        asset=row.asset.code,
        fiscal_year=row.fiscal_year,
        account=row.account,
        kan=row.kan,
        ko=row.ko,
        moku=row.moku,
        setsu=row.setsu,
        saisetsu=row.saisetsu,
        basis=row.basis,
        budget_yen=row.budget_yen,
        rule_id=row.rule_id,
    )
