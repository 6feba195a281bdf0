"""The municipal map: every town of a prefecture at its place, hidden ones hatched."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from enishi.web.console.drawing import towns
from enishi.web.console.drawing.towns import TownMap

OFFICIAL = Path(__file__).resolve().parents[4] / "src/enishi/regions/data/municipalities.csv"
FUKUI = TownMap(
    prefecture="180009",
    people={"182010": 2299, "184420": 1004, "183822": None},
    names={"182010": "福井市", "184420": "美浜町", "183822": "池田町"},
    own="184420",
    limit=10,
    title="人数",
    hidden_note="x 人数が少ない",
    absent_note="参加していない市町村",
    own_note="美浜町",
    label="市町村ごとの人数",
    hidden_title="人数が少ない",
    absent_title="参加していません",
)


def codes() -> list[str]:
    with OFFICIAL.open(encoding="utf-8") as file:
        return [row["code6"] for row in csv.DictReader(file)]


def test_every_official_municipality_has_an_outline() -> None:
    drawn = {
        code
        for number in range(1, 48)
        for code in (
            *towns.shapes(f"{number:02d}").rings,
            *towns.shapes(f"{number:02d}").left_out,
        )
    }
    assert drawn == set(codes())


def test_every_ring_is_closed_and_lies_in_its_frame() -> None:
    for number in range(1, 48):
        found = towns.shapes(f"{number:02d}")
        for rings in found.rings.values():
            for ring in rings:
                assert ring[0] == ring[-1]
                assert len(ring) > 3
                assert all(0 <= x <= found.width + 1e-9 for x, _ in ring)
                assert all(0 <= y <= found.height + 1e-9 for _, y in ring)


def area(ring: towns.Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def test_places_and_sizes_are_those_of_the_country() -> None:
    fukui = towns.shapes("180009").rings
    size = {code: sum(area(ring) for ring in rings) * 111.2**2 for code, rings in fukui.items()}
    # Areas by the Geospatial Information Authority: 大野市 872 km², 福井市 536, 高浜町 72.
    assert size["182052"] == pytest.approx(872, rel=0.03)
    assert size["182010"] == pytest.approx(536, rel=0.03)
    assert size["184811"] == pytest.approx(72, rel=0.08)
    north, south = fukui["182087"][0][0][1], fukui["184811"][0][0][1]
    assert north < south, "あわら市 lies north of 高浜町"


def test_islands_far_from_the_rest_are_named_and_not_drawn() -> None:
    tokyo = towns.shapes("130001")
    assert "134210" in tokyo.left_out, "小笠原村"
    assert "131016" in tokyo.rings, "千代田区"


def test_a_hidden_town_is_hatched_and_one_that_takes_no_part_is_empty() -> None:
    svg = towns.wide(FUKUI)
    assert svg.count('class="town hid"') == 1
    assert len(re.findall(r'class="town q\d( our)?"', svg)) == 2
    assert svg.count('class="town none"') == 17 - 3
    assert "<title>池田町 x 人数が少ない</title>" in svg
    assert svg.index("our") > svg.rindex("town none"), "the own outline is drawn last"


def test_names_never_run_over_each_other() -> None:
    everybody = {code: 100 + number for number, code in enumerate(towns.shapes("18").rings)}
    svg = towns.narrow(replace(FUKUI, people=everybody, names=dict.fromkeys(everybody, "あわら市")))
    spots = [
        (float(x), float(y))
        for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>あわら市<', svg)
    ]
    assert len(spots) > 5
    for number, (x, y) in enumerate(spots):
        for other_x, other_y in spots[number + 1 :]:
            assert abs(x - other_x) >= 51 or abs(y - other_y) >= 31


def test_an_invented_prefecture_has_no_map() -> None:
    assert not towns.has_map("993000")
    assert towns.has_map("180009")
