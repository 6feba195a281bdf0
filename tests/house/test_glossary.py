"""Every name in the glossary exists."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(
    {
        name
        for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
        for name in re.findall(r"`([a-z]+(?:\.[A-Za-z_]+)+)`", line)
    }
)


def exists(name: str) -> bool:
    """Say whether a dotted name leads to a module or something in one."""
    try:
        importlib.import_module(f"enishi.{name}")
    except ModuleNotFoundError:
        module, _, rest = name.rpartition(".")
        return bool(module) and hasattr(importlib.import_module(f"enishi.{module}"), rest)
    return True


@pytest.mark.parametrize("name", NAMES)
def test_a_word_of_the_glossary_has_its_name_in_code(name: str) -> None:
    assert exists(name)


def test_a_planted_word_without_a_name_is_red() -> None:
    assert len(NAMES) > 20
    assert not exists("regions.models.Kingdom")
