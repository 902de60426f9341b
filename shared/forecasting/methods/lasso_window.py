"""The LASSO regressions of one calibration window, one per delivery period."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.forecasting.transform import MAD_TO_SIGMA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.methods.day_matrix import Days

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LONGEST_PATH = 120  # steps of the penalty path; AIC stops at a few dozen inputs


class LassoWindow:
    """Coefficients in scaled space: ``asinh((price - centre) / scale)`` on equally transformed inputs."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.penalty = np.empty(0)  # (slots,)
        self.coefficients = np.empty((0, 0))  # (slots, p)
        self.intercept = np.empty(0)  # (slots,)
        self.input_scales = np.empty((0, 2))  # centre and scale per input, own inputs last
        self.target_scale = np.empty(2)

    def fit(self, days: Days, newest: int, *, choose: bool) -> None:
        """Refit on the ``window`` days up to row ``newest``; ``choose`` selects each period's penalty by AIC."""
        rows = np.arange(max(newest + 1 - self.window, 7), newest + 1)
        common = days.inputs(rows)
        rows = rows[np.isfinite(common).all(axis=1) & np.isfinite(days.price[rows]).all(axis=1)]
        common = days.inputs(rows)
        price = days.price[rows]
        self.target_scale = np.array(_median_mad(price))
        own = np.concatenate([days.own(rows, slot) for slot in range(days.slots)])
        self.input_scales = self._scales(common, own)
        y = np.arcsinh((price - self.target_scale[0]) / self.target_scale[1])
        width = len(self.input_scales)
        if choose:
            self.penalty = np.empty(days.slots)
            self.coefficients = np.zeros((days.slots, width))
        self.intercept = np.empty(days.slots)
        for slot in range(days.slots):
            x = self._scaled(np.hstack((common, days.own(rows, slot))))
            self._fit_slot(slot, x, y[:, slot], choose=choose)

    def _fit_slot(self, slot: int, x: Floats, y: Floats, *, choose: bool) -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import Lasso, LassoLarsIC

        mean_x, mean_y = x.mean(axis=0), y.mean()
        centred, rest = x - mean_x, y - mean_y
        with warnings.catch_warnings():
            # Nearly collinear hours stop the descent a little early; the forecast does not notice.
            warnings.simplefilter("ignore", ConvergenceWarning)
            if choose:
                noise = None if len(y) > x.shape[1] + 1 else _noise(centred, rest)
                chosen = LassoLarsIC(
                    criterion="aic", fit_intercept=False, noise_variance=noise, max_iter=LONGEST_PATH
                ).fit(centred, rest)
                self.penalty[slot] = max(float(chosen.alpha_), 1e-5)
            lasso = Lasso(self.penalty[slot], fit_intercept=False, precompute=True, max_iter=1000, warm_start=True)
            lasso.coef_ = self.coefficients[slot].copy()
            lasso.fit(centred, rest)
        self.coefficients[slot] = lasso.coef_
        self.intercept[slot] = mean_y - mean_x @ lasso.coef_

    def predict(self, days: Days, rows: Ints) -> Floats:
        """Prices, shape (rows, slots), not capped against ``sinh`` beyond what float64 holds."""
        common = days.inputs(rows)
        z = np.empty((len(rows), days.slots))
        for slot in range(days.slots):
            x = self._scaled(np.hstack((common, days.own(rows, slot))))
            z[:, slot] = x @ self.coefficients[slot] + self.intercept[slot]
        return np.asarray(self.target_scale[0] + self.target_scale[1] * np.sinh(np.clip(z, -300, 300)))

    def _scales(self, common: Floats, own: Floats) -> Floats:
        """Median and MAD per group of hourly inputs that belong to one series and lag; dummies stay as they are."""
        groups = (common.shape[1] - 7) // 24
        scales = [_median_mad(common[:, 24 * group : 24 * (group + 1)]) for group in range(groups)]
        each = [scale for scale in scales for _ in range(24)] + [(0.0, 1.0)] * 7
        own_scale = _median_mad(own) if own.size else (0.0, 1.0)
        return np.array(each + [own_scale] * own.shape[1])

    def _scaled(self, x: Floats) -> Floats:
        z = np.arcsinh((x - self.input_scales[:, 0]) / self.input_scales[:, 1])
        z[:, -7 - self._own : x.shape[1] - self._own] = x[:, -7 - self._own : x.shape[1] - self._own]
        return np.asarray(z)

    @property
    def _own(self) -> int:
        """Number of own inputs of a period: those after the weekday dummies."""
        return (len(self.input_scales) - 7) % 24

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "penalty": self.penalty,
            "coefficients": self.coefficients,
            "intercept": self.intercept,
            "input_scales": self.input_scales,
            "target_scale": self.target_scale,
        }

    @classmethod
    def restore(cls, window: int, arrays: Mapping[str, NDArray[Any]]) -> Self:
        made = cls(window)
        for key, value in arrays.items():
            setattr(made, key, value)
        return made


def _median_mad(values: Floats) -> tuple[float, float]:
    """Median and MAD-based scale; the mean deviation, then 1, where most values are equal."""
    centre = float(np.median(values))
    deviation = np.abs(values - centre)
    return centre, MAD_TO_SIGMA * float(np.median(deviation)) or float(deviation.mean()) or 1.0


def _noise(x: Floats, y: Floats) -> float:
    """Variance left by a ridge regression, for AIC with more inputs than days (there least squares leaves none).

    Its best leave-one-out error: it also holds the doubt in the coefficients, so AIC keeps fewer inputs, which
    forecasts Danish prices better than the residual variance does.
    """
    from sklearn.linear_model import RidgeCV

    ridge = RidgeCV(alphas=np.logspace(-1, 4, 6), fit_intercept=False).fit(x, y)
    return max(float(-ridge.best_score_), 1e-6)
