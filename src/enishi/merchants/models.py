"""Shops, the programmes they take part in, and the devices they sell on."""

from __future__ import annotations

from django.db import models

from enishi.kit import ids
from enishi.merchants import trades
from enishi.merchants.shop import DEVICE_KINDS, EARN_PAYERS, ISSUER, STATES


class Shop(models.Model):
    """A shop (加盟店) that asked to join, or takes part; `code` names its account."""

    code = models.CharField(max_length=12, primary_key=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    trade = models.CharField(
        max_length=16, choices=[(trade.code, trade.code) for trade in trades.TRADES]
    )
    contact = models.CharField(max_length=60, help_text="Who answers for it")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=160, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    url = models.URLField(blank=True)
    about = models.CharField(max_length=400, blank=True)
    hours = models.CharField(max_length=160, blank=True, help_text="When it is open")
    is_online = models.BooleanField(default=False)
    invoice_number = models.CharField(max_length=14, blank=True, help_text="T and 13 digits")
    terms_version = models.CharField(max_length=20, blank=True, help_text="Of the terms agreed to")
    state = models.CharField(max_length=8, choices=[(one, one) for one in STATES])
    why = models.CharField(max_length=200, blank=True, help_text="Why refused, paused or closed")
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True, help_text="Staff; None: a command")
    # What opens a till: a card as QR, and a number only the shop knows.
    card_digest = models.BinaryField(max_length=32, null=True, unique=True)
    pin_hash = models.CharField(max_length=160, blank=True)
    pin_tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong ones in a row")
    pin_locked_until = models.DateTimeField(null=True)

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="shop_state_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="shop_has_a_name"),
        ]
        indexes = [models.Index(fields=["region", "state"], name="shop_region_state")]

    def __str__(self) -> str:
        """Write the name."""
        return self.name


class Participation(models.Model):
    """A programme that a shop takes part in: members may earn there, spend there, or both."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="participations")
    asset = models.CharField(max_length=40, help_text="programs.Asset")
    earns = models.BooleanField(default=True)
    spends = models.BooleanField(default=True)
    earn_payer = models.CharField(
        max_length=8,
        default=ISSUER,
        choices=[(one, one) for one in EARN_PAYERS],
        help_text="Who pays for points earned here",
    )
    since = models.DateField()
    until = models.DateField(null=True, help_text="Exclusive")

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["shop", "asset"], name="shop_takes_part_once")
        ]

    def __str__(self) -> str:
        """Write shop and asset."""
        return f"{self.shop_id} in {self.asset}"


class Device(models.Model):
    """A phone at a counter, or another system's till, that may sell; its secret as a digest."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="devices")
    kind = models.CharField(max_length=6, choices=[(one, one) for one in DEVICE_KINDS])
    label = models.CharField(max_length=40, blank=True)
    digest = models.BinaryField(max_length=32, unique=True)
    public_key = models.TextField(
        blank=True, help_text="JWK (P-256) that signs sales made without network"
    )
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write label or kind."""
        return self.label or self.kind


class Offer(models.Model):
    """What a shop tells members who agreed to messages: short, with a last day."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="offers")
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    from_on = models.DateField()
    until_on = models.DateField(help_text="Inclusive")
    audience = models.CharField(max_length=12, default="customers", help_text="customers | town")
    made_at = models.DateTimeField()
    allowed_at = models.DateTimeField(null=True)
    allowed_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Write the title."""
        return self.title
