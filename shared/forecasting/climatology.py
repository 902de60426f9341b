"""Median and quantiles of the same local quarter over the last 28 received days: the reference and the fallback."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from shared.errors import BadData
from shared.forecasting.interface import QUANTILES
from shared.forecasting.local_time import clock_shift, starts

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, View

DAYS = 28


def same_quarter(view: View, days: int = DAYS) -> Floats:
    """Received values of the same local period on the last ``days`` days, shape (H, days), NaN where missing."""
    first = view.origin + view.gap + 1
    targets = np.arange(first, first + view.horizon)
    per_day = view.steps_per_day
    nearest = -(-(targets - view.origin) // per_day)  # whole days back to a received value
    back = per_day * (nearest[:, None] + np.arange(days))
    back = back - clock_shift(starts(view, first, first + view.horizon)[:, None], back, view.minutes, view.tz)
    index = targets[:, None] - back
    known = (index >= 0) & (index <= view.origin)
    return np.where(known, view.target[np.clip(index, 0, view.origin)], np.nan)


def climatology(view: View) -> tuple[Floats, Floats]:
    """Quantiles (H, 7) and mean (H,); a period without any value takes those of the whole view.

    Raises BadData when the view holds no value at all.
    """
    values = same_quarter(view)
    empty = ~np.isfinite(values).any(axis=1)
    if empty.any():
        known = view.target[np.isfinite(view.target)]
        if not len(known):
            raise BadData("forecasting: climatology expected received target values, every value is missing")
        quantiles = np.tile(np.quantile(known, QUANTILES), (view.horizon, 1))
        mean = np.full(view.horizon, known.mean())
        if not empty.all():
            quantiles[~empty], mean[~empty] = _summary(values[~empty])
        return quantiles, mean
    return _summary(values)


def usual_signs(view: View, days: int = DAYS) -> Floats:
    """Share of values below, at and above zero among :func:`same_quarter`, one pseudo-count each, shape (H, 3)."""
    values = same_quarter(view, days)
    counts = np.stack([(values < 0).sum(axis=1), (values == 0).sum(axis=1), (values > 0).sum(axis=1)], axis=1) + 1.0
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _summary(values: Floats) -> tuple[Floats, Floats]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an all-missing row here would be a mistake of ours
        return np.nanquantile(values, QUANTILES, axis=1).T, np.nanmean(values, axis=1)
