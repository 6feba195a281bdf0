"""Sales with points, and what was given back of them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast, Now

from enishi.sales.sale import CHANNELS

# The writing transaction's identifier (xid8 as bigint): the followers' watermark rests on it.
_WRITTEN_BY = Cast(
    Cast(
        models.Func(function="pg_current_xact_id", output_field=models.TextField()),
        models.TextField(),
    ),
    models.BigIntegerField(),
)


class Sale(models.Model):
    """One sale at a shop to one member: points spent, points earned, all or nothing."""

    seq = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=12, unique=True, help_text="For people: on a receipt")
    shop = models.ForeignKey("merchants.Shop", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, help_text="The shop's own")
    member = models.ForeignKey(
        "membership.Member",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: erased; the books keep the amounts",
    )
    asset = models.CharField(max_length=40)
    amount_yen = models.PositiveBigIntegerField(help_text="The whole price")
    spent = models.PositiveBigIntegerField(default=0)
    earned = models.PositiveBigIntegerField(default=0)
    channel = models.CharField(max_length=8, choices=[(one, one) for one in CHANNELS])
    device = models.ForeignKey("merchants.Device", models.PROTECT, null=True, related_name="+")
    chain = models.UUIDField(help_text="Of all its transfers")
    spend_transfer = models.UUIDField(null=True)
    activity_key = models.CharField(max_length=200)
    reason = models.CharField(max_length=40, blank=True, help_text="Why nothing was earned")
    at = models.DateTimeField()
    on = models.DateField(help_text="The day in Japan")
    returned_yen = models.PositiveBigIntegerField(default=0)
    returned_points = models.PositiveBigIntegerField(default=0)
    taken_back = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField(db_default=_WRITTEN_BY, editable=False)

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], name="sale_key_once_a_shop"),
            models.CheckConstraint(
                condition=models.Q(spent__lte=models.F("amount_yen")), name="sale_spends_its_price"
            ),
            models.CheckConstraint(
                condition=models.Q(returned_points__lte=models.F("spent"))
                & models.Q(taken_back__lte=models.F("earned"))
                & models.Q(returned_yen__lte=models.F("amount_yen") - models.F("spent")),
                name="sale_gives_back_no_more_than_it_took",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "on"], name="sale_shop_on"),
            models.Index(fields=["member", "-at"], name="sale_member_at"),
            models.Index(fields=["xid"], name="sale_xid"),
        ]

    def __str__(self) -> str:
        """Write the code."""
        return self.code


class Return(models.Model):
    """What was given back of a sale: money, spent points, earned points taken back."""

    sale = models.ForeignKey(Sale, models.PROTECT, related_name="returns")
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    on = models.DateField()
    yen = models.PositiveBigIntegerField()
    points_back = models.PositiveBigIntegerField()
    taken_back = models.PositiveBigIntegerField()
    short = models.PositiveBigIntegerField(
        default=0, help_text="Earned points that the member no longer had; kept from the money"
    )
    reason = models.CharField(max_length=120, blank=True)
    device = models.ForeignKey("merchants.Device", models.PROTECT, null=True, related_name="+")
    transfers = models.JSONField(default=list, help_text="Ids in the ledger")
    xid = models.BigIntegerField(db_default=_WRITTEN_BY, editable=False)

    class Meta:
        """Constraints and indexes."""

        constraints = [models.UniqueConstraint(fields=["sale", "key"], name="return_key_once")]
        indexes = [models.Index(fields=["xid"], name="return_xid")]

    def __str__(self) -> str:
        """Write sale and key."""
        return f"return of {self.sale_id}"
