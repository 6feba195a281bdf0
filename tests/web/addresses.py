"""Every address of the pages, made from the map itself, so that a new page is walked too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver, reverse

FOREIGN = ("allauth.",)


@dataclass(frozen=True, slots=True)
class Address:
    """One page: its path and the permission that it declares."""

    path: str
    permission: str


def _patterns(found: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            if one.namespace is None and one.app_name is None:
                yield from _patterns(one.url_patterns)
        else:
            yield one


def of_pages(given: Mapping[str, Sequence[str]]) -> list[Address]:
    """Return the addresses of all our pages; `given` has values for each part of an address.

    A part without a value is a mistake of the test: no page may be left out unseen.
    """
    made = []
    for pattern in _patterns(get_resolver().url_patterns):
        if pattern.callback.__module__.startswith(FOREIGN):
            continue
        parts = list(pattern.pattern.converters)
        for values in product(*(given[part] for part in parts)):
            kwargs = dict(zip(parts, values, strict=True)) | (pattern.default_args or {})
            permission = pattern.callback.permission  # type: ignore[attr-defined]
            made.append(Address(reverse(str(pattern.name), kwargs=kwargs), permission))
    return list(dict.fromkeys(made))
