"""What lets a phone work without a network: the worker, the offline page, a fresh token."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enishi.web.design import offline
from enishi.web.design.permission import anyone
from enishi.web.member import device

KEEP = "Enishi-Keep"
NONE = "none"
_OWN = "member/sw.js"
_PUSH = "member/push.js"
# What the offline page, the card and the home need; everything else is kept when it is used.
_FILES = (
    "vendor/design-tokens/tokens.css",
    "design/tokens.css",
    "design/enishi.css",
    "design/queue.js",
    "design/mark.svg",
    "member/card.css",
    "member/home.css",
)


def _bytes(name: str) -> bytes:
    path = finders.find(name)
    assert path is not None, f"{name} is one of our own static files"
    return Path(path).read_bytes()


@lru_cache(maxsize=2)
def script(push: bool) -> str:
    """Return the worker with the version of all that it keeps, so that a change reaches phones."""
    names = (_OWN, *_FILES, *([_PUSH] if push else []))
    version = hashlib.sha256(b"".join(_bytes(name) for name in names)).hexdigest()[:16]
    kept = [reverse("offline"), *(static(name) for name in _FILES)]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(kept)};\n"
    told = f"importScripts({json.dumps(static(_PUSH))});\n" if push else ""
    return head + told + _bytes(_OWN).decode()


@anyone
@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Serve the worker from the root, so that it answers for every page."""
    text = script(finders.find(_PUSH) is not None)
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@anyone
@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Say that there is no network, what is kept and what to do; it names nobody."""
    return render(request, "member/offline.html")


@anyone
@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Give a script a fresh token for what the phone kept, and say which phone this is."""
    return JsonResponse({"csrf": get_token(request), "phone": offline.mark(request)})


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the phone keep a page of its own holder; whoever acts for another keeps nothing."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = view(request, **kwargs)
        shown = device.member_of(request)
        if shown is None:
            answer[KEEP] = NONE
        elif shown == _holder(request):
            answer[KEEP] = offline.mark(request)
        return answer

    return answered


def _holder(request: HttpRequest) -> object:
    person = getattr(device, "person", device.member_of)
    return person(request)
