"""The LASSO regressions of one calibration window, one per delivery period.

The inputs are the same for all periods, so they are scaled once and their normal equations are formed once; descent and
penalty path then work on those alone, whatever the number of days. Periods shorter than an hour add a few inputs of
their own, which border the common matrix.
"""

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

PATH_STEPS, PATH_END = 40, 1e-3  # penalties tried, and the last as a share of the one that leaves no input
PATIENCE = 3  # penalties without a better AIC after which smaller ones are left untried
LEAST_PENALTY = 1e-5
TOLERANCE = 1e-2  # duality gap as a share of the sum of squares; exacter descent forecasts no better
SWEEPS = 300
WEEKDAYS = 7


class LassoWindow:
    """Coefficients in scaled space: ``asinh((price - centre) / scale)`` on equally transformed inputs."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.penalty = np.empty(0)  # (slots,)
        self.coefficients = np.empty((0, 0))  # (slots, p): common inputs, then a period's own
        self.intercept = np.empty(0)  # (slots,)
        self.input_scales = np.empty((0, 2))  # centre and scale per common input
        self.own_scale = np.empty(2)
        self.target_scale = np.empty(2)

    def fit(self, days: Days, newest: int, *, choose: bool) -> None:
        """Refit on the ``window`` days up to row ``newest``; ``choose`` selects each period's penalty by AIC."""
        rows = np.arange(max(newest + 1 - self.window, 7), newest + 1)
        common = days.inputs(rows)
        whole = np.isfinite(common).all(axis=1) & np.isfinite(days.price[rows]).all(axis=1)
        rows, common = rows[whole], common[whole]
        price, own = days.price[rows], days.own(rows)
        self.target_scale = np.array(_median_mad(price))
        self.input_scales = _scales(common)
        self.own_scale = np.array(_median_mad(own) if own.size else (0.0, 1.0))
        x, own = self._scaled(common, own)
        y = np.arcsinh((price - self.target_scale[0]) / self.target_scale[1])
        normal = NormalEquations(x, own, y)
        slots = range(days.slots)
        if choose:
            noise = normal.noise()
            chosen = [normal.choose(slot, noise[slot]) for slot in slots]
            self.penalty = np.array([penalty for penalty, _ in chosen])
            self.coefficients = np.stack([coefficients for _, coefficients in chosen])
        else:
            solved = [normal.solve(slot, self.penalty[slot], self.coefficients[slot]) for slot in slots]
            self.coefficients = np.stack(solved)
        self.intercept = normal.intercepts(self.coefficients)

    def predict(self, days: Days, rows: Ints) -> Floats:
        """Prices, shape (rows, slots), not capped against ``sinh`` beyond what float64 holds."""
        x, own = self._scaled(days.inputs(rows), days.own(rows))
        width = x.shape[1]
        z = x @ self.coefficients[:, :width].T + self.intercept
        z = z + np.einsum("nsj,sj->ns", own, self.coefficients[:, width:])
        return np.asarray(self.target_scale[0] + self.target_scale[1] * np.sinh(np.clip(z, -300, 300)))

    def _scaled(self, common: Floats, own: Floats) -> tuple[Floats, Floats]:
        """Both kinds of inputs in z; weekday dummies stay as they are."""
        z = common.copy()
        centre, scale = self.input_scales.T
        z[:, :-WEEKDAYS] = np.arcsinh((common[:, :-WEEKDAYS] - centre) / scale)
        return z, np.arcsinh((own - self.own_scale[0]) / self.own_scale[1])

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "penalty": self.penalty,
            "coefficients": self.coefficients,
            "intercept": self.intercept,
            "input_scales": self.input_scales,
            "own_scale": self.own_scale,
            "target_scale": self.target_scale,
        }

    @classmethod
    def restore(cls, window: int, arrays: Mapping[str, NDArray[Any]]) -> Self:
        made = cls(window)
        for key, value in arrays.items():
            setattr(made, key, value)
        return made


class NormalEquations:
    """``X'X`` and ``X'y`` of centred inputs, for one LASSO per period.

    ``x`` (n, p) inputs common to all periods, ``own`` (n, slots, q) further ones of each period, ``y`` (n, slots).
    """

    def __init__(self, x: Floats, own: Floats, y: Floats) -> None:
        self.mean_x, self.mean_own, self.mean_y = x.mean(axis=0), own.mean(axis=0), y.mean(axis=0)
        x, own = x - self.mean_x, own - self.mean_own
        self.x, self.y = np.asfortranarray(x), np.asfortranarray(y - self.mean_y)
        self.own = own
        width, more = x.shape[1], own.shape[2]
        self.common = x.T @ x
        self.common_y = x.T @ self.y  # (p, slots)
        self.cross = np.moveaxis(np.tensordot(x, own, axes=(0, 0)), 1, 0)  # (slots, p, q)
        self.among = np.einsum("nsi,nsj->sij", own, own)
        self.own_y = np.einsum("nsi,ns->si", own, self.y)
        self.gram = np.empty((width + more, width + more))
        self.gram[:width, :width] = self.common

    def _of(self, slot: int) -> tuple[Floats, Floats]:
        """Gram matrix (borrowed until the next call) and ``X'y`` of one period."""
        width = len(self.common)
        self.gram[:width, width:] = self.cross[slot]
        self.gram[width:, :width] = self.cross[slot].T
        self.gram[width:, width:] = self.among[slot]
        return self.gram, np.concatenate((self.common_y[:, slot], self.own_y[slot]))

    def solve(self, slot: int, penalty: float, start: Floats) -> Floats:
        """Coefficients of one period by coordinate descent from ``start``."""
        from sklearn import config_context
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import lasso_path

        gram, xy = self._of(slot)
        # Where the Gram matrix is given, only shapes and the norm of y count: one row stands for all n.
        x, y = np.zeros((1, len(gram)), order="F"), np.array([np.linalg.norm(self.y[:, slot])])
        with warnings.catch_warnings(), config_context(skip_parameter_validation=True, assume_finite=True):
            # Nearly collinear hours stop the descent a little early; the forecast does not notice.
            warnings.simplefilter("ignore", ConvergenceWarning)
            _, path, _ = lasso_path(
                x, y, alphas=[penalty * len(self.y)], precompute=gram, Xy=xy, coef_init=start.copy(),
                check_input=False, tol=TOLERANCE, max_iter=SWEEPS,
            )  # fmt: skip
        return np.asarray(path[:, 0])

    def choose(self, slot: int, noise: float) -> tuple[float, Floats]:
        """The penalty of least AIC given the variance of the ``noise``, and its coefficients.

        Inputs in use count as degrees of freedom (Zou, Hastie, Tibshirani 2007). Penalties are tried from the one that
        leaves no input downwards, each descent beginning where the one before ended.
        """
        gram, xy = self._of(slot)
        largest = max(float(np.abs(xy).max()) / len(self.y), LEAST_PENALTY)
        coefficients = found = np.zeros(len(xy))
        chosen, best, tried = largest, np.inf, 0
        for penalty in largest * np.geomspace(1.0, PATH_END, PATH_STEPS):
            coefficients = self.solve(slot, penalty, coefficients)
            left = self.y[:, slot] @ self.y[:, slot] - 2 * xy @ coefficients + coefficients @ gram @ coefficients
            aic = left / noise + 2 * np.count_nonzero(coefficients)
            tried += 1
            if aic < best:
                chosen, best, found, tried = float(penalty), aic, coefficients, 0
            elif tried >= PATIENCE:
                break
        return chosen, found

    def intercepts(self, coefficients: Floats) -> Floats:
        width = len(self.common)
        inputs = coefficients[:, :width] @ self.mean_x + np.einsum("sj,sj->s", coefficients[:, width:], self.mean_own)
        return np.asarray(self.mean_y - inputs)

    def noise(self) -> Floats:
        """Variance that the common inputs leave, per period.

        That of least squares; with more inputs than days, where least squares leaves none, the best leave-one-out
        error of ridge regressions. It also holds the doubt in the coefficients, so AIC keeps fewer inputs, which
        forecasts Danish prices better than the residual variance does.
        """
        n, width = self.x.shape
        if n > width + 1:
            coefficients = np.linalg.lstsq(self.common, self.common_y)[0]
            left = ((self.y - self.x @ coefficients) ** 2).sum(axis=0) / (n - width)
        else:
            from sklearn.linear_model import RidgeCV

            ridge = RidgeCV(alphas=np.logspace(-1, 4, 6), fit_intercept=False, alpha_per_target=True)
            left = -np.atleast_1d(ridge.fit(self.x, self.y).best_score_)
        return np.asarray(np.maximum(left, 1e-6))


def _scales(common: Floats) -> Floats:
    """Median and MAD per group of 24 hourly inputs that belong to one series and lag, shape (p - 7, 2)."""
    groups = (common.shape[1] - WEEKDAYS) // 24
    each = [_median_mad(common[:, 24 * group : 24 * (group + 1)]) for group in range(groups)]
    return np.repeat(np.array(each), 24, axis=0)


def _median_mad(values: Floats) -> tuple[float, float]:
    """Median and MAD-based scale; the mean deviation, then 1, where most values are equal."""
    centre = float(np.median(values))
    deviation = np.abs(values - centre)
    return centre, MAD_TO_SIGMA * float(np.median(deviation)) or float(deviation.mean()) or 1.0
