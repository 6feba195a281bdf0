"""A photo that a member added, for their own eyes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.actions import queries
from enishi.web.design import pictures
from enishi.web.design.permission import anyone
from enishi.web.member import device


@anyone
@never_cache
@require_safe
def photo(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Show a member their own photo; nobody else's is found."""
    shown = queries.photo(photo)
    if shown.member_id != device.member_of(request):
        raise Http404
    return pictures.answer(queries.photo_bytes(photo))
