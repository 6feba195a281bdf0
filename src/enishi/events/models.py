"""Projects, events and the codes on their posters."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Project(models.Model):
    """A series of events of one region."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    summary = models.TextField(blank=True)

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Event(models.Model):
    """Something people attend, in a place or online."""

    code = models.CharField(max_length=16, primary_key=True, help_text="Random, readable")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=20, default="event", help_text="The activity it is")
    title = models.CharField(max_length=80)
    summary = models.TextField(blank=True)
    theme = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=80, blank=True)
    online = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="None: open-ended")
    capacity = models.PositiveIntegerField(null=True)
    sdgs = ArrayField(models.PositiveSmallIntegerField(), default=list)
    coins = models.PositiveIntegerField(null=True, help_text="None: by the hour, as the rule says")
    monthly_code = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class SignUp(models.Model):
    """A member's word to come; it keeps a place where places are few."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="sign_ups")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                condition=models.Q(cancelled_at=None),
                name="member_signs_up_once",
            )
        ]

    def __str__(self) -> str:
        """Write the event."""
        return f"sign-up for {self.event_id}"


class Poster(models.Model):
    """A code that hangs at an event; making a new one kills the last."""

    serial = models.CharField(max_length=16, primary_key=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="posters")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, help_text="Exclusive; None: as the event")
    killed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(killed_at=None), name="event_has_one_live_code"
            )
        ]

    def __str__(self) -> str:
        """Write the serial."""
        return self.serial
