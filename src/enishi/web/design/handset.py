"""What a phone tells of itself: its kind, and no more."""

from __future__ import annotations

from django.http import HttpRequest

_KINDS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
          ("Macintosh", "Mac"))  # fmt: skip


def label(request: HttpRequest) -> str:
    """Say what kind of phone or computer this is, as far as its browser tells; no more."""
    told = request.headers.get("User-Agent", "")
    return next((name for sign, name in _KINDS if sign in told), "")
