"""Where a person lives, read from the words on a form, without guessing.

A home is a municipality's code where the words name exactly one, else the prefecture's code where
the prefecture is known, else empty. A wrong town would be worse than a coarse one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_SPACES = re.compile(r"\s+")
_DISTRICT = re.compile(r"^.+?郡(?=.)")
# One sound, two spellings on forms: 龍ケ崎 and 龍ヶ崎 are one town.
_SAME_SIGN = str.maketrans({"ヶ": "ケ", "ｹ": "ケ"})


@dataclass(frozen=True, slots=True)
class HomeTable:
    """Names as forms write them, each leading to one code."""

    prefectures: Mapping[str, str]
    municipalities: Mapping[tuple[str, str], str]


def _plain(text: str) -> str:
    spelled = unicodedata.normalize("NFKC", text)
    return _SPACES.sub("", spelled).translate(_SAME_SIGN)


def table(
    prefectures: Mapping[str, str],
    municipalities: Iterable[tuple[str, str, str]],
    wards: Iterable[tuple[str, str]] = (),
) -> HomeTable:
    """Make the table from prefecture names, (prefecture, name, code) and (prefecture, ward).

    A name that two municipalities of one prefecture share leads to neither of them. A ward leads
    to the designated city whose name it begins with.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for prefecture, name, code in municipalities:
        found.setdefault((_plain(prefecture), _plain(name)), set()).add(code)
    single = {names: next(iter(codes)) for names, codes in found.items() if len(codes) == 1}
    for prefecture, ward in wards:
        key = (_plain(prefecture), _plain(ward))
        city = key[1].partition("市")[0] + "市"
        if key not in single and (key[0], city) in single:
            single[key] = single[(key[0], city)]
    return HomeTable(
        MappingProxyType({_plain(name): code for name, code in prefectures.items()}),
        MappingProxyType(single),
    )


def home_code(prefecture: str, city: str, known: HomeTable) -> str:
    """Return the code that the words name: a municipality, else the prefecture, else "".

    The district (郡) before a town's name is dropped. Former towns, a district alone, a ward
    without its city and anything longer than a name lead to the prefecture.
    """
    inside = _plain(prefecture)
    prefecture_code = known.prefectures.get(inside, "")
    if not prefecture_code:
        return ""
    name = _plain(city).removeprefix(inside)
    for spelling in (name, _DISTRICT.sub("", name)):
        code = known.municipalities.get((inside, spelling))
        if code:
            return code
    return prefecture_code
