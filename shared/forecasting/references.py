"""Reference models: what every forecast has to beat before anyone should look at it.

The naive ones have no quantiles of their own; they take those of their own errors over the last 28 days, centred so
that the median stays the naive value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.climatology import climatology, usual_signs
from shared.forecasting.interface import MEDIAN, QUANTILES, Forecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Floats, View

ERROR_DAYS = 28
_DAY_AHEAD = re.compile(r"spot|day_?ahead_?price", re.IGNORECASE)


class Stateless:
    """A method that is a function of the view alone: nothing to train, nothing to keep but its name."""

    name: str

    def fit(self, view: View) -> None: ...

    def update(self, view: View) -> None: ...

    def save(self) -> dict[str, bytes]:
        return {"model.json": json.dumps({"method": self.name}).encode()}

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        found = json.loads(files["model.json"]).get("method")
        if found != cls.name:
            raise BadData(f"{cls.name}: artefact of method {cls.name!r} expected, {found!r} found")
        return cls()


class _Naive(Stateless):
    """The newest received value a whole number of seasons before the target; without a season the last one."""

    season_days: ClassVar[int]

    def predict(self, view: View) -> Forecast:
        leads = view.gap + 1 + np.arange(view.horizon)
        season = self.season_days * view.steps_per_day
        back = -(-leads // season) * season if season else leads
        index = view.origin + leads - back
        carried, missing = _carried(view.target)
        point = carried[np.clip(index, 0, view.origin)]
        degraded = (index < 0) | missing[np.clip(index, 0, view.origin)]
        spread = {int(b): _error_quantiles(view, int(b)) for b in np.unique(back)}
        quantiles = point[:, None] + np.array([spread[int(b)] for b in back])
        notes = (f"filled inputs at {int(degraded.sum())} horizons",) if degraded.any() else ()
        return Forecast(np.sort(quantiles, axis=1), None, degraded, notes)


class Persistence(_Naive):
    """The last received value."""

    name = "persistence"
    season_days = 0


class SeasonalNaiveDay(_Naive):
    """The value of the newest whole day before: ``ceil(h / S) * S`` steps."""

    name = "snaive_day"
    season_days = 1


class SeasonalNaiveWeek(_Naive):
    """The value of the newest whole week before: ``ceil(h / 7S) * 7S`` steps."""

    name = "snaive_week"
    season_days = 7


class Climatology28(Stateless):
    """Median and quantiles of the same local quarter over the last 28 received days."""

    name = "climatology28"

    def predict(self, view: View) -> Forecast:
        quantiles, mean = climatology(view)
        return Forecast(quantiles, mean, np.zeros(view.horizon, dtype=bool), signs=usual_signs(view))


class Markov(Stateless):
    """What followed, ``gap + k`` periods later, on a value of the same sign as the newest one; over all history.

    The reference of activation, whose direction is persistent: quantiles and signs by horizon.
    """

    name = "markov"

    def predict(self, view: View) -> Forecast:
        carried, missing = _carried(view.target)
        before = np.sign(carried)
        quantiles, signs = np.empty((view.horizon, len(QUANTILES))), np.empty((view.horizon, 3))
        for k in range(view.horizon):
            lead = view.gap + k + 1
            later = view.target[lead:]
            same = later[(before[:-lead] == before[-1]) & np.isfinite(later)]
            same = same if len(same) else carried[~missing]
            quantiles[k] = np.quantile(same, QUANTILES)
            counts = np.array([(same < 0).sum(), (same == 0).sum(), (same > 0).sum()]) + 1.0
            signs[k] = counts / counts.sum()
        degraded = np.full(view.horizon, bool(missing[-1]))
        return Forecast(quantiles, None, degraded, ("newest value missing",) if missing[-1] else (), signs)


class DayAhead(Stateless):
    """The day-ahead price of the period: the reference of imbalance prices.

    Takes the covariate whose name says so (``day_ahead_price``, ``SpotPriceEUR``); raises BadData where there is none.
    """

    name = "day_ahead"

    def predict(self, view: View) -> Forecast:
        name = next((name for name in sorted(view.covariates) if _DAY_AHEAD.search(name)), None)
        if name is None:
            raise BadData(f"day_ahead: no covariate is a day-ahead price, there are {sorted(view.covariates)}")
        price = view.covariates[name]
        recent = slice(max(0, view.origin + 1 - ERROR_DAYS * view.steps_per_day), view.origin + 1)
        carried, missing = _carried(price)
        targets = view.origin + view.gap + 1 + np.arange(view.horizon)
        degraded = missing[targets]
        quantiles = carried[targets][:, None] + _centred_quantiles(view.target[recent] - price[recent])
        notes = (f"{name} missing at {int(degraded.sum())} horizons: carried on",) if degraded.any() else ()
        return Forecast(quantiles, None, degraded, notes)


class Zero(Stateless):
    """Nothing happens: the reference of spreads."""

    name = "zero"

    def predict(self, view: View) -> Forecast:
        spread = _centred_quantiles(view.target[-ERROR_DAYS * view.steps_per_day :])
        zeros = np.zeros(view.horizon)
        return Forecast(np.tile(spread, (view.horizon, 1)), zeros, zeros.astype(bool))


def _carried(target: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The target with gaps carried forward from the last known value (the first one, at the beginning)."""
    known = np.isfinite(target)
    if not known.any():
        raise BadData("forecasting: a naive reference expected received target values, every value is missing")
    newest = np.maximum.accumulate(np.where(known, np.arange(len(target)), -1))
    return target[np.where(newest >= 0, newest, int(np.argmax(known)))], ~known


def _error_quantiles(view: View, back: int) -> Floats:
    recent = view.target[-ERROR_DAYS * view.steps_per_day - back :]
    return _centred_quantiles(recent[back:] - recent[:-back])


def _centred_quantiles(errors: Floats) -> Floats:
    known = errors[np.isfinite(errors)]
    if not len(known):
        raise BadData("forecasting: a naive reference expected errors of the last 28 days, the history is too short")
    quantiles = np.quantile(known, QUANTILES)
    centred: Floats = quantiles - quantiles[MEDIAN]
    return centred
