"""What may be seen: closings, released tables, and who looked at exact figures."""

from __future__ import annotations

from django.db import models

from enishi.kit import ids


class Closing(models.Model):
    """A month closed: from now on statistics read this snapshot of the lake."""

    number = models.PositiveIntegerField(primary_key=True)
    uid = models.UUIDField(
        default=ids.new_id, unique=True, help_text="No closing of any installation shares it"
    )
    until = models.CharField(max_length=7, help_text="Last closed month, YYYY-MM")
    lake_version = models.PositiveBigIntegerField(help_text="Last batch of the lake it contains")
    catalogue = models.JSONField(help_text="The published categories, as they were")
    credits = models.JSONField(default=dict, help_text="Credit lines of each place's data")
    closed_at = models.DateTimeField()
    last_seq = models.BigIntegerField(
        null=True, help_text="The last activity it knew; none in closings of older versions"
    )

    def __str__(self) -> str:
        """Write the month."""
        return self.until


class Release(models.Model):
    """A table as it was shown: same question, same closing, same numbers, for ever."""

    question = models.JSONField(help_text="The canonical query")
    question_hash = models.CharField(max_length=64)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="releases")
    limit = models.PositiveSmallIntegerField(help_text="10 for operators, 20 for the public")
    rows = models.JSONField(help_text="Values of each row, persons or null, and the reason")
    note = models.JSONField(default=dict, help_text="Frame, contributing regions, reasons")
    created_at = models.DateTimeField()
    leaf = models.BigIntegerField(null=True, help_text="Where it is sealed in the log")

    class Meta:
        """Constraints and indexes."""

        indexes = [
            models.Index(fields=["id"], condition=models.Q(leaf=None), name="release_unsealed")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["question_hash", "closing", "limit"], name="release_once"
            )
        ]

    def __str__(self) -> str:
        """Write the hash."""
        return self.question_hash[:12]


class Fixed(models.Model):
    """確定値: exact figures of a region's quarter or fiscal year, written once, never changed."""

    region = models.CharField(max_length=12)
    period = models.CharField(max_length=6, help_text="2026Q2 or 2026")
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="fixed")
    figures = models.JSONField(help_text="What may be seen; what was left out is not kept")
    made_at = models.DateTimeField()
    leaf = models.BigIntegerField(null=True, help_text="Where it is sealed in the log")

    class Meta:
        """Constraints and indexes."""

        indexes = [
            models.Index(fields=["id"], condition=models.Q(leaf=None), name="fixed_unsealed")
        ]
        constraints = [models.UniqueConstraint(fields=["region", "period"], name="fixed_once")]

    def __str__(self) -> str:
        """Write region and period."""
        return f"{self.region} {self.period}"


class ExactView(models.Model):
    """Somebody looked at exact figures (内部限り): who, which, and for what purpose."""

    actor = models.CharField(max_length=80, help_text="Member id, or the command line's user")
    region = models.CharField(max_length=12)
    metric = models.CharField(max_length=40)
    question = models.JSONField(default=dict)
    purpose = models.CharField(max_length=400)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Write metric and region."""
        return f"{self.metric} of {self.region}"
