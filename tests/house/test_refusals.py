"""Every refusal tells a person, in Japanese and in English, what happened and what to do next."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import enishi
from enishi.kit.refusal import Refusal
from enishi.web.design.sentences import SENTENCES, Sentence

SOURCE = Path(enishi.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")
ENGLISH = {
    entry.msgid: entry.msgstr
    for entry in polib.pofile(str(SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"))
}
# Importing these runs something.
_NOT_IMPORTED = {"enishi.cli.__main__", "enishi.config.wsgi"}


def refusals() -> list[type[Refusal]]:
    """Return every refusal of the installed package."""
    for module in pkgutil.walk_packages(enishi.__path__, "enishi."):
        if module.name not in _NOT_IMPORTED:
            importlib.import_module(module.name)
    ours = (one for one in _below(Refusal) if one.__module__.startswith("enishi."))
    return sorted(ours, key=lambda one: one.code)


def _below(base: type[Refusal]) -> Iterator[type[Refusal]]:
    for one in base.__subclasses__():
        yield one
        yield from _below(one)


def facts() -> dict[str, set[str]]:
    """Return the names of the facts that each class is always raised, or answered, with."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else None
            raised = node.value if isinstance(node, ast.Return) else raised
            call = raised.func if isinstance(raised, ast.Call) else raised
            name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
            given = raised.keywords if isinstance(raised, ast.Call) else []
            found[name].append({one.arg for one in given if one.arg})
    return {name: set.intersection(*every) for name, every in found.items()}


FACTS = facts()


def faults(refusal: type[Refusal], given: set[str]) -> list[str]:
    """Say what is missing of a refusal: its code, its sentences, the facts in them."""
    found = []
    if "code" not in vars(refusal):
        found.append("has no code of its own")
    if not 400 <= refusal.status <= 599:
        found.append(f"has status {refusal.status}")
    own = vars(refusal).get("sentence")
    if isinstance(own, str):  # told on the command line only
        wanted = {name for _, name, _, _ in string.Formatter().parse(own) if name}
        return [*found, *(f"never gets {name}" for name in sorted(wanted - given))]
    told = SENTENCES.get(refusal.code)
    if told is None:
        return [*found, "has no sentence"]
    texts = [text for text in (told.what, told.then, told.why) if text]
    wanted = {name for text in texts for name in PLACE.findall(text)}
    found += [f"never gets {name}" for name in sorted(wanted - given)]
    return found + [f"has no English for {text}" for text in texts if not ENGLISH.get(text)]


@pytest.mark.parametrize("refusal", refusals(), ids=lambda one: one.code)
def test_a_refusal_says_what_to_do(refusal: type[Refusal]) -> None:
    assert faults(refusal, FACTS.get(refusal.__name__, set())) == []


def test_no_two_refusals_share_a_code_or_a_name() -> None:
    found = refusals()
    assert len(found) > 80
    assert len({one.code for one in found}) == len(found)
    assert len({one.__name__ for one in found}) == len(found)


def test_no_sentence_is_kept_for_a_refusal_that_is_gone() -> None:
    assert set(SENTENCES) - {"refused"} <= {one.code for one in refusals()}


def test_a_planted_refusal_without_a_sentence_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    class Planted(Refusal):
        code = "planted"

    assert faults(Planted, set()) == ["has no sentence"]
    monkeypatch.setitem(SENTENCES, "planted", Sentence("%(why)sです", "もう一度"))  # type: ignore[arg-type]
    assert faults(Planted, set()) == [
        "never gets why",
        "has no English for %(why)sです",
        "has no English for もう一度",
    ]
