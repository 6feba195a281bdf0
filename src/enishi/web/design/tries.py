"""How often one address on the net may guess before it has to wait."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from enishi.kit.refusal import Refusal
from enishi.web.design import refusals

WAIT_SECONDS = 600
_APP = "enishi"


@dataclass(frozen=True, slots=True)
class Limit:
    """What counts as a try, and how many an address has in ten minutes."""

    name: str
    method: str
    path: re.Pattern[str]
    status: int | None  # None: every answer counts
    tries: int
    # A key of 256 bits is not guessed: a wrong one waits, a right one behind the same address
    # (a town hall has one) is never held up, and costs no look at the cache.
    holds_up_all: bool = True

    def is_about(self, request: HttpRequest) -> bool:
        """Say whether a request is of this kind."""
        return request.method == self.method and self.path.fullmatch(request.path) is not None

    def has_left(self, request: HttpRequest, *, count: bool) -> bool:
        """Say whether the address has tries left; `count` uses one."""
        rate = {self.name: f"{self.tries}/{WAIT_SECONDS}s/ip"}
        left = ratelimit.consume(
            request, app=_APP, action=self.name, config=rate, dry_run=not count, limit_get=True
        )
        return left is not None


# A poster's ticket is no guess (50 bits of signature), and a whole hall may share one address.
LIMITS = (
    Limit("ask-code", "POST", re.compile(r"/join/(ask|code/again|together)"), None, 60),
    Limit("type-code", "POST", re.compile(r"/join/code"), 422, 40),
    Limit("passkey", "POST", re.compile(r"/sign-in/passkey"), 422, 30),
    Limit("typed-code", "GET", re.compile(r"/j"), 404, 30),
    Limit("team-code", "POST", re.compile(r"/team"), 422, 30),
    # Each may make a member; a hall of people behind one address records five things each.
    Limit("action", "POST", re.compile(r"/r/[^/]+/actions/[0-9]+"), None, 600),
    Limit("sign-up", "POST", re.compile(r"/r/[^/]+/events/[^/]+/sign-up"), None, 60),
    # A printed code makes a member with points; nobody of the shop looks.
    Limit("counter", "POST", re.compile(r"/s/[^/]+"), None, 120),
    # Numbers of cards may be short; each try may find somebody else's.
    Limit("partner-link", "POST", re.compile(r"/r/[^/]+/partners/[^/]+/link"), None, 30),
    Limit("shop-application", "POST", re.compile(r"/r/[^/]+/shops/apply"), None, 20),
    # A shop's card has 80 bits and five tries at its number; a typed card number has 80 bits too.
    Limit("till-open", "POST", re.compile(r"/till/open"), 404, 30),
    Limit("till-card", "POST", re.compile(r"/till/"), 404, 120),
    Limit("api-key", "GET", re.compile(r"/api/.*"), 401, 30, holds_up_all=False),
    Limit("api-key", "POST", re.compile(r"/api/.*"), 401, 30, holds_up_all=False),
)


class TooManyTries(Refusal):
    """One address on the net guessed too often in a short time."""

    code = "too_many_tries"
    status = 429


class TriesMiddleware:
    """Counts wrong guesses, in the cache that all processes share, and refuses a guesser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse who has no tries left; count this one if it was one."""
        limit = next((one for one in LIMITS if one.is_about(request)), None)
        if limit is None:
            return self.get_response(request)
        if limit.holds_up_all and not limit.has_left(request, count=False):
            return too_many(request)
        answer = self.get_response(request)
        if limit.status in {None, answer.status_code}:
            has_left = limit.has_left(request, count=True)
            return answer if has_left or limit.holds_up_all else too_many(request)
        return answer


def too_many(request: HttpRequest) -> HttpResponse:
    """Tell a guesser to wait; the sign-in pages answer with this too."""
    answer = refusals.answer(request, TooManyTries())
    answer["Retry-After"] = str(WAIT_SECONDS)
    return answer
