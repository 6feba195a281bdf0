"""メモとしおり: what staff left at figures of a region, in one list, and the forms for it."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from enishi.notes import operations
from enishi.notes import queries as kept
from enishi.notes.note import Spot
from enishi.web.console import page, questions, remarks
from enishi.web.design import clock
from enishi.web.design.permission import needs, reader


@needs("statistics.see")
def notes(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the notes that the region's staff may read, and the reader's own bookmarks."""
    member = reader(request)
    marks = [one for one in kept.bookmarks(member, region_code) if remarks.is_known(one.spot.page)]
    return render(
        request,
        "console/notes.html",
        page.around(request, region_code, questions.NOTES)
        | {
            "notes": remarks.shown(kept.notes(region_code), region_code, member),
            "bookmarks": [
                (one, remarks.name_of(one.spot, one.title), remarks.address(one.spot, region_code))
                for one in marks
            ],
        },
    )


@needs("statistics.see")
@require_POST
def write(request: HttpRequest, region_code: str) -> HttpResponse:
    """Leave a note below a figure, and go back to it."""
    spot = _spot(request)
    operations.write(
        key=uuid5(_key(request.POST.get("key", "")), spot.figure),
        region_code=region_code,
        spot=spot,
        text=request.POST.get("text", "").replace("\0", ""),
        author=reader(request),
        is_shared="shared" in request.POST,
        at=clock.now(),
    )
    return HttpResponseRedirect(remarks.address(spot, region_code))


@needs("statistics.see")
@require_POST
def withdraw(request: HttpRequest, region_code: str) -> HttpResponse:
    """Take one's own note back, and stay where one was."""
    spot = operations.withdraw(
        note_id=_key(request.POST.get("note", "")),
        region_code=region_code,
        author=reader(request),
        at=clock.now(),
    )
    if request.POST.get("back") == "list":
        return HttpResponseRedirect(_list(region_code))
    return HttpResponseRedirect(remarks.address(spot, region_code))


@needs("statistics.see")
@require_POST
def bookmark(request: HttpRequest, region_code: str) -> HttpResponse:
    """Keep a figure as the address shows it, and go back to it."""
    spot = _spot(request)
    operations.bookmark(
        region_code=region_code,
        spot=spot,
        title=request.POST.get("title", "").replace("\0", ""),
        author=reader(request),
        at=clock.now(),
    )
    return HttpResponseRedirect(remarks.address(spot, region_code))


@needs("statistics.see")
@require_POST
def drop(request: HttpRequest, region_code: str) -> HttpResponse:
    """Remove one's own bookmark."""
    given = request.POST.get("bookmark", "")
    if given.isascii() and given.isdigit() and len(given) <= _DIGITS:
        operations.drop(bookmark_id=int(given), author=reader(request))
    return HttpResponseRedirect(_list(region_code))


_DIGITS = 12


def _spot(request: HttpRequest) -> Spot:
    """Read where a form stands; a page that is none of ours is not there."""
    page, figure = (request.POST.get(name, "").replace("\0", "") for name in ("page", "figure"))
    if not remarks.is_known(page):
        raise Http404
    return Spot(page, figure, QueryDict(request.POST.get("state", "")).urlencode())


def _key(given: str) -> UUID:
    """Read an id that one of our forms holds."""
    try:
        return UUID(given)
    except ValueError:
        raise Http404 from None


def _list(region_code: str) -> str:
    return reverse("console-notes", kwargs={"region_code": region_code})
