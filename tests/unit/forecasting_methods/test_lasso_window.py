"""The regressions on shared normal equations against scikit-learn's on the data themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Lasso, LassoLarsIC

from shared.forecasting.methods import lasso_window
from shared.forecasting.methods.day_matrix import Days
from shared.forecasting.methods.lasso_window import LassoWindow, NormalEquations


def _problem(n: int, p: int = 12, q: int = 3, slots: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Common inputs, own inputs and targets of which a few of both kinds are the cause."""
    rng = np.random.default_rng(7)
    x = rng.normal(1, 1, (n, p)) @ (np.eye(p) + 0.3 * rng.normal(0, 1, (p, p)))
    own = rng.normal(-1, 1, (n, slots, q))
    y = 2 + x[:, :1] - 0.5 * x[:, 3:4] + own[:, :, 1] + rng.normal(0, 0.5, (n, slots))
    return x, own, y


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasso_window, "TOLERANCE", 1e-12)
    monkeypatch.setattr(lasso_window, "SWEEPS", 20_000)
    monkeypatch.setattr(lasso_window, "PATH_STEPS", 400)
    monkeypatch.setattr(lasso_window, "PATIENCE", 400)


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize("more", [0, 3])
def test_descent_on_normal_equations_is_the_lasso_of_the_data(more: int) -> None:
    x, own, y = _problem(80, q=more) if more else (*_problem(80)[:1], np.empty((80, 2, 0)), _problem(80)[2])
    normal = NormalEquations(x, own, y)
    width = x.shape[1] + more
    found = np.stack([normal.solve(slot, 0.05, np.full(width, 0.3)) for slot in range(2)])
    for slot, intercept in enumerate(normal.intercepts(found)):
        expected = Lasso(0.05, tol=1e-12, max_iter=20_000).fit(np.hstack((x, own[:, slot])), y[:, slot])
        assert found[slot] == pytest.approx(expected.coef_, abs=1e-6)
        assert intercept == pytest.approx(expected.intercept_, abs=1e-6)
        assert 0 < np.count_nonzero(found[slot]) < width


@pytest.mark.usefixtures("exact")
def test_penalty_is_that_of_least_aic() -> None:
    x, _, y = _problem(150)
    normal = NormalEquations(x, np.empty((150, 2, 0)), y)
    noise = normal.noise()
    for slot in range(2):
        expected: Any = LassoLarsIC(criterion="aic").fit(x, y[:, slot])
        # scikit-learn also counts the intercept as a degree of freedom of its noise
        assert noise[slot] == pytest.approx(expected.noise_variance_ * (150 - 13) / (150 - 12), rel=1e-6)
        penalty, coefficients = normal.choose(slot, noise[slot])
        left = ((y[:, slot] - y[:, slot].mean() - (x - x.mean(axis=0)) @ coefficients) ** 2).sum()
        aic = left / noise[slot] + 2 * np.count_nonzero(coefficients)
        on_path = ((y[:, slot] - expected.predict(x)) ** 2).sum() / noise[slot] + 2 * np.count_nonzero(expected.coef_)
        assert aic < on_path + 0.2  # tried penalties lie between those of the path
        assert coefficients == pytest.approx(normal.solve(slot, penalty, coefficients), abs=1e-6)


def test_more_inputs_than_days_leave_noise() -> None:
    x, own, y = _problem(20, p=30)
    noise = NormalEquations(x, own, y).noise()
    assert (noise > 0.05).all()


def test_window_follows_a_copied_price() -> None:
    """Tomorrow's price of every period is that of two days before: the fit finds it among all inputs."""
    rng = np.random.default_rng(2)
    price = np.empty((200, 24))
    price[:2] = rng.normal(50, 10, (2, 24))
    for day in range(2, 200):
        price[day] = price[day - 2] + rng.normal(0, 1, 24)
    days = Days(20_000, price, (), ())
    model = LassoWindow(150)
    model.fit(days, 198, choose=True)
    error = np.abs(model.predict(days, np.array([199]))[0] - price[199]).mean()
    assert error < 0.4 * np.abs(price[198] - price[199]).mean()
    again = LassoWindow.restore(150, model.arrays())
    assert again.predict(days, np.array([199])).tobytes() == model.predict(days, np.array([199])).tobytes()
