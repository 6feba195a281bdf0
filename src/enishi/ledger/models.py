"""Accounts, transfers, entries and pockets: the double-entry books."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import lookups
from django.db.models.functions import Cast, Now

from enishi.ledger.pockets import NEVER

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
    day_out_max = models.BigIntegerField(null=True, help_text="Most that may leave it a day")
    day_in_max = models.BigIntegerField(null=True, help_text="Most that may reach it a day")
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
        indexes = [
            # The few that promised points just now: whose holds may have to be timed out.
            models.Index(fields=["id"], condition=models.Q(held__gt=0), name="account_with_holds")
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
    reverses = models.UUIDField(null=True)
    captures = models.UUIDField(null=True, help_text="The hold it takes, whole or in part")
    budgets = ArrayField(
        models.BigIntegerField(), null=True, help_text="What it spends; a reversal gives it back"
    )
    expires_on = models.DateField(
        null=True,
        help_text="Asked for; none: the dates it came with; of a reversal: no date before it",
    )
    at = models.DateTimeField(help_text="When it happened")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="transfer_moves_points"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="transfer_has_two_sides"
            ),
            # Of those few that take another back: the rest pay nothing for this index.
            models.UniqueConstraint(
                fields=["reverses"],
                condition=models.Q(reverses__isnull=False),
                name="transfer_reversed_once",
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
    is_open = models.GeneratedField(
        expression=lookups.GreaterThan(models.F("remaining"), 0),
        output_field=models.BooleanField(),
        db_persist=True,
        help_text="Its index changes only when a pocket fills or empties, not with every spend",
    )

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(remaining__gte=0), name="pocket_never_below_zero"
            ),
        ]
        indexes = [
            # What may lapse, by day; points that never lapse pay nothing for it.
            models.Index(
                fields=["expires_on", "account"],
                condition=models.Q(is_open=True, expires_on__lt=NEVER),
                name="pocket_open_by_day",
            )
        ]

    def __str__(self) -> str:
        """Write the date."""
        return f"{self.remaining} until {self.expires_on}"


class Hold(models.Model):
    """Points promised to somebody: they stay with their owner, who cannot spend them."""

    id = models.UUIDField(primary_key=True, help_text="Its key, as of a transfer")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    target = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount = models.BigIntegerField()
    at = models.DateTimeField(help_text="When it was authorised")
    expires_at = models.DateTimeField(help_text="From this moment it can no longer be captured")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="hold_holds_points"),
            models.CheckConstraint(
                condition=~models.Q(account=models.F("target")), name="hold_has_two_sides"
            ),
        ]
        indexes = [models.Index(fields=["account", "expires_at"], name="hold_of_account")]

    def __str__(self) -> str:
        """Write the id."""
        return str(self.id)


class HoldEnd(models.Model):
    """How a hold ended, once: captured by a transfer, released, or timed out."""

    CAPTURED, RELEASED, TIMED_OUT = "captured", "released", "timed_out"

    hold = models.OneToOneField(
        Hold, models.PROTECT, primary_key=True, related_name="end", db_constraint=False
    )
    how = models.CharField(max_length=9)
    transfer = models.UUIDField(null=True, help_text="The capture")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(how="captured", transfer__isnull=False)
                | models.Q(how__in=["released", "timed_out"], transfer=None),
                name="hold_ends_in_a_known_way",
            )
        ]

    def __str__(self) -> str:
        """Write how."""
        return f"{self.hold_id} {self.how}"


class Budget(models.Model):
    """The most that transfers under one name may give: of a rule, a campaign, a fiscal year."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80, help_text="rule:12:2026, campaign:3, year:182010:2026")
    asset = models.CharField(max_length=40)
    points_max = models.BigIntegerField()
    spent = models.BigIntegerField(default=0)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["name", "asset"], name="budget_named_once"),
            models.CheckConstraint(
                condition=models.Q(spent__gte=0) & models.Q(spent__lte=models.F("points_max")),
                name="budget_never_overspent",
            ),
        ]

    def __str__(self) -> str:
        """Write the name."""
        return f"{self.name} {self.asset}"


class DayTotal(models.Model):
    """What left and reached an account with daily limits on one day in Japan."""

    pk = models.CompositePrimaryKey("account_id", "on")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    on = models.DateField()
    points_out = models.BigIntegerField(default=0)
    points_in = models.BigIntegerField(default=0)

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(points_out__gte=0, points_in__gte=0),
                name="day_total_never_below_zero",
            )
        ]

    def __str__(self) -> str:
        """Write the day."""
        return f"{self.account_id} {self.on}"


class DailyTotal(models.Model):
    """What moved on one day in Japan between two kinds of holder; all wallets are one here.

    A follower adds transfers up in the order of the books: balances of accounts without a floor,
    supply and journals are sums of these few rows.
    """

    asset = models.CharField(max_length=40)
    on = models.DateField()
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=120, help_text="The account, or `member` for any wallet")
    target = models.CharField(max_length=120)
    points = models.BigIntegerField()
    transfers = models.BigIntegerField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(
                fields=["asset", "on", "kind", "source", "target"], name="daily_total_once"
            )
        ]
        indexes = [
            models.Index(fields=["asset", "source"], name="daily_total_by_source"),
            models.Index(fields=["asset", "target"], name="daily_total_by_target"),
        ]

    def __str__(self) -> str:
        """Write the day."""
        return f"{self.asset} {self.on} {self.kind}"


class DailyPosition(models.Model):
    """How far the daily totals have come: one row, the place of the last transfer in them."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    xid = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(default=0)

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="daily_position_is_one")
        ]

    def __str__(self) -> str:
        """Write the place."""
        return f"{self.xid}/{self.seq}"


class Conversion(models.Model):
    """The rate at which a chain of two transfers turned one asset into another."""

    chain = models.UUIDField(primary_key=True)
    numerator = models.BigIntegerField(help_text="Units of the new asset …")
    denominator = models.BigIntegerField(help_text="… for so many of the old; rounded down")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(numerator__gt=0, denominator__gt=0),
                name="conversion_has_a_rate",
            )
        ]

    def __str__(self) -> str:
        """Write the rate."""
        return f"{self.numerator}/{self.denominator}"


class Notice(models.Model):
    """That a holder was due to be told, so many days before, what would lapse."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    expires_on = models.DateField()
    days = models.SmallIntegerField(help_text="60, 30 or 7 before")
    points = models.BigIntegerField(help_text="What would lapse then")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["account", "expires_on", "days"], name="notice_once")
        ]

    def __str__(self) -> str:
        """Write the days."""
        return f"{self.account_id} {self.expires_on} -{self.days}"


class TimeMark(models.Model):
    """What a stretch of one account's entries adds up to, and between which moments it lies.

    A follower writes it for long accounts, so that their balance of any moment is few sums; it
    is derived, and could be deleted and written again.
    """

    pk = models.CompositePrimaryKey("account_id", "last")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    first = models.BigIntegerField(help_text="Number of its first entry")
    last = models.BigIntegerField()
    points = models.BigIntegerField(help_text="Signed sum of the entries")
    at_min = models.DateTimeField()
    at_max = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last"), at_min__lte=models.F("at_max")),
                name="time_mark_is_a_stretch",
            )
        ]

    def __str__(self) -> str:
        """Write the stretch."""
        return f"{self.account_id}/{self.first}-{self.last}"
