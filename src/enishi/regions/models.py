"""Regions, who works for them, and who answers for their data."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enishi.regions import places, roles


class Region(models.Model):
    """A nation, prefecture, municipality or area (地域) that can run programmes."""

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in places.KINDS])
    name = models.CharField(max_length=60)
    kana = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    population = models.PositiveIntegerField(null=True, help_text="Census of 2020, persons")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    url = models.URLField(blank=True)
    participates = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False, help_text="Invented: wears the band 見本")
    colour = models.PositiveSmallIntegerField(default=1, help_text="Card colour 1 to 8")
    credit = models.CharField(max_length=400, blank=True, help_text="Credit line of its data")
    data_from = models.CharField(max_length=7, blank=True, help_text="YYYY-MM; empty: not declared")
    data_until = models.CharField(max_length=7, blank=True, help_text="YYYY-MM, inclusive")
    data_kinds = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="Empty: any kind"
    )

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(colour__range=(1, 8)), name="region_colour_is_1_to_8"
            )
        ]

    def __str__(self) -> str:
        """Write name and code."""
        return f"{self.name} ({self.code})"


class AreaMunicipality(models.Model):
    """A municipality that an area lies in; an area is never a query node beside it."""

    area = models.ForeignKey(Region, models.CASCADE, related_name="municipalities")
    municipality = models.ForeignKey(Region, models.PROTECT, related_name="areas")

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["area", "municipality"], name="area_names_a_town_once")
        ]

    def __str__(self) -> str:
        """Write both codes."""
        return f"{self.area_id} in {self.municipality_id}"


class Controller(models.Model):
    """Who answers for the personal data of a region, and what they are used for (APPI)."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="controller")
    name = models.CharField(max_length=120)
    is_public_body = models.BooleanField(default=True, help_text="Town: APPI chapter 5")
    purpose = models.TextField()
    legal_basis = models.CharField(max_length=200, blank=True)
    retention_months = models.PositiveSmallIntegerField(default=60)
    contact = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Staff(models.Model):
    """One member works for one region in one role."""

    member_id = models.UUIDField(help_text="A member; names live in membership")
    region = models.ForeignKey(Region, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=20, choices=[(role, role) for role in roles.ROLES])
    section = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["member_id", "region", "role"],
                condition=models.Q(ended_at=None),
                name="staff_has_a_role_once",
            )
        ]

    def __str__(self) -> str:
        """Write role and region."""
        return f"{self.role} of {self.region_id}"


class Token(models.Model):
    """A key for other systems: one role in one region; only its hash is kept."""

    digest = models.BinaryField(max_length=32, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="tokens")
    role = models.CharField(max_length=20, choices=[(role, role) for role in roles.ROLES])
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write label and role, never the key."""
        return f"{self.label} ({self.role} of {self.region_id})"
