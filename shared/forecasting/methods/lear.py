"""LEAR: day-ahead prices, one LASSO per delivery period, averaged over calibration windows.

Inputs of a day are the prices of 1, 2, 3 and 7 days before (all hours), each forecast known ahead for the day itself
and 1 and 7 days before, each series known only afterwards 1 and 7 days before, and the weekday; all ``asinh`` of
median/MAD-scaled values. The penalty is chosen by AIC every 28 days, the coefficients are refitted with every received
day. Quantiles come from the model's own past errors. Each window's forecast is capped to the range of the last year,
because ``sinh`` of an extrapolated linear predictor explodes.

Source: Lago et al., Applied Energy 293 (2021) 116983, written from the published description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.artefact import pack, unpack
from shared.forecasting.guard import trainable
from shared.forecasting.interface import QUANTILES, Forecast
from shared.forecasting.methods.day_matrix import Days, by_day
from shared.forecasting.methods.grid import clock_of, instead
from shared.forecasting.methods.lasso_window import LassoWindow
from shared.forecasting.transform import Asinh, sane_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LEAST_DAYS = 60
RING_DAYS = 90
WARM_UP_REFIT = 7  # days between coefficient refits while past errors are collected in ``fit``
SETTLE_DAYS = 10  # first errors of the ring, which only start the exponential mean of their size
FORGET = 1 / 20  # of that mean, per day
NEIGHBOUR_HOURS = 3  # periods this close share their errors


class Lear:
    """See the module. ``windows`` in days; those longer than the history are left out.

    Meant for origins at the end of a local day. Targets beyond the first day without received prices are forecast from
    the forecasts of the day before and marked degraded.
    """

    name = "lear"

    def __init__(self, *, windows: Sequence[int] = (84, 364, 1092), penalty_days: int = 28) -> None:
        self.windows = tuple(sorted(windows))
        self.penalty_days = penalty_days
        self.ahead: list[str] = []
        self.past: list[str] = []
        self.fill: dict[str, float] = {}  # median per covariate, for one that is gone altogether
        self.constants = Asinh(0.0, 1.0)
        self.models: list[LassoWindow] = []
        self.done = 0  # number of the newest local day learned from
        self.chosen = 0  # number of the day on which the penalty was last chosen
        self.errors = np.empty((0, 0))  # past errors in z, (days, slots), newest last

    def fit(self, view: View) -> None:
        """Train, and collect the errors of the last 90 days; raises BadData with fewer than 60 days of prices."""
        trainable(view)
        reach = view.gap + view.horizon
        known = sorted(name for name, values in view.covariates.items() if np.isfinite(values).any())
        self.ahead = [name for name in known if view.ahead(name) >= reach]
        self.past = [name for name in known if view.ahead(name) < reach]
        self.fill = {name: float(np.nanmedian(view.covariates[name])) for name in known}
        self.constants = Asinh.of(view.target)
        days = self._days(view)
        newest = _newest_day(days.price)
        history = int(np.isfinite(days.price[: newest + 1]).all(axis=1).sum())
        if history < LEAST_DAYS:
            raise BadData(f"{self.name}: {history} complete local days of prices, at least {LEAST_DAYS} needed")
        start = newest - min(RING_DAYS + SETTLE_DAYS, history // 2)
        self.errors = np.empty((0, days.slots))
        self._refit(days, start, choose=True)
        for row in range(start, newest, WARM_UP_REFIT):
            self._learn(view, days, min(row + WARM_UP_REFIT, newest), choose=False)
        self._refit(days, newest, choose=True)

    def update(self, view: View) -> None:
        """Score the forecasts of newly received days, then refit the coefficients (every 28 days the penalty)."""
        if not self.models:
            raise BadData(f"{self.name}: update before fit")
        days = self._days(view)
        newest = _newest_day(days.price)
        if days.first + newest > self.done:
            self._learn(view, days, newest, choose=days.first + newest - self.chosen >= self.penalty_days)

    def predict(self, view: View) -> Forecast:
        if not self.models:
            raise BadData(f"{self.name}: predict before fit")
        fallback = instead(view)
        if fallback is not None:
            return fallback
        days = self._days(view)
        clock = clock_of(view)
        target = view.origin + view.gap + np.arange(1, view.horizon + 1)
        row, slot = clock.day[target] - days.first, clock.slot[target]
        newest = _newest_day(days.price)
        filled = np.zeros(len(days.price), dtype=bool)
        limits = sane_range(view.target, view.steps_per_day, margin=0.0)
        for day in range(newest + 1, int(row[-1]) + 1):
            point, filled[day] = self._point(days, day, limits)
            days.price[day] = np.where(np.isfinite(days.price[day]), days.price[day], point)
        z = self.constants.forward(days.price[row, slot])
        low, high = sane_range(view.target, view.steps_per_day)
        around = self.constants.back(z[:, None] + self._spread()[slot])
        quantiles = np.sort(np.clip(around, low, high), axis=1)
        beyond = row > newest + 1
        notes = [f"covariate {name}: no value, its median taken" for name in self._gone(view)]
        filled[:] |= bool(notes)
        if filled[row].any() and not notes:
            notes.append("covariates: missing values filled from the days before")
        if beyond.any():
            notes.append(f"{int(beyond.sum())} periods lie beyond the first day without prices: iterated")
        return Forecast(quantiles, None, filled[row] | beyond, tuple(notes))

    def _days(self, view: View) -> Days:
        """Local days of the view; rows go on to the last target's day."""
        clock = clock_of(view)
        slots, total = view.steps_per_day, len(clock.day)

        def table(values: Floats) -> Floats:
            padded = np.full(total, np.nan)
            padded[: len(values)] = values
            return by_day(padded, clock, slots)

        gone = self._gone(view)

        def covariate(name: str) -> Floats:
            return table(np.full(total, self.fill[name]) if name in gone else view.covariates[name])

        ahead, past = (tuple(map(covariate, names)) for names in (self.ahead, self.past))
        return Days(int(clock.day[0]), table(view.target), ahead, past)

    def _gone(self, view: View) -> list[str]:
        """Covariates of the training without a single value in this view."""
        names = [*self.ahead, *self.past]
        return [name for name in names if not np.isfinite(view.covariates.get(name, np.full(1, np.nan))).any()]

    def _point(self, days: Days, row: int, limits: tuple[float, float]) -> tuple[Floats, bool]:
        """Mean over the windows for one day, shape (slots,), and whether an input had to be filled."""
        whole, filled = _filled(days, row)
        made = [np.clip(model.predict(whole, np.array([row]))[0], *limits) for model in self.models]
        return np.mean(made, axis=0), filled

    def _learn(self, view: View, days: Days, newest: int, *, choose: bool) -> None:
        """Enter the errors of the days after ``done`` up to row ``newest``, then refit on them."""
        limits = sane_range(view.target, view.steps_per_day, margin=0.0)
        for row in range(max(self.done + 1 - days.first, 7), newest + 1):
            point, filled = self._point(days, row, limits)
            error = self.constants.forward(days.price[row]) - self.constants.forward(point)
            if not filled and np.isfinite(error).all():
                self.errors = np.vstack((self.errors, error))[-(RING_DAYS + SETTLE_DAYS) :]
        self._refit(days, newest, choose=choose)

    def _refit(self, days: Days, newest: int, *, choose: bool) -> None:
        """Coefficients on everything up to row ``newest``; with ``choose`` also windows and penalties."""
        if choose:
            fitting = [window for window in self.windows if window <= newest] or [newest]
            self.models = [LassoWindow(window) for window in fitting]
            self.chosen = days.first + newest
        for model in self.models:
            model.fit(days, newest, choose=choose)
        self.done = days.first + newest

    def _spread(self) -> Floats:
        """Quantiles of the error of the next day in z, shape (slots, 7).

        Each error is scaled by the size that errors of its period had before it, and the quantiles of the scaled ones,
        those of neighbouring periods included, by the size they have now: prices calm down and flare up for weeks.
        """
        size = np.abs(self.errors[:SETTLE_DAYS]).mean(axis=0) + 1e-9
        scaled = []
        for error in self.errors[SETTLE_DAYS:]:
            scaled.append(error / size)
            size = size + FORGET * (np.abs(error) - size)
        ring, slots = np.array(scaled), len(size)
        reach = NEIGHBOUR_HOURS * max(slots // 24, 1)
        near = [np.arange(max(slot - reach, 0), min(slot + reach + 1, slots)) for slot in range(slots)]
        return np.asarray(size[:, None] * np.stack([np.quantile(ring[:, columns], QUANTILES) for columns in near]))

    def save(self) -> dict[str, bytes]:
        if not self.models:
            raise BadData(f"{self.name}: save before fit")
        settings = {
            "windows": list(self.windows),
            "fitted": [model.window for model in self.models],
            "penalty_days": self.penalty_days,
            "ahead": self.ahead,
            "past": self.past,
            "fill": self.fill,
            "constants": [self.constants.centre, self.constants.scale],
            "done": self.done,
            "chosen": self.chosen,
        }
        arrays = {"errors": self.errors}
        for number, model in enumerate(self.models):
            arrays |= {f"window{number}_{key}": value for key, value in model.arrays().items()}
        return pack(self.name, settings, arrays)

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self:
        settings, arrays = unpack(cls.name, files)
        made = cls(windows=settings["windows"], penalty_days=settings["penalty_days"])
        made.ahead, made.past, made.fill = settings["ahead"], settings["past"], settings["fill"]
        made.constants = Asinh(*settings["constants"])
        made.done, made.chosen = settings["done"], settings["chosen"]
        made.errors = arrays["errors"]
        for number, window in enumerate(settings["fitted"]):
            prefix = f"window{number}_"
            own = {key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)}
            made.models.append(LassoWindow.restore(window, own))
        return made


def _newest_day(price: Floats) -> int:
    """Row of the newest complete day; raises BadData when there is none."""
    complete = np.flatnonzero(np.isfinite(price).all(axis=1))
    if not len(complete):
        raise BadData("lear: no complete local day of prices received")
    return int(complete[-1])


def _filled(days: Days, row: int) -> tuple[Days, bool]:
    """Days with the inputs of ``row`` made whole: a missing day takes the newest known one before it."""
    filled = False

    def whole(table: Floats, lags: tuple[int, ...]) -> Floats:
        nonlocal filled
        holes = [row - lag for lag in lags if row >= lag and not np.isfinite(table[row - lag]).all()]
        if not holes:
            return table
        filled = True
        table = table.copy()
        for hole in sorted(holes):
            before = table[:hole][np.isfinite(table[:hole]).all(axis=1)]
            table[hole] = before[-1] if len(before) else np.median(table[np.isfinite(table)])
        return table

    ahead = tuple(whole(table, (7, 1, 0)) for table in days.ahead)
    past = tuple(whole(table, (7, 1)) for table in days.past)
    return Days(days.first, whole(days.price, (7, 3, 2, 1)), ahead, past), filled
