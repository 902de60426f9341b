"""ACRDLS with a point mass at zero, for balancing demand since exact zeros became common.

From June 2025 a tenth of the quarter-hours of DK1 balancing demand are exactly zero. A logistic regression on lags,
running shares and calendar of "the value was zero", newest sizes and the covariates gives ``P(demand = 0)``; the ACRDLS
quantiles, calibrated on the errors at non-zero targets, are the distribution otherwise; the two are mixed. With fewer
than 1 % zeros in the last 28 days the forecast is ACRDLS as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.acrdls import Acrdls
from shared.forecasting.artefact import pack, unpack
from shared.forecasting.guard import trainable
from shared.forecasting.interface import Forecast
from shared.forecasting.methods.boosting import thin
from shared.forecasting.methods.calibration import Calibration
from shared.forecasting.methods.grid import clock_of, cut, instead, minute
from shared.forecasting.methods.mixture import signs, zero_inflated
from shared.forecasting.methods.tabular import Design, Rows, knowledge, training_origins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

RARE = 0.01
DAYS = 28
STEP = 25  # periods between the origins replayed in ``fit``
MAX_ROWS = 30_000
SIZES = 3  # newest absolute values among the regressors


class ZeroMass:
    """See the module. ``acrdls`` are the parameters of the continuous part."""

    name = "zero_mass"

    def __init__(self, *, acrdls: Mapping[str, Any] | None = None) -> None:
        self.params = dict(acrdls or {})
        self.base = Acrdls(**self.params)
        self.ahead: dict[str, int] = {}
        self.fill: dict[str, float] = {}
        self.scales = np.empty((2, 0))  # mean and deviation per regressor
        self.logistic = np.empty(0)  # intercept, then one coefficient per regressor; empty: zeros are rare
        self.range = (0.0, 0.0)
        self.calibration = Calibration(0, 0.0)
        self.last_origin = 0  # minutes since the epoch
        self.pending = _none()

    def fit(self, view: View) -> None:
        """Train both parts; the errors of the last days are replayed to calibrate the continuous one."""
        trainable(view)
        self.ahead, self.fill = knowledge(view)
        known = view.target[np.isfinite(view.target)]
        self.range = (float(known.min()), float(known.max()))
        floor = 0.02 * float(np.abs(known - np.median(known)).mean())
        self.calibration = Calibration(view.horizon, floor, days=DAYS)
        self.pending, self.last_origin = _none(), 0
        recent = known[-DAYS * view.steps_per_day :]
        self.logistic = np.empty(0)
        if (recent == 0).mean() >= RARE:
            self._fit_logistic(view)
            ahead = {name: view.ahead(name) for name in view.covariates}
            window = min(DAYS * view.steps_per_day, len(view.target) // 5)
            origins = range(view.origin - window, view.origin, STEP)
            self.base = Acrdls(**self.params)
            self.base.fit(cut(view, origins[0], ahead))
            for origin in origins:
                self.update(cut(view, origin, ahead))
        self.base = Acrdls(**self.params)
        self.base.fit(view)
        self.update(view)

    def update(self, view: View) -> None:
        """Follow the filter, and score its forecasts at received targets that are not zero."""
        now = int(minute(view, view.origin))
        if now <= self.last_origin:
            return
        self.base.update(view)
        self.last_origin = now
        if not len(self.logistic):
            return
        self._score(view)
        forecast = self.base.predict(view)
        k = np.arange(1, view.horizon + 1, dtype=np.int64)
        fresh = {"time": minute(view, view.origin + view.gap + k), "k": k, "quantiles": forecast.quantiles}
        self.pending = {key: np.concatenate((self.pending[key], fresh[key])) for key in fresh}

    def _score(self, view: View) -> None:
        index = (self.pending["time"] - minute(view, 0)) // view.minutes
        due = (index <= view.origin) & (index >= 0)
        if due.any():
            y = view.target[index[due]]
            time, k, quantiles = (self.pending[key][due] for key in ("time", "k", "quantiles"))
            self.calibration.add(time, k, quantiles, np.where(y == 0, np.nan, y))
        self.pending = {key: values[index > view.origin] for key, values in self.pending.items()}

    def predict(self, view: View) -> Forecast:
        forecast = self.base.predict(view)
        fallback = instead(view)
        if fallback is not None:
            return fallback
        if not len(self.logistic):
            recent = view.target[-DAYS * view.steps_per_day :]
            rare = np.full(view.horizon, (recent == 0).sum() / max(np.isfinite(recent).sum(), 1))
            return replace(forecast, signs=signs(rare, forecast.quantiles, *self.range))
        mass, rows = self._mass(view)
        continuous = self.calibration.apply(forecast.quantiles)
        quantiles = np.sort(zero_inflated(mass, continuous, *self.range), axis=1)
        mean = None if forecast.mean is None else (1 - mass) * forecast.mean
        chance = signs(mass, continuous, *self.range)
        return Forecast(quantiles, mean, forecast.degraded | rows.filled, (*forecast.notes, *rows.notes), chance)

    def probability(self, view: View) -> Floats:
        """``P(target = 0)`` per horizon, shape (H,); zeros where zeros are rare."""
        return self._mass(view)[0] if len(self.logistic) else np.zeros(view.horizon)

    def _mass(self, view: View) -> tuple[Floats, Rows]:
        x, rows = self._regressors(view, np.array([view.origin]))
        z = (x - self.scales[0]) / self.scales[1]
        return np.asarray(1 / (1 + np.exp(-np.clip(self.logistic[0] + z @ self.logistic[1:], -30, 30)))), rows

    def _regressors(self, view: View, origins: Ints) -> tuple[Floats, Rows]:
        """Design of the indicator "was zero", with the newest sizes; missing regressors take 0."""
        zero = np.where(np.isfinite(view.target), (view.target == 0).astype(np.float64), np.nan)
        rows = Design(replace(view, target=zero), self.ahead, self.fill, local_scale=False).rows(origins)
        sizes = [np.log1p(np.abs(view.target[np.maximum(rows.origin - i, 0)])) for i in range(SIZES)]
        return np.nan_to_num(np.column_stack((rows.x, *sizes))), rows

    def _fit_logistic(self, view: View) -> None:
        from sklearn.linear_model import LogisticRegression

        newest = view.origin - view.gap - view.horizon
        origins = training_origins(view, clock_of(view), daily=False, first=view.steps_per_day, last=newest)
        x, rows = self._regressors(view, thin(origins, view.horizon, view.steps_per_day, MAX_ROWS))
        y = view.target[rows.target]
        x, y = x[np.isfinite(y)], y[np.isfinite(y)]
        if not 0 < (y == 0).sum() < len(y):
            raise BadData(f"{self.name}: {int((y == 0).sum())} zeros among {len(y)} targets, both kinds needed")
        deviation = x.std(axis=0)
        self.scales = np.stack((x.mean(axis=0), np.where(deviation > 0, deviation, 1.0)))
        made = LogisticRegression(C=0.05, max_iter=500).fit((x - self.scales[0]) / self.scales[1], y == 0)
        self.logistic = np.concatenate((made.intercept_, made.coef_[0]))

    def save(self) -> dict[str, bytes]:
        settings = {
            "acrdls": self.params,
            "ahead": self.ahead,
            "fill": self.fill,
            "range": list(self.range),
            "last_origin": self.last_origin,
            "calibration": self.calibration.settings(),
        }
        arrays = {"scales": self.scales, "logistic": self.logistic} | self.calibration.arrays()
        arrays |= {f"pending_{key}": values for key, values in self.pending.items()}
        base = {f"acrdls/{name}": body for name, body in self.base.save().items()}
        return pack(self.name, settings, arrays) | base

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, arrays = unpack(cls.name, files)
        made = cls(acrdls=settings["acrdls"])
        made.ahead, made.fill, made.range = settings["ahead"], settings["fill"], tuple(settings["range"])
        made.last_origin = settings["last_origin"]
        made.scales, made.logistic = arrays["scales"], arrays["logistic"]
        made.calibration = Calibration.restore(settings["calibration"], arrays)
        made.pending = {key: arrays[f"pending_{key}"] for key in made.pending}
        own = {name.removeprefix("acrdls/"): body for name, body in files.items() if name.startswith("acrdls/")}
        made.base = Acrdls.load(own)
        return made


def _none() -> dict[str, NDArray[Any]]:
    return {"time": np.empty(0, np.int64), "k": np.empty(0, np.int64), "quantiles": np.empty((0, 7))}
