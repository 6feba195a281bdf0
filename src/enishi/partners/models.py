"""The partners of a region, what they brought, and which members agreed to be known to them."""

from __future__ import annotations

from django.db import models

from enishi.partners.partner import ADAPTERS, FILE, IDENTIFIERS, KINDS


class Partner(models.Model):
    """Another system and what was agreed with it: rate, fee, minimum, its own expiry."""

    code = models.SlugField(max_length=24, primary_key=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=400, blank=True)
    about_en = models.CharField(max_length=600, blank=True, db_default="")
    kind = models.CharField(max_length=8, choices=[(one, one) for one in KINDS])
    identifier = models.CharField(max_length=12, choices=[(one, one) for one in IDENTIFIERS])
    asset = models.CharField(max_length=40, blank=True, help_text="programs.Asset of points in")
    numerator = models.PositiveIntegerField(default=1, help_text="So many of ours …")
    denominator = models.PositiveIntegerField(default=1, help_text="… for so many of theirs")
    fee_permille = models.PositiveSmallIntegerField(default=0)
    minimum = models.PositiveIntegerField(default=1, help_text="Of theirs, in one go")
    lapse = models.CharField(max_length=20, help_text="Of what came in")
    adapter = models.CharField(max_length=4, choices=[(one, one) for one in ADAPTERS], default=FILE)
    address = models.URLField(max_length=300, blank=True)
    earns = models.BooleanField(default=True)
    is_on = models.BooleanField(default=True)
    cursor = models.CharField(max_length=200, blank=True, help_text="How far its API was asked")
    created_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(numerator__gt=0, denominator__gt=0, minimum__gt=0),
                name="partner_has_a_rate",
            ),
            models.CheckConstraint(
                condition=models.Q(fee_permille__lt=1000), name="partner_fee_leaves_something"
            ),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Link(models.Model):
    """A member's word that a name in a partner's system is theirs; the name is a keyed digest."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="links")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    version = models.CharField(max_length=20, help_text="Of the words agreed to")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["partner", "digest"],
                condition=models.Q(ended_at=None),
                name="link_is_one_member",
            ),
        ]

    def __str__(self) -> str:
        """Write the partner."""
        return f"link to {self.partner_id}"


class Intake(models.Model):
    """One delivery, reconciled."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="intakes")
    source = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="Staff; None: a command")
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    kept_out = models.PositiveIntegerField(default=0)
    units = models.BigIntegerField(default=0)
    units_taken = models.BigIntegerField(default=0)
    units_repeated = models.BigIntegerField(default=0)
    units_out = models.BigIntegerField(default=0)
    fees = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)
    told_rows = models.BigIntegerField(null=True, help_text="As the partner says")
    told_units = models.BigIntegerField(null=True)

    class Meta:
        """Indexes."""

        indexes = [models.Index(fields=["partner", "-at"], name="intake_partner_at")]

    def __str__(self) -> str:
        """Write the source."""
        return self.source


class Rejected(models.Model):
    """A cell for which a row stayed out; never the name of a person."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rejects")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)
    value = models.CharField(max_length=80, blank=True)
    units = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Write the line."""
        return f"line {self.line}"


class Entry(models.Model):
    """One row taken in, once under the partner's id: points that came, or what was done."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=80, help_text="The partner's own")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="entries")
    member = models.ForeignKey(
        "membership.Member", models.PROTECT, null=True, related_name="+", help_text="None: erased"
    )
    at = models.DateTimeField()
    on = models.DateField()
    units = models.BigIntegerField()
    fee = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)
    rate = models.CharField(max_length=24, blank=True, help_text="As it was then: ours/theirs")
    transfer = models.UUIDField(null=True)
    activity_key = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="entry_key_once"),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="entry_member_at")]

    def __str__(self) -> str:
        """Write the partner."""
        return f"entry of {self.partner_id}"


class Mark(models.Model):
    """That somebody who agreed had a ticket, or gave, by a keyed digest; forgotten in time."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="marks")
    key = models.CharField(max_length=80, help_text="The partner's own")
    digest = models.BinaryField(max_length=32)
    on = models.DateField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="mark_key_once"),
        ]
        indexes = [models.Index(fields=["digest"], name="mark_digest")]

    def __str__(self) -> str:
        """Write the partner."""
        return f"mark of {self.partner_id}"


class Click(models.Model):
    """That a member went to a partner's shop from here; an order tells its token."""

    token = models.CharField(max_length=16, primary_key=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="clicks")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Write the partner."""
        return f"click to {self.partner_id}"
