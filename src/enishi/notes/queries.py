"""Every reading of notes and bookmarks for others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from enishi.notes import models
from enishi.notes.note import Bookmark, Note, Spot
from enishi.regions import queries as regions


def notes(region_code: str, page: str = "") -> list[Note]:
    """Return the notes that staff of a region may read, of one page or of all, latest first.

    Their own; and those that its prefecture, or a municipality or area of the prefecture, shared.
    """
    rows = _readable(region_code).filter(withdrawn_at=None).order_by("-at", "id")
    if page:
        rows = rows.filter(page=page)
    return [_note(row) for row in rows]


def bookmarks(member_id: UUID, region_code: str) -> list[Bookmark]:
    """Return what somebody keeps of a region's pages, latest first."""
    rows = models.Bookmark.objects.filter(author_id=member_id, region_id=region_code)
    return [
        Bookmark(row.pk, row.region_id, Spot(row.page, row.figure, row.state), row.title, row.at)
        for row in rows.order_by("-at", "-id")
    ]


def _readable(region_code: str) -> QuerySet[models.Note]:
    if regions.region(region_code).kind == "prefecture":
        around = Q(region__parent=region_code) | Q(region__parent__parent=region_code)
    else:
        above = [one.code for one in regions.ancestors(region_code) if one.kind == "prefecture"]
        around = Q(region__in=above)
    return models.Note.objects.filter(Q(region=region_code) | around & Q(is_shared=True))


def _note(row: models.Note) -> Note:
    return Note(
        id=row.id,
        region_code=row.region_id,
        spot=Spot(row.page, row.figure, row.state),
        text=row.text,
        author_id=row.author_id,
        is_shared=row.is_shared,
        at=row.at,
    )
