"""Released statistics for other systems: one question in, the full grid of its answer out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from enishi.api import problems
from enishi.api.tokens import needs
from enishi.insight.releases import operations, queries
from enishi.regions import roles

INSIDE, PUBLIC = 10, 20  # limits of the two audiences
BODY_BYTES_MAX = 20_000
router = Router(tags=["statistics"])

_QUESTION = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "filters": {
                            "type": "object",
                            "description": "dimension: one published category",
                            "additionalProperties": {"type": ["string", "integer"]},
                        },
                        "by": {"type": "array", "items": {"type": "string"}},
                        "measure": {
                            "type": "string",
                            "enum": ["persons", "activities", "yen"],
                            "default": "persons",
                        },
                    },
                },
                "example": {"filters": {"region": "184420"}, "by": ["age_band", "sex"]},
            }
        },
    }
}


class Note(Schema):
    """Of which places and months a table speaks, and whom to credit."""

    frame: str
    frame_code: str
    regions: list[str]
    first_month: str
    last_month: str
    limit: int
    credits: list[str]
    measure: str
    cap: int | None


class Answer(Schema):
    """A released table. Each row has a value for each dimension of `by`, and `n`.

    `n` is a number of distinct persons with a small error; null where it is hidden, which
    includes nobody. Where the measure is activities or yen, each row also has `total`: their sum
    with a small error, of which `note.cap` counts at most for one person's month; null where it
    may not be told. The same question gets the same table.
    """

    rows: list[dict[str, str | int | None]]
    filters: dict[str, str]
    by: list[str]
    measure: str
    closed_until: str
    limit: int
    release: int
    note: Note


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


_ANSWERS = {200: Answer, 401: Problem, 403: Problem, 413: Problem, 422: Problem}


@router.post("/query", response=_ANSWERS, openapi_extra=_QUESTION)
@needs("statistics.public")
def query(request: HttpRequest) -> Any:
    """Answer a question in the query language over the full grid of its categories.

    Keys with `statistics.see` get the limit of operators, others that of the public.
    """
    body = _body(request)
    if isinstance(body, HttpResponse):
        return body
    released = operations.release(body=body, limit=_limit(request), at=timezone.now())
    answer = {
        "rows": released.rows,
        "filters": released.filters,
        "by": released.by,
        "measure": released.measure,
        "closed_until": released.closed_until,
        "limit": released.note.limit,
        "release": released.id,
        "note": asdict(released.note),
    }
    # Already in the declared shape: checking a large table again would cost more than making it.
    return HttpResponse(json.dumps(answer), content_type="application/json")


class Together(Schema):
    """Which kinds of activity go together, from -1 to 1, in the order of `kinds`.

    Of the prefecture (`region_used`) where the region has fewer than 100 people. It says nothing
    about causes.
    """

    kinds: list[str]
    n: int
    coefficients: list[list[float]]
    region: str
    region_used: str
    year: str
    closed_until: str
    release: int
    note: Note


@router.get("/correlation", response={**_ANSWERS, 200: Together})
@needs("statistics.public")
def correlation(request: HttpRequest, region: str, year: str) -> dict[str, object]:
    """Tell which kinds of activity go together in a place and a fiscal year."""
    found = operations.release_correlation(
        region=region, year=year, limit=_limit(request), at=timezone.now()
    )
    released = queries.release(found.release)
    return {
        **asdict(found),
        "closed_until": released.closed_until,
        "note": asdict(found.note),
    }


class Categories(Schema):
    """The published categories at the latest closing."""

    closed_until: str | None
    limit: int
    dimensions: dict[str, list[str]]


@router.get("/catalogue", response={200: Categories, 401: Problem, 403: Problem})
@needs("statistics.public")
def catalogue(request: HttpRequest) -> dict[str, object]:
    """Name every dimension and its published categories."""
    closing = queries.latest_closing()
    return {
        "closed_until": closing.until if closing else None,
        "limit": _limit(request),
        "dimensions": {name: list(values) for name, values in queries.categories().items()},
    }


def _limit(request: HttpRequest) -> int:
    """Return the limit of the audience that the key's role belongs to."""
    holder = request.auth  # type: ignore[attr-defined]
    return INSIDE if roles.may(holder.role, "statistics.see") else PUBLIC


def _body(request: HttpRequest) -> object:
    """Read the JSON of a request, or answer what is wrong with it."""
    if int(request.headers.get("Content-Length") or 0) > BODY_BYTES_MAX:
        return problems.problem(413, "too_large", limit=BODY_BYTES_MAX)
    try:
        found: object = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return problems.problem(422, "outside_language", reason="not_an_object")
    return found
