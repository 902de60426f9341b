"""The local clock of a UTC grid, and lags that follow it across daylight-saving changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.forecasting.climatology import climatology, usual_signs
from shared.forecasting.interface import Forecast, View
from shared.forecasting.local_time import CALENDAR_TERMS, DAY, calendar_terms, starts, utc_offset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

MISSING_SHARE = 0.25  # of the last day: beyond it the newest values say too little


@dataclass(frozen=True, slots=True)
class Clock:
    """Local time of every grid index.

    ``day`` (days since 1970 of the local date), ``slot`` (step of the nominal local day, 0..S-1; a 25-hour day repeats
    slots, a 23-hour day skips some), ``weekday`` (Monday 0), ``holiday`` (public), ``shift`` (UTC offset in steps).
    """

    day: Ints
    slot: Ints
    weekday: Ints
    holiday: NDArray[np.bool_]
    shift: Ints


def clock_of(view: View) -> Clock:
    """Clock of everything in the view, targets included."""
    when = starts(view, 0, view.origin + 1 + view.gap + view.horizon)
    offset = utc_offset(when, view.tz)
    local = when + offset
    day = local // DAY
    return Clock(
        day=day,
        slot=local % DAY // (60 * view.minutes),
        weekday=(day + 3) % 7,
        holiday=_holidays(day, view.tz),
        shift=offset // (60 * view.minutes),
    )


def _holidays(day: Ints, tz: str) -> NDArray[np.bool_]:
    """Public holiday, per local day number; looked up once a day."""
    unique, inverse = np.unique(day, return_inverse=True)
    noon = unique * DAY + DAY // 2  # within the same local date in every European zone
    return np.asarray(calendar_terms(noon, tz)[:, CALENDAR_TERMS.index("holiday")][inverse] > 0)


def local_lag(clock: Clock, index: Ints, steps: Ints | int, newest: Ints) -> Ints:
    """Index ``steps`` before ``index`` at the same local time, never beyond ``newest``; negative where history ends."""
    plain = index - steps
    at = np.clip(plain, 0, len(clock.shift) - 1)
    same = plain + clock.shift[index] - clock.shift[at]
    return np.asarray(np.where(same <= newest, same, plain))


def take(values: Floats, index: Ints) -> Floats:
    """``values[index]``, NaN outside."""
    inside = (index >= 0) & (index < len(values))
    return np.where(inside, values[np.where(inside, index, 0)], np.nan)


def trailing_mean(values: Floats, width: int) -> Floats:
    """Mean of the last ``width`` values up to and with each index, missing ones left out; NaN where all are."""
    present = np.isfinite(values)
    total = np.concatenate(([0.0], np.cumsum(np.where(present, values, 0.0))))
    count = np.concatenate(([0], np.cumsum(present)))
    low = np.maximum(np.arange(len(values)) + 1 - width, 0)
    number = count[1:] - count[low]
    return np.asarray(np.where(number > 0, (total[1:] - total[low]) / np.maximum(number, 1), np.nan))


def cut(view: View, origin: int, ahead: Mapping[str, int]) -> View:
    """The view as it was when ``origin`` was the newest received value.

    ``ahead`` is how far beyond the origin each covariate is known (``View.ahead`` of the full view): later elements
    become NaN, for at that time they had not been published.
    """
    end = origin + 1 + view.gap + view.horizon
    covariates: dict[str, Any] = {}
    for name, values in view.covariates.items():
        known = values[:end].copy()
        known[max(origin + 1 + ahead[name], 0) :] = np.nan
        covariates[name] = known
    issued = view.issued_at - timedelta(minutes=view.minutes * (view.origin - origin))
    return View(
        issued, view.start, view.minutes, view.target[: origin + 1], covariates, view.gap, view.horizon, view.tz
    )


def missing_share(view: View) -> float:
    """Share of the target's last day that has not been received."""
    return float(1 - np.isfinite(view.target[-view.steps_per_day :]).mean())


def minute(view: View, index: Any) -> Any:
    """Start of a grid period, or of several, in minutes since the epoch."""
    return int(view.start.timestamp()) // 60 + index * view.minutes


def instead(view: View) -> Forecast | None:
    """Climatology, degraded, where more than a quarter of the last day is missing; None where the view is usable."""
    missing = missing_share(view)
    if missing <= MISSING_SHARE:
        return None
    quantiles, mean = climatology(view)
    note = f"target: {missing:.0%} of the last day missing, climatology published"
    return Forecast(quantiles, mean, np.ones(view.horizon, dtype=bool), (note,), usual_signs(view))
