"""Choice of autoregressive lags from the autocovariance function alone (Yule-Walker, greedy forward)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats

NEAR = 12  # newest lags offered to each horizon
DAYS = 8  # whole days back offered, each with NEIGHBOURS steps on both sides
NEIGHBOURS = 2
MOST = 12
LEAST_DROP = 5e-4  # of g(0): a lag that lowers the variance left by less is not worth its coefficient
RIDGE = 1e-6
FEWEST = 3  # this many are taken whatever the drop of each; with fewer on offer only the calendar is published


def longest_lag(steps_per_day: int) -> int:
    return DAYS * steps_per_day + NEIGHBOURS


def autocovariance(z: Floats, longest: int) -> tuple[Floats, int]:
    """``g(0..longest)`` over pairs with both values present, and the number of values present.

    All are divided by that number: the biased estimate keeps the Toeplitz matrix positive definite.
    """
    present = np.isfinite(z)
    count = int(present.sum())
    filled = np.where(present, z - z[present].mean(), 0.0)
    size = 1 << int(2 * len(z) - 1).bit_length()  # zero padding: no wrap-around
    spectrum = np.abs(np.fft.rfft(filled, size)) ** 2
    covariance = np.fft.irfft(spectrum, size)[: longest + 1] / count
    return covariance, count


def candidates(g: Floats, count: int, lead: int, steps_per_day: int) -> list[int]:
    """Lags offered at ``lead``: none below it (not known yet), none without significant autocorrelation."""
    near = range(lead, lead + NEAR)
    seasonal = (day * steps_per_day + i for day in range(1, DAYS + 1) for i in range(-NEIGHBOURS, NEIGHBOURS + 1))
    bound = 1.96 / np.sqrt(count) * g[0]
    return sorted({lag for lag in (*near, *seasonal) if lead <= lag < len(g) and abs(g[lag]) > bound})


def select(g: Floats, count: int, lead: int, steps_per_day: int) -> list[int]:
    """Lags for one horizon in order of choice; empty when fewer than ``FEWEST`` are worth it."""
    offered = np.array(candidates(g, count, lead, steps_per_day), dtype=np.int64)
    chosen: list[int] = []
    left = g[0]
    while len(offered) and len(chosen) < MOST:
        variance = _variance_left(g, chosen, offered)
        best = int(np.argmin(variance))
        if len(chosen) >= FEWEST and left - variance[best] < LEAST_DROP * g[0]:
            break
        left = variance[best]
        chosen.append(int(offered[best]))
        offered = np.delete(offered, best)
    worth = g[0] - left >= FEWEST * LEAST_DROP * g[0]
    return chosen if len(chosen) >= FEWEST and worth else []


def _variance_left(g: Floats, chosen: list[int], offered: np.ndarray) -> Floats:
    """``g(0) - c' (G + ridge)^-1 c`` for ``chosen`` plus each of ``offered``."""
    sets = np.column_stack([np.tile(chosen, (len(offered), 1)).astype(np.int64), offered])
    gram = g[np.abs(sets[:, :, None] - sets[:, None, :])] + RIDGE * g[0] * np.eye(sets.shape[1])
    c = g[sets]
    solved = np.linalg.solve(gram, c[..., None])[..., 0]
    left: Floats = g[0] - np.vecdot(c, solved)
    return left
