"""Scores of probabilistic forecasts, and whether a difference between two is more than luck.

Arrays: ``actual`` (n, H), ``quantiles`` (n, H, 7) for ``QUANTILES``. NaN in ``actual`` leaves that period out. No
percentage errors: they mean nothing for series that cross zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, floor, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.forecasting.interface import MEDIAN, QUANTILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Floats

LEVELS = np.array(QUANTILES)
TABLE_QUANTILES = [QUANTILES.index(q) for q in (0.1, 0.5, 0.9)]  # the mean the published tables use
INTERVALS = {"80": (QUANTILES.index(0.1), QUANTILES.index(0.9)), "90": (0, len(QUANTILES) - 1)}
TAIL = 0.95


def pinball(actual: Floats, quantiles: Floats) -> Floats:
    """Loss of every quantile, shape (..., 7); half the absolute error at the median."""
    error = actual[..., None] - quantiles
    loss: Floats = np.maximum(LEVELS * error, (LEVELS - 1) * error)
    return loss


def scores(actual: Floats, quantiles: Floats) -> dict[str, Any]:
    """All pooled metrics of one model. Empty input gives NaN, never zero."""
    kept = np.isfinite(actual) & np.isfinite(quantiles).all(axis=-1)
    y, q = actual[kept], quantiles[kept]
    if not len(y):
        return {"periods": 0}
    error = q[:, MEDIAN] - y
    loss = pinball(y, q)
    tail = np.abs(y) > np.quantile(np.abs(y), TAIL)
    magnitude = float(np.abs(y).sum())
    found: dict[str, Any] = {
        "periods": len(y),
        "mae": float(np.abs(error).mean()),
        "rmse": float(np.sqrt((error**2).mean())),
        "bias": float(error.mean()),
        "pinball": {str(level): float(value) for level, value in zip(QUANTILES, loss.mean(axis=0), strict=True)},
        "mean_pinball": float(loss.mean()),
        "mean_pinball_3": float(loss[:, TABLE_QUANTILES].mean()),
        "wql": float(2 * loss.mean(axis=1).sum() / magnitude) if magnitude else float("nan"),
        "sign_accuracy": float((np.sign(q[:, MEDIAN]) == np.sign(y)).mean()),
        "tail_mae": float(np.abs(error[tail]).mean()) if tail.any() else float("nan"),
        "tail_bias": float(error[tail].mean()) if tail.any() else float("nan"),
    }
    for name, (low, high) in INTERVALS.items():
        found[f"cover{name}"] = float(((y >= q[:, low]) & (y <= q[:, high])).mean())
        found[f"width{name}"] = float((q[:, high] - q[:, low]).mean())
    return found


def sign_scores(actual: Floats, signs: Floats) -> dict[str, Any]:
    """``signs`` (n, H, 3), probability below, at and above zero: log loss, also per horizon, Brier score, accuracy.

    Empty where the method gives none.
    """
    kept = np.isfinite(actual) & np.isfinite(signs).all(axis=-1)
    if not kept.any():
        return {}
    happened = np.sign(np.where(kept, actual, 0.0)).astype(np.int64) + 1
    by_horizon = [log_score(signs[row, k], happened[row, k]) for k, row in enumerate(kept.T) if row.any()]
    return {
        "log_loss": log_score(signs[kept], happened[kept]),
        "brier": brier(signs[kept], happened[kept]),
        "accuracy": float((signs[kept].argmax(axis=1) == happened[kept]).mean()),
        "log_loss_by_horizon": by_horizon,
    }


def calibration(actual: Floats, quantiles: Floats) -> Floats:
    """Share of actual values at or below each quantile, shape (7,); equals ``QUANTILES`` when calibrated."""
    kept = np.isfinite(actual) & np.isfinite(quantiles).all(axis=-1)
    share: Floats = (actual[kept][:, None] <= quantiles[kept]).mean(axis=0)
    return share


def brier(probability: Floats, happened: NDArray[np.integer[Any]]) -> float:
    """Multi-class Brier score; ``probability`` (n, C), ``happened`` (n,) class numbers."""
    return float(((probability - np.eye(probability.shape[1])[happened]) ** 2).sum(axis=1).mean())


def log_score(probability: Floats, happened: NDArray[np.integer[Any]]) -> float:
    """Mean negative log probability of what happened; probabilities are floored at 1e-12."""
    return float(-np.log(np.maximum(probability[np.arange(len(happened)), happened], 1e-12)).mean())


@dataclass(frozen=True, slots=True)
class DieboldMariano:
    """``z`` < 0: the model's loss is lower; ``p`` one-sided for that. ``gain`` is reference minus model, with its
    95 % interval, in units of the loss; ``days`` is the number of observations."""

    z: float
    p: float
    gain: float
    low: float
    high: float
    days: int


def diebold_mariano(model_loss: Floats, reference_loss: Floats, day: NDArray[np.int64]) -> DieboldMariano:
    """Test on the loss difference (n, H) averaged per ``day`` (n,): the errors of one day are one observation.

    Variance by Newey and West (1987) with ``floor(days^(1/3))`` lags. Fewer than 8 days or no difference at all
    give p = 1: nothing shown.
    """
    difference = model_loss - reference_loss
    kept = np.isfinite(difference)
    days = np.unique(day[kept.any(axis=1)])
    daily = np.array([difference[day == one][kept[day == one]].mean() for one in days])
    n = len(daily)
    mean = float(daily.mean()) if n else float("nan")
    centred = daily - mean
    variance = float((centred**2).mean()) if n else 0.0
    longest = floor(n ** (1 / 3) + 1e-9)
    for lag in range(1, min(longest, n - 1) + 1):
        variance += 2 * (1 - lag / (longest + 1)) * float((centred[lag:] * centred[:-lag]).sum()) / n
    if n < 8 or variance <= 0:
        return DieboldMariano(0.0, 1.0, -mean, float("nan"), float("nan"), n)
    error = sqrt(variance / n)
    z = mean / error
    return DieboldMariano(z, 0.5 * erfc(-z / sqrt(2)), -mean, -mean - 1.96 * error, -mean + 1.96 * error, n)


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down correction: adjusted p values under the same names."""
    adjusted: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(p, key=lambda key: p[key])):
        highest = max(highest, min(1.0, (len(p) - rank) * p[name]))
        adjusted[name] = highest
    return adjusted
