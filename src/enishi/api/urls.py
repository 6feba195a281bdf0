"""The addresses of the API, its description (OpenAPI) and the page that shows it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from enishi.api import hooks, problems, shop, statistics
from enishi.kit.refusal import Refusal

ANYONE = "anyone"

api = NinjaAPI(
    title="Enishi",
    version="1",
    description=(
        "Released statistics: numbers are distinct persons with a small error; small and empty "
        "cells are null. Sales with points for tills and online shops, with webhooks. Send a key "
        "as `Authorization: Bearer KEY`."
    ),
    urls_namespace="api",
)
api.add_router("/statistics", statistics.router)
api.add_router("/shop", shop.router)
api.add_router("/shop/webhooks", hooks.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its status, code and facts."""
    del request
    return problems.of_refusal(refusal)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer which parts of a request are not as described."""
    del request
    fields = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors})
    return problems.problem(422, "bad_request", fields=" ".join(fields)[:500])


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer that there is nothing."""
    del request, error
    return problems.problem(404, "not_found")


def _declared(pattern: URLPattern) -> URLPattern:
    """Carry the permission that a call declares to its address, where the house test looks.

    The description of the API (a partial of the library's) is for anyone. A call that declares
    nothing carries nothing, and the house test is red.
    """
    answer: Callable[..., HttpResponse] = pattern.callback

    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        return answer(request, **given)

    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.permission = (  # type: ignore[attr-defined]
        ANYONE if isinstance(answer, partial) else _permission_of(answer)
    )
    return path(str(pattern.pattern), view, name=pattern.name)


def _permission_of(answer: Callable[..., HttpResponse]) -> str | None:
    """Return what all calls behind an address declare alike; None when they do not."""
    view = inspect.getclosurevars(answer).nonlocals["self"]
    declared = {getattr(call.view_func, "permission", None) for call in view.operations}
    return declared.pop() if len(declared) == 1 else None


app_name = "ninja"
urlpatterns = [_declared(found) for found in api.urls[0] if isinstance(found, URLPattern)]
