"""Daily actions of a region, the teams that unlock more, and the evidence beside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enishi.actions import action as actions


class Team(models.Model):
    """People who share a code: it joins them to a project and unlocks the team's actions."""

    code = models.CharField(max_length=16, unique=True, help_text="Unique in the installation")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    project = models.ForeignKey("events.Project", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=actions.TITLE_LENGTH_MAX)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class TeamMember(models.Model):
    """One member in one team, until they leave."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="people")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["team", "member"],
                condition=Q(left_at=None),
                name="member_is_in_a_team_once",
            )
        ]

    def __str__(self) -> str:
        """Write the team only."""
        return f"member of team {self.team_id}"


class Action(models.Model):
    """Something a member may record once a day."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    kind = models.ForeignKey("activities.Kind", models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="actions")
    title = models.CharField(max_length=actions.TITLE_LENGTH_MAX)
    title_en = models.CharField(max_length=actions.TITLE_LENGTH_MAX, blank=True)
    hint = models.CharField(max_length=actions.HINT_LENGTH_MAX, blank=True)
    hint_en = models.CharField(max_length=actions.HINT_LENGTH_MAX, blank=True)
    icon = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=100)
    coins = models.PositiveIntegerField(
        null=True, help_text="Instead of coins by the hour; None: as the rule says"
    )
    is_open = models.BooleanField(default=True)
    is_of_pilot = models.BooleanField(
        default=False, help_text="One of the five every region starts with"
    )

    class Meta:
        """Order and constraints."""

        ordering = ("order", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind"],
                condition=Q(is_of_pilot=True),
                name="region_has_each_of_the_five_once",
            )
        ]

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Allowance(models.Model):
    """How many actions a member may record by own word in one day of a region."""

    region = models.OneToOneField(
        "regions.Region", models.PROTECT, primary_key=True, related_name="+"
    )
    reports_a_day = models.PositiveSmallIntegerField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=Q(reports_a_day__gte=1), name="allowance_is_at_least_one"
            )
        ]

    def __str__(self) -> str:
        """Write the number."""
        return str(self.reports_a_day)


class Evidence(models.Model):
    """A link or a photo that a member added to one activity; the photo lies in a file."""

    key = models.CharField(max_length=200, unique=True, help_text="Of the activity")
    member = models.ForeignKey("membership.Member", models.CASCADE, related_name="+")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    link = models.CharField(max_length=500, blank=True)
    photo = models.UUIDField(null=True, unique=True, help_text="Name of the file")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") | Q(photo__isnull=False), name="evidence_is_something"
            )
        ]

    def __str__(self) -> str:
        """Write the key."""
        return self.key
