from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from shared.forecasting.interface import QUANTILES
from shared.forecasting.metrics import (
    brier,
    calibration,
    diebold_mariano,
    holm,
    log_score,
    pinball,
    scores,
    sign_scores,
)


def test_scores_by_hand() -> None:
    actual = np.array([[10.0, -4.0], [0.0, np.nan]])
    quantiles = np.broadcast_to(np.arange(-3.0, 4.0), (2, 2, 7))  # median 0, 10 % -2, 90 % 2
    found = scores(actual, quantiles)
    assert found["periods"] == 3
    assert found["mae"] == pytest.approx(14 / 3)
    assert found["bias"] == pytest.approx(-2)
    assert found["rmse"] == pytest.approx(np.sqrt(116 / 3))
    assert found["cover80"] == pytest.approx(1 / 3)
    assert found["width80"] == 4
    assert found["cover90"] == pytest.approx(1 / 3)
    assert found["sign_accuracy"] == pytest.approx(1 / 3)
    assert found["pinball"]["0.9"] == pytest.approx((0.9 * 8 + 0.1 * 6 + 0.1 * 2) / 3)
    assert found["pinball"]["0.5"] == pytest.approx(found["mae"] / 2)
    assert found["wql"] == pytest.approx(2 * found["mean_pinball"] * 3 / 14)


def test_pinball_is_least_at_the_true_quantile() -> None:
    y = np.random.default_rng(1).normal(size=20_000)
    true = np.quantile(y, QUANTILES)
    best = pinball(y, np.tile(true, (len(y), 1))).mean(axis=0)
    for shift in (-0.1, 0.1):
        assert (pinball(y, np.tile(true + shift, (len(y), 1))).mean(axis=0) > best).all()


def test_tails_look_only_at_the_largest() -> None:
    actual = np.array([1.0] * 95 + [100.0] * 5)[:, None]
    quantiles = np.zeros((100, 1, 7))
    assert scores(actual, quantiles)["tail_mae"] == pytest.approx(100)


def test_nothing_to_score_is_no_number() -> None:
    assert scores(np.full((2, 2), np.nan), np.zeros((2, 2, 7))) == {"periods": 0}


def test_calibration_of_a_calibrated_forecast() -> None:
    y = np.random.default_rng(2).normal(size=(50_000, 1))
    quantiles = np.broadcast_to(np.quantile(y, QUANTILES), (50_000, 1, 7))
    assert calibration(y, quantiles) == pytest.approx(QUANTILES, abs=1e-4)


def test_class_scores_by_hand() -> None:
    probability, happened = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]), np.array([0, 1])
    assert brier(probability, happened) == pytest.approx((0.09 + 0.04 + 0.01 + 0.01 + 0.81 + 0.64) / 2)
    assert log_score(probability, happened) == pytest.approx(-(np.log(0.7) + np.log(0.1)) / 2)


def test_sign_scores_by_hand() -> None:
    actual = np.array([[5.0, np.nan], [-1.0, 0.0]])
    signs = np.array([[[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]], [[0.4, 0.4, 0.2], [0.1, 0.7, 0.2]]])
    found = sign_scores(actual, signs)
    assert found["log_loss"] == pytest.approx(-np.log([0.5, 0.4, 0.7]).mean())
    assert found["log_loss_by_horizon"] == pytest.approx([-np.log([0.5, 0.4]).mean(), -np.log(0.7)])
    assert found["accuracy"] == pytest.approx(1.0)
    assert sign_scores(actual, np.full((2, 2, 3), np.nan)) == {}


def test_diebold_mariano_by_hand() -> None:
    """Eight days of constant difference plus an alternating one: means, autocovariances and z worked out by hand."""
    daily = np.array([-1.0, -3.0] * 4)
    losses = np.repeat(daily, 2)[:, None]
    day = np.repeat(np.arange(8), 2)
    found = diebold_mariano(losses, np.zeros_like(losses), day)
    # g0 = 1, g1 = -7/8, g2 = 6/8; weights 2/3 and 1/3 with floor(8 ** (1/3)) = 2 lags
    variance = 1 + 2 * (2 / 3 * -7 / 8 + 1 / 3 * 6 / 8)
    assert found.z == pytest.approx(-2 / np.sqrt(variance / 8))
    assert found.gain == 2
    assert found.days == 8
    assert found.p == pytest.approx(NormalDist().cdf(found.z), rel=1e-9)
    assert 0 < diebold_mariano(losses - 3, np.zeros_like(losses), day).p < 1e-100
    assert found.low < 2 < found.high


def test_a_worse_model_is_never_significant() -> None:
    rng = np.random.default_rng(4)
    worse, better = rng.normal(2, 0.1, (60, 4)), rng.normal(1, 0.1, (60, 4))
    assert diebold_mariano(worse, better, np.arange(60)).p > 0.999
    assert diebold_mariano(better, worse, np.arange(60)).p < 0.001


def test_diebold_mariano_is_calibrated_under_no_difference() -> None:
    rng = np.random.default_rng(3)
    p = []
    for _ in range(400):
        a, b = rng.normal(size=(2, 120, 4))
        p.append(diebold_mariano(a, b, np.arange(120) // 2).p)
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.10


def test_too_few_days_show_nothing() -> None:
    found = diebold_mariano(np.zeros((6, 1)), np.ones((6, 1)), np.arange(6))
    assert (found.p, found.days) == (1.0, 6)
    uneven = diebold_mariano(np.arange(7.0)[:, None], np.full((7, 1), 9.0), np.arange(7))
    assert (uneven.p, uneven.days) == (1.0, 7)
    assert diebold_mariano(np.ones((20, 1)), np.ones((20, 1)), np.arange(20)).p == 1.0


def test_holm_by_hand() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({}) == {}
