"""A series cut into local days, and the inputs of the day-ahead regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.forecasting.methods.grid import Clock

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MOST_HOLES = 0.25  # share of a day's periods that may be interpolated
PRICE_LAGS = (1, 2, 3, 7)
AHEAD_LAGS = (0, 1, 7)
PAST_LAGS = (1, 7)


def by_day(values: Floats, clock: Clock, slots: int) -> Floats:
    """Shape (days, slots) from the first local day of the clock on, NaN where a day is not known.

    The repeated hour of a 25-hour day is averaged, the skipped one of a 23-hour day interpolated, as are single holes;
    a day with more than a quarter missing is NaN.
    """
    number = clock.day - clock.day[0]
    shape = (int(number[-1]) + 1, slots)
    known = np.flatnonzero(np.isfinite(values))
    cell = number[known] * slots + clock.slot[known]
    count = np.bincount(cell, minlength=shape[0] * slots).reshape(shape)
    total = np.bincount(cell, weights=values[known], minlength=shape[0] * slots).reshape(shape)
    table = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    holes = (count == 0).sum(axis=1)
    table[holes > MOST_HOLES * slots] = np.nan
    for row in np.flatnonzero((holes > 0) & (holes <= MOST_HOLES * slots)):
        table[row] = _interpolated(table[row])
    return table


def _interpolated(day: Floats) -> Floats:
    known = np.flatnonzero(np.isfinite(day))
    return np.interp(np.arange(len(day)), known, day[known])


@dataclass(frozen=True, slots=True)
class Days:
    """Local days of the target and the covariates, as far as known; ``first`` is the number of row 0 (days since 1970).

    ``ahead`` covariates are known for the day itself; ``past`` ones, like the target, up to the day before.
    """

    first: int
    price: Floats
    ahead: tuple[Floats, ...]
    past: tuple[Floats, ...]

    @property
    def slots(self) -> int:
        return int(self.price.shape[1])

    def inputs(self, rows: Ints) -> Floats:
        """Inputs common to all periods of the days ``rows``: hourly values of each lag, then weekday dummies."""
        parts = [_hourly(_lag(self.price, rows, lag)) for lag in PRICE_LAGS]
        parts += [_hourly(_lag(table, rows, lag)) for table in self.ahead for lag in AHEAD_LAGS]
        parts += [_hourly(_lag(table, rows, lag)) for table in self.past for lag in PAST_LAGS]
        weekday = (self.first + rows + 3) % 7
        return np.column_stack([*parts, np.eye(7)[weekday]])

    def own(self, rows: Ints) -> Floats:
        """For periods shorter than an hour: by how much each period itself differed from its hour, per price lag.

        Shape (rows, slots, lags); no lags where a period is an hour.
        """
        per_hour = self.slots // 24
        if per_hour <= 1:
            return np.empty((len(rows), self.slots, 0))
        lags = [_lag(self.price, rows, lag) for lag in PRICE_LAGS]
        return np.stack([lag - np.repeat(_hourly(lag), per_hour, axis=1) for lag in lags], axis=2)


def _lag(table: Floats, rows: Ints, lag: int) -> Floats:
    at = rows - lag
    inside = (at >= 0) & (at < len(table))
    return np.where(inside[:, None], table[np.where(inside, at, 0)], np.nan)


def _hourly(table: Floats) -> Floats:
    per_hour = max(table.shape[1] // 24, 1)
    return np.asarray(table.reshape(len(table), -1, per_hour).mean(axis=2))
