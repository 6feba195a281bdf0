"""What a region's accountants decide: account codes, and the budget lines that pay for points."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.ledger.accounting import AccountClass
from enishi.programs import appropriation, models
from enishi.programs.appropriation import Appropriation
from enishi.programs.journal import Code
from enishi.programs.queries import CoinsAreNoMoney, UnknownAsset
from enishi.regions import queries as regions

_CODE_MAX, _NAME_MAX, _KIND_MAX = 20, 60, 16


class BadAccountCode(Refusal):
    """An account code needs a known class of account, a code and a name."""

    code = "bad_account_code"
    status = 422


@transaction.atomic(durable=True)
def set_account_code(*, region_code: str, code: Code) -> None:
    """Set the code and name under which a class of account stands in the region's journal.

    Raises:
        UnknownRegion: no region has the code.
        BadAccountCode: the class is none, or code or name are missing or too long.
    """
    regions.region(region_code)
    known = code.account_class in frozenset(AccountClass)
    fits = 0 < len(code.code.strip()) <= _CODE_MAX and 0 < len(code.name.strip()) <= _NAME_MAX
    if not known or not fits or len(code.kind) > _KIND_MAX:
        raise BadAccountCode(given=f"{code.account_class} {code.kind} {code.code} {code.name}")
    models.AccountCode.objects.update_or_create(
        region_id=region_code,
        account_class=code.account_class,
        kind=code.kind,
        defaults={"code": code.code.strip(), "name": code.name.strip()},
    )


class BadAppropriation(Refusal):
    """A budget line needs 款・項・目・節, a basis, and an amount; by rule only what it gives."""

    code = "bad_appropriation"
    status = 422


@transaction.atomic(durable=True)
def set_appropriation(*, line: Appropriation) -> None:
    """Set the line of a town's budget that pays for an asset's points, or for one rule's.

    Raises:
        UnknownAsset: no asset has the code.
        CoinsAreNoMoney: coins are recognition and cost no budget.
        BadAppropriation: a part is missing; the rule is not the asset's or has no budget; or the
            lines of one asset and year would count by different moments.
    """
    asset = models.Asset.objects.filter(code=line.asset).first()
    if asset is None:
        raise UnknownAsset(asset=line.asset)
    if asset.kind != "point":
        raise CoinsAreNoMoney(asset=line.asset)
    for part in ("account", "kan", "ko", "moku", "setsu"):
        if not getattr(line, part).strip():
            raise BadAppropriation(part=part, given="")
    if line.basis not in appropriation.BASES:
        raise BadAppropriation(part="basis", given=line.basis)
    if line.budget_yen < 0:
        raise BadAppropriation(part="budget_yen", given=line.budget_yen)
    if line.rule_id is not None:
        _check_rule(line, line.rule_id)
    others = asset.appropriations.filter(fiscal_year=line.fiscal_year)
    if others.exclude(rule_id=line.rule_id).exclude(basis=line.basis).exists():
        raise BadAppropriation(part="basis", given=line.basis)
    columns = asdict(line)
    for key in ("asset", "fiscal_year", "rule_id"):
        del columns[key]
    models.Appropriation.objects.update_or_create(
        asset=asset, fiscal_year=line.fiscal_year, rule_id=line.rule_id, defaults=columns
    )


def _check_rule(line: Appropriation, rule_id: int) -> None:
    """Refuse a rule whose giving nobody counts: only a budget counts it.

    Raises:
        BadAppropriation: no such rule, no budget, or another basis than giving.
    """
    rule = models.Rule.objects.filter(pk=rule_id, asset__code=line.asset).first()
    if rule is None or rule.fiscal_year_budget is None:
        raise BadAppropriation(part="rule_id", given=rule_id)
    if line.basis != appropriation.GRANT:
        raise BadAppropriation(part="basis", given=line.basis)
