"""Quantile averaging of several methods, weighted by their own past pinball loss, then calibrated.

Averaging quantiles level by level keeps the shape of the members' distributions (averaging probabilities would widen
them). Weights are learned per group of neighbouring horizons on forecasts that were made before their targets were
received, and are drawn towards equal weights unless the losses differ clearly: members of like skill differ in noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.artefact import pack, unpack
from shared.forecasting.guard import trainable
from shared.forecasting.interface import METHODS, QUANTILES, Forecast, Forecaster
from shared.forecasting.methods.calibration import Calibration
from shared.forecasting.methods.grid import clock_of, cut, minute
from shared.forecasting.methods.tabular import training_origins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEVELS = np.array(QUANTILES)
HALF_TRUST = 2.0  # t value of the difference in loss at which learned and equal weights count alike
DESCENT_STEPS = 60


class Combination:
    """See the module. ``members``: method name -> its parameters. ``daily``: issued once a day.

    ``step`` is the number of periods between the origins replayed in ``fit`` to collect past errors.
    """

    name = "combination"

    def __init__(
        self,
        *,
        members: Mapping[str, Mapping[str, Any]] | None = None,
        daily: bool = False,
        days: int | None = None,
        groups: int = 4,
        step: int = 25,
    ) -> None:
        self.params = {key: dict(value) for key, value in (members or {"acrdls": {}, "lightgbm_q": {}}).items()}
        if len(self.params) < 2 or self.name in self.params:
            raise BadData(f"{self.name}: needs two or more members other than itself, got {sorted(self.params)}")
        self.daily, self.groups, self.step = daily, groups, step
        self.days = days or (60 if daily else 28)
        self.members: list[Forecaster] = []
        self.calibration = Calibration(0, 0.0)
        self.weights = np.empty((0, 0))  # (H, members)
        self.last_origin = 0  # minutes since the epoch
        self.last_target = 0
        empty = (0, len(self.params), len(QUANTILES))
        self.issued: dict[str, NDArray[Any]] = {
            "time": np.empty(0, dtype=np.int64),
            "k": np.empty(0, dtype=np.int64),
            "y": np.empty(0),
            "quantiles": np.empty(empty),
        }

    def fit(self, view: View) -> None:
        """Replay the members over the last days to learn weights, then train them on everything."""
        trainable(view)
        floor = 0.02 * float(np.nanmean(np.abs(view.target - np.nanmedian(view.target))))
        self.__init__(members=self.params, daily=self.daily, days=self.days, groups=self.groups, step=self.step)  # type: ignore[misc]
        self.calibration = Calibration(view.horizon, floor, days=self.days, reach=view.horizon, settle=self.days)
        self.weights = np.full((view.horizon, len(self.params)), 1 / len(self.params))
        ahead = {name: view.ahead(name) for name in view.covariates}
        window = min(self.days * view.steps_per_day, len(view.target) // 5)
        early = view.origin - window
        origins = training_origins(view, clock_of(view), daily=self.daily, first=early, last=view.origin - 1)
        origins = origins if self.daily else origins[:: self.step]
        self._train(cut(view, int(origins[0]), ahead))
        for origin in origins:
            self.update(cut(view, int(origin), ahead))
        self._train(view)
        self.update(view)

    def _train(self, view: View) -> None:
        self.members = [METHODS[name](**params) for name, params in self.params.items()]
        for member in self.members:
            member.fit(view)

    def update(self, view: View) -> None:
        """Score what was issued, follow the members, and note what they forecast now."""
        if not self.members:
            raise BadData(f"{self.name}: update before fit")
        now = int(minute(view, view.origin))
        if now <= self.last_origin:
            return
        self._score(view)
        for member in self.members:
            member.update(view)
        made = [member.predict(view) for member in self.members]
        self.last_origin = now
        if not any(forecast.degraded.any() for forecast in made):
            self._note(view, np.stack([forecast.quantiles for forecast in made], axis=1))

    def predict(self, view: View) -> Forecast:
        if not self.members:
            raise BadData(f"{self.name}: predict before fit")
        made = [member.predict(view) for member in self.members]
        quantiles = self._average(np.stack([forecast.quantiles for forecast in made], axis=1), self.weights)
        means = [forecast.mean for forecast in made if forecast.mean is not None]
        mean = np.mean(means, axis=0) if means else None
        degraded = np.any([forecast.degraded for forecast in made], axis=0)
        notes = tuple(dict.fromkeys(note for forecast in made for note in forecast.notes))
        return Forecast(self.calibration.apply(quantiles), mean, degraded, notes)

    @staticmethod
    def _average(quantiles: Floats, weights: Floats) -> Floats:
        """Members' quantiles (n, members, 7) and weights (n, members) to (n, 7)."""
        return np.asarray(np.einsum("nmq,nm->nq", quantiles, weights))

    def _note(self, view: View, quantiles: Floats) -> None:
        k = np.arange(1, view.horizon + 1, dtype=np.int64)
        fresh = {
            "time": minute(view, view.origin + view.gap + k),
            "k": k,
            "y": np.full(view.horizon, np.nan),
            "quantiles": quantiles,
        }
        self.issued = {key: np.concatenate((self.issued[key], fresh[key])) for key in self.issued}

    def _score(self, view: View) -> None:
        """Fill in received targets, calibrate on them, and learn the weights anew."""
        issued = self.issued
        index = (issued["time"] - minute(view, 0)) // view.minutes
        due = (issued["time"] > self.last_target) & (index <= view.origin) & (index >= 0)
        self.last_target = int(minute(view, view.origin))
        if due.any():
            issued["y"][due] = view.target[index[due]]
            raw = self._average(issued["quantiles"][due], self.weights[issued["k"][due] - 1])
            self.calibration.add(issued["time"][due], issued["k"][due], raw, issued["y"][due])
            fresh = issued["time"] > self.last_target - self.days * 1440
            self.issued = {key: values[fresh] for key, values in issued.items()}
            self._learn()

    def _learn(self) -> None:
        """Weights per group of horizons from the scored forecasts."""
        horizon, members = self.weights.shape
        for group in np.array_split(np.arange(horizon), min(self.groups, horizon)):
            chosen = np.isin(self.issued["k"] - 1, group) & np.isfinite(self.issued["y"])
            if not chosen.any():
                continue
            quantiles, y = self.issued["quantiles"][chosen], self.issued["y"][chosen]
            t = difference(quantiles, y, self.issued["time"][chosen] // 1440)
            trust = t**2 / (t**2 + HALF_TRUST**2)
            self.weights[group] = trust * best_weights(quantiles, y) + (1 - trust) / members

    def save(self) -> dict[str, bytes]:
        if not self.members:
            raise BadData(f"{self.name}: save before fit")
        settings = {
            "members": self.params,
            "daily": self.daily,
            "days": self.days,
            "groups": self.groups,
            "step": self.step,
            "last_origin": self.last_origin,
            "last_target": self.last_target,
            "calibration": self.calibration.settings(),
        }
        arrays = self.calibration.arrays() | {"weights": self.weights}
        arrays |= {f"issued_{key}": values for key, values in self.issued.items()}
        files = pack(self.name, settings, arrays)
        for member in self.members:
            files |= {f"{member.name}/{path}": body for path, body in member.save().items()}
        return files

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, arrays = unpack(cls.name, files)
        made = cls(**{key: settings[key] for key in ("members", "daily", "days", "groups", "step")})
        made.last_origin, made.last_target = settings["last_origin"], settings["last_target"]
        made.calibration = Calibration.restore(settings["calibration"], arrays)
        made.weights = arrays["weights"]
        made.issued = {key: arrays[f"issued_{key}"] for key in made.issued}
        for name in made.params:
            own = {path.removeprefix(f"{name}/"): body for path, body in files.items() if path.startswith(f"{name}/")}
            made.members.append(METHODS[name].resolve().load(own))
        return made


def difference(quantiles: Floats, y: Floats, day: Ints) -> float:
    """t value of the daily loss difference between the worst and the best member; 0 with fewer than 3 days."""
    excess = y[:, None, None] - quantiles
    loss = np.maximum(LEVELS * excess, (LEVELS - 1) * excess).mean(axis=2)
    days, number = np.unique(day, return_inverse=True)
    if len(days) < 3:
        return 0.0
    count = np.bincount(number)
    daily = np.column_stack([np.bincount(number, weights=column) / count for column in loss.T])
    order = daily.mean(axis=0).argsort()
    gap = daily[:, order[-1]] - daily[:, order[0]]
    error = float(gap.std(ddof=1)) / np.sqrt(len(days))
    return float(gap.mean() / error) if error > 0 else 0.0


def best_weights(quantiles: Floats, y: Floats) -> Floats:
    """Convex weights of least mean pinball loss, by exponentiated gradient from equal weights.

    ``quantiles`` (n, members, 7), ``y`` (n,). The loss is convex in the weights, so the start does not matter.
    """
    members = quantiles.shape[1]
    weights = np.full(members, 1 / members)
    total = np.zeros(members)
    scale = float(np.mean(np.ptp(quantiles, axis=1))) + 1e-12
    for _ in range(DESCENT_STEPS):
        combined = np.einsum("nmq,m->nq", quantiles, weights)
        slope = (y[:, None] < combined) - LEVELS
        gradient = np.einsum("nq,nmq->m", slope, quantiles) / (len(y) * len(LEVELS))
        weights = weights * np.exp(-2.0 * (gradient - gradient.mean()) / scale)
        weights = weights / weights.sum()
        total += weights
    return total / DESCENT_STEPS
