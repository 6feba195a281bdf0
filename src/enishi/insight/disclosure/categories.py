"""Reads one value of one dimension, as people and programs write it, into the published category.

Aliases end here: 関東, 関東地方 and Kanto are one category; fiscal year 2024 may be a number.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from enishi.insight.disclosure.catalogue import Catalogue
from enishi.kit import codes, periods
from enishi.kit.refusal import Refusal
from enishi.regions import places

_ENGLISH_AREAS: Final = MappingProxyType(
    {
        "hokkaido": "北海道",
        "tohoku": "東北",
        "kanto": "関東",
        "chubu": "中部",
        "kinki": "近畿",
        "kansai": "近畿",
        "chugoku": "中国",
        "shikoku": "四国",
        "kyushu": "九州",
    }
)
_LONGEST_ECHO = 40


class OutsideLanguage(Refusal):
    """The question cannot be put in the query language; `reason` says which rule it breaks.

    Facts: `reason` (one of REASONS), and where they help `dimension`, `value`, `other`, `limit`.
    """

    code = "outside_language"
    status = 422

    @property
    def reason(self) -> str:
        """The rule that was broken."""
        return str(self.facts["reason"])


REASONS: Final = (
    "not_an_object",  # the body is not {"filters": {...}, "by": [...]}
    "unknown_field",  # something beside filters, by and measure
    "unknown_dimension",
    "unknown_measure",  # neither persons nor activities nor yen
    "not_a_single_value",  # a list, a range, a negation, null, an object
    "unknown_value",  # not a published category
    "not_closed",  # the month or fiscal year is not closed
    "nothing_closed",  # no month is closed yet
    "not_participating",  # the place takes no part
    "area_beside_municipality",  # an area whose municipality is a place itself
    "named_twice",  # a dimension twice in by, or both in filters and by
    "one_slot_twice",  # two of one slot that do not nest (theme and kind, ...)
    "contradiction",  # month outside the fiscal year, region outside the prefecture, ...
    "too_many_attributes",  # more than two of age band, sex, home
    "sure_action_stands_alone",  # one of them beside both an action and verified records
    "wide_stands_alone",  # a 20-year band or a 地方 beside an action: alone, in towns
    "too_many_cells",
)


def read_value(dimension: str, value: object, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return (dimension, published value); None when the value sets no condition.

    The dimension comes back too, for a region given by a prefecture's code is a prefecture.

    Raises:
        OutsideLanguage: the value is not one single published category.
    """
    text = _single(dimension, value)
    if dimension == "region":
        return _read_region(text, catalogue)
    if dimension == "prefecture":
        return dimension, _read_prefecture(text, catalogue)
    if dimension == "neighbours":
        return dimension, _read_neighbours(text, catalogue)
    if dimension in ("month", "fiscal_year"):
        return dimension, _read_period(dimension, text, catalogue)
    if dimension == "evidence" and text == "all":
        return None
    if dimension == "home_area":
        text = _area_name(text)
    published = catalogue.values(dimension)
    if dimension == "home_prefecture":
        # Whether a sample's home fits the place is known once all filters are read.
        published = catalogue.homes_of_samples
    if text not in published:
        raise OutsideLanguage(reason="unknown_value", dimension=dimension, value=_echo(text))
    return dimension, text


def _single(dimension: str, value: object) -> str:
    """Return a single value as text; only fiscal years may be numbers."""
    if isinstance(value, str):
        return value.strip()
    if dimension == "fiscal_year" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise OutsideLanguage(
        reason="not_a_single_value", dimension=dimension, value=_echo(repr(value))
    )


def _read_region(text: str, catalogue: Catalogue) -> tuple[str, str] | None:
    """Read a node; JP is no condition, a prefecture's code is the prefecture."""
    if text == codes.NATION:
        return None
    if text in catalogue.nodes:
        return "region", text
    if text in catalogue.prefectures:
        return "prefecture", text
    if any(place.code == text for place in catalogue.places):
        raise OutsideLanguage(reason="area_beside_municipality", dimension="region", value=text)
    reason = "not_participating" if codes.is_six_digits(text) else "unknown_value"
    raise OutsideLanguage(reason=reason, dimension="region", value=_echo(text))


def _read_prefecture(text: str, catalogue: Catalogue) -> str:
    if text in catalogue.prefectures:
        return text
    reason = "not_participating" if codes.is_prefecture(text) else "unknown_value"
    raise OutsideLanguage(reason=reason, dimension="prefecture", value=_echo(text))


def _read_neighbours(text: str, catalogue: Catalogue) -> str:
    """Read a group of neighbouring towns, by its code or by one of its towns."""
    code = catalogue.neighbourhood_of.get(text, text)
    if code in catalogue.neighbourhoods:
        return code
    raise OutsideLanguage(reason="unknown_value", dimension="neighbours", value=_echo(text))


def _read_period(dimension: str, text: str, catalogue: Catalogue) -> str:
    try:
        if dimension == "month":
            text = str(periods.parse_month(text))
        else:
            text = str(periods.parse_fiscal_year(text))
    except periods.BadPeriod as refusal:
        raise OutsideLanguage(
            reason="unknown_value", dimension=dimension, value=_echo(text)
        ) from refusal
    if text not in catalogue.values(dimension):
        raise OutsideLanguage(reason="not_closed", dimension=dimension, value=text)
    return text


def _area_name(text: str) -> str:
    """Return the Japanese short name of a 地方 from any of its usual names."""
    short = text.removesuffix("地方")
    if short in places.AREAS:
        return short
    return _ENGLISH_AREAS.get(text.lower().removesuffix(" region"), text)


def _echo(text: str) -> str:
    """Cut what is told back to a length that fits a sentence."""
    return text if len(text) <= _LONGEST_ECHO else text[: _LONGEST_ECHO - 1] + "…"
