"""The word of the day: a shop's own, so that yesterday's picture of a screen is seen for it; pure.

It stands on a member's phone after paying, on the till, and on the shop's weekly paper.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = 7


@dataclass(frozen=True, slots=True)
class Word:
    """A thing that everybody knows, in kana and in English."""

    name: str
    name_en: str

    def of(self, language: str) -> str:
        """Return the word as a reader of a language says it."""
        return self.name if language == "ja" else self.name_en


def _words(told: str) -> tuple[Word, ...]:
    return tuple(Word(*one.split("/")) for one in told.split())


# Short, of this world, and none that sounds like another of the list over a counter.
WORDS = _words(
    "あさがお/Morning-glory あさり/Clam あじさい/Hydrangea あひる/Duck あめんぼ/Strider "
    "いちご/Strawberry いちょう/Ginkgo いなほ/Rice-ear いるか/Dolphin うぐいす/Warbler "
    "うさぎ/Rabbit うちわ/Paper-fan うめぼし/Plum えだまめ/Green-bean えんがわ/Veranda "
    "おにぎり/Rice-ball かえる/Frog かかし/Scarecrow かざぐるま/Pinwheel かたつむり/Snail "
    "かぼちゃ/Pumpkin かもめ/Gull からす/Crow きつね/Fox きのこ/Mushroom きんぎょ/Goldfish "
    "くじら/Whale くるみ/Walnut くわがた/Stag-beetle けむり/Smoke こいのぼり/Carp-flag "
    "こおろぎ/Cricket こたつ/Foot-warmer ごぼう/Burdock こまいぬ/Stone-lion さくら/Cherry "
    "さざえ/Sea-snail さつまいも/Sweet-potato さんま/Saury しいたけ/Brown-mushroom "
    "しおさい/Tide しじみ/Mussel しらす/Whitebait すいか/Watermelon すずめ/Sparrow "
    "すずらん/Lily すだれ/Blind すみれ/Violet せんこう/Incense せんべい/Rice-cracker "
    "そらまめ/Broad-bean たいこ/Drum たけのこ/Bamboo-shoot たなばた/Star-festival "
    "たぬき/Raccoon たまねぎ/Onion たんぽぽ/Dandelion ちどり/Plover ちょうちん/Lantern "
    "つくし/Horsetail つばき/Camellia つばめ/Swallow つりざお/Fishing-rod てまり/Handball "
    "とうだい/Lighthouse とうもろこし/Corn どじょう/Loach どんぐり/Acorn とんぼ/Dragonfly "
    "なすび/Aubergine なっとう/Fermented-bean なのはな/Rapeseed にじます/Trout にわとり/Hen "
    "にんじん/Carrot ねこやなぎ/Willow ねむのき/Silk-tree のこぎり/Saw のれん/Curtain "
    "はくさい/Cabbage はちみつ/Honey はまぐり/Shell ひしもち/Rice-cake ひなたぼっこ/Sunshine "
    "ひまわり/Sunflower ひょうたん/Gourd ふうりん/Wind-bell ふくろう/Owl ふじさん/Mount-Fuji "
    "ふろしき/Wrapping-cloth へちま/Loofah ほうき/Broom ほしがき/Dried-fruit ほたる/Firefly "
    "まつぼっくり/Pine-cone まつり/Festival みかん/Tangerine みずうみ/Lake みつばち/Bee "
    "みのむし/Bagworm みょうが/Ginger むぎわら/Straw むささび/Squirrel めだか/Killifish "
    "もぐら/Mole もみじ/Maple ももたろう/Peach-boy やかん/Kettle やぎ/Goat やまびこ/Echo "
    "ゆうやけ/Sunset ゆきだるま/Snowman ゆず/Citron よもぎ/Mugwort らくだ/Camel "
    "らっきょう/Shallot りんご/Apple りんどう/Gentian れんげ/Clover れんこん/Lotus "
    "ろうそく/Candle わかめ/Seaweed わさび/Horseradish わたあめ/Candy-floss わらび/Bracken"
)


def word_of_the_day(secret: bytes, shop_code: str, day: date) -> Word:
    """Return a shop's word for a day in Japan; nobody without the secret knows it beforehand."""
    return words_of_week(secret, shop_code, day)[day.weekday()]


def words_of_week(secret: bytes, shop_code: str, day: date) -> Sequence[Word]:
    """Return a shop's words from Monday to Sunday of the week a day lies in, no two the same."""
    monday = day - timedelta(days=day.weekday())
    told = hmac.new(secret, f"word:{shop_code}:{monday.isoformat()}".encode(), hashlib.sha256)
    rest = int.from_bytes(told.digest(), "big")
    left, found = list(WORDS), []
    for _ in range(_DAYS):
        rest, place = divmod(rest, len(left))
        found.append(left.pop(place))
    return found
