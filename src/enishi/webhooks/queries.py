"""Every reading of webhooks for others."""

from __future__ import annotations

from enishi.webhooks import models
from enishi.webhooks.endpoint import Delivery, Endpoint


def endpoints(owner: str) -> list[Endpoint]:
    """Return the addresses that take an owner's messages, oldest first."""
    rows = models.Endpoint.objects.filter(owner=owner, ended_at=None).order_by("created_at", "id")
    return [endpoint_value(row) for row in rows]


def deliveries(owner: str, *, limit: int = 50) -> list[Delivery]:
    """Return an owner's messages, latest first, with what became of each."""
    rows = models.Message.objects.filter(endpoint__owner=owner).order_by("-made_at", "-id")
    return [
        Delivery(
            id=message_id(row),
            kind=row.kind,
            made_at=row.made_at,
            tries=row.tries,
            delivered_at=row.delivered_at,
            given_up_at=row.given_up_at,
            failure=row.failure,
        )
        for row in rows[:limit]
    ]


def endpoint_value(row: models.Endpoint) -> Endpoint:
    """Return an endpoint's row as others see it (for this room)."""
    return Endpoint(
        id=row.id,
        owner=row.owner,
        url=row.url,
        kinds=tuple(row.kinds),
        created_at=row.created_at,
        ended_at=row.ended_at,
        why_ended=row.why_ended,
    )


def message_id(row: models.Message) -> str:
    """Name a message, the same on every try (for this room)."""
    return f"msg_{row.id.hex}"
