"""The demo's outbox: what a phone would have got, codes readable; no page of a real town."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.outbox import queries
from enishi.web.design.permission import anyone

_SHOWN = 50


@anyone
@never_cache
@require_safe
def demo_messages(request: HttpRequest) -> HttpResponse:
    """Show the last messages to anybody, only where everybody is invented."""
    if not settings.IS_DEMO:
        raise Http404
    page = {"messages_sent": queries.recent(_SHOWN)}
    return render(request, "member/demo_messages.html", page)
