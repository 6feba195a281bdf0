"""Every Japanese text of the pages has its English, and placeholders agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import enishi

SOURCE = Path(enishi.__file__).parent
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
ENTRIES = polib.pofile(str(PO))
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_there_is_english_for_every_text():
    assert [entry.msgid for entry in ENTRIES if not entry.msgstr] == []
    assert [entry.msgid for entry in ENTRIES if "fuzzy" in entry.flags] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.msgid[:20])
def test_english_names_the_same_facts(entry):
    assert sorted(PLACE.findall(entry.msgid)) == sorted(PLACE.findall(entry.msgstr))


MARKED = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext"}
SHORT = re.compile(r"""{%\s*translate\s+(["'])(.+?)\1""")
LONG = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
NAME = re.compile(r"{{\s*(\w+)\s*}}")


def in_templates() -> Iterator[str]:
    """Yield the texts that templates mark, as gettext knows them."""
    for path in sorted((SOURCE / "web").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        yield from (found[1].replace("%", "%%") for found in SHORT.findall(text))
        for block in LONG.findall(text):
            if "{% plural %}" not in block:
                yield NAME.sub(r"%(\1)s", block.replace("%", "%%"))


def in_modules() -> Iterator[str]:
    """Yield the texts that modules mark."""
    for path in sorted((SOURCE / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            first = node.args[0] if node.args else None
            if node.func.id in MARKED and isinstance(first, ast.Constant):
                yield str(first.value)


def test_no_text_of_the_pages_is_forgotten():
    known = {entry.msgid for entry in ENTRIES}
    marked = [*in_templates(), *in_modules()]
    assert len(marked) > 400
    assert sorted(set(marked) - known) == []
