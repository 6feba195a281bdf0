"""Every Japanese text of the pages has its English, and placeholders agree."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

import enishi

PO = Path(enishi.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
ENTRIES = polib.pofile(str(PO))
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_there_is_english_for_every_text():
    assert [entry.msgid for entry in ENTRIES if not entry.msgstr] == []
    assert [entry.msgid for entry in ENTRIES if "fuzzy" in entry.flags] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.msgid[:20])
def test_english_names_the_same_facts(entry):
    assert sorted(PLACE.findall(entry.msgid)) == sorted(PLACE.findall(entry.msgstr))
