"""Turns refusals into a page or an answer, in one place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from enishi.kit.refusal import Refusal


class RefusalMiddleware:
    """Answers a refusal with its status and the sentence kept under its code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; everything else is a bug and crashes."""
        if not isinstance(exception, Refusal):
            return None
        facts = {name: str(value) for name, value in exception.facts.items()}
        return JsonResponse({"code": exception.code, "facts": facts}, status=exception.status)
