"""The transparency log as static files (C2SP tlog-tiles), and a page that says what it is for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi.transparency import queries as transparency
from enishi.web.design.permission import anyone

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_FOREVER = "public, max-age=31536000, immutable"


def _file(content: str | bytes, content_type: str, cache: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Cache-Control"] = cache
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@anyone
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Say in plain words what the seal is, and how to check a receipt."""
    try:
        note = transparency.checkpoint()
    except transparency.NotPublished:
        note = ""
    return render(request, "member/log.html", {"checkpoint": note})


@anyone
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Hand out the newest public checkpoint, a signed note (C2SP tlog-checkpoint)."""
    return _file(transparency.checkpoint(), _TEXT, "no-cache")


@anyone
@require_safe
def tile(request: HttpRequest, tile_path: str) -> HttpResponse:  # noqa: ARG001 - public
    """Hand out a tile of hashes or a bundle of entries; what is published never changes."""
    return _file(transparency.public_tile(f"tile/{tile_path}"), _BYTES, _FOREVER)
