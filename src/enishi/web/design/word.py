"""The word of the day as pages and papers show it: the same on both phones at a counter."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from enishi.kit.periods import jst_day
from enishi.merchants import words
from enishi.merchants.words import Word


def today(shop_code: str, at: datetime) -> Word:
    """Return a shop's word of this day in Japan; who reads English sees it in both languages."""
    return words.word_of_the_day(settings.TICKET_SECRET, shop_code, jst_day(at))
