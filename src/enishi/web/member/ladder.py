"""A member's step with a region in words: what it is called, and what leads on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from enishi.ties import stages
from enishi.ties.stages import Standing
from enishi.ties.wording import Wording


@dataclass(frozen=True, slots=True)
class Told:
    """The step as its dots and its words; `way_on` is empty where no step follows."""

    dots: tuple[bool, bool, bool]
    fraction: str
    name: str
    meaning: str
    way_on: str


def told(standing: Standing, wording: Wording) -> Told:
    """Put a standing into a region's words."""
    language = get_language() or "ja"
    at = standing.step
    step = wording.steps[at - 1] if at else None
    return Told(
        dots=(at > stages.NONE, at > stages.VISITING, at > stages.COMING),
        fraction=standing.fraction,
        name=step.name.of(language) if step else gettext("これから会う人"),
        meaning=step.meaning.of(language) if step else "",
        way_on=_way_on(standing, wording, language),
    )


def _way_on(standing: Standing, wording: Wording, language: str) -> str:
    """Say what leads to the next step; never what was missed."""
    if standing.step == stages.LIVING:
        return ""
    facts = {
        "next": wording.steps[standing.step].name.of(language),
        "n": standing.days_to_next,
    }
    return {
        "first": gettext("会場やお店で一度会うと、「%(next)s」になります。"),
        "days": gettext("あと%(n)s日、会場やお店で会うと「%(next)s」になります。"),
        "live": gettext("この町に住むと、「%(next)s」になります。"),
    }[standing.way_on] % facts
