"""What every page knows: its reader's choices, whether it is a demo, when it was made."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from enishi.web.design import clock

SIZE_COOKIE = "enishi_size"
LARGE = "large"
CONTRAST_COOKIE = "enishi_contrast"
HIGH = "high"
FURIGANA_COOKIE = "enishi_furigana"
ON = "on"


def page(request: HttpRequest) -> dict[str, object]:
    """Return the values that the base page shows."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "is_demo": settings.IS_DEMO,
        "address": request.get_full_path(),
        "language": "ja" if language.startswith("ja") else "en",
        "other_language": "en" if language.startswith("ja") else "ja",
        "large": request.COOKIES.get(SIZE_COOKIE) == LARGE,
        "high_contrast": request.COOKIES.get(CONTRAST_COOKIE) == HIGH,
        "furigana": request.COOKIES.get(FURIGANA_COOKIE) == ON,
        "seen_at": clock.now(),
    }
