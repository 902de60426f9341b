"""LASSO_direct: per horizon a sparse linear model of many lags, penalty by BIC; the strong linear reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting import artefact
from shared.forecasting.design import Covariate, Design, covariate_scales
from shared.forecasting.guard import trainable
from shared.forecasting.interface import QUANTILES, Forecast
from shared.forecasting.transform import Asinh, sane_range

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, View

NEWEST = 24
DAYS = 7
ERROR_DAYS = 28
TRAINING_DAYS = 180


class LassoDirect:
    """24 newest values, daily lags 1-7 with a neighbour on each side, local calendar, covariates; asinh of the target.

    Intervals are quantiles of the errors of the last 28 days of training, per horizon.
    """

    name = "lasso_direct"

    def __init__(self) -> None:
        self._settings: dict[str, Any] = {}
        self._coefficients: Floats = np.empty((0, 0))
        self._errors: Floats = np.empty((0, len(QUANTILES)))

    def fit(self, view: View) -> None:
        """Train every horizon on the last 180 days. Raises BadData for a target without signal."""
        trainable(view)
        transform = Asinh.of(view.target)
        used, notes = covariate_scales(view)
        low, high = sane_range(view.target, view.steps_per_day)
        self._settings = {
            "minutes": view.minutes,
            "gap": view.gap,
            "horizon": view.horizon,
            "tz": view.tz,
            "transform": [transform.centre, transform.scale],
            "covariates": [[c.name, c.centre, c.scale, c.ahead] for c in used],
            "range": [low, high],
            "notes": notes,
        }
        design = self._design()
        fits = [self._fit_horizon(view, design, transform, k) for k in range(view.horizon)]
        self._coefficients = np.array([coefficients for coefficients, _ in fits])
        self._errors = np.array([errors for _, errors in fits])

    def _fit_horizon(self, view: View, design: Design, transform: Asinh, k: int) -> tuple[Floats, Floats]:
        from sklearn.linear_model import LassoLarsIC

        per_day = view.steps_per_day
        target = np.arange(max(0, view.origin + 1 - TRAINING_DAYS * per_day), view.origin + 1)
        z = transform.forward(view.target)
        rows = design.rows(view, z, np.where(np.isfinite(z), z, 0.0), 0, target, np.array(k))
        usable = rows.whole & np.isfinite(z[target])
        if usable.sum() < 2 * design.width:
            raise BadData(f"lasso_direct: {int(usable.sum())} complete rows, at least {2 * design.width} expected")
        x, y = rows.x[usable], z[target][usable]
        centre, scale = x.mean(axis=0), x.std(axis=0)
        varies = scale > 1e-9
        standard = (x[:, varies] - centre[varies]) / scale[varies]
        model = LassoLarsIC(criterion="bic", max_iter=200).fit(standard, y)
        coefficients = np.zeros(design.width)
        coefficients[varies] = model.coef_ / scale[varies]
        coefficients[design.lags.shape[1]] = model.intercept_ - coefficients @ centre
        recent = slice(-ERROR_DAYS * per_day, None)
        return coefficients, np.quantile(y[recent] - x[recent] @ coefficients, QUANTILES)

    def update(self, view: View) -> None:
        """Nothing: coefficients change only when refitted."""

    def predict(self, view: View) -> Forecast:
        """Raises BadData before ``fit`` or for a view of another gap, horizon, step or zone."""
        s = self._settings
        asked = {"minutes": view.minutes, "gap": view.gap, "horizon": view.horizon, "tz": view.tz}
        if not s or any(s[name] != value for name, value in asked.items()):
            trained = {name: s.get(name) for name in asked}
            raise BadData(f"lasso_direct: trained for {trained}, asked for {asked}; train a new version")
        transform, design = Asinh(*s["transform"]), self._design()
        k = np.arange(view.horizon)
        offset = max(0, view.origin - design.reach)
        z = transform.forward(view.target[offset:])
        newest = np.maximum.accumulate(np.where(np.isfinite(z), np.arange(len(z)), -1))
        filled = np.where(newest >= 0, z[newest], 0.0)
        rows = design.rows(view, z, filled, offset, view.origin + view.gap + 1 + k, k)
        centre = np.vecdot(self._coefficients, rows.x)
        low, high = transform.forward(np.array(s["range"]))
        quantiles = transform.back(np.clip(centre[:, None] + self._errors, low, high))
        notes = [*s["notes"]]
        if not rows.whole.all():
            notes.append(f"filled inputs at {int((~rows.whole).sum())} horizons")
        return Forecast(np.sort(quantiles, axis=1), None, ~rows.whole, tuple(notes))

    def _design(self) -> Design:
        s = self._settings
        per_day = 1440 // s["minutes"]
        chosen = []
        for k in range(1, s["horizon"] + 1):
            lead = s["gap"] + k
            daily = {day * per_day + i for day in range(1, DAYS + 1) for i in (-1, 0, 1)}
            chosen.append(sorted(set(range(lead, lead + NEWEST)) | {lag for lag in daily if lag >= lead}))
        lags = np.zeros((s["horizon"], max(map(len, chosen))), dtype=np.int64)
        for row, found in zip(lags, chosen, strict=True):
            row[: len(found)] = found
        return Design(lags, s["gap"], per_day, [Covariate(*c) for c in s["covariates"]])

    def save(self) -> dict[str, bytes]:
        return artefact.pack(self.name, self._settings, {"coefficients": self._coefficients, "errors": self._errors})

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, arrays = artefact.unpack(cls.name, files)
        model = cls()
        model._settings = settings
        model._coefficients, model._errors = arrays["coefficients"], arrays["errors"]
        return model
