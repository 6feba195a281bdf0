"""What every page knows: whether it is a demo, the language, the version."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Return the values that the base page shows."""
    return {"is_demo": settings.IS_DEMO, "address": request.path}
