"""What must hold of a view before any method's numbers are published, and the one function that publishes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shared.errors import BadData
from shared.forecasting.transform import robust_scale

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, Forecast, Forecaster, View

LEAST_DAYS = 7
JUMP = 2.5  # a unit mix-up is a factor 4 (MW against MWh a quarter) times how lively the day is, 0.7 to 1.4
BEYOND = 1.3  # and further out than any of the days before by this


def trainable(view: View) -> None:
    """Raises BadData unless the target has a week of values and varies."""
    known = int(np.isfinite(view.target).sum())
    need = LEAST_DAYS * view.steps_per_day
    if known < need:
        raise BadData(
            f"forecasting: {known} received target values up to {view.issued_at:%Y-%m-%dT%H:%MZ}, at least {need} "
            f"({LEAST_DAYS} days) expected; backfill the target before training",
            known=known,
            expected=need,
        )
    robust_scale(view.target)


def suspicions(view: View) -> tuple[str, ...]:
    """Sentences on what is wrong with the newest day of the target: flat line, missing values, jump of scale."""
    per_day = view.steps_per_day
    last = view.target[-per_day:]
    known = last[np.isfinite(last)]
    if len(known) < len(last) / 2:
        return (f"{len(last) - len(known)} of the last {len(last)} target values are missing",)
    notes = []
    if len(last) == per_day and known.min() == known.max() and known[0] != 0:
        notes.append(f"target constant at {known[0]:g} for a day")
    notes.extend(_scale_jump(view.target, per_day))
    return tuple(notes)


def _scale_jump(target: Floats, per_day: int) -> list[str]:
    """A jump of the day's spread against the 28 days before, beyond all of them and by more than ``JUMP``."""
    days = min(len(target) // per_day, 29)
    if days < 8:
        return []
    grid = target[-days * per_day :].reshape(days, per_day)
    before = grid[:-1][np.isfinite(grid[:-1])]
    if not len(before):
        return []
    centre = np.median(before)
    spread = np.array([_spread(day, float(centre)) for day in grid])
    past, now = spread[:-1][np.isfinite(spread[:-1])], spread[-1]
    if not len(past):
        return []
    usual = np.median(past)
    if usual > 0 and now > JUMP * usual and now > BEYOND * past.max():
        return [f"scale of the target jumped by {now / usual:.1f} against the 28 days before"]
    if usual > 0 and now < usual / JUMP and now < past.min() / BEYOND:
        return [f"scale of the target fell to 1/{usual / max(now, 1e-12):.1f} of the 28 days before"]
    return []


def _spread(day: Floats, centre: float) -> float:
    """Scale of one day: geometric mean of its deviation and its step-to-step change, steadier than either alone."""
    known = day[np.isfinite(day)]
    if len(known) < 2:
        return np.nan
    return float(np.sqrt(np.mean(np.abs(known - centre)) * np.mean(np.abs(np.diff(known)))))


def publish(model: Forecaster, view: View) -> Forecast:
    """The forecast as production and the backtest both publish it: checked, and marked where the target is suspect.

    Raises BadData for a target that is all missing, and when a method returns anything but finite, ordered numbers.
    """
    if not np.isfinite(view.target).any():
        raise BadData(
            f"forecasting: {model.name} expected received target values up to "
            f"{view.issued_at:%Y-%m-%dT%H:%MZ}, every value is missing"
        )
    forecast = model.predict(view)
    quantiles = forecast.quantiles
    if not np.isfinite(quantiles).all() or (np.diff(quantiles, axis=1) < 0).any():
        raise BadData(f"forecasting: {model.name} gave quantiles that are not finite and ascending; nothing published")
    notes = suspicions(view)
    if not notes:
        return forecast
    return replace(forecast, degraded=np.ones_like(forecast.degraded), notes=(*forecast.notes, *notes))
