"""What a page needs of its reader: declared on every view, so that a test can walk them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from enishi.kit import codes
from enishi.regions import queries, roles
from enishi.web.design import second_factor

ANYONE = "anyone"
STAFF = "staff"


class View(Protocol):
    """A page as Django calls it."""

    def __call__(self, request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        """Answer a request."""


def anyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a page is for everybody."""
    view.permission = ANYONE  # type: ignore[attr-defined]
    return view


def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a page is for signed-in staff of any region, second factor passed."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        turned = second_factor.turn_away(request)
        if turned is not None:
            return turned
        if not queries.staff_roles(reader(request)):
            raise Http404
        return view(request, **kwargs)

    guarded.permission = STAFF  # type: ignore[attr-defined]
    return guarded


def needs(permission: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare the permission a page of a region asks for.

    The view takes `region_code` from its address. Whoever lacks the permission there is answered
    404: a page of another region does not say that it exists.
    """
    assert permission in roles.PERMISSIONS, permission

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            turned = second_factor.turn_away(request)
            if turned is not None:
                return turned
            region_code = kwargs.get("region_code", codes.NATION)
            if not queries.may(
                member_id=reader(request), region_code=region_code, permission=permission
            ):
                raise Http404
            return view(request, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return declare


def reader(request: HttpRequest) -> UUID:
    """Return the member id of the signed-in reader."""
    member_id = request.user.pk
    assert isinstance(member_id, UUID), "only called behind the door"
    return member_id


# Connecting the app comes before the second step, so the page guards itself: by the password.
connect_app = second_factor.Activate.as_view()
connect_app.permission = STAFF
