"""Who calls: a key in the Authorization header (RFC 6750), and what its role or till may do."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from enishi.api import problems
from enishi.merchants import operations as shops
from enishi.merchants import queries as merchants
from enishi.merchants.shop import POS, Device
from enishi.regions import queries, roles
from enishi.regions.region import TokenHolder
from enishi.sales.operations import UnknownTill

_SCHEME = "bearer"
Answer = TypeVar("Answer")


def holder_of(request: HttpRequest) -> TokenHolder | None:
    """Return who holds the key of a request; None without a valid one."""
    secret = _secret(request)
    return queries.token_holder(secret) if secret else None


def _secret(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == _SCHEME else ""


def till_of(request: HttpRequest) -> Device | None:
    """Return the till or online shop whose key a request carries; a phone's is none for here."""
    secret = _secret(request)
    device = merchants.device_of(secret) if secret else None
    return device if device is not None and device.kind == POS else None


def needs(
    permission: str,
) -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """Declare the permission of a call, and answer 401 or 403 to those who lack it.

    The declared permission stands on the call as `permission`, where the house test finds it.
    The call gets the holder of the key as `request.auth`.
    """
    assert permission in roles.PERMISSIONS, permission

    def declare(call: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @wraps(call)
        def guarded(request: HttpRequest, **given: Any) -> Answer | HttpResponse:
            holder = holder_of(request)
            if holder is None:
                return _without_key()
            if not roles.may(holder.role, permission):
                return problems.problem(403, "not_permitted", permission=permission)
            request.auth = holder  # type: ignore[attr-defined]
            return call(request, **given)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return declare


TILL = "till"


def till(call: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Declare that a call is for a shop's till with a key, and answer 401 to others.

    The call gets the device as `request.auth`.
    """

    @wraps(call)
    def guarded(request: HttpRequest, **given: Any) -> Answer | HttpResponse:
        device = till_of(request)
        if device is None:
            return _without_key()
        shops.note_use(device=device, at=timezone.now())
        request.auth = device  # type: ignore[attr-defined]
        return call(request, **given)

    # The library looks for the types in the module of this function, where they are not.
    guarded.__signature__ = inspect.signature(call, eval_str=True)  # type: ignore[attr-defined]
    guarded.permission = TILL  # type: ignore[attr-defined]
    return guarded


def till_of_batch(call: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Declare that a call is for a till whose key is looked up as it sells; answer 401 to others.

    The call gets the key as `request.auth`, and hands it to an operation that knows it.
    """

    @wraps(call)
    def guarded(request: HttpRequest, **given: Any) -> Answer | HttpResponse:
        request.auth = _secret(request)  # type: ignore[attr-defined]
        try:
            return call(request, **given)
        except UnknownTill:
            return _without_key()

    guarded.__signature__ = inspect.signature(call, eval_str=True)  # type: ignore[attr-defined]
    guarded.permission = TILL  # type: ignore[attr-defined]
    return guarded


def _without_key() -> HttpResponse:
    refused = problems.problem(401, "no_token")
    refused["WWW-Authenticate"] = "Bearer"
    return refused
