"""Arrays in the form in which PostgreSQL keeps them, packed by the column.

Each begins with its dimensions, the kind of its elements, their number and the first place; each
element comes with its length, most significant byte first; a length of -1 is NULL.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

_HEADER = struct.Struct("!5i")
_EMPTY = struct.Struct("!3i")
_LENGTH = struct.Struct("!i")
_NULL = _LENGTH.pack(-1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY = _EPOCH.date().toordinal()
_MICROSECOND = timedelta(microseconds=1)


class Packed(bytes):
    """An array ready to be sent."""

    __slots__ = ()
    array_oid = 0
    element_oid = 0

    @classmethod
    def of(cls, elements: Sequence[bytes], *, has_null: bool = False) -> Packed:
        """Put a header before packed elements."""
        if not elements:
            return cls(_EMPTY.pack(0, 0, cls.element_oid))
        header = _HEADER.pack(1, has_null, cls.element_oid, len(elements), 1)
        return cls(header + b"".join(elements))


class Bigints(Packed):
    """An array of bigint."""

    array_oid, element_oid = 1016, 20


class Integers(Packed):
    """An array of integer."""

    array_oid, element_oid = 1007, 23


class Texts(Packed):
    """An array of text."""

    array_oid, element_oid = 1009, 25


class Dates(Packed):
    """An array of date."""

    array_oid, element_oid = 1182, 1082


class Moments(Packed):
    """An array of timestamp with time zone."""

    array_oid, element_oid = 1185, 1184


class Uuids(Packed):
    """An array of uuid."""

    array_oid, element_oid = 2951, 2950


KINDS: Sequence[type[Packed]] = (Bigints, Integers, Texts, Dates, Moments, Uuids)


def bigints(values: Sequence[int | None]) -> Packed:
    """Pack whole numbers of 64 bits."""
    return _fixed(Bigints, "q", values)


def integers(values: Sequence[int | None]) -> Packed:
    """Pack whole numbers of 32 bits."""
    return _fixed(Integers, "i", values)


def dates(values: Sequence[date | None]) -> Packed:
    """Pack dates: days since 2000."""
    first = _FIRST_DAY
    return _fixed(Dates, "i", [None if one is None else one.toordinal() - first for one in values])


def moments(values: Sequence[datetime]) -> Packed:
    """Pack moments: microseconds since 2000."""
    return _fixed(Moments, "q", [(one - _EPOCH) // _MICROSECOND for one in values])


def uuids(values: Sequence[UUID | None]) -> Packed:
    """Pack UUIDs."""
    length = _LENGTH.pack(16)
    return _with_nulls(Uuids, values, lambda one: length + one.bytes)


def texts(values: Sequence[str | None]) -> Packed:
    """Pack texts; the same text is packed once."""
    packed: dict[str, bytes] = {}

    def pack(one: str) -> bytes:
        found = packed.get(one)
        if found is None:
            told = one.encode()
            found = packed[one] = _LENGTH.pack(len(told)) + told
        return found

    return _with_nulls(Texts, values, pack)


def _fixed(kind: type[Packed], form: str, values: Sequence[int | None]) -> Packed:
    """Pack numbers of one width, all at once when none is missing."""
    size = struct.calcsize(f"!{form}")
    count = len(values)
    if None in values or not count:
        one_of = struct.Struct(f"!i{form}")
        return _with_nulls(kind, values, lambda one: one_of.pack(size, one))
    flat: list[Any] = [size] * (2 * count)
    flat[1::2] = values
    elements = struct.pack(f"!{('i' + form) * count}", *flat)
    return kind(_HEADER.pack(1, 0, kind.element_oid, count, 1) + elements)


def _with_nulls(kind: type[Packed], values: Sequence[Any], pack: Callable[[Any], bytes]) -> Packed:
    """Pack one by one; what is missing becomes NULL."""
    elements = [_NULL if one is None else pack(one) for one in values]
    return kind.of(elements, has_null=None in values)
