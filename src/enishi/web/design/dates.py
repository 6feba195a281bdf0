"""Days and times as people write them, in Japanese and in English; pure."""

from __future__ import annotations

from datetime import date, datetime

from enishi.kit.periods import JST, jst_day

_WEEKDAYS = "月火水木金土日"
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date, language: str, *, year: bool = False) -> str:
    """Write a day: 11月21日（土）, or Sat 21 Nov; with the year when asked."""
    if language.startswith("ja"):
        text = f"{on.month}月{on.day}日（{_WEEKDAYS[on.weekday()]}）"
        return f"{on.year}年{text}" if year else text
    text = f"{_SHORT[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}"
    return f"{text} {on.year}" if year else text


def weekday(on: date, language: str) -> str:
    """Write the day of the week: 土, or Sat."""
    return (_WEEKDAYS if language.startswith("ja") else _SHORT)[on.weekday()]


def time(at: datetime) -> str:
    """Write the time of day in Japan: 7:00."""
    local = at.astimezone(JST)
    return f"{local.hour}:{local.minute:02d}"


def month(text: str, language: str) -> str:
    """Write YYYY-MM as 2026年11月, or Nov 2026."""
    year, number = (int(part) for part in text.split("-"))
    return f"{year}年{number}月" if language.startswith("ja") else f"{_MONTHS[number - 1]} {year}"


def span(starts_at: datetime, ends_at: datetime | None, language: str) -> str:
    """Write from when until when; an open end says so."""
    first = f"{day(jst_day(starts_at), language)} {time(starts_at)}"
    if ends_at is None:
        return f"{first}〜" if language.startswith("ja") else f"from {first}"
    if jst_day(starts_at) == jst_day(ends_at):
        return f"{first}–{time(ends_at)}"
    last = f"{day(jst_day(ends_at), language)} {time(ends_at)}"
    return f"{first}〜{last}" if language.startswith("ja") else f"{first} to {last}"
