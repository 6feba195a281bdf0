"""Which of our words someone else's word certainly means; None where it would be a guess."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

from enishi.kit.periods import JST
from enishi.membership import attributes

_SEXES = {
    "女": "female", "女性": "female", "女の人": "female", "female": "female", "f": "female",
    "woman": "female",
    "男": "male", "男性": "male", "男の人": "male", "male": "male", "m": "male", "man": "male",
    "その他": "other", "other": "other", "x": "other",
    "": "unknown", "unknown": "unknown", "不明": "unknown", "無回答": "unknown",
    "回答しない": "unknown", "答えたくない": "unknown", "未登録": "unknown", "未回答": "unknown",
}  # fmt: skip
_AGES = {
    "不明": "unknown", "無回答": "unknown", "回答しない": "unknown", "未登録": "unknown",
    "未回答": "unknown", "10歳未満": "0-9",
}  # fmt: skip
_YES = {"1", "true", "yes", "y", "t", "online", "オンライン", "はい"}
_NO = {"0", "false", "no", "n", "f", "real", "offline", "リアル", "会場", "現地", "いいえ"}
_DECADE = re.compile(r"^(\d{1,2})(?:歳)?代$")
_RANGE = re.compile(r"^(\d{1,3})(?:歳)?[-~](\d{1,3})(?:歳)?$")
_AND_OVER = re.compile(r"^(\d{2,3})(?:\+|歳以上|代以上|以上)$")
_SLASHED = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_YEN = re.compile(r"^(\d+)(?:\.0+)?$")
_YEARS = range(1900, 2200)
_OLDEST_BAND_FROM = 80
_AMOUNT_MAX = 10**15


def plain(text: str) -> str:
    """Write full-width letters, digits and signs in their plain form (NFKC, UAX #15)."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def is_readable(text: str) -> bool:
    """Say whether every character was decoded and may be stored (no control characters)."""
    if text.isprintable():
        return True
    return not any(
        unicodedata.category(letter) in {"Cs", "Cc", "Cn"} and letter not in "\n\r\t"
        for letter in text
    )


@lru_cache(maxsize=4096)
def code(text: str) -> str:
    """Write a region's code in plain digits."""
    return plain(text)


@lru_cache(maxsize=1024)
def sex(text: str) -> str | None:
    """Read a sex; empty and "no answer" are unknown. Numbers are not read: codes differ."""
    return _SEXES.get(plain(text).lower())


@lru_cache(maxsize=1024)
def age_band(text: str) -> str | None:
    """Read a ten-year age band: 30代, 30-39, 30～34歳, 80歳以上, 10歳未満."""
    word = plain(text).lower().replace("〜", "~").replace("−", "-").replace("–", "-")
    if word in attributes.AGE_BANDS:
        return word
    if word in _AGES:
        return _AGES[word]
    if found := _DECADE.match(word):
        return _band(int(found[1]), int(found[1]) + 9) if int(found[1]) % 10 == 0 else None
    if found := _RANGE.match(word):
        return _band(int(found[1]), int(found[2]))
    if found := _AND_OVER.match(word):
        return "80+" if int(found[1]) >= _OLDEST_BAND_FROM else None
    return None


def _band(first: int, last: int) -> str | None:
    """Return the band that holds both ages, if one does."""
    if first > last or last > attributes.OLDEST:
        return None
    if first >= _OLDEST_BAND_FROM:
        return "80+"
    lower = first // 10 * 10
    return f"{lower}-{lower + 9}" if last <= lower + 9 else None


def age_band_at(birth_year: int | None, at: datetime) -> str:
    """Return the band of the age reached in the year of a moment in Japan."""
    return attributes.age_band_of(birth_year, at.astimezone(JST).year)


def birth_year(text: str, year: int) -> int | None:
    """Read a year of birth that somebody acting in `year` can have."""
    word = plain(text).removesuffix("年")
    if not (word.isascii() and word.isdigit()):
        return None
    born = int(word)
    return born if year - attributes.OLDEST <= born <= year else None


def yen(text: str) -> int | None:
    """Read an amount: 1200, 1,200, ¥1,200, 1,200円."""
    word = plain(text).removeprefix("¥").removeprefix("\\").removesuffix("円").replace(",", "")
    found = _YEN.match(word.strip())
    if found is None or int(found[1]) > _AMOUNT_MAX:
        return None
    return int(found[1])


def yes_or_no(text: str) -> bool | None:
    """Read a yes or no, also said as オンライン or 会場."""
    word = plain(text).lower()
    return True if word in _YES else False if word in _NO else None


def moment(text: str) -> datetime | None:
    """Read ISO 8601, or a day as 2024/5/1; without a zone it is Japan's time, a day its start."""
    word = plain(text)
    if found := _SLASHED.match(word):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        word = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
    elif len(word) < len("2024-05-01") or word[4] != "-":
        return None
    try:
        at = datetime.fromisoformat(word)
    except ValueError:
        return None
    if at.year not in _YEARS:
        return None
    return at if at.tzinfo else at.replace(tzinfo=JST)
