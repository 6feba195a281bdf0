"""The reader's choices (language, letters, colours, readings), kept in cookies, nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.web.design import context
from enishi.web.design.permission import anyone

YEAR_SECONDS = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to the page the reader came from, never to another site."""
    wanted = request.GET.get("next", "/")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(wanted if ours else "/")


@anyone
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Read the pages in Japanese or in English from now on."""
    answer = _back(request)
    if code in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR_SECONDS, samesite="Lax")
    return answer


def _choose(request: HttpRequest, cookie: str, choice: str, kept: str) -> HttpResponse:
    """Keep a choice in a cookie, or let go of the cookie."""
    answer = _back(request)
    if choice == kept:
        answer.set_cookie(cookie, kept, max_age=YEAR_SECONDS, samesite="Lax")
    else:
        answer.delete_cookie(cookie, samesite="Lax")
    return answer


@anyone
def size(request: HttpRequest, choice: str) -> HttpResponse:
    """Read the pages in large or in usual letters from now on."""
    return _choose(request, context.SIZE_COOKIE, choice, context.LARGE)


@anyone
def contrast(request: HttpRequest, choice: str) -> HttpResponse:
    """Read the pages in strong or in usual colours from now on."""
    return _choose(request, context.CONTRAST_COOKIE, choice, context.HIGH)


@anyone
def furigana(request: HttpRequest, choice: str) -> HttpResponse:
    """Read the pages with or without readings above the kanji from now on."""
    return _choose(request, context.FURIGANA_COOKIE, choice, context.ON)


@anyone
@never_cache
@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """Show the choices, what they look like, and the way back to where the reader was."""
    back = request.GET.get("next", "/")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return render(request, "design/settings.html", {"back": back if ours else "/"})


urlpatterns = [
    path("reading/", reading, name="reading"),
    path("reading/language/<slug:code>", language, name="language"),
    path("reading/size/<slug:choice>", size, name="size"),
    path("reading/contrast/<slug:choice>", contrast, name="contrast"),
    path("reading/furigana/<slug:choice>", furigana, name="furigana"),
]
