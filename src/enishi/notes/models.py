"""Notes and bookmarks of staff at figures of a region's pages."""

from __future__ import annotations

from django.db import models

from enishi.kit import ids
from enishi.notes.note import FIGURE_MAX, PAGE_MAX, STATE_MAX, TEXT_MAX, TITLE_MAX


class Spot(models.Model):
    """Where on a region's pages something was left, and by whom."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    page = models.CharField(max_length=PAGE_MAX)
    figure = models.CharField(max_length=FIGURE_MAX)
    state = models.CharField(max_length=STATE_MAX, blank=True, help_text="What the address asked")
    author = models.ForeignKey("membership.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """No table of its own."""

        abstract = True


class Note(Spot):
    """Why a number may be as it is, in the words of somebody who works there."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    text = models.CharField(max_length=TEXT_MAX)
    is_shared = models.BooleanField(help_text="Between a prefecture and its municipalities")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Indexes."""

        indexes = [models.Index(fields=["region", "page", "at"], name="note_of_a_page")]

    def __str__(self) -> str:
        """Write where it stands."""
        return f"note at {self.region_id}/{self.page}#{self.figure}"


class Bookmark(Spot):
    """A figure that somebody wants to find again, as the address showed it."""

    title = models.CharField(max_length=TITLE_MAX)

    class Meta:
        """Constraints: the same figure in the same state once for each person."""

        constraints = [
            models.UniqueConstraint(
                fields=["author", "region", "page", "figure", "state"],
                name="bookmark_is_kept_once",
            )
        ]

    def __str__(self) -> str:
        """Write where it leads."""
        return f"bookmark of {self.region_id}/{self.page}#{self.figure}"
