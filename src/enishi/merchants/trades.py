"""Trades of shops: a short list for people, each with its group in the statistics' classification.

Groups are those of the Japan Standard Industrial Classification (日本標準産業分類, 2023), by which
official figures on trades are published.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade as a shop chooses it; `jsic` is the major group (中分類) it is counted in."""

    code: str
    name: str
    name_en: str
    jsic: str


TRADES = (
    Trade("food", "食料品", "Food", "58"),
    Trade("fish", "鮮魚", "Fish", "58"),
    Trade("produce", "青果・直売所", "Fruit, vegetables, farm shop", "58"),
    Trade("sweets", "菓子・パン", "Sweets and bread", "58"),
    Trade("drinks", "酒・飲み物", "Drinks", "58"),
    Trade("restaurant", "食堂・レストラン", "Restaurant", "76"),
    Trade("cafe", "喫茶・カフェ", "Café", "76"),
    Trade("bar", "居酒屋・バー", "Bar", "76"),
    Trade("lodging", "宿・ホテル", "Inn, hotel", "75"),
    Trade("souvenir", "土産・工芸", "Souvenirs and crafts", "60"),
    Trade("clothes", "衣料・靴", "Clothes and shoes", "57"),
    Trade("household", "日用品・雑貨", "Household goods", "60"),
    Trade("books", "本・文具", "Books and stationery", "60"),
    Trade("electric", "電器", "Electrical goods", "59"),
    Trade("medicine", "薬・化粧品", "Medicine and cosmetics", "60"),
    Trade("fuel", "燃料・ガソリン", "Fuel", "60"),
    Trade("beauty", "理容・美容", "Hairdresser, beauty", "78"),
    Trade("bath", "温泉・入浴", "Hot spring, bath", "78"),
    Trade("leisure", "体験・見学・遊び", "Experiences and leisure", "80"),
    Trade("transport", "交通・タクシー", "Transport, taxi", "43"),
    Trade("online", "通信販売", "Mail order, online shop", "61"),
    Trade("craftsman", "修理・工事", "Repairs and building", "92"),
    Trade("health", "医療・介護", "Medical and care", "83"),
    Trade("public", "公の施設", "Public facility", "98"),
    Trade("other", "そのほか", "Other", "95"),
)
BY_CODE = {trade.code: trade for trade in TRADES}
