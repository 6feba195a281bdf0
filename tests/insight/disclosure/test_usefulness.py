"""What is left to see: a service that refuses everything would pass every attack."""

from __future__ import annotations

from tests.attacks import usefulness


def test_published_tables_stay_useful(tables, world):
    measured = usefulness.measure(tables, world)
    assert measured.cells_shown >= 0.60, str(measured)
    assert measured.persons_covered >= 0.95, str(measured)
    assert measured.mean_error <= 2.5, str(measured)
    assert measured.relative_error <= 0.10, str(measured)
    assert measured.tau >= 0.90, str(measured)
