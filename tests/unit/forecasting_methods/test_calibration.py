from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from shared.forecasting.interface import QUANTILES
from shared.forecasting.methods.calibration import Calibration
from shared.forecasting.methods.isotonic import Isotonic

Z = norm.ppf(QUANTILES)


def _ring(spread: float, bias: float, n: int = 6_000) -> tuple[Calibration, np.ndarray]:
    """Forecasts N(0, spread) of targets N(bias, 1) over 28 days, and their quantiles."""
    rng = np.random.default_rng(5)
    made = Calibration(4, 0.01, settle=0.0)
    quantiles = np.tile(spread * Z, (n, 1))
    time = np.linspace(0, 28 * 1440 - 1, n).astype(np.int64)
    made.add(time, rng.integers(1, 5, n), quantiles, rng.normal(bias, 1, n))
    return made, quantiles[:4]


@pytest.mark.parametrize(("spread", "bias"), [(0.6, 0.0), (1.7, 0.0), (0.8, 0.5)])
def test_cover_is_corrected_to_nominal(spread: float, bias: float) -> None:
    calibration, quantiles = _ring(spread, bias)
    corrected = calibration.apply(quantiles)
    new = np.random.default_rng(6).normal(bias, 1, 20_000)
    for row in corrected:
        cover = ((new >= row[1]) & (new <= row[5])).mean()
        assert 0.77 <= cover <= 0.83
        assert (new < row[3]).mean() == pytest.approx(0.5, abs=0.04)


def test_nothing_is_corrected_without_enough_errors() -> None:
    calibration = Calibration(4, 0.01)
    quantiles = np.tile(Z, (4, 1))
    assert calibration.apply(quantiles).tobytes() == quantiles.tobytes()
    calibration.add(np.arange(10), np.ones(10, dtype=np.int64), np.tile(Z, (10, 1)), np.full(10, 9.0))
    assert calibration.apply(quantiles).tobytes() == quantiles.tobytes()


def test_old_errors_leave_the_ring_and_missing_targets_never_enter() -> None:
    calibration = Calibration(1, 0.01, days=28)
    calibration.add(np.array([0, 1440]), np.array([1, 1]), np.tile(Z, (2, 1)), np.array([1.0, np.nan]))
    assert len(calibration) == 1
    calibration.add(np.array([30 * 1440]), np.array([1]), np.tile(Z, (1, 1)), np.array([0.0]))
    assert calibration.time.tolist() == [30 * 1440]


def test_short_rings_correct_in_part() -> None:
    whole, quantiles = _ring(0.5, 0.0)
    part = Calibration(4, 0.01, settle=28.0)
    part.add(whole.time, whole.k, np.tile(0.5 * Z, (len(whole), 1)), np.full(len(whole), np.nan))
    part.time, part.k, part.scores = whole.time, whole.k, whole.scores
    assert part.corrections() == pytest.approx(whole.corrections() * 0.5, rel=0.01)
    assert np.ptp(quantiles[0]) < np.ptp(part.apply(quantiles)[0]) < np.ptp(whole.apply(quantiles)[0])


def test_isotonic_pulls_overconfident_classes_back() -> None:
    rng = np.random.default_rng(2)
    true = rng.dirichlet((2, 1, 2), 4_000)
    found = (true.cumsum(axis=1) < rng.random((4_000, 1))).sum(axis=1)
    bold = true**3 / (true**3).sum(axis=1, keepdims=True)
    calibrated = Isotonic.fit(bold, found, days=1e9).apply(bold)

    def log_loss(p: np.ndarray) -> float:
        return float(-np.log(np.clip(p[np.arange(len(found)), found], 1e-12, 1)).mean())

    assert calibrated.sum(axis=1) == pytest.approx(1.0)
    assert log_loss(calibrated) < log_loss(bold) - 0.05
    untouched = Isotonic.identity(3).apply(true)
    assert untouched == pytest.approx(true, abs=0.02)
