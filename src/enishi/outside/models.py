"""Outside statistics: named series, and their values by place and year."""

from __future__ import annotations

from django.db import models

from enishi.outside.series import PERSONS, YEN


class Series(models.Model):
    """A named series with its source; `owner` is the region whose own it is, if any."""

    code = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, help_text=f"{YEN}, {PERSONS}, or in the region's words")
    credit = models.CharField(max_length=200)
    licence = models.CharField(max_length=120, blank=True)
    address = models.URLField(blank=True, max_length=300)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+")
    is_shared = models.BooleanField(default=False, help_text="An own series that all may see")
    is_fiscal = models.BooleanField(default=False, help_text="A year runs from April to March")
    created_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0, help_text="How often its values changed")

    def __str__(self) -> str:
        """Write the code."""
        return self.code


class Value(models.Model):
    """The value of a series for one place and year, as published."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="values")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    value = models.FloatField()

    class Meta:
        """Constraints: a place has one value of a series in a year."""

        constraints = [
            models.UniqueConstraint(
                fields=["series", "region", "year"], name="series_has_one_value_of_a_place_and_year"
            )
        ]

    def __str__(self) -> str:
        """Write series, place and year."""
        return f"{self.series_id} of {self.region_id} in {self.year}"
