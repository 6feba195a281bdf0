"""Classes of supporters, who asked to be one and what they paid; and citizens of a region."""

from __future__ import annotations

from django.db import models

from enishi.supporters.support import CATEGORIES, WAYS


class SupportClass(models.Model):
    """What supporters pay, and what of it reaches the region's fund."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    yen = models.PositiveIntegerField()
    to_fund_yen = models.PositiveIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=12)
    thanks = models.CharField(max_length=200, blank=True, help_text="What a supporter receives")
    is_open = models.BooleanField(default=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="support_class_named_once"),
            models.CheckConstraint(
                condition=models.Q(yen__gt=0, to_fund_yen__lte=models.F("yen"), months__gt=0),
                name="support_class_gives_no_more_than_it_takes",
            ),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Application(models.Model):
    """Somebody asked to be a supporter of a class."""

    reference = models.CharField(max_length=8, primary_key=True)
    support = models.ForeignKey(SupportClass, models.PROTECT, related_name="applications")
    member = models.ForeignKey(
        "membership.Member",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: on paper, or erased",
    )
    name = models.CharField(max_length=60, help_text="Who pays, as on the receipt")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        """Write the number."""
        return self.reference


class Payment(models.Model):
    """What was paid for an application: cash at the counter, or a line of the bank's list."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="payments")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, help_text="Of the form, or of the bank's line")
    how = models.CharField(max_length=4, choices=[(one, one) for one in WAYS])
    yen = models.PositiveIntegerField()
    fund_yen = models.PositiveIntegerField(default=0)
    fund_transfer = models.UUIDField(null=True)
    on = models.DateField()
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="Of the receipt, within the year")
    from_on = models.DateField()
    until_on = models.DateField(help_text="Inclusive")
    cancelled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True, help_text="Why it was cancelled")

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["region", "key"], name="payment_booked_once"),
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "number"], name="receipt_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(cancelled_at=None),
                name="application_paid_once",
            ),
        ]

    def __str__(self) -> str:
        """Write the receipt's number."""
        return f"{self.fiscal_year}-{self.number:04d}"


class Citizen(models.Model):
    """Somebody holds a region's citizen card (e-県民), on one ground."""

    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=[(one, one) for one in CATEGORIES])
    since = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["member", "region"],
                condition=models.Q(ended_at=None),
                name="citizen_of_a_region_once",
            )
        ]

    def __str__(self) -> str:
        """Write ground and region."""
        return f"{self.category} of {self.region_id}"
