"""LightGBM quantile regression, pooled over horizons, calibrated on its own past errors.

One booster per published quantile on the design of ``tabular``; the lead is a column. Boosted quantiles are too narrow
out of sample (the 80 % interval of the raw model covers 66-85 %), so a first set of boosters is trained without the
last 28 days and scored on them; the scores of the final boosters follow as targets are received.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.artefact import pack, unpack
from shared.forecasting.guard import trainable
from shared.forecasting.interface import QUANTILES, Forecast
from shared.forecasting.methods.boosting import Boosting, Ensemble, quantile_objectives, thin, train
from shared.forecasting.methods.calibration import Calibration
from shared.forecasting.methods.grid import clock_of, instead, minute
from shared.forecasting.methods.tabular import Design, Rows, knowledge, training_origins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAST_PAIRS = 200
AT_ANY_TIME = {"rounds": 60, "leaves": 8, "min_leaf": 400}
"""The H rows of an origin are nearly one observation, and volumes change their habits within weeks: small trees."""
SCORED_ROWS = 25_000


class LightGBMQuantile:
    """See the module. ``daily``: issued once a day, so only origins at that local time are trained on.

    ``local_scale``: target relative to the level and spread at the origin (prices). ``with_mean``: also publish the
    expected value, from a booster with squared loss.
    """

    name = "lightgbm_q"

    def __init__(
        self,
        *,
        daily: bool = False,
        local_scale: bool = False,
        with_mean: bool = False,
        calibration_days: int | None = None,
        **boosting: Any,
    ) -> None:
        self.daily, self.local_scale, self.with_mean = daily, local_scale, with_mean
        self.calibration_days = calibration_days or (90 if daily else 28)
        self.boosting = Boosting(**{**({} if daily else AT_ANY_TIME), **boosting})
        self.ahead: dict[str, int] = {}
        self.fill: dict[str, float] = {}
        self.last_target = 0  # start of the newest scored target, minutes since the epoch
        self.models: Ensemble | None = None
        self.calibration = Calibration(0, 0.0)

    def fit(self, view: View) -> None:
        """Train the boosters; raises BadData with too little history or a target that does not vary."""
        trainable(view)
        self.ahead, self.fill = knowledge(view)
        design = Design(view, self.ahead, self.fill, local_scale=self.local_scale)
        origins = self._origins(view, view.steps_per_day, view.origin - view.gap - 1)
        floor = 0.02 * float(np.nanmean(np.abs(view.target - np.nanmedian(view.target))))
        self.calibration = Calibration(view.horizon, floor, days=self.calibration_days, reach=0 if self.daily else 2)
        window = min(self.calibration_days * view.steps_per_day, len(view.target) // 5)
        early = view.origin - window
        self.models = self._train(view, design, origins, early)
        self.last_target = minute(view, early)
        self._score(view, design)
        self.models = self._train(view, design, origins, view.origin)

    def update(self, view: View) -> None:
        """Score the forecasts whose targets arrived since the last call; the boosters stay as they are."""
        if self.models is None:
            raise BadData(f"{self.name}: update before fit")
        if minute(view, view.origin) > self.last_target:
            self._score(view, Design(view, self.ahead, self.fill, local_scale=self.local_scale))

    def predict(self, view: View) -> Forecast:
        if self.models is None:
            raise BadData(f"{self.name}: predict before fit")
        fallback = instead(view)
        if fallback is not None:
            return fallback
        design = Design(view, self.ahead, self.fill, local_scale=self.local_scale)
        rows = design.rows(np.array([view.origin]))
        raw, mean = self._raw(rows)
        return Forecast(self.calibration.apply(raw), mean, rows.filled, rows.notes)

    def _origins(self, view: View, first: int, last: int) -> Ints:
        return training_origins(view, clock_of(view), daily=self.daily, first=first, last=last)

    def _train(self, view: View, design: Design, origins: Ints, newest: int) -> Ensemble:
        """Boosters from all pairs whose target is at most ``newest``, the newest received."""
        chosen = origins[origins <= newest - view.gap - 1]
        rows = design.rows(thin(chosen, view.horizon, view.steps_per_day, self.boosting.max_rows))
        y = np.where(rows.target <= newest, view.target[np.minimum(rows.target, newest)], np.nan)
        known = np.isfinite(y)
        if known.sum() < LEAST_PAIRS:
            raise BadData(
                f"{self.name}: {int(known.sum())} pairs of origin and received target, at least {LEAST_PAIRS} needed; "
                f"history starts {view.start:%Y-%m-%d}"
            )
        objectives = quantile_objectives() + ([{"objective": "l2"}] if self.with_mean else [])
        scale = rows.scale[known]
        label = (y[known] - rows.centre[known]) / scale
        weight = scale / scale.mean() if self.local_scale else None
        return Ensemble(train(self.boosting, rows.x[known], label, objectives, weight))

    def _raw(self, rows: Rows) -> tuple[Floats, Floats | None]:
        """Sorted quantiles (n, 7) in target units before calibration, and the mean where it is modelled."""
        assert self.models is not None
        made = self.models.predict(rows.x) * rows.scale[:, None] + rows.centre[:, None]
        quantiles = np.sort(made[:, : len(QUANTILES)], axis=1)
        return quantiles, made[:, len(QUANTILES)] if self.with_mean else None

    def _score(self, view: View, design: Design) -> None:
        """Enter the errors of targets after ``last_target`` up to the view's origin."""
        done = view.origin - (minute(view, view.origin) - self.last_target) // view.minutes
        origins = self._origins(view, max(done - view.gap - view.horizon + 1, 0), view.origin - view.gap - 1)
        per_ring = self.calibration_days * (1 if self.daily else view.steps_per_day) * view.horizon
        stride = max(1, per_ring // SCORED_ROWS)
        origins = origins[minute(view, origins) // view.minutes % stride == 0]
        rows = design.rows(origins)
        due = (rows.target > done) & (rows.target <= view.origin)
        if due.any():
            picked = Rows(*(getattr(rows, part)[due] for part in Rows.__slots__))
            quantiles, _ = self._raw(picked)
            self.calibration.add(minute(view, picked.target), picked.k, quantiles, view.target[picked.target])
        self.last_target = minute(view, view.origin)

    def save(self) -> dict[str, bytes]:
        if self.models is None:
            raise BadData(f"{self.name}: save before fit")
        settings = {
            "daily": self.daily,
            "local_scale": self.local_scale,
            "with_mean": self.with_mean,
            "boosting": asdict(self.boosting),
            "ahead": self.ahead,
            "fill": self.fill,
            "last_target": self.last_target,
            "calibration": self.calibration.settings(),
        }
        return pack(self.name, settings, self.calibration.arrays()) | self.models.files("quantile")

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, arrays = unpack(cls.name, files)
        made = cls(
            daily=settings["daily"],
            local_scale=settings["local_scale"],
            with_mean=settings["with_mean"],
            calibration_days=settings["calibration"]["days"],
            **settings["boosting"],
        )
        made.ahead, made.fill = settings["ahead"], settings["fill"]
        made.last_target = settings["last_target"]
        made.calibration = Calibration.restore(settings["calibration"], arrays)
        made.models = Ensemble.from_files("quantile", files)
        return made
