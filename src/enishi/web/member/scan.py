"""Reads a poster's QR with the camera; the short code under it does the same without one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.web.design.permission import anyone


@anyone
@require_safe
def scan(request: HttpRequest) -> HttpResponse:
    """Show the camera, and the field for the typed code."""
    return render(request, "member/scan.html", {"here": "scan"})
