"""Released correlations: a possible matrix near the true one, the same for the same people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from enishi.insight.disclosure import correlations

SECRET = b"a secret of the installation, 32"
KINDS = ("visit", "event", "purchase", "post", "support")


def counts(people: int, seed: int = 1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    often = chance.gamma(1.0, 2.0, size=(people, 1))
    return chance.poisson(often * np.array([1.0, 0.5, 0.8, 0.2, 0.1]))


def told(people: int, key: int = 5, names: tuple[str, ...] = KINDS) -> np.ndarray:
    true = correlations.true_matrix(counts(people))
    order = [KINDS.index(name) for name in names]
    return np.array(
        correlations.protected(
            true[np.ix_(order, order)], names=names, persons=people, key=key, secret=SECRET
        )
    )


def test_the_true_matrix_is_that_of_scipy_on_logarithms_of_at_most_20():
    found = counts(300)
    found[0] = 400  # somebody who does everything all the time
    logs = np.log1p(np.minimum(found, 20))
    true = correlations.true_matrix(found)
    for one in range(5):
        for other in range(one):
            expected = stats.pearsonr(logs[:, one], logs[:, other]).statistic
            assert true[one, other] == pytest.approx(expected, abs=1e-12)


def test_a_kind_that_all_did_alike_goes_with_nothing():
    found = counts(120)
    found[:, 2] = 3
    assert correlations.true_matrix(found)[2].tolist() == [0, 0, 1, 0, 0]


def test_the_matrix_is_a_possible_one_of_two_digits():
    for key in range(30):
        matrix = told(100, key)
        assert np.array_equal(matrix, matrix.T)
        assert np.diag(matrix).tolist() == [1.0] * 5
        assert np.array_equal(matrix, np.round(matrix, 2))
        assert np.linalg.eigvalsh(matrix).min() > -0.05  # two digits move it a little
        assert np.abs(matrix).max() == 1.0


def test_the_same_people_give_the_same_noise_in_any_order_of_kinds():
    forward, backward = told(200), told(200, names=KINDS[::-1])
    assert np.allclose(forward, backward[::-1, ::-1], atol=0.011)
    assert not np.array_equal(told(200, key=6), forward)


@pytest.mark.parametrize(("people", "most"), [(100, 0.10), (500, 0.05)])
def test_the_noise_is_about_one_sampling_error(people, most):
    true = correlations.true_matrix(counts(people))
    errors = [np.abs(told(people, key) - true)[np.triu_indices(5, 1)] for key in range(60)]
    assert 0.01 < float(np.mean(errors)) < most


def test_fewer_than_a_hundred_are_a_bug_of_the_caller():
    with pytest.raises(AssertionError, match="fewer people"):
        told(99)
