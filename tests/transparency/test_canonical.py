"""One value, one text (RFC 8785)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from enishi.transparency import canonical

WHOLE = some.integers(-(2**53 - 1), 2**53 - 1)
VALUES = some.recursive(
    some.none() | some.booleans() | WHOLE | some.text(some.characters(codec="utf-8")),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(max_size=3), inner),
)


def test_names_are_sorted_by_utf16_as_in_the_rfc():
    # RFC 8785, section 3.2.3: the order of its example.
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical.text(dict.fromkeys(names, 0))
    assert list(json.loads(text)) == ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]


def test_strings_are_escaped_as_in_the_rfc():
    # RFC 8785, section 3.2.2.2: short forms, lower-case hex, everything else as it is.
    assert canonical.text('€$\u000f\nA\'B"\\\\"/\x7f') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'


def test_there_is_no_room_between_things():
    value = {"b": [1, True, None], "a": {"名": "縁"}}
    assert canonical.text(value) == '{"a":{"名":"縁"},"b":[1,true,null]}'


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: 2}, {"a": {1, 2}}, b"bytes"])
def test_what_has_no_canonical_text_is_a_bug(value):
    with pytest.raises(TypeError):
        canonical.text(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_what_readers_would_read_differently_is_a_bug(value):
    with pytest.raises(ValueError, match=r"canonical|surrogates"):
        canonical.text(value)


@given(VALUES.filter(lambda value: json.dumps(value).isascii()))
def test_reading_and_writing_again_gives_the_same_text(value):
    text = canonical.text(value)
    assert json.loads(text) == value
    assert canonical.text(json.loads(text)) == text
