"""Questionnaires and typed answers, each tied to the visit it came with."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Survey(models.Model):
    """A questionnaire, whose data it is and how to credit them."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=120)
    credit = models.CharField(max_length=400, blank=True)
    licence = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Answer(models.Model):
    """One filled questionnaire; empty means not answered."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    key = models.CharField(max_length=120, unique=True, help_text="Survey and response number")
    activity = models.OneToOneField("activities.Activity", models.PROTECT, related_name="+")
    area = models.CharField(max_length=80, blank=True)
    purposes = ArrayField(models.CharField(max_length=60), default=list)
    companions = models.CharField(max_length=60, blank=True)
    information = ArrayField(models.CharField(max_length=80), default=list)
    nights_total = models.CharField(max_length=20, blank=True)
    nights_in_prefecture = models.CharField(max_length=30, blank=True)
    lodging_band = models.CharField(max_length=40, blank=True)
    transport_band = models.CharField(max_length=40, blank=True)
    spend_prefecture_band = models.CharField(max_length=40, blank=True)
    spend_area_band = models.CharField(max_length=40, blank=True)
    times_visited = models.CharField(max_length=20, blank=True)
    satisfaction = models.CharField(max_length=20, blank=True)
    inconvenience = models.CharField(max_length=200, blank=True)
    nps = models.PositiveSmallIntegerField(null=True, help_text="0 to 10")
    wish_to_return = models.CharField(max_length=40, blank=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(nps=None) | models.Q(nps__range=(0, 10)), name="nps_is_0_to_10"
            )
        ]

    def __str__(self) -> str:
        """Write the key."""
        return self.key
