"""How the numbers are made, in plain words: what is counted, hidden, moved, and what remains."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.web.design.permission import anyone


@anyone
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Explain the method without naming what would help an attacker."""
    return render(request, "opendata/method.html")
