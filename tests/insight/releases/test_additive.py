"""Tables that add up come from published values alone and are the nearest that do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from enishi.insight.releases.additive import HIDDEN_MOST, adjusted

published = st.one_of(st.none(), st.integers(min_value=10, max_value=400))


@pytest.mark.parametrize(("parts", "total", "expected"), [
    ((40, 60), 100, (40, 60)),
    ((40, 60), 104, (42, 62)),
    ((40, 61), 100, (40, 60)),  # half a person each: the first of equals is rounded up
    ((40, None, None), 46, (40, 3, 3)),
    ((40, None), 60, (51, 9)),
    ((12, 90), 60, (0, 60)),
    ((30, None), 25, (25, 0)),
    ((None, None), 18, (9, 9)),
])  # fmt: skip
def test_what_is_missing_goes_first_to_the_hidden_parts_then_to_all_alike(parts, total, expected):
    assert adjusted(parts, total) == expected


def test_hidden_parts_alone_cannot_make_a_large_total():
    assert adjusted((None, None), 19) is None
    assert adjusted((), 5) is None


@given(
    st.lists(published, min_size=1, max_size=8),
    st.integers(min_value=10, max_value=1_500),
)
def test_the_parts_add_up_and_hidden_ones_stay_small(parts, total):
    found = adjusted(parts, total)
    if found is None:
        assert all(part is None for part in parts)
        return
    assert sum(found) == total
    assert min(found) >= 0
    assert all(
        value <= HIDDEN_MOST for value, part in zip(found, parts, strict=True) if part is None
    )


@given(
    st.lists(published, min_size=2, max_size=5).filter(any),
    st.integers(min_value=10, max_value=1_500),
)
def test_no_other_parts_are_nearer(parts, total):
    found = adjusted(parts, total)
    assert found is not None
    known = np.array([part is not None for part in parts])
    aims = np.array([part or 0 for part in parts], dtype=float)

    def apart(values):
        return float(((values - aims) ** 2)[known].sum())

    best = optimize.minimize(
        apart,
        x0=np.full(len(parts), total / len(parts)),
        bounds=[(0, None) if shown else (0, HIDDEN_MOST) for shown in known],
        constraints=[{"type": "eq", "fun": lambda values: values.sum() - total}],
        method="SLSQP",
    )
    # Whole numbers lie within one person of the best fractions.
    rounding = np.sqrt(best.fun) + np.sqrt(len(parts))
    assert apart(np.array(found)) <= rounding**2 + 1e-3
