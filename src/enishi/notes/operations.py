"""Leave a note or a bookmark at a figure, and take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.kit.refusal import Refusal
from enishi.notes import models
from enishi.notes.note import TEXT_MAX, TITLE_MAX, Spot


class NoteIsEmpty(Refusal):
    """A note says something."""

    code = "note_is_empty"
    status = 422


class NoteIsTooLong(Refusal):
    """A note is short enough to be read beside the number."""

    code = "note_is_too_long"
    status = 422


class UnknownFigure(Refusal):
    """The figure is none of our pages'."""

    code = "unknown_figure"
    status = 404


@transaction.atomic(durable=True)
def write(
    *,
    key: UUID,
    region_code: str,
    spot: Spot,
    text: str,
    author: UUID,
    is_shared: bool,
    at: datetime,
) -> UUID:
    """Leave a note at a figure; the same key writes it once. The caller has checked the right.

    `is_shared` shows it also to the region's prefecture, or to a prefecture's municipalities.

    Raises:
        UnknownFigure: no address of a figure is like this.
        NoteIsEmpty: there is no text.
        NoteIsTooLong: the text is longer than `TEXT_MAX`.
    """
    _check(spot)
    words = "\n".join(line.strip() for line in text.strip().splitlines())
    if not words:
        raise NoteIsEmpty
    if len(words) > TEXT_MAX:
        raise NoteIsTooLong(most=TEXT_MAX, given=len(words))
    row, _ = models.Note.objects.get_or_create(
        id=key,
        defaults={
            "region_id": region_code,
            "page": spot.page,
            "figure": spot.figure,
            "state": spot.state,
            "text": words,
            "author_id": author,
            "is_shared": is_shared,
            "at": at,
        },
    )
    return row.id


class UnknownNote(Refusal):
    """The reader wrote no such note in this region."""

    code = "unknown_note"
    status = 404


@transaction.atomic(durable=True)
def withdraw(*, note_id: UUID, region_code: str, author: UUID, at: datetime) -> Spot:
    """Take one's own note back and say where it stood; doing so again changes nothing.

    Raises:
        UnknownNote: somebody else wrote it, or nobody did.
    """
    rows = models.Note.objects.select_for_update()
    row = rows.filter(pk=note_id, region_id=region_code, author_id=author).first()
    if row is None:
        raise UnknownNote(note=note_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
    return Spot(row.page, row.figure, row.state)


@transaction.atomic(durable=True)
def bookmark(*, region_code: str, spot: Spot, title: str, author: UUID, at: datetime) -> None:
    """Keep a figure as the address shows it; the same one is kept once.

    Raises:
        UnknownFigure: no address of a figure is like this.
    """
    _check(spot)
    models.Bookmark.objects.get_or_create(
        author_id=author,
        region_id=region_code,
        page=spot.page,
        figure=spot.figure,
        state=spot.state,
        defaults={"title": title.strip()[:TITLE_MAX], "at": at},
    )


@transaction.atomic(durable=True)
def drop(*, bookmark_id: int, author: UUID) -> None:
    """Remove one's own bookmark; one that is gone, or somebody else's, changes nothing."""
    models.Bookmark.objects.filter(pk=bookmark_id, author_id=author).delete()


def _check(spot: Spot) -> None:
    if not spot.fits:
        raise UnknownFigure(page=spot.page[:80], figure=spot.figure[:80])
