"""The reader's choices, language and letter size, kept in a cookie and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

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


@anyone
def size(request: HttpRequest, choice: str) -> HttpResponse:
    """Read the pages in large or in usual letters from now on."""
    answer = _back(request)
    if choice == context.LARGE:
        answer.set_cookie(context.SIZE_COOKIE, context.LARGE, max_age=YEAR_SECONDS, samesite="Lax")
    else:
        answer.delete_cookie(context.SIZE_COOKIE, samesite="Lax")
    return answer


urlpatterns = [
    path("reading/language/<slug:code>", language, name="language"),
    path("reading/size/<slug:choice>", size, name="size"),
]
