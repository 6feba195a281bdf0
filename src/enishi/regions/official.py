"""The packaged master of prefectures and municipalities, read as plain values."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from enishi.kit import codes

CREDIT = "e-Stat"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the official list; population is None for the six northern villages."""

    code: str
    kind: str
    name: str
    kana: str
    name_en: str
    parent_code: str | None
    population: int | None
    latitude: float | None
    longitude: float | None
    url: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _prefecture(row: dict[str, str], population: int) -> Place:
    return Place(
        code=row["code6"],
        kind="prefecture",
        name=row["pref"],
        kana=row["pref_kana"],
        name_en=row["pref_en"],
        parent_code=codes.NATION,
        population=population,
        latitude=None,
        longitude=None,
        url=row["url"],
    )


def _municipality(row: dict[str, str]) -> Place:
    return Place(
        code=row["code6"],
        kind="municipality",
        name=row["name"],
        kana=row["name_kana"],
        name_en="",
        parent_code=codes.prefecture_of(row["code6"]),
        population=int(row["population_2020"]) if row["population_2020"] else None,
        latitude=float(row["lat"]) if row["lat"] else None,
        longitude=float(row["lng"]) if row["lng"] else None,
        url=row["url"],
    )


@cache
def places() -> tuple[Place, ...]:
    """Return the nation, the 47 prefectures and the 1,747 municipalities, parents first."""
    towns = [_municipality(row) for row in _rows("municipalities.csv")]
    of_prefecture: dict[str | None, int] = {}
    for town in towns:
        people = of_prefecture.get(town.parent_code, 0) + (town.population or 0)
        of_prefecture[town.parent_code] = people
    nation = Place(
        code=codes.NATION,
        kind="nation",
        name="日本",
        kana="にほん",
        name_en="Japan",
        parent_code=None,
        population=sum(of_prefecture.values()),
        latitude=None,
        longitude=None,
        url="",
    )
    prefectures = [
        _prefecture(row, of_prefecture[row["code6"]]) for row in _rows("prefectures.csv")
    ]
    return (nation, *prefectures, *towns)


def wards() -> list[tuple[str, str]]:
    """Return (prefecture name, city and ward name) of every ward of a designated city."""
    return [(row["pref"], row["name"]) for row in _rows("wards.csv")]
