"""One JSON value, one text: the JSON Canonicalization Scheme (RFC 8785), without floats."""

from __future__ import annotations

import json
from collections.abc import Mapping

# Whole numbers beyond this differ between JSON readers (RFC 8785, section 3.2.2.3).
WHOLE_MAX = 2**53 - 1


def text(value: object) -> str:
    """Write a value canonically.

    Numbers must be whole and within 2**53 - 1 either way: amounts are whole minor units.
    A wrong value is a bug of the caller, not an answer: ValueError or TypeError.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            if not -WHOLE_MAX <= value <= WHOLE_MAX:
                raise ValueError("a canonical number lies within 2**53 - 1")
            return str(int(value))
        case str():
            value.encode("utf-8")  # lone surrogates have no UTF-8 and so no canonical text
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return "[" + ",".join(text(item) for item in value) + "]"
        case Mapping():
            return "{" + ",".join(_member(key, value[key]) for key in _in_order(value)) + "}"
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical JSON here")


def _member(key: str, value: object) -> str:
    """Write one name and its value."""
    return f"{text(key)}:{text(value)}"


def _in_order(names: Mapping[str, object]) -> list[str]:
    """Sort names by their UTF-16 code units (RFC 8785, section 3.2.3)."""
    for name in names:
        if not isinstance(name, str):
            raise TypeError("names in JSON are text")
    return sorted(names, key=lambda name: name.encode("utf-16-be"))
