"""A person's photo as an answer: no cache keeps it, and nothing but a picture is read from it."""

from __future__ import annotations

from django.http import HttpResponse


def answer(data: bytes) -> HttpResponse:
    """Answer with a JPEG."""
    told = HttpResponse(data, content_type="image/jpeg")
    told["Cache-Control"] = "private, no-store"
    told["X-Content-Type-Options"] = "nosniff"
    told["Content-Disposition"] = "inline"
    return told
