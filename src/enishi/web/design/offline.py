"""What was done without a network: kept by the phone under a key, sent later, done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import salted_hmac

from enishi.kit.refusal import Refusal
from enishi.web.design import refusals

# The cookies that say which phone this is, and for whom it acts just now.
PHONE_COOKIES = ("enishi_device", "enishi_acting")
# Says that this phone sells for a shop and may hold sales that are not sent; it opens nothing.
SELLS = "enishi_sells"
HEADER = "Idempotency-Key"
FIELD = "key"
DONE_AT = "done_at"
# So long may a phone be without a network; what it says of earlier times nobody can remember.
KEPT = timedelta(hours=48)
# Clocks of phones differ by so much without being wrong.
AHEAD = timedelta(minutes=5)
_REDIRECTS = {301, 302, 303}


class KeysDiffer(Refusal):
    """The header names another key than the form does."""

    code = "keys_differ"
    status = 422


class DoneTooLongAgo(Refusal):
    """The phone kept it for longer than we accept."""

    code = "done_too_long_ago"


class DoneInTheFuture(Refusal):
    """The phone says a time that has not come, or none that can be read."""

    code = "done_in_the_future"
    status = 422


def key_of(request: HttpRequest) -> str:
    """Return the key of what is asked: the form's field and the header are the same thing.

    Raises:
        KeysDiffer: both are there and differ.
    """
    field, header = request.POST.get(FIELD, ""), request.headers.get(HEADER, "")
    if field and header and field != header:
        raise KeysDiffer
    return field or header


def done_at(request: HttpRequest, now: datetime) -> datetime | None:
    """Return when the person did it, for what a phone had to keep; None for what is done now.

    Only the phone says so: what is recorded at that time is a self-report.

    Raises:
        DoneTooLongAgo: it is longer ago than phones may keep it.
        DoneInTheFuture: it has not come yet, or is no time.
    """
    told = request.POST.get(DONE_AT, "")
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as error:
        raise DoneInTheFuture from error
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    if moment > now + AHEAD:
        raise DoneInTheFuture
    if moment < now - KEPT:
        raise DoneTooLongAgo(hours=int(KEPT.total_seconds()) // 3600)
    return min(moment, now)


def mark(request: HttpRequest) -> str:
    """Return what a phone may know itself by: another one when somebody else holds it.

    It opens nothing: the cookie cannot be found from it.
    """
    told = [request.COOKIES.get(name, "") for name in PHONE_COOKIES]
    return salted_hmac("enishi.phone", "\n".join(told)).hexdigest()[:16] if any(told) else ""


def is_ended(request: HttpRequest, answer: HttpResponse) -> bool:
    """Say whether an answer takes the phone from who held it."""
    held, given = request.COOKIES.get(PHONE_COOKIES[0]), answer.cookies.get(PHONE_COOKIES[0])
    return bool(held) and given is not None and given["max-age"] == 0


class OfflineMiddleware:
    """Tells a script that sends a form with a key where a page would have been led to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a redirect as JSON with the address, its cookies kept.

        A phone that is ended drops its queue and its kept pages at once (Clear-Site-Data). One
        that sells for a shop too would lose sales that nobody else has: there the next page drops
        what was the member's alone (design/queue.js).
        """
        answer = self.get_response(request)
        if answer.cookies and is_ended(request, answer) and SELLS not in request.COOKIES:
            answer["Clear-Site-Data"] = '"storage"'
        if answer.status_code not in _REDIRECTS or HEADER not in request.headers:
            return answer
        if not refusals.wants_json(request):
            return answer
        told = JsonResponse({"address": answer["Location"]})
        told.cookies = answer.cookies
        return told
