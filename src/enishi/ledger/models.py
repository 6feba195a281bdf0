"""Accounts, transfers, entries and pockets: the double-entry books."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import lookups
from django.db.models.functions import Cast, Now

# The writing transaction's identifier (xid8 as bigint): the sealer's order rests on it.
_WRITTEN_BY = Cast(
    Cast(
        models.Func(function="pg_current_xact_id", output_field=models.TextField()),
        models.TextField(),
    ),
    models.BigIntegerField(),
)


class Account(models.Model):
    """Who holds points of one asset; its name is opaque (member:…, issue:…, fund:…)."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    asset = models.CharField(max_length=40)
    has_floor = models.BooleanField(default=True, help_text="False: issuing, external")
    has_pockets = models.BooleanField(default=False)
    balance = models.BigIntegerField(default=0, help_text="Kept for accounts with a floor only")
    held = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0, help_text="Entries so far, accounts with a floor")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["name", "asset"], name="account_named_once"),
            models.CheckConstraint(
                condition=models.Q(has_floor=False) | models.Q(balance__gte=models.F("held")),
                name="account_stays_above_its_floor",
            ),
            models.CheckConstraint(condition=models.Q(held__gte=0), name="account_holds_no_debt"),
            models.CheckConstraint(
                condition=models.Q(has_pockets=False) | models.Q(has_floor=True),
                name="account_with_pockets_has_a_floor",
            ),
        ]

    def __str__(self) -> str:
        """Write name and asset."""
        return f"{self.name} {self.asset}"


class Transfer(models.Model):
    """Points that left one account and reached another; never changed, never partitioned."""

    id = models.UUIDField(primary_key=True, help_text="First 16 bytes of HMAC(secret, key)")
    seq = models.BigIntegerField(
        db_default=models.Func(
            models.Value("ledger_transfer_order"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
        editable=False,
    )
    xid = models.BigIntegerField(db_default=_WRITTEN_BY, editable=False)
    source = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    target = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount = models.BigIntegerField()
    asset = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, help_text="grant, spend, lapse, donate, reverse …")
    chain = models.UUIDField(null=True, help_text="Linked transfers: all or nothing")
    reverses = models.UUIDField(null=True, unique=True)
    expires_on = models.DateField(null=True, help_text="Asked for; none: the dates it came with")
    at = models.DateTimeField(help_text="When it happened")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="transfer_moves_points"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="transfer_has_two_sides"
            ),
        ]
        indexes = [models.Index(fields=["xid", "seq"], name="transfer_order")]

    def __str__(self) -> str:
        """Write the id."""
        return str(self.id)


class Entry(models.Model):
    """One side of a transfer, with the pockets it drew from or filled."""

    id = models.BigIntegerField(
        primary_key=True, help_text="Twice the transfer's order, plus one on the receiving side"
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    seq = models.BigIntegerField(null=True, help_text="Gap-free; none on accounts without a floor")
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    amount = models.BigIntegerField(help_text="Signed")
    balance = models.BigIntegerField(null=True, help_text="After it")
    pocket_dates = ArrayField(models.DateField(), default=list)
    pocket_amounts = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["account", "seq"], name="entry_in_order"),
            models.CheckConstraint(
                condition=models.Q(lookups.Exact(models.F("id") % 2, 0), amount__lt=0)
                | models.Q(lookups.Exact(models.F("id") % 2, 1), amount__gt=0),
                name="entry_leaves_or_arrives",
            ),
        ]

    def __str__(self) -> str:
        """Write account and seq."""
        return f"{self.account_id}/{self.seq}"


class Pocket(models.Model):
    """What one account holds of one expiry date."""

    pk = models.CompositePrimaryKey("account_id", "expires_on")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="pockets", db_constraint=False, db_index=False
    )
    expires_on = models.DateField(help_text="Last day it can be spent; 9999-12-31 never lapses")
    remaining = models.BigIntegerField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(remaining__gte=0), name="pocket_never_below_zero"
            ),
        ]

    def __str__(self) -> str:
        """Write the date."""
        return f"{self.remaining} until {self.expires_on}"
