"""A phone that acts for somebody: every page says for whom, what is done is written down."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from enishi.kit.refusal import Refusal
from enishi.membership import operations
from enishi.web.design import clock, kinship, refusals
from enishi.web.member import device

# What a page of somebody's own is marked with.
_OWN = "is_for_oneself"
_GOOD = range(200, 400)
# Pages of sign-in and of one's own settings: closed as a whole while somebody acts for another.
_OWN_PATHS = ("/join", "/sign-in", "/me/about", "/me/phones", "/me/passkeys", "/me/data")
_PAPER_CARD = "/c"
# Staff sign in otherwise; programs have keys.
_NOT_MEMBERS = ("/console/", "/accounts/", "/api/", "/static/", "/opendata/")


class ActsForAnother(Refusal):
    """The page is about oneself, and the phone acts for somebody else at the moment."""

    code = "acts_for_another"
    status = 403


def for_oneself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a page is closed while its reader acts for somebody else.

    Raises:
        ActsForAnother: the phone acts for another person.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        proxy = device.acting(request)
        if proxy is not None:
            raise ActsForAnother
        return view(request, **kwargs)

    setattr(guarded, _OWN, True)
    return guarded


class ActingHasEnded(Refusal):
    """Acting ended meanwhile: nothing was done."""

    code = "acting_has_ended"


class ActingMiddleware:
    """Tells pages for whom the phone acts, and writes down what is done for that person.

    When acting has ended, nothing is silently done for the holder instead: pages lead to where it
    says so, and forms are refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look for whom the phone acts before the page, and note what was done after it."""
        if device.ACTING not in request.COOKIES or request.path.startswith(_NOT_MEMBERS):
            return self.get_response(request)
        proxy = device.acting(request)
        if proxy is None:
            return _ended(request) if _is_told(request) else self.get_response(request)
        name = kinship.called(proxy.member_id, proxy.member_name)
        request.acting = name or gettext("ご本人")  # type: ignore[attr-defined]
        if request.path.startswith(_OWN_PATHS) or request.path == _PAPER_CARD:
            return refusals.answer(request, ActsForAnother())
        answer = self.get_response(request)
        match = request.resolver_match
        if request.method == "POST" and answer.status_code in _GOOD and match is not None:
            operations.note_acting(
                member_id=proxy.member_id,
                by=proxy.by_id,
                what=f"acting:{match.url_name}",
                at=clock.now(),
            )
        return answer


def _is_told(request: HttpRequest) -> bool:
    """Say whether a person would see that acting has ended: a page or a form, not a small file."""
    return request.method == "POST" or "text/html" in request.headers.get("Accept", "")


def _ended(request: HttpRequest) -> HttpResponse:
    """Say that acting has ended; from the next page on the phone is its holder's."""
    answer: HttpResponse
    if request.method == "POST":
        answer = refusals.answer(request, ActingHasEnded())
    else:
        answer = HttpResponseRedirect(f"{reverse('family')}?ended=1")
    device.drop_acting(answer)
    return answer
