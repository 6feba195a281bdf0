"""The strong colours are strong: WCAG contrast computed from the tokens themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

STRONG, TEXT = 7.0, 4.5
GROUNDS = ("paper", "surface", "wash")
INKS = ("ink", "ink-soft", "ai", "ai-deep", "line-strong", "shu", "ok", "warn", "error")
PAIRS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *(("ink", f"{state}-wash") for state in ("ok", "warn", "error")),
    *((state, f"{state}-wash") for state in ("ok", "warn", "error")),
    *((ink, ground) for ink in ("ink", "ai", "ai-deep") for ground in ("ai-50", "ai-100")),
    ("on-ai", "ai"),
    ("on-shu", "shu"),
    ("on-shu", "shu-press"),
    *(("on-card", f"card-{number}") for number in range(1, 9)),
]


def blocks(name: str) -> dict[str, dict[str, str]]:
    """Return the colours of a stylesheet by the selector that sets them."""
    path = finders.find(f"design/{name}.css")
    assert path is not None
    text = re.sub(r"/\*.*?\*/", "", Path(path).read_text(encoding="utf-8"), flags=re.DOTALL)
    found: dict[str, dict[str, str]] = {}
    for selector, inside in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        colours = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", inside))
        found.setdefault(selector.strip(), {}).update(colours)
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def of(*names: str) -> dict[str, dict[str, str]]:
    """Return the colours by light and dark, as these stylesheets leave them, one after another."""
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for name in names:
        for selector, colours in sorted(blocks(name).items(), key=lambda pair: ":not(" in pair[0]):
            if ":not(" not in selector:
                light |= colours
            dark |= colours
    return {"light": light, "dark": dark}


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_strong_colours_stand_seven_to_one(ink: str, ground: str, shade: str) -> None:
    colours = of("tokens", "contrast")[shade]
    assert contrast(colours[ink], colours[ground]) >= STRONG


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "ai", "ai-deep", "ok", "warn", "error"])
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_usual_colours_stand_as_the_standard_asks(ink: str, ground: str, shade: str) -> None:
    colours = of("tokens")[shade]
    assert contrast(colours[ink], colours[ground]) >= TEXT


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
