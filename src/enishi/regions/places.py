"""The kinds of region, and the eight regions (地方) that prefectures are grouped into."""

from __future__ import annotations

from types import MappingProxyType

from enishi.kit import codes

KINDS = ("nation", "prefecture", "municipality", "area")

# The usual eight-region division (八地方区分); the numbers are the prefectures' JIS X 0401 codes.
AREAS = ("北海道", "東北", "関東", "中部", "近畿", "中国", "四国", "九州")
_RANGES = (
    ("北海道", range(1, 2)),
    ("東北", range(2, 8)),
    ("関東", range(8, 15)),
    ("中部", range(15, 24)),
    ("近畿", range(24, 31)),
    ("中国", range(31, 36)),
    ("四国", range(36, 40)),
    ("九州", range(40, 48)),
)
AREA_OF_PREFECTURE = MappingProxyType(
    {f"{number:02d}": area for area, numbers in _RANGES for number in numbers}
)


def home_area(code: str) -> str | None:
    """Return the 地方 that a prefecture's six-digit code lies in; None for an added prefecture."""
    area = AREA_OF_PREFECTURE.get(code[:2])
    return area if area and codes.prefecture_of(code) == code else None
