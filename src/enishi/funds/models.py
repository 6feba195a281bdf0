"""Undertakings of a fund with pictures and news, and votes whose papers carry no name."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enishi.funds.undertaking import NEWS_KINDS, PLANNED, STATES
from enishi.funds.voting import COMPLETE, WHO
from enishi.kit import ids


class Undertaking(models.Model):
    """Something that lapsed and donated points pay for."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    asset = models.CharField(max_length=40, help_text="programs.Asset whose fund pays")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    story = models.CharField(max_length=1_000, blank=True)
    story_en = models.CharField(max_length=1_500, blank=True)
    goal_points = models.PositiveBigIntegerField(null=True, help_text="1 point is worth 1 yen")
    state = models.CharField(max_length=8, default=PLANNED, choices=[(one, one) for one in STATES])
    made_at = models.DateTimeField()
    done_on = models.DateField(null=True)

    class Meta:
        """Constraints and indexes."""

        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="undertaking_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="undertaking_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["region", "state"], name="undertaking_region_state")]

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Picture(models.Model):
    """A picture of an undertaking, drawn anew: it holds nothing but what is seen."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="pictures")
    words = models.CharField(max_length=160, help_text="What is seen, for who cannot see it")
    words_en = models.CharField(max_length=200, blank=True)
    data = models.BinaryField(help_text="JPEG")
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="picture_has_words"),
        ]

    def __str__(self) -> str:
        """Write what is seen."""
        return self.words


class News(models.Model):
    """How an undertaking goes on, or thanks from those it is for."""

    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="news")
    kind = models.CharField(max_length=8, choices=[(one, one) for one in NEWS_KINDS])
    on = models.DateField()
    text = models.CharField(max_length=600)
    text_en = models.CharField(max_length=900, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [models.CheckConstraint(condition=~Q(text=""), name="news_has_a_text")]

    def __str__(self) -> str:
        """Write the text."""
        return self.text


class UndertakingUse(models.Model):
    """Which undertaking a use of the fund was for; points and purpose stand in the programme."""

    transfer = models.UUIDField(primary_key=True, help_text="programs.FundUse")
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="uses")

    def __str__(self) -> str:
        """Write the transfer."""
        return str(self.transfer)


class Ballot(models.Model):
    """A vote of members over undertakings: one member, one vote."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=600, blank=True)
    who = models.CharField(max_length=8, default=COMPLETE, choices=[(one, one) for one in WHO])
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    choices = models.JSONField(help_text="Numbers of undertakings, in the order of the page")
    counts = models.JSONField(null=True, help_text="Votes of each choice; None: not counted yet")
    counted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="ballot_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        """Write the title."""
        return self.title


class Voter(models.Model):
    """That a member voted; not when, and not how."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="voters")
    member = models.ForeignKey(
        "membership.Member",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: erased, or another voter's other phone",
    )

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="member_votes_once")
        ]

    def __str__(self) -> str:
        """Write the ballot."""
        return f"voter of {self.ballot_id}"


class Paper(models.Model):
    """A vote without a name: a number that only its voter was told, and an undertaking.

    No column and no moment leads from here to a voter. When the vote is counted, papers and voters
    are written anew in the order of their own keys, so that neither do their places on the disk.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="papers")
    number = models.CharField(max_length=16)
    choice = models.BigIntegerField(help_text="Number of an undertaking")
    batch = models.PositiveIntegerField(null=True, help_text="None: not sealed yet")

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="paper_numbered_once")
        ]

    def __str__(self) -> str:
        """Write the ballot."""
        return f"paper of {self.ballot_id}"


class Batch(models.Model):
    """Commitments of some papers, shuffled, as one leaf of the log holds them."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    commitments = models.JSONField()
    leaf = models.BigIntegerField()

    class Meta:
        """Constraints."""

        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="batch_numbered_once")
        ]

    def __str__(self) -> str:
        """Write the number."""
        return str(self.number)
