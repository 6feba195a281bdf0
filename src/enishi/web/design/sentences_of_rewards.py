"""What members and staff read when rewards and points of partners refuse something."""

from __future__ import annotations

from collections.abc import Mapping

from enishi.web.design.sentence import Sentence

OF_REWARDS: Mapping[str, Sentence] = {}
