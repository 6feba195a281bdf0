"""What one member did, written once, and what it earned."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast, Now


class Kind(models.Model):
    """A kind of activity; more come by data."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        """Order."""

        ordering = ("order", "code")

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Theme(models.Model):
    """A theme of events and activities (食, 子育て …), a published category."""

    name = models.CharField(max_length=40, primary_key=True)
    group = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        """Write the name."""
        return self.name


# The writing transaction's identifier (xid8 as bigint): the followers' watermark rests on it.
WRITTEN_BY = Cast(
    Cast(
        models.Func(function="pg_current_xact_id", output_field=models.TextField()),
        models.TextField(),
    ),
    models.BigIntegerField(),
)


class Activity(models.Model):
    """One thing one member did; attributes are those of its own time."""

    seq = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True, help_text="One key, one activity")
    member = models.ForeignKey("membership.Member", models.PROTECT, related_name="+")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="When it happened")
    on = models.DateField(help_text="The day in Japan it happened")
    place = models.CharField(max_length=80, blank=True)
    event = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    online = models.BooleanField(default=False)
    amount_yen = models.BigIntegerField(null=True)
    business_id = models.CharField(max_length=40, blank=True)
    trade = models.CharField(max_length=40, blank=True)
    hours = models.FloatField(null=True, help_text="How long it lasted, where a rule asks")
    evidence = models.CharField(max_length=12)
    doubt = models.CharField(
        max_length=24, blank=True, db_default="", help_text="Why the grade was lowered, if it was"
    )
    sex = models.CharField(max_length=8, default="unknown")
    age_band = models.CharField(max_length=8, default="unknown")
    home_code = models.CharField(max_length=6, blank=True)
    created_at = models.DateTimeField(db_default=Now(), help_text="When we wrote it")
    xid = models.BigIntegerField(db_default=WRITTEN_BY, editable=False)

    class Meta:
        """Indexes."""

        indexes = [
            models.Index(fields=["xid"], name="activity_xid"),
            models.Index(fields=["member", "kind", "on"], name="activity_member_kind_on"),
            models.Index(fields=["region", "event"], name="activity_region_event"),
        ]

    def __str__(self) -> str:
        """Write the key."""
        return self.key


class Withdrawal(models.Model):
    """An activity taken back; what it earned was reversed."""

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    xid = models.BigIntegerField(db_default=WRITTEN_BY, editable=False)

    class Meta:
        """Indexes."""

        indexes = [models.Index(fields=["xid"], name="withdrawal_xid")]

    def __str__(self) -> str:
        """Write the activity."""
        return f"withdrawal of {self.activity_id}"


class Forgotten(models.Model):
    """The number of an activity that was erased, or told anew: followers drop what they hold."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=WRITTEN_BY, editable=False)

    class Meta:
        """Indexes."""

        indexes = [models.Index(fields=["xid"], name="forgotten_xid")]

    def __str__(self) -> str:
        """Write the place."""
        return f"forgotten {self.seq}"


class Award(models.Model):
    """What a rule gave for an activity, or why it gave nothing."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="awards")
    rule_id = models.BigIntegerField(help_text="programs.Rule; kept when the rule changes")
    rule_name = models.CharField(max_length=80)
    asset = models.CharField(max_length=40)
    asset_kind = models.CharField(max_length=8)
    amount = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=40, help_text="given, or why not")
    transfer_id = models.UUIDField(null=True)
    bought_id = models.UUIDField(null=True, help_text="By which who pays bought it first")

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["activity", "rule_id"], name="rule_awards_once")
        ]
        indexes = [models.Index(fields=["rule_id"], name="award_rule")]

    def __str__(self) -> str:
        """Write amount and asset."""
        return f"{self.amount} {self.asset}"
