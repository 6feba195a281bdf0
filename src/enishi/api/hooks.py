"""Webhooks of a shop: who takes its messages, and what became of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from enishi.api.shop_words import HookAsked, HookMade, HookTold, MessageTold, Problem
from enishi.api.tokens import till
from enishi.merchants import shop
from enishi.merchants.shop import Device
from enishi.webhooks import operations, queries

router = Router(tags=["webhooks"])
_ANSWERS = dict.fromkeys((401, 404, 409, 422), Problem)


@router.get("", response={**_ANSWERS, 200: list[HookTold]})
@till
def endpoints(request: HttpRequest) -> list[dict[str, object]]:
    """Name the addresses that take the shop's messages."""
    return [asdict(one) for one in queries.endpoints(_owner(request))]


@router.post("", response={**_ANSWERS, 201: HookMade})
@till
def add(request: HttpRequest, body: HookAsked) -> tuple[int, Any]:
    """Let an address take messages; the secret that signs them is told once, here."""
    made = operations.add_endpoint(
        owner=_owner(request), url=body.url, kinds=body.kinds, at=timezone.now()
    )
    return 201, asdict(made.endpoint) | {"secret": made.secret}


@router.get("/messages", response={**_ANSWERS, 200: list[MessageTold]})
@till
def messages(request: HttpRequest) -> list[dict[str, object]]:
    """Tell what became of the latest messages."""
    return [asdict(one) for one in queries.deliveries(_owner(request))]


@router.post("/{endpoint_id}/ping", response={**_ANSWERS, 204: None})
@till
def ping(request: HttpRequest, endpoint_id: UUID) -> tuple[int, None]:
    """Send a message that says nothing, to try a receiver."""
    operations.ping(owner=_owner(request), endpoint_id=endpoint_id, at=timezone.now())
    return 204, None


@router.delete("/{endpoint_id}", response={**_ANSWERS, 204: None})
@till
def end(request: HttpRequest, endpoint_id: UUID) -> tuple[int, None]:
    """Let an address take no more messages."""
    operations.end_endpoint(owner=_owner(request), endpoint_id=endpoint_id, at=timezone.now())
    return 204, None


def _owner(request: HttpRequest) -> str:
    device: Device = request.auth  # type: ignore[attr-defined]
    return shop.account(device.shop_code)
