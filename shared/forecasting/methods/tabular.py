"""The pooled design matrix: one row per (origin, horizon), the lead among the columns.

Every column is known at the row's own origin. Columns of the target: newest values, running means, daily and weekly
lags at the same local time, the mean of the same local time over 7 and 28 days; then local clock and covariates.
A covariate known for the whole horizon enters at the target period; one that trails enters with its newest values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.forecasting.methods.grid import Clock, clock_of, local_lag, take, trailing_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import View

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NEWEST = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the design.

    ``x`` (n, p), ``origin`` (n,), ``k`` (n,) horizon 1..H, ``target`` (n,) index, ``centre`` and ``scale`` (n,) of the
    origin, ``filled`` (n,) True where a covariate known in training was missing and had to be filled, or the newest
    target value is missing.
    """

    x: Floats
    origin: Ints
    k: Ints
    target: Ints
    centre: Floats
    scale: Floats
    filled: Bools

    def __len__(self) -> int:
        return len(self.k)

    @property
    def notes(self) -> tuple[str, ...]:
        filled = int(self.filled.sum())
        return (f"inputs missing or filled at {filled} of {len(self)} periods",) if filled else ()


class Design:
    """Builds rows from one view. ``ahead`` and ``fill`` are those of the view the model was fitted on.

    With ``local_scale`` the target's columns are taken relative to the level (mean of 7 days) and spread (mean
    absolute deviation over 28 days) known at the origin, so that trees follow a price level they have not seen.
    """

    def __init__(
        self,
        view: View,
        ahead: Mapping[str, int],
        fill: Mapping[str, float],
        *,
        local_scale: bool,
    ) -> None:
        self.view = view
        self.clock: Clock = clock_of(view)
        self.ahead, self.fill = ahead, fill
        day = view.steps_per_day
        y = view.target
        count = view.origin + 1
        if local_scale:
            self.centre = np.nan_to_num(trailing_mean(y, 7 * day))
            spread = trailing_mean(np.abs(y - self.centre), 28 * day)
            self.scale = np.where(np.isfinite(spread) & (spread > 0), spread, 1.0)
        else:
            self.centre, self.scale = np.zeros(count), np.ones(count)
        hour = max(day // 24, 1)
        self._means = [trailing_mean(y, width) for width in (hour, 4 * hour, day, 7 * day) if width > 1]

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        target = [f"newest_{i}" for i in range(NEWEST)] + [f"mean_{i}" for i in range(len(self._means))]
        lags = ["day_1", "day_2", "day_3", "week_1", "week_2", "slot_7d", "slot_28d"]
        known = [f"{name}_at_target" if self._leads(name) else f"{name}_newest" for name in self.ahead]
        return target + lags + ["lead", "hour", "weekday", "holiday", *known]

    def _leads(self, name: str) -> bool:
        return self.ahead[name] > self.view.gap

    def rows(self, origins: Ints) -> Rows:
        """Rows of all horizons for each origin, origin by origin."""
        view = self.view
        k = np.tile(np.arange(1, view.horizon + 1, dtype=np.int64), len(origins))
        origin = np.repeat(origins, view.horizon)
        target = origin + view.gap + k
        columns = [*self._target_columns(origin, target), *self._calendar(origin, target)]
        filled = ~np.isfinite(take(view.target, origin))
        for name in self.ahead:
            column, missing = self._covariate(name, origin, target)
            columns.append(column)
            filled |= missing
        x = np.column_stack(columns)
        return Rows(x, origin, k, target, self.centre[origin], self.scale[origin], filled)

    def _target_columns(self, origin: Ints, target: Ints) -> list[Floats]:
        y, day = self.view.target, self.view.steps_per_day
        lead = target - origin
        raw = [take(y, origin - i) for i in range(NEWEST)] + [mean[origin] for mean in self._means]
        for period, times in ((day, 3), (7 * day, 2)):
            first = -(-lead // period)  # smallest whole number of periods that reaches back to the origin
            raw += [take(y, local_lag(self.clock, target, (first + j) * period, origin)) for j in range(times)]
        first = -(-lead // day)
        same_time = [take(y, local_lag(self.clock, target, (first + j) * day, origin)) for j in range(28)]
        raw += [_mean(same_time[:7]), _mean(same_time)]
        centre, scale = self.centre[origin], self.scale[origin]
        return [np.asarray((column - centre) / scale, dtype=np.float64) for column in raw]

    def _calendar(self, origin: Ints, target: Ints) -> list[Floats]:
        hour = self.clock.slot[target] * (self.view.minutes / 60)
        columns = (target - origin, hour, self.clock.weekday[target], self.clock.holiday[target])
        return [column.astype(np.float64) for column in columns]

    def _covariate(self, name: str, origin: Ints, target: Ints) -> tuple[Floats, Bools]:
        """The column, and where a value that training had was missing."""
        values = self.view.covariates.get(name, np.full(1, np.nan))
        at = target if self._leads(name) else origin + self.ahead[name]
        column = take(values, at)
        column = np.where(at - origin <= self.ahead[name], column, np.nan)
        missing = ~np.isfinite(column) & (at - origin <= self.ahead[name])
        yesterday = take(values, at - self.view.steps_per_day)
        return np.where(missing, np.where(np.isfinite(yesterday), yesterday, self.fill[name]), column), missing


def _mean(columns: list[Floats]) -> Floats:
    stacked = np.stack(columns)
    present = np.isfinite(stacked)
    number = present.sum(axis=0)
    total = np.where(present, stacked, 0.0).sum(axis=0)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def knowledge(view: View) -> tuple[dict[str, int], dict[str, float]]:
    """Per covariate how far beyond the origin it is known (at most the last target), and its median for filling.

    A covariate without a single value is left out: nothing can be learned from it.
    """
    ahead: dict[str, int] = {}
    fill: dict[str, float] = {}
    for name in sorted(view.covariates):
        values = view.covariates[name]
        if np.isfinite(values).any():
            ahead[name] = min(view.ahead(name), view.gap + view.horizon)
            fill[name] = float(np.nanmedian(values))
    return ahead, fill


def training_origins(view: View, clock: Clock, *, daily: bool, first: int, last: int) -> Ints:
    """Origins ``first..last``; for a once-a-day forecast only those at the local time of the view's own origin."""
    origins = np.arange(max(first, 0), last + 1, dtype=np.int64)
    if daily:
        origins = origins[clock.slot[origins] == clock.slot[view.origin]]
    return origins
