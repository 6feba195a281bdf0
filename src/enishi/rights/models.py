"""What was erased when: an account of the operator's, without anybody in it."""

from __future__ import annotations

from django.db import models

from enishi.kit import ids


class Erasure(models.Model):
    """One person was erased: by whom it was asked for, and how many rows of each kind went."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    shell = models.UUIDField(
        unique=True, help_text="The empty member that the books still name; nobody is behind it"
    )
    shells = models.JSONField(default=list, help_text="The members that had been put together")
    at = models.DateTimeField()
    asked = models.CharField(max_length=8, choices=[(w, w) for w in ("self", "paper")])
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, related_name="+", help_text="Of the desk"
    )
    counts = models.JSONField(default=dict, help_text="Rows of each kind, as they went")
    kept = models.JSONField(default=list, help_text="What stays, until which year, and why")

    class Meta:
        """Indexes."""

        indexes = [models.Index(fields=["-at"], name="erasure_at")]

    def __str__(self) -> str:
        """Write the moment."""
        return f"erasure of {self.at:%Y-%m-%d}"
