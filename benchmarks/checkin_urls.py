"""The product's own pages, and one more: a signed-in POST that does nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from enishi.config import urls as product
from enishi.web.design.permission import anyone
from enishi.web.member import device

SIGNED_IN, UNKNOWN = 204, 401


@anyone
@require_POST
def nothing(request: HttpRequest) -> HttpResponse:
    """Read who the phone is, as every page of a member does, and answer without a word."""
    return HttpResponse(status=SIGNED_IN if device.member_of(request) else UNKNOWN)


handler429 = product.handler429
urlpatterns = [path("bench/nothing", nothing), *product.urlpatterns]
