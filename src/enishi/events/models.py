"""Projects, events and the codes on their posters."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast

from enishi.events import places


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
    rotating = models.BooleanField(
        default=False, db_default=False, help_text="A screen shows a code that turns"
    )
    latitude = models.FloatField(null=True, help_text="Asks phones where they are; None: does not")
    longitude = models.FloatField(null=True)
    radius_m = models.PositiveIntegerField(null=True, help_text="How far around people may stand")

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None, radius_m=None)
                | models.Q(
                    # Named as present: a comparison with nothing is neither true nor false.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    radius_m__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                    radius_m__range=(places.RADIUS_LEAST, places.RADIUS_MOST),
                ),
                name="event_asks_for_a_whole_place",
            ),
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


class PhoneSeen(models.Model):
    """Which member a marked phone checked in first at an event; forgotten after some weeks.

    The mark is kept as a keyed digest of this event: nobody can follow a phone through events.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="+", db_index=False)
    mark = models.UUIDField()
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["event", "mark"], name="phone_is_first_once_an_event")
        ]
        indexes = [models.Index(fields=["at"], name="phone_seen_at")]

    def __str__(self) -> str:
        """Write the event."""
        return f"a phone at {self.event_id}"


# The writing transaction's identifier (xid8 as bigint): the followers' watermark rests on it.
WRITTEN_BY = Cast(
    Cast(
        models.Func(function="pg_current_xact_id", output_field=models.TextField()),
        models.TextField(),
    ),
    models.BigIntegerField(),
)


class Review(models.Model):
    """What staff decided about a record, or about a member's many records: who, when and why.

    It holds decisions about records. No number about a person is kept anywhere.
    """

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    activity_seq = models.BigIntegerField(null=True, help_text="activities.Activity; None: many")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, blank=True, help_text="Of the many records")
    decision = models.CharField(max_length=10)
    evidence_before = models.CharField(max_length=12, blank=True)
    evidence_after = models.CharField(max_length=12, blank=True)
    doubt = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("membership.Member", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    xid = models.BigIntegerField(db_default=WRITTEN_BY, editable=False)

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=["kept", "withdrawn", "lifted"]),
                name="review_decision_is_known_word",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="kept") | models.Q(activity_seq__isnull=False),
                name="review_changes_one_record",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-at"], name="review_region_at"),
            models.Index(fields=["activity_seq"], name="review_activity"),
            models.Index(fields=["xid"], name="review_xid"),
        ]

    def __str__(self) -> str:
        """Write the decision."""
        return self.decision
