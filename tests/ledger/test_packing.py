"""What is packed arrives in the database as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import DataError, transaction

from enishi.ledger import packing
from enishi.ledger.operations.calling import Call

NOON = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=9)))


@pytest.mark.parametrize(
    ("pack", "values"),
    [
        (packing.bigints, [0, -1, 2**63 - 1, -(2**63)]),
        (packing.bigints, [1, None, 3]),
        (packing.bigints, []),
        (packing.integers, [None, 3, -(2**31)]),
        (packing.texts, ["", "縁", "縁", None, 'a"b,{c}\\']),
        (packing.dates, [date(1999, 12, 31), date(2000, 1, 1), None, date(9999, 12, 31)]),
        (packing.moments, [NOON, datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)]),
        (packing.uuids, [UUID(int=0), UUID(int=2**128 - 1)]),
        (packing.uuids, [None, None]),
    ],
)
@pytest.mark.django_db
def test_an_array_arrives_as_it_was(pack, values):
    found = Call("unnest", [pack(values)]).rows()
    assert [value for (value,) in found] == values


@pytest.mark.django_db
def test_an_error_of_a_call_is_one_of_django_s_and_the_connection_stays_usable():
    with pytest.raises(DataError), transaction.atomic():
        Call("int4div", [1, 0])
    assert Call("int4div", [6, 2]).rows() == [(3,)]
