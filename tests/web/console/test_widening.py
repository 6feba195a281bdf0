"""A combination with too few people is told with each step that made it wider."""

from __future__ import annotations

import pytest

from enishi.insight.releases import coarsening
from enishi.web.console import widening


@pytest.mark.parametrize(
    ("step", "how"),
    [
        (coarsening.AGES, "年代を20歳ごとに広げて"),
        (coarsening.SEXES, "性別を合わせて"),
        (coarsening.HOMES, "住まいを地方に広げて"),
        (coarsening.NEIGHBOURS, "近くの市町村を合わせて"),
        (coarsening.PREFECTURE, "都道府県を合わせて"),
    ],
)
def test_every_step_has_its_sentence(step: str, how: str):
    told = widening.because(coarsening.Step(step, hidden=3, rows=4))
    assert told == f"この組み合わせは人数が少なくなりすぎるため、{how}表示しています。"


def test_no_step_is_without_a_sentence():
    assert all(widening.because(coarsening.Step(step, 1, 1)) for step in coarsening.STEPS)
