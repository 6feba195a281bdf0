"""Sponsors, what they promised, what uses of cards came to, and what was paid."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enishi.kit import ids
from enishi.sponsors.pledge import DONATION, KINDS, RATE_MAX


class Sponsor(models.Model):
    """A firm (協賛企業) that gives a share of what cards are used for."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    corporate_number = models.CharField(max_length=13, blank=True)
    head_office = models.CharField(
        max_length=6, blank=True, help_text="Local-government code of its head office"
    )
    address = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    added_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="sponsor_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="sponsor_has_a_name"),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Pledge(models.Model):
    """A promise: so many thousandths of what cards of an asset are used for, within caps."""

    sponsor = models.ForeignKey(Sponsor, models.PROTECT, related_name="pledges")
    asset = models.CharField(max_length=40, help_text="programs.Asset")
    rate_permille = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, help_text="Exclusive")
    kind = models.CharField(
        max_length=16, default=DONATION, choices=[(kind, kind) for kind in KINDS]
    )
    cap_month_yen = models.PositiveBigIntegerField(null=True)
    cap_total_yen = models.PositiveBigIntegerField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    benefits = models.CharField(max_length=200, blank=True, help_text="In return; for tax none")
    plan_number = models.CharField(max_length=40, blank=True, help_text="認定地域再生計画")
    plan_name = models.CharField(max_length=120, blank=True)
    plan_until = models.DateField(null=True, help_text="Its last day")
    plan_cost_yen = models.PositiveBigIntegerField(null=True)
    total_mills = models.BigIntegerField(default=0, help_text="Thousandths of a yen, all months")
    made_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=Q(rate_permille__gte=1, rate_permille__lte=RATE_MAX),
                name="pledge_rate_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="pledge_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Write the rate."""
        return f"{self.rate_permille} ‰ by {self.sponsor_id}"


class Accrual(models.Model):
    """What one sale, or one return, came to under one pledge; once, whatever is run again."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="accruals")
    source = models.CharField(max_length=32, help_text="sale:SEQ or return:NUMBER")
    sale_seq = models.BigIntegerField(help_text="sales.Sale")
    member = models.ForeignKey(
        "membership.Member",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: erased; what was given stays given",
    )
    shop_code = models.CharField(max_length=12)
    on = models.DateField()
    month = models.CharField(max_length=7, help_text="YYYY-MM in whose statement it stands")
    yen = models.BigIntegerField(help_text="Below zero: given back")
    mills = models.BigIntegerField(help_text="Thousandths of a yen")
    over = models.BigIntegerField(default=0, help_text="Mills that a cap kept out")
    why = models.CharField(max_length=12, blank=True, help_text="Which cap")

    class Meta:
        """Constraints and indexes."""

        constraints = [models.UniqueConstraint(fields=["pledge", "source"], name="accrual_once")]
        indexes = [
            models.Index(fields=["pledge", "month"], name="accrual_month"),
            models.Index(fields=["member"], name="accrual_member"),
            models.Index(fields=["sale_seq"], name="accrual_sale"),
        ]

    def __str__(self) -> str:
        """Write the source."""
        return self.source


class Statement(models.Model):
    """A month of a pledge, closed: from then on nothing is written into it."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="statements")
    month = models.CharField(max_length=7)
    uses = models.PositiveIntegerField()
    used_yen = models.PositiveBigIntegerField()
    returns = models.PositiveIntegerField()
    returned_yen = models.PositiveBigIntegerField()
    mills = models.BigIntegerField()
    carried_in = models.BigIntegerField()
    carried_out = models.BigIntegerField()
    over_cap = models.BigIntegerField()
    yen = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["pledge", "month"], name="statement_once_a_month"),
            models.CheckConstraint(
                condition=Q(carried_in=F("yen") * 1000 + F("carried_out") - F("mills")),
                name="statement_rounds_nothing_away",
            ),
        ]

    def __str__(self) -> str:
        """Write month and yen."""
        return f"{self.month}: {self.yen}"


class Gift(models.Model):
    """Money that a sponsor paid on a pledge."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, help_text="The form's key")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="gifts")
    yen = models.PositiveBigIntegerField()
    on = models.DateField()
    receipt = models.CharField(max_length=80, blank=True, help_text="Number of the receipt given")
    papers = models.JSONField(default=list, help_text="Of corporate hometown tax: what is there")
    by = models.UUIDField(null=True, help_text="Staff; None: a command")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [models.CheckConstraint(condition=Q(yen__gt=0), name="gift_is_something")]

    def __str__(self) -> str:
        """Write the yen."""
        return f"{self.yen}"


class Followed(models.Model):
    """How far sales have been read: the first transaction that is still to be read; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    first_xid = models.BigIntegerField(default=0)

    class Meta:
        """Constraints."""

        constraints = [models.CheckConstraint(condition=Q(id=1), name="followed_is_one_row")]

    def __str__(self) -> str:
        """Write the transaction."""
        return str(self.first_xid)
