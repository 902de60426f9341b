from __future__ import annotations

import numpy as np
import pytest

from shared.forecasting.rls import LARGEST, Rls

NO_CLIP = 1e12


def one(p: int, lam: float, clip: float = NO_CLIP) -> Rls:
    return Rls(np.array([lam]), np.ones((1, p), dtype=bool), clip=clip)


def test_published_vector() -> None:
    rls = one(2, 0.9)
    expected = [(0.526316, 0), (1.039410, 1.083199), (1.027005, 1.371768), (0.724733, 2.101808), (0.743713, 2.077397)]
    for i, (y, theta) in enumerate(zip((1, 3, 4, 8, 9), expected, strict=True)):
        rls.update(np.array([[1.0, i]]), float(y))
        assert rls.theta[0, 0] == pytest.approx(theta, abs=5e-7)
    assert rls.cov[0, 0] == pytest.approx(np.array([[0.546914, -0.172684], [-0.172684, 0.089416]]), abs=5e-7)


@pytest.mark.parametrize("lam", [0.95, 0.999, 1.0])
def test_equals_the_batch_solution(lam: float) -> None:
    rng = np.random.default_rng(3)
    n, p, delta = 400, 6, 1.0
    x, z = rng.normal(size=(n, p)), rng.normal(size=n)
    rls = one(p, lam)
    for row, value in zip(x, z, strict=True):
        rls.update(row[None], float(value))
    weight = lam ** np.arange(n - 1, -1, -1)
    normal = (x * weight[:, None]).T @ x + lam**n * delta * np.eye(p)
    batch = np.linalg.solve(normal, (x * weight[:, None]).T @ z)
    assert np.abs(rls.theta[0, 0] - batch).max() < 1e-13
    assert np.abs(rls.cov[0, 0] - np.linalg.inv(normal)).max() < 1e-13


def test_the_bank_equals_its_filters_alone() -> None:
    rng = np.random.default_rng(4)
    lams, horizons, p = np.array([0.98, 0.995]), 3, 5
    active = np.ones((horizons, p), dtype=bool)
    active[1, 3:] = False
    bank = Rls(lams, active)
    alone = [[one(int(active[h].sum()), lam, clip=3.0) for h in range(horizons)] for lam in lams]
    for _ in range(200):
        x, z = rng.normal(size=(horizons, p)) * active, float(rng.normal())
        bank.update(x, z)
        for row in alone:
            for h, single in enumerate(row):
                single.update(x[h, active[h]][None], z)
    for g, row in enumerate(alone):
        for h, single in enumerate(row):
            assert bank.theta[g, h, active[h]] == pytest.approx(single.theta[0, 0], abs=1e-12)
            assert not bank.theta[g, h, ~active[h]].any()


def test_some_horizons_only() -> None:
    rng = np.random.default_rng(5)
    all_of, some_of = (Rls(np.array([0.99]), np.ones((4, 3), dtype=bool)) for _ in range(2))
    for _ in range(50):
        x = rng.normal(size=(4, 3))
        all_of.update(x, 1.0)
        some_of.update_some(np.array([0, 2]), x[[0, 2]], 1.0)
    assert some_of.theta[:, [0, 2]] == pytest.approx(all_of.theta[:, [0, 2]], abs=1e-14)
    assert not some_of.theta[:, [1, 3]].any()
    assert (some_of.cov[:, 1] == np.eye(3)).all()


def test_a_spike_moves_the_model_by_three_sigma_at_most() -> None:
    rng = np.random.default_rng(6)
    clipped, free = one(2, 0.999, clip=3.0), one(2, 0.999)
    for _ in range(2000):
        x = rng.normal(size=(1, 2))
        z = float(x[0] @ [1.0, -1.0] + 0.1 * rng.normal())
        clipped.update(x, z)
        free.update(x, z)
    before = clipped.theta.copy(), free.theta.copy()
    for rls in (clipped, free):
        rls.update(np.array([[1.0, 0.0]]), 500.0)
    assert np.abs(clipped.theta - before[0]).max() < 0.01
    assert np.abs(free.theta - before[1]).max() > 0.2


def collinear(steps: int, filters: int = 1) -> np.ndarray:
    """Regressors (steps, filters, 4): two equal columns, a constant, an idle one; the normal matrix is singular."""
    wave = np.random.default_rng(8).normal(size=(steps, filters)) * np.array([1.0, 0.01, 0.1, 3.0, 8.0])[:filters]
    return np.stack([wave, wave, np.ones_like(wave), np.zeros_like(wave)], axis=-1)


def assert_sound(rls: Rls) -> None:
    assert np.isfinite(rls.theta).all()
    assert (rls.cov == np.swapaxes(rls.cov, 2, 3)).all()
    np.linalg.cholesky(rls.cov)  # raises LinAlgError unless positive definite


def test_a_million_collinear_updates_of_one_filter_stay_positive_definite() -> None:
    rows = list(collinear(1000))
    rls = one(4, 1 - 1 / 1344, clip=3.0)
    for round_of_rows in range(1000):
        for i, x in enumerate(rows):
            rls.update(x, 0.5)
            if i % 16 == 0:
                rls.bound()
        if round_of_rows % 10 == 0:
            assert_sound(rls)
    assert_sound(rls)
    assert rls.predict(rows[0])[0, 0] == pytest.approx(0.5, abs=1e-6)


def test_a_bank_on_collinear_input_stays_positive_definite() -> None:
    """Four memories, five sizes of input: the bound holds and every forecast is right."""
    lam = 1 - 1 / np.array([50.0, 300.0, 1344.0, 5376.0])
    rls, rows = Rls(lam, np.ones((5, 4), dtype=bool)), list(collinear(1000, 5))
    for i in range(20_000):
        rls.update(rows[i % 1000], 0.5)
        if i % 16 == 0:
            rls.bound()
        if i % 1000 == 0:
            assert_sound(rls)
    assert_sound(rls)
    assert (np.trace(rls.cov, axis1=2, axis2=3) / 4 <= LARGEST * 1.4).all()  # up to 16 steps of growth at lam = 0.98
    assert rls.predict(rows[0]) == pytest.approx(np.full((4, 5), 0.5), abs=0.01)


def test_wind_up_of_one_regressor_leaves_the_others_alive() -> None:
    rng = np.random.default_rng(9)
    rls = one(2, 0.99)
    for _ in range(3000):  # the second regressor is never excited
        rls.update(np.array([[rng.normal(), 0.0]]), 0.0)
        rls.bound()
    assert LARGEST * 0.98 <= rls.cov[0, 0, 1, 1] <= LARGEST
    assert 0.005 < rls.cov[0, 0, 0, 0] < 0.05  # steady state (1 - lam) / var(x)


def test_a_break_widens_once_and_keeps_the_bound() -> None:
    rls = one(3, 0.99)
    before = rls.cov.copy()
    rls.widen(10.0)
    assert rls.cov == pytest.approx(10 * before)
    for _ in range(5):
        rls.widen(10.0)
    assert rls.cov[0, 0].diagonal().max() <= LARGEST * (1 + 1e-12)
