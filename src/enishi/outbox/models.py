"""Messages on their way to people, and the browsers that take them."""

from __future__ import annotations

from django.db import models

from enishi.kit import ids
from enishi.outbox.message import CHANNELS, PURPOSES


class Message(models.Model):
    """One message to one person by one channel; its key makes it happen once."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=5, choices=[(c, c) for c in CHANNELS])
    to = models.CharField(max_length=254, help_text="E.164, an address, member:… or a LINE user")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    purpose = models.CharField(max_length=8, choices=[(p, p) for p in PURPOSES])
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(help_text="Not before this moment")
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True, help_text="When we gave up")
    failure = models.CharField(max_length=200, blank=True, help_text="What the last try met")

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(failed_at=None),
                name="message_is_sent_or_given_up",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, failed_at=None),
                name="message_due",
            ),
            models.Index(fields=["to", "-created_at"], name="message_to"),
            models.Index(fields=["created_at"], name="message_age"),
        ]

    def __str__(self) -> str:
        """Write channel and purpose: neither the address nor the words."""
        return f"{self.purpose} by {self.channel}"


class Subscription(models.Model):
    """One browser that takes web push for one recipient (W3C Push API)."""

    endpoint = models.CharField(max_length=1000, unique=True)
    recipient = models.CharField(max_length=80, db_index=True, help_text="member:…")
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        """Write the recipient."""
        return self.recipient
