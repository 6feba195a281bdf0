"""What every page knows: language, letter size, whether it is a demo."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

SIZE_COOKIE = "enishi_size"
LARGE = "large"


def page(request: HttpRequest) -> dict[str, object]:
    """Return the values that the base page shows."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "is_demo": settings.IS_DEMO,
        "address": request.get_full_path(),
        "language": "ja" if language.startswith("ja") else "en",
        "other_language": "en" if language.startswith("ja") else "ja",
        "large": request.COOKIES.get(SIZE_COOKIE) == LARGE,
    }
