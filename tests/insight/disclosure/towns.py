"""The small world of these tests: two prefectures of real towns and one of an invented town."""

from __future__ import annotations

from enishi.insight.disclosure.catalogue import Catalogue, Place
from enishi.kit import codes

FUKUI, ISHIKAWA, INVENTED = "180009", "170003", "990001"
FUKUI_CITY, TSURUGA, MIHAMA = "182010", "182028", "184420"
KANAZAWA = "172014"
ENIGAURA = "994014"
TAKAHAMA_AREA = "wakasa-takahama"
YAMAKOSHI_AREA = "yamakoshi"
HOKKAIDO, TOKYO, KANAGAWA = "010006", "130001", "140007"

PREFECTURES = tuple(codes.prefecture_of(f"{number:02d}0000") for number in range(1, 48))

CATALOGUE = Catalogue(
    places=(
        Place(FUKUI_CITY, FUKUI),
        Place(TSURUGA, FUKUI),
        Place(MIHAMA, FUKUI, first_month="2024-01", last_month="2024-03", kinds=("visit",)),
        Place(KANAZAWA, ISHIKAWA),
        Place(ENIGAURA, INVENTED, is_sample=True),
        Place(TAKAHAMA_AREA, FUKUI, municipalities=(MIHAMA,)),
        Place(YAMAKOSHI_AREA, "150002", municipalities=("152021",)),
    ),
    months=("2024-01", "2024-02", "2024-03", "2024-04", "2024-05"),
    kinds=("visit", "event", "purchase"),
    themes=("食", "健康"),
    purposes=("温泉", "観光"),
    home_prefectures=PREFECTURES,
    sensitive=frozenset({"健康"}),
)
