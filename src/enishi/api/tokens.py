"""Who calls: a key in the Authorization header (RFC 6750), and what its role may do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from enishi.api import problems
from enishi.regions import queries, roles
from enishi.regions.region import TokenHolder

_SCHEME = "bearer"
Answer = TypeVar("Answer")


def holder_of(request: HttpRequest) -> TokenHolder | None:
    """Return who holds the key of a request; None without a valid one."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not secret.strip():
        return None
    return queries.token_holder(secret.strip())


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
                refused = problems.problem(401, "no_token")
                refused["WWW-Authenticate"] = "Bearer"
                return refused
            if not roles.may(holder.role, permission):
                return problems.problem(403, "not_permitted", permission=permission)
            request.auth = holder  # type: ignore[attr-defined]
            return call(request, **given)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return declare
