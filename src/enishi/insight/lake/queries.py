"""What the follower reads of the database: one snapshot, one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial

from django.db import connection, transaction
from psycopg import IsolationLevel

from enishi.activities import queries as activities
from enishi.events import queries as events
from enishi.insight.lake.refresh import CHUNK, Reading
from enishi.insight.lake.shaping import Place
from enishi.insight.lake.states import State
from enishi.membership import queries as members
from enishi.outside import queries as outside
from enishi.regions import queries as regions
from enishi.regions.region import Standing
from enishi.surveys import queries as surveys

# PostgreSQL's pg_control_system(): (version, catalogue, system identifier, last change).
_SYSTEM_IDENTIFIER = 2
NOWHERE = "unknown"


@contextmanager
def reading() -> Iterator[Reading]:
    """Open one REPEATABLE READ transaction and say what it may read to the end.

    Transactions numbered below the snapshot's xmin are all over: what they committed is
    visible here, and nothing will be added below that number (insight.md 5, watermark).
    """
    assert not connection.in_atomic_block, "the follower needs a transaction of its own"
    connection.ensure_connection()
    driver = connection.connection
    driver.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic(durable=True):
            yield Reading(
                cluster=_cluster(),
                until_xid=_snapshot_xmin(),
                place=Places(),
                activities=partial(activities.copied_between, rows=CHUNK),
                acted_in=activities.regions_written_between,
                answers=surveys.written_between,
                withdrawals=activities.withdrawn_between,
                lifts=events.lifted_between,
                forgotten=activities.forgotten_between,
                living=activities.written_as,
                added_homes=regions.added_homes(),
                cards=State(members.mark_of_holders(), members.holders),
                series=State(outside.mark_of_values(), outside.values),
            )
    finally:
        driver.isolation_level = None


def _snapshot_xmin() -> int:
    """Return the oldest transaction that this snapshot still sees as running."""
    with connection.cursor() as cursor:
        cursor.callproc("pg_current_snapshot")
        snapshot = str(cursor.fetchone()[0])
    return int(snapshot.split(":", 1)[0])


def _cluster() -> str:
    """Name the cluster and the database whose transaction numbers these are."""
    with connection.cursor() as cursor:
        cursor.callproc("pg_control_system")
        identifier = cursor.fetchone()[_SYSTEM_IDENTIFIER]
    return f"{identifier}/{connection.settings_dict['NAME']}"


def place(code: str) -> Place:
    """Say where the activities of one region count (see `places`).

    Raises:
        UnknownRegion: no region has the code.
    """
    return Places()(code)


class Places:
    """Says where the activities of regions count; the tree is read when it is first asked.

    An area (地域) inside one municipality counts there, and is named beside it; an area across
    several counts in its prefecture and the nation only.
    """

    @cached_property
    def _tree(self) -> dict[str, Standing]:
        return regions.standings()

    def __call__(self, code: str) -> Place:
        """Return the place of one region.

        Raises:
            UnknownRegion: no region has the code.
        """
        region = self._tree.get(code)
        if region is None:
            raise regions.UnknownRegion(code=code)
        if region.kind != "area":
            return Place(code, "", region.prefecture or NOWHERE, region.is_sample)
        counts_in = region.towns[0] if len(region.towns) == 1 else code
        return Place(counts_in, code, region.prefecture or NOWHERE, region.is_sample)
