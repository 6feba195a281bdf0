"""Assets, rules and who pays: what a region promises for an activity."""

from __future__ import annotations

from django.db import models

from enishi.programs import appropriation, prepaid, rules, scopes
from enishi.programs import lapse as lapses


class Asset(models.Model):
    """A coin (recognition) or a point (worth 1 yen); one region's assets never mix."""

    code = models.CharField(max_length=40, unique=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in rules.ASSET_KINDS])
    name = models.CharField(max_length=40)
    issuer = models.CharField(max_length=120, help_text="Who owes it: town, chamber, DMO")
    lapse = models.CharField(
        max_length=20,
        default=lapses.NEVER,
        help_text="never | fiscal-year-end | month-end | days:N | on:YYYY-MM-DD",
    )
    lapse_to = models.CharField(
        max_length=6,
        default=lapses.TO_UNUSED,
        choices=[(place, place) for place in lapses.PLACES],
        help_text="fund: the issuer holds the money; unused: the town issues from its budget",
    )
    refund_days = models.PositiveSmallIntegerField(
        default=lapses.REFUND_DAYS, help_text="Points given back can be spent so long at least"
    )
    fiscal_year_budget = models.PositiveBigIntegerField(
        null=True, help_text="The most that all its rules give in a fiscal year"
    )
    is_open = models.BooleanField(default=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["region", "kind", "name"], name="asset_named_once"),
            # Coins are recognition: no money stands behind them that a fund could take.
            models.CheckConstraint(
                condition=models.Q(lapse_to=lapses.TO_UNUSED)
                | models.Q(lapse_to=lapses.TO_FUND, kind="point"),
                name="asset_with_a_fund_is_worth_yen",
            ),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Rule(models.Model):
    """A promise: such an activity earns such points. Empty conditions mean any."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="rules")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, help_text="The kind of activity that earns")
    place = models.CharField(max_length=80, blank=True)
    event = models.CharField(max_length=16, blank=True)
    card_kind = models.CharField(max_length=16, blank=True)
    home = models.CharField(max_length=12, blank=True, choices=[(h, h) for h in rules.HOMES])
    amount = models.PositiveIntegerField(default=0, help_text="Per activity or per hour")
    per = models.CharField(max_length=10, choices=[(per, per) for per in rules.PER])
    rate_permille = models.PositiveIntegerField(default=0, help_text="Of yen, when per is yen")
    daily_limit = models.PositiveIntegerField(null=True, help_text="Times a member and day")
    period_limit = models.PositiveIntegerField(null=True, help_text="Times a member, valid time")
    yearly_cap = models.PositiveBigIntegerField(null=True, help_text="Amount a member and year")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="Exclusive")
    fiscal_year_budget = models.PositiveBigIntegerField(null=True)
    campaign = models.CharField(max_length=40, blank=True, help_text="Whose budget it shares")
    payer = models.CharField(max_length=120)
    ordinance = models.CharField(max_length=200, blank=True, help_text="The 要綱 it rests on")
    is_on = models.BooleanField(default=True)
    hometown_tax_by = models.CharField(
        max_length=80, blank=True, help_text="Who let hometown tax earn here, by name"
    )
    note = models.CharField(max_length=400, blank=True, help_text="Why, where a reader may ask")

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=models.Q(per__in=rules.PER), name="rule_per_is_known"),
            models.CheckConstraint(
                condition=models.Q(home="") | models.Q(home__in=rules.HOMES),
                name="rule_home_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Scope(models.Model):
    """Where holders of one kind of card earn and spend an asset; an asset without any: anywhere."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="scopes")
    card_kind = models.CharField(max_length=16, blank=True, help_text="Empty: any other, or none")
    earn = models.CharField(max_length=10, choices=[(one, one) for one in scopes.REACHES])
    spend = models.CharField(max_length=10, choices=[(one, one) for one in scopes.REACHES])

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["asset", "card_kind"], name="scope_of_a_card_once"),
            models.CheckConstraint(
                condition=models.Q(earn__in=scopes.REACHES, spend__in=scopes.REACHES),
                name="scope_reach_is_known",
            ),
        ]

    def __str__(self) -> str:
        """Write the card and where."""
        return f"{self.card_kind or 'others'}: {self.earn}, {self.spend}"


class Prepaid(models.Model):
    """What was answered before points were sold; an asset without an answer holds free ones."""

    asset = models.OneToOneField(Asset, models.PROTECT, related_name="prepaid")
    issuer = models.CharField(max_length=5, choices=[(one, one) for one in prepaid.ISSUERS])
    taken_at = models.CharField(max_length=6, choices=[(one, one) for one in prepaid.TAKERS])
    is_short = models.BooleanField(default=False, help_text="Ends within six months of issue")
    registration = models.CharField(max_length=60, blank=True, help_text="Of a third-party issuer")
    registered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=60, help_text="A name, as on paper")
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        """Write the asset."""
        return f"sold points of {self.asset_id}"


class FundUse(models.Model):
    """What points of a fund were spent on: the purpose that the transfer itself does not carry."""

    transfer = models.UUIDField(primary_key=True, help_text="ledger.Transfer out of the fund")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="fund_uses")
    purpose = models.CharField(max_length=200)
    payee = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    receipt = models.CharField(max_length=200, blank=True, help_text="Number or place of the paper")

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=~models.Q(purpose=""), name="fund_use_has_a_purpose")
        ]

    def __str__(self) -> str:
        """Write the purpose."""
        return self.purpose


class AccountCode(models.Model):
    """The code and name (勘定科目) that a region's accountants use for a class of account."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    account_class = models.CharField(max_length=12, help_text="member, shop, fund, issue …")
    kind = models.CharField(max_length=16, blank=True, help_text="Of transfers; empty: any")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["region", "account_class", "kind"], name="account_code_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(name=""), name="account_code_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        """Write code and name."""
        return f"{self.code} {self.name}"


class Appropriation(models.Model):
    """A line of a town's budget of expenditure (款・項・目・節・細節) that pays for points."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="appropriations")
    fiscal_year = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=40, default="一般会計")
    kan = models.CharField(max_length=40)
    ko = models.CharField(max_length=40)
    moku = models.CharField(max_length=40)
    setsu = models.CharField(max_length=60)
    saisetsu = models.CharField(max_length=60, blank=True)
    basis = models.CharField(max_length=6, choices=[(one, one) for one in appropriation.BASES])
    rule_id = models.BigIntegerField(null=True, help_text="None: what no other line names")
    budget_yen = models.PositiveBigIntegerField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["asset", "fiscal_year", "rule_id"],
                name="appropriation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(rule_id=None) | models.Q(basis=appropriation.GRANT),
                name="appropriation_of_a_rule_is_by_grant",
            ),
        ]

    def __str__(self) -> str:
        """Write the line."""
        return f"{self.fiscal_year} {self.setsu} {self.saisetsu}"
