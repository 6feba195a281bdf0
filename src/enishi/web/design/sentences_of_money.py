"""What staff read when settlements, sponsors, funds and supporters refuse something."""

from __future__ import annotations

from collections.abc import Mapping

from enishi.web.design.sentence import Sentence

OF_MONEY: Mapping[str, Sentence] = {}
