"""The word of the day as pages and papers show it: the same on both phones at a counter."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from enishi.kit.periods import jst_day
from enishi.merchants import words


def today(shop_code: str, at: datetime) -> str:
    """Return a shop's word of this day in Japan, in the reader's language."""
    word = words.word_of_the_day(settings.TICKET_SECRET, shop_code, jst_day(at))
    return word.of("ja" if (get_language() or "ja").startswith("ja") else "en")
