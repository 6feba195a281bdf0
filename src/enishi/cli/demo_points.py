"""The points of the invented town in a demo: an older card, a greeting, shops, a fund, budgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from enishi.cli import lapsing
from enishi.kit import periods
from enishi.kit.periods import JST
from enishi.ledger import operations as ledger
from enishi.ledger.transfers import FUND, ISSUE, MEMBER, NewTransfer, transfer_id
from enishi.membership import queries as members
from enishi.programs import budgets, queries
from enishi.programs import operations as programs
from enishi.programs.programme import NewFundUse, NewRule
from enishi.simulation import purses
from enishi.simulation.purses import Movement, Purses

_MIGRATION, _SHOP = "migration:", "shop:"
CAMPAIGN, CAMPAIGN_MAX = "spring-greeting", 28_000


def open_for(region_code: str, *, since: datetime) -> str:
    """Open the town's point with its rules and the greeting's budget; once, and return its code."""
    code = programs.open_points(
        region_code=region_code,
        name=purses.NAME,
        issuer=purses.ISSUER,
        lapse="fiscal-year-end",
        lapse_to="fund",
    )
    programs.set_campaign_budget(asset=code, campaign=CAMPAIGN, points_max=CAMPAIGN_MAX)
    known = {rule.name for rule in queries.rules_of([region_code])}
    for rule in _rules(code, since):
        if rule.name not in known:
            programs.add_rule(rule=rule)
    return code


def _rules(code: str, since: datetime) -> list[NewRule]:
    first_day = periods.jst_day(since)
    return [
        NewRule(
            asset=code,
            name="催しに来てくれたお礼",
            kind="event",
            amount=300,
            per="activity",
            valid_from=first_day,
            payer=purses.ISSUER,
            fiscal_year_budget=400_000,
        ),
        NewRule(
            asset=code,
            name="町のお店での買い物（100円で1ポイント）",
            kind="purchase",
            per="yen",
            rate_permille=10,
            valid_from=first_day,
            payer=purses.ISSUER,
            fiscal_year_budget=60_000,
        ),
    ]


def move(code: str, invented: Purses, ids: Mapping[str, UUID], at: datetime) -> None:
    """Post what moved, let the older card's points lapse, and write down what the fund bought."""
    lapsed_at = invented.lapsed_at
    _post(code, [one for one in invented.movements if one.at < lapsed_at], ids)
    _lapse(code, lapsed_at)
    _post(code, [one for one in invented.movements if one.at >= lapsed_at], ids)
    if invented.movements:
        purpose, payee, points = purses.BOUGHT
        noon = datetime.combine(invented.bought_on, time(12), tzinfo=JST)
        use = NewFundUse(asset=code, points=points, purpose=purpose, payee=payee)
        programs.use_fund(use=use, key="demo", at=min(noon, at))


def lapse_past_years(code: str, *, since: datetime, at: datetime) -> None:
    """Let lapse what was earned in fiscal years that are over, each on the day after its last."""
    first, last = (periods.fiscal_year_of(periods.jst_day(moment)) for moment in (since, at))
    for year in range(first, last):
        _lapse(code, periods.end_of_day(periods.fiscal_year_end(year)))


def _lapse(code: str, at: datetime) -> None:
    lapsing.lapse_asset(queries.asset(code), at, lambda _: None)


def _post(code: str, movements: Sequence[Movement], ids: Mapping[str, UUID]) -> None:
    """Post movements in their order; the same ones again move nothing."""
    secrets = members.transfer_secrets(ids.values())
    for one in movements:
        if one.shop:
            ledger.open_account(name=f"{_SHOP}{one.shop}", asset=code)
        if one.kind == "donate":
            ledger.open_account(name=f"{FUND}{code}", asset=code)
    told = [_transfer(code, one, ids[one.person], secrets[ids[one.person]]) for one in movements]
    results = ledger.post_many(told)
    assert all(result.stands for result in results), results


def _transfer(code: str, one: Movement, member_id: UUID, secret: bytes) -> NewTransfer:
    """Write a movement as a transfer."""
    wallet = f"{MEMBER}{member_id}"
    sides = {
        "open": (f"{_MIGRATION}{code}", wallet),
        "grant": (f"{ISSUE}{code}", wallet),
        "spend": (wallet, f"{_SHOP}{one.shop}"),
        "donate": (wallet, f"{FUND}{code}"),
    }
    source, target = sides[one.kind]
    return NewTransfer(
        id=transfer_id(secret, "demo", one.key),
        source=source,
        target=target,
        asset=code,
        amount=one.points,
        kind=one.kind,
        at=one.at,
        expires_on=one.expires_on,
        budgets=(budgets.of_campaign(CAMPAIGN),) if one.kind == "grant" else (),
    )
