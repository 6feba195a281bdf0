"""What a region offers for points, and the vouchers that members hold for it."""

from __future__ import annotations

from django.db import models

from enishi.rewards.reward import DONATION, KINDS, STATES, VOUCHER_DAYS, WAITING, WAYS


class Reward(models.Model):
    """Something that points or coins are exchanged for; `stock` is what is left of it."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in KINDS])
    asset = models.CharField(max_length=40, help_text="programs.Asset; a coin where a region says")
    price = models.PositiveBigIntegerField()
    about = models.CharField(max_length=400, blank=True)
    about_en = models.CharField(max_length=600, blank=True)
    stock = models.PositiveIntegerField(null=True, help_text="Left; None: as many as are asked for")
    each_most = models.PositiveIntegerField(null=True, help_text="For one member")
    ways = models.JSONField(default=list, help_text=", ".join(WAYS))
    place = models.CharField(max_length=120, blank=True)
    drone_places = models.JSONField(default=list, help_text="Where a drone may land")
    shop = models.ForeignKey("merchants.Shop", models.PROTECT, null=True, related_name="+")
    since = models.DateField(null=True)
    until = models.DateField(null=True, help_text="Exclusive")
    voucher_days = models.PositiveSmallIntegerField(default=VOUCHER_DAYS)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.CheckConstraint(condition=models.Q(price__gt=0), name="reward_has_a_price"),
            models.CheckConstraint(
                condition=models.Q(stock=None) | models.Q(stock__gte=0),
                name="reward_stock_never_below_zero",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="reward_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(shop=None) | ~models.Q(kind=DONATION),
                name="reward_donation_has_no_shop",
            ),
        ]
        indexes = [models.Index(fields=["region", "is_open"], name="reward_region_open")]

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Voucher(models.Model):
    """One exchange: points given, and what is due for them; used once."""

    code = models.CharField(max_length=16, primary_key=True)
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="vouchers")
    member = models.ForeignKey(
        "membership.Member",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: erased; the books keep the amounts",
    )
    key = models.CharField(max_length=120, help_text="The form's, with its member")
    price = models.PositiveBigIntegerField(help_text="As it was then")
    asset = models.CharField(max_length=40)
    way = models.CharField(max_length=5, choices=[(one, one) for one in WAYS])
    state = models.CharField(max_length=9, choices=[(one, one) for one in STATES], default=WAITING)
    at = models.DateTimeField()
    until = models.DateField(null=True, help_text="Its last day; None: sent, or done at once")
    ended_at = models.DateTimeField(null=True)
    used_at_shop = models.ForeignKey("merchants.Shop", models.PROTECT, null=True, related_name="+")
    device = models.ForeignKey("merchants.Device", models.PROTECT, null=True, related_name="+")
    ended_by = models.UUIDField(null=True, help_text="Staff; None: a shop, the member, the clock")
    to_name = models.CharField(max_length=60, blank=True)
    to_address = models.CharField(max_length=200, blank=True)
    to_phone = models.CharField(max_length=20, blank=True)
    drone_place = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=120, blank=True)
    transfer = models.UUIDField(help_text="By which the member paid")
    end_transfer = models.UUIDField(null=True, help_text="To the shop or the issuer")

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="voucher_key_once"),
            models.UniqueConstraint(fields=["transfer"], name="voucher_is_paid_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="voucher_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=WAITING, ended_at=None)
                | (~models.Q(state=WAITING) & models.Q(ended_at__isnull=False)),
                name="voucher_waits_or_has_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-at"], name="voucher_member_at"),
            models.Index(
                fields=["until"], condition=models.Q(state=WAITING), name="voucher_waiting_until"
            ),
        ]

    def __str__(self) -> str:
        """Write the reward, not the code."""
        return f"voucher of {self.reward_id}"
