"""How regions name ties, whom they honour, and the letters of thanks they write."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enishi.ties import honour as honours
from enishi.ties import letter as letters
from enishi.ties import stages


class Wording(models.Model):
    """What a region calls its card and steps, and how its corners lie."""

    region = models.OneToOneField("regions.Region", models.PROTECT, related_name="+")
    card_name = models.CharField(max_length=20)
    card_name_en = models.CharField(max_length=40, blank=True)
    steps = models.JSONField(help_text="Three of name, name_en, meaning, meaning_en")
    days_least = models.PositiveSmallIntegerField(default=3)
    months = models.PositiveSmallIntegerField(default=12)
    shape = models.JSONField(default=list, help_text="Squares with a name, or water")
    about = models.CharField(max_length=200, blank=True, help_text="What this town is, in a line")
    about_en = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    days_least__range=(2, stages.DAYS_LEAST_MAX),
                    months__range=(1, stages.MONTHS_MAX),
                ),
                name="steps_can_be_reached",
            )
        ]

    def __str__(self) -> str:
        """Write the card's name."""
        return self.card_name


class Honour(models.Model):
    """An honour of a region: a name, criteria as data, and what it brings."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    least = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    kinds = ArrayField(models.CharField(max_length=20), default=list, help_text="Empty: any")
    benefits = models.TextField(blank=True)
    benefits_en = models.TextField(blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="honour_has_one_name"),
            models.CheckConstraint(
                condition=models.Q(
                    least__range=(1, honours.LEAST_MAX), months__range=(1, honours.MONTHS_MAX)
                ),
                name="honour_can_be_reached",
            ),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Honoured(models.Model):
    """A member who met an honour's criteria, and where the invitation stands."""

    honour = models.ForeignKey(Honour, models.PROTECT, related_name="honoured")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=[(s, s) for s in honours.STATES])
    times = models.PositiveIntegerField(help_text="Records that counted when it was found")
    found_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["honour", "member"], name="honour_finds_once")
        ]

    def __str__(self) -> str:
        """Write the state."""
        return self.state


class Thanks(models.Model):
    """A letter from a town."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    signed = models.CharField(max_length=60)
    signed_en = models.CharField(max_length=80, blank=True)
    audience = models.CharField(max_length=8, choices=[(a, a) for a in letters.AUDIENCES])
    event = models.CharField(max_length=16, blank=True, help_text="Whose visitors are thanked")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="When those who agreed were messaged")
    told = models.PositiveIntegerField(null=True, help_text="How many were")

    class Meta:
        """Indexes and constraints."""

        indexes = [models.Index(fields=["region", "-at"], name="thanks_of_region")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience=letters.CAME) ^ models.Q(event=""),
                name="thanks_name_an_event_or_none",
            )
        ]

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Read(models.Model):
    """A member opened a letter."""

    thanks = models.ForeignKey(Thanks, models.CASCADE, related_name="read")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [models.UniqueConstraint(fields=["thanks", "member"], name="letter_is_read")]

    def __str__(self) -> str:
        """Write the letter."""
        return f"read {self.thanks_id}"
