"""Terms, closed months, a statement for each shop, and where shops are paid."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enishi.settlement import netting, terms


class Terms(models.Model):
    """By what terms shops are paid for an asset's points; without a row, those it starts with."""

    asset = models.CharField(max_length=40, unique=True, help_text="programs.Asset")
    paid_at = models.CharField(max_length=5, choices=[(one, one) for one in terms.PAID_AT])
    fee_of = models.CharField(max_length=6, choices=[(one, one) for one in terms.FEE_OF])
    fee_permille = models.PositiveSmallIntegerField()
    fee_monthly_yen = models.PositiveIntegerField()
    tax_permille = models.PositiveSmallIntegerField()
    payout_day = models.PositiveSmallIntegerField()
    minimum_yen = models.PositiveIntegerField()
    bank_fee_yen = models.PositiveIntegerField()
    bank_fee_by = models.CharField(max_length=6, choices=[(one, one) for one in terms.BEARERS])
    issuer_number = models.CharField(max_length=14, blank=True, help_text="T and 13 digits")
    issuer_address = models.CharField(max_length=160, blank=True)
    desk = models.CharField(
        max_length=160, blank=True, help_text="Where and when a shop that owes pays in cash"
    )
    client_code = models.CharField(max_length=10, blank=True, help_text="Given by the bank")
    client_kana = models.CharField(max_length=40, blank=True)
    bank_code = models.CharField(max_length=4, blank=True)
    bank_kana = models.CharField(max_length=15, blank=True)
    branch_code = models.CharField(max_length=4, blank=True)
    branch_kana = models.CharField(max_length=15, blank=True)
    account_kind = models.CharField(max_length=1, default="1")
    account_number = models.CharField(max_length=7, blank=True)

    def __str__(self) -> str:
        """Write the asset."""
        return self.asset


class PayoutAccount(models.Model):
    """Where a shop is paid: its account at a bank, or cash at the office."""

    shop = models.OneToOneField(
        "merchants.Shop", models.PROTECT, primary_key=True, related_name="+"
    )
    way = models.CharField(max_length=4, choices=[(one, one) for one in terms.WAYS])
    bank_code = models.CharField(max_length=4, blank=True)
    bank_kana = models.CharField(max_length=15, blank=True)
    branch_code = models.CharField(max_length=4, blank=True)
    branch_kana = models.CharField(max_length=15, blank=True)
    kind = models.CharField(max_length=1, default="1", help_text="1 ordinary, 2 current, 4 savings")
    number = models.CharField(max_length=7, blank=True)
    holder_kana = models.CharField(max_length=30, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True, help_text="Staff; None: a command")

    def __str__(self) -> str:
        """Write the shop and the way."""
        return f"{self.shop_id}: {self.way}"


class Closing(models.Model):
    """A month of one asset, closed; a reopened one stays, and the next has a higher version."""

    asset = models.CharField(max_length=40)
    month = models.CharField(max_length=7, help_text="YYYY-MM")
    version = models.PositiveSmallIntegerField()
    terms = models.JSONField(help_text="As they were")
    positions = models.JSONField(default=list, help_text="Of regions of a shared programme")
    leaf = models.BigIntegerField(null=True, help_text="In the log: a digest of the statements")
    closed_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True, help_text="Staff; None: a command")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.UUIDField(null=True)
    why = models.CharField(max_length=200, blank=True, help_text="Why it was reopened")
    ordered_at = models.DateTimeField(null=True, help_text="When a file for the bank was made")

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["asset", "month", "version"], name="closing_version_once"
            ),
            models.UniqueConstraint(
                fields=["asset", "month"],
                condition=Q(reopened_at=None),
                name="closing_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(why=""), name="closing_reopened_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        """Write asset and month."""
        return f"{self.asset} {self.month}"


class Statement(models.Model):
    """What one shop is paid for a month, as it was closed; names and terms of that day."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="statements")
    shop = models.ForeignKey("merchants.Shop", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True, help_text="For papers: 2026-10-0001")
    partner = models.CharField(max_length=80, help_text="The shop's name then")
    partner_en = models.CharField(max_length=120, blank=True, help_text="In English, where told")
    partner_address = models.CharField(max_length=160, blank=True)
    lines = models.JSONField(help_text="By day, as told")
    owed = models.BigIntegerField(help_text="Points, a point as 1 yen")
    held = models.BigIntegerField(help_text="What the month added to the shop's account")
    fee = models.BigIntegerField(help_text="Without tax")
    tax = models.BigIntegerField()
    tax_permille = models.PositiveSmallIntegerField()
    carried_in = models.BigIntegerField()
    carried_out = models.BigIntegerField()
    outcome = models.CharField(max_length=8, choices=[(one, one) for one in netting.OUTCOMES])
    payout = models.BigIntegerField(help_text="Below zero: the shop pays")
    bank_fee = models.BigIntegerField(help_text="Borne by the shop")
    pay_on = models.DateField()
    account = models.JSONField(help_text="Where it is paid, as it was")
    paid_on = models.DateField(null=True)
    paid_way = models.CharField(max_length=4, blank=True)
    paid_by = models.UUIDField(null=True, help_text="Staff who noted it; None: a command")
    transfer = models.UUIDField(null=True, help_text="By which the points left the account")
    settled = models.BigIntegerField(default=0, help_text="How many")

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.UniqueConstraint(fields=["closing", "shop"], name="statement_once_a_shop"),
            models.CheckConstraint(
                condition=Q(
                    owed=models.F("payout")
                    + models.F("bank_fee")
                    + models.F("carried_out")
                    + models.F("fee")
                    + models.F("tax")
                    - models.F("carried_in")
                ),
                name="statement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(outcome=netting.PAY, payout__gt=0)
                | Q(outcome=netting.COLLECT, payout__lt=0)
                | (~Q(outcome__in=(netting.PAY, netting.COLLECT)) & Q(payout=0)),
                name="statement_pays_what_it_says",
            ),
        ]
        indexes = [models.Index(fields=["shop", "closing"], name="statement_of_shop")]

    def __str__(self) -> str:
        """Write the number."""
        return self.number
