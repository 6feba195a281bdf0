"""Turns refusals into a page or an answer, in one place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from enishi.kit.refusal import Refusal
from enishi.web.design import sentences


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
        return answer(request, exception)


def answer(request: HttpRequest, refusal: Refusal, **more: object) -> HttpResponse:
    """Tell a person in a page, or a program in JSON, what was refused and what to do.

    `more` reaches the page: the region it belongs to, the way on from here.
    """
    told = sentences.sentence(refusal.code, refusal.facts)
    if wants_json(request):
        body = {
            "type": f"urn:enishi:problem:{refusal.code}",
            "title": refusal.code,
            "status": refusal.status,
            "code": refusal.code,
            "message": str(told.what),
            "next": str(told.then),
            "facts": {name: str(value) for name, value in refusal.facts.items()},
        }
        answered = JsonResponse(
            body, status=refusal.status, json_dumps_params={"ensure_ascii": False}
        )
        if request.path.startswith("/api/"):
            answered["Content-Type"] = "application/problem+json"
        return answered
    page = {"told": told, "code": refusal.code, **more}
    look = "console" if request.path.startswith("/console/") else "member"
    return render(request, f"design/refusal_{look}.html", page, status=refusal.status)


def wants_json(request: HttpRequest) -> bool:
    """Say whether a program asks: under /api/, or when it accepts JSON and no page."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted
