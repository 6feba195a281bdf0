"""The packaged government statistics: series with their credits, and values as published."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from importlib.resources import files

from enishi.outside.series import PERSONS, YEN, Series, SeriesValue
from enishi.regions import official as regions

POPULATION = "population"
POPULATION_OF_PREFECTURES = "population_of_prefectures"
POPULATION_PROJECTED = "population_projected"
RECEIVED = "hometown_tax_received"
EXPENSE = "hometown_tax_expense"
PROXY = "hometown_tax_proxy"
DEDUCTED = "hometown_tax_deducted"
CENSUS_YEAR = 2020
FIRST_TAX_YEAR, LAST_TAX_YEAR = 2020, 2023

_TERMS = "政府標準利用規約（CC BY 4.0 互換）"
_TAX_CREDIT = "総務省「ふるさと納税に関する現況調査」"
_TAX_ADDRESS = (
    "https://www.soumu.go.jp/main_sosiki/jichi_zeisei/czaisei/czaisei_seido/furusato/archive/"
)
_TAX_NOTE = "市区町村の分だけです。都道府県が受け入れた分は含みません。"
_TAX_NOTE_EN = "Municipalities only; what prefectures received is not in it."


def _tax(code: str, name: str, name_en: str) -> Series:
    return Series(
        code=code,
        name=name,
        name_en=name_en,
        unit=YEN,
        credit=_TAX_CREDIT,
        licence=_TERMS,
        address=_TAX_ADDRESS,
        note=_TAX_NOTE,
        note_en=_TAX_NOTE_EN,
        is_fiscal=True,
    )


SERIES = (
    Series(
        code=POPULATION,
        name="人口（市区町村）",
        name_en="Population of municipalities",
        unit=PERSONS,
        credit="e-Stat「統計でみる市区町村のすがた2025」",
        licence=_TERMS,
        address="https://www.e-stat.go.jp/",
        note="2020年国勢調査の人口です。",
        note_en="People counted by the census of 2020.",
    ),
    Series(
        code=POPULATION_OF_PREFECTURES,
        name="人口（都道府県）",
        name_en="Population of prefectures",
        unit=PERSONS,
        credit="総務省統計局「国勢調査」",
        licence=_TERMS,
        address="https://www.stat.go.jp/data/kokusei/",
        note="1945年の沖縄県の値はありません。",
        note_en="There is no value of Okinawa for 1945.",
    ),
    Series(
        code=POPULATION_PROJECTED,
        name="将来推計人口（都道府県）",
        name_en="Projected population of prefectures",
        unit=PERSONS,
        credit="国立社会保障・人口問題研究所「日本の地域別将来推計人口」（2018年推計）",
        licence=_TERMS,
        address="https://www.ipss.go.jp/",
        note="推計であり、実際に数えた人口ではありません。",
        note_en="A projection, not a count.",
    ),
    _tax(RECEIVED, "ふるさと納税の受入額", "Hometown tax received"),
    _tax(EXPENSE, "ふるさと納税の募集にかかった費用", "Cost of raising hometown tax"),
    _tax(PROXY, "ふるさと納税の代理受入額", "Hometown tax taken on behalf of others"),
    _tax(
        DEDUCTED,
        "ふるさと納税による住民税の控除額",
        "Deducted from residents' tax for hometown tax",
    ),
)  # fmt: skip
_TAX_COLUMNS = (
    (RECEIVED, "received_yen"),
    (EXPENSE, "expense_yen"),
    (PROXY, "proxy_received_yen"),
    (DEDUCTED, "resident_tax_deduction_yen"),
)


def values() -> Iterator[SeriesValue]:
    """Yield every packaged value; where a source has none, there is none."""
    for place in regions.places():
        if place.kind == "municipality" and place.population is not None:
            yield SeriesValue(POPULATION, place.code, CENSUS_YEAR, float(place.population))
    for series, name in (
        (POPULATION_OF_PREFECTURES, "prefecture_census_1920_2020.csv.gz"),
        (POPULATION_PROJECTED, "prefecture_projection_2015_2045.csv.gz"),
    ):
        for row in _rows(name):
            if row["population"]:
                yield SeriesValue(series, row["code6"], int(row["year"]), float(row["population"]))
    for row in _rows("hometown_tax_2020_2023.csv.gz"):
        for series, column in _TAX_COLUMNS:
            yield SeriesValue(series, row["code6"], int(row["fiscal_year"]), float(row[column]))


def _rows(name: str) -> Iterator[dict[str, str]]:
    packed = (files(__package__) / "data" / name).read_bytes()
    yield from csv.DictReader(gzip.decompress(packed).decode().splitlines())
