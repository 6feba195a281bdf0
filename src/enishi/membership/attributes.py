"""The optional attributes of a member, and the words for them."""

from __future__ import annotations

SEXES = ("female", "male", "other", "unknown")
AGE_BANDS = (
    "0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+", "unknown",
)  # fmt: skip
# Twenty years wide, for places where few people are ten years apart; the last one is open.
AGE_BANDS_OF_20 = ("0-19", "20-39", "40-59", "60+", "unknown")
ORIGINS = ("device", "paper", "staff", "import", "sample")
CARD_KINDS = ("resident", "friend", "visitor")
CONSENTS = ("terms", "privacy", "statistics", "messages")
CONTACT_KINDS = ("phone", "email")
CONSENT_WAYS = ("link", "paper", "phone")
_OLDEST_BAND_FROM = 80
OLDEST = 120


def band_of_20(band: str) -> str:
    """Return the twenty-year band that a ten-year band lies in."""
    if band == "unknown":
        return band
    lower = int(band.rstrip("+").split("-", maxsplit=1)[0]) // 20 * 20
    return "60+" if lower >= 60 else f"{lower}-{lower + 19}"  # noqa: PLR2004 - the open band


def age_band_of(birth_year: int | None, year: int) -> str:
    """Return the ten-year band of the age reached in `year`; unknown when it cannot be true."""
    if birth_year is None:
        return "unknown"
    age = year - birth_year
    if not 0 <= age <= OLDEST:
        return "unknown"
    if age >= _OLDEST_BAND_FROM:
        return "80+"
    lower = age // 10 * 10
    return f"{lower}-{lower + 9}"
