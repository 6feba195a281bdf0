"""Every reading of closings and releases for pages and other systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from enishi.insight.disclosure import language
from enishi.insight.disclosure.catalogue import Catalogue
from enishi.insight.releases import fixing, frames, models
from enishi.insight.releases.released import (
    Closed,
    ExactViewed,
    Fixed,
    Note,
    Released,
    ReleaseListed,
    State,
)
from enishi.kit.refusal import Refusal


def latest_closing() -> Closed | None:
    """Return the closing that statistics read now; None before the first."""
    row = models.Closing.objects.order_by("-number").first()
    return _closed(row) if row else None


def closing(number: int) -> Closed:
    """Return one closing."""
    return _closed(models.Closing.objects.get(number=number))


def closings() -> list[Closed]:
    """Return all closings, latest first."""
    return [_closed(row) for row in models.Closing.objects.order_by("-number")]


def states(until: int) -> list[State]:
    """Return what each closing up to a number knew, in order (for this room)."""
    rows = models.Closing.objects.filter(number__lte=until).order_by("number")
    return [State(*row) for row in rows.values_list("until", "last_seq")]


def catalogue() -> Catalogue:
    """Return the published categories of the latest closing; empty before the first."""
    latest = latest_closing()
    return latest.catalogue if latest else Catalogue(places=(), months=())


def categories() -> dict[str, tuple[str, ...]]:
    """Return what a question may name: every dimension with its published categories."""
    published = catalogue()
    named = {name: published.values(name) for name in language.DIMENSIONS}
    # Values are those of the nation; a question may also name an invented place by itself.
    return {
        **named,
        "region": tuple(published.nodes),
        "prefecture": tuple(published.prefectures),
    }


def releases(limit: int | None = None, first: int = 0, length: int = 100) -> list[ReleaseListed]:
    """Return what was released, latest first; `limit` chooses an audience (10, public 20)."""
    rows = models.Release.objects.select_related("closing").order_by("-id")
    if limit is not None:
        rows = rows.filter(limit=limit)
    return [_listed(row) for row in rows[first : first + length]]


def _listed(row: models.Release) -> ReleaseListed:
    return ReleaseListed(
        id=row.pk,
        question=row.question,
        closed_until=row.closing.until,
        limit=row.limit,
        released_at=row.created_at,
        leaf=row.leaf,
    )


class UnknownRelease(Refusal):
    """No release has this number."""

    code = "unknown_release"
    status = 404


def release(release_id: int) -> Released:
    """Return a table as it was shown.

    Raises:
        UnknownRelease: there is none of this number.
    """
    row = models.Release.objects.select_related("closing").filter(pk=release_id).first()
    if row is None:
        raise UnknownRelease(release=release_id)
    return released(row, row.closing.until)


def versions(*, question: Mapping[str, object], limit: int) -> list[ReleaseListed]:
    """Return when one canonical question was released, latest first, and where it is sealed."""
    rows = models.Release.objects.select_related("closing").filter(
        question=dict(question), limit=limit
    )
    return [_listed(row) for row in rows.order_by("-id")]


class UnknownFixed(Refusal):
    """No exact figures were fixed for this region and period."""

    code = "unknown_fixed"
    status = 404


def fixed(region: str, period: str) -> Fixed:
    """Return the exact figures (確定値) of a region's quarter (2026Q2) or fiscal year (2026).

    Raises:
        UnknownFixed: there are none.
    """
    row = models.Fixed.objects.filter(region=region, period=period).first()
    if row is None:
        raise UnknownFixed(region=region, period=period)
    return fixed_value(row)


def fixed_of(regions: Iterable[str]) -> dict[tuple[str, str], Fixed]:
    """Return all exact figures of some regions by region and period, oldest period first."""
    rows = models.Fixed.objects.filter(region__in=set(regions))
    found = sorted((fixed_value(row) for row in rows), key=lambda one: (one.region, one.period))
    return {(one.region, str(one.period)): one for one in found}


def fixed_value(row: models.Fixed) -> Fixed:
    """Return stored exact figures as a value (for this room)."""
    return Fixed(
        region=row.region,
        period=fixing.parse_period(row.period),
        figures=fixing.from_json(row.figures),
        closing=row.closing_id,
        made_at=row.made_at,
        leaf=row.leaf,
    )


def exact_views(region: str, length: int = 100) -> list[ExactViewed]:
    """Return who looked at a region's exact figures, latest first."""
    rows = models.ExactView.objects.filter(region=region).order_by("-id")[:length]
    return [
        ExactViewed(row.actor, row.region, row.metric, row.question, row.purpose, row.at)
        for row in rows
    ]


def released(row: models.Release, closed_until: str) -> Released:
    """Return a stored release as a value (for this room)."""
    question: Mapping[str, Any] = row.question
    by = tuple(question["by"])
    note: Mapping[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.note.items()
    }
    return Released(
        id=row.pk,
        filters=question["filters"],
        by=by,
        rows=tuple(
            {
                **dict(zip(by, values, strict=True)),
                "n": persons,
                **({"total": total[0]} if total else {}),
            }
            for values, persons, _, *total in row.rows
        ),
        reasons=tuple(reason for _, _, reason, *_ in row.rows),
        note=Note(**note),
        closing=row.closing_id,
        closed_until=closed_until,
        released_at=row.created_at,
    )


def _closed(row: models.Closing) -> Closed:
    return Closed(
        id=row.uid,
        number=row.number,
        until=row.until,
        lake_version=row.lake_version,
        closed_at=row.closed_at,
        catalogue=frames.from_json(row.catalogue),
        credits={code: tuple(lines) for code, lines in row.credits.items()},
        last_seq=row.last_seq,
    )
