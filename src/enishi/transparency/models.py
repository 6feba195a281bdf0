"""The leaves of the log, what opens them, and the signed checkpoints."""

from __future__ import annotations

from django.db import models


class Leaf(models.Model):
    """One sealed record, or a filler; its text is public and free of personal data."""

    index = models.BigIntegerField(primary_key=True)
    reference = models.CharField(
        max_length=80, unique=True, null=True, help_text="transfer:…, release:…; none: a filler"
    )
    text = models.TextField()
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        """Indexes."""

        indexes = [
            models.Index(
                fields=["sealed_at"],
                condition=models.Q(reference__isnull=False),
                name="leaf_volume",
            )
        ]

    def __str__(self) -> str:
        """Write index and reference."""
        return f"{self.index} {self.reference}"


class Part(models.Model):
    """Salt and value that open one digest of a leaf; deleted when a person is forgotten."""

    leaf = models.ForeignKey(Leaf, models.CASCADE, related_name="parts")
    position = models.SmallIntegerField(help_text="0 is the header, 1 and up the sides")
    subject = models.CharField(max_length=80, blank=True, help_text="Whose part: an account name")
    salt = models.BinaryField(max_length=32)
    value = models.TextField(help_text="Canonical JSON (RFC 8785)")

    class Meta:
        """Constraints."""

        constraints = [models.UniqueConstraint(fields=["leaf", "position"], name="leaf_part_once")]
        indexes = [models.Index(fields=["subject"], name="part_subject")]

    def __str__(self) -> str:
        """Write where it belongs."""
        return f"part {self.position} of {self.leaf_id}"


class Checkpoint(models.Model):
    """A signed note over the tree of a size; public ones end on a full tile.

    Of the others only the newest is kept: it guards the next signature and nothing else.
    """

    size = models.BigIntegerField()
    is_public = models.BooleanField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["size", "is_public"], name="checkpoint_once")
        ]

    def __str__(self) -> str:
        """Write the size."""
        return f"checkpoint {self.size}"
