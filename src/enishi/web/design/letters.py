"""Takes the one letter out of what is sent that no database keeps: NUL, which nobody types."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

_NUL = "\0"


class LettersMiddleware:
    """Lets pages read addresses and forms without a NUL in them; a path with one leads nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean what holds one, and pass the request on."""
        if _NUL in request.path:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and any(map(_has_nul, request.POST.lists())):
            request.POST = without_nul(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _has_nul(told: tuple[str, list[str]]) -> bool:
    return any(_NUL in value for value in (told[0], *told[1]))


def without_nul(told: QueryDict) -> QueryDict:
    """Return what was sent without this letter."""
    clean = QueryDict(mutable=True, encoding=told.encoding)
    for name, values in told.lists():
        plain = [value.replace(_NUL, "") for value in values]
        clean.setlist(name.replace(_NUL, ""), plain)
    return clean
