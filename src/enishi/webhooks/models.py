"""Addresses that take messages, and the messages on their way."""

from __future__ import annotations

from django.db import models

from enishi.kit import ids
from enishi.webhooks.endpoint import KINDS


class Endpoint(models.Model):
    """An address of another system that takes an owner's messages."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    owner = models.CharField(max_length=80, help_text="shop:CODE")
    url = models.CharField(max_length=500)
    secret = models.BinaryField(max_length=32, help_text="Signs; a digest could not")
    kinds = models.JSONField(default=list, help_text="Empty: all")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=20, blank=True)

    class Meta:
        """Indexes."""

        indexes = [
            models.Index(
                fields=["owner"], condition=models.Q(ended_at=None), name="endpoint_living"
            )
        ]

    def __str__(self) -> str:
        """Write the owner."""
        return self.owner


class Message(models.Model):
    """One message to one address; its key makes it happen once."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="messages")
    key = models.CharField(max_length=200, help_text="What it is about: a sale's code …")
    kind = models.CharField(max_length=20, choices=[(one, one) for one in KINDS])
    body = models.TextField(help_text="The very text that is signed; no person in it")
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(help_text="Not before this moment")
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True, help_text="What the last try met")

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.UniqueConstraint(fields=["endpoint", "key"], name="webhook_key_once"),
            models.CheckConstraint(
                condition=models.Q(delivered_at=None) | models.Q(given_up_at=None),
                name="webhook_is_taken_or_given_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(delivered_at=None, given_up_at=None),
                name="webhook_due",
            ),
            models.Index(fields=["made_at"], name="webhook_age"),
        ]

    def __str__(self) -> str:
        """Write the kind."""
        return self.kind
