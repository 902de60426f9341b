"""Quantiles of a mixture of a point mass at zero and continuous parts given by their own quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shared.forecasting.interface import QUANTILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS = np.array(QUANTILES)
GRID = np.concatenate(([0.0], LEVELS, [1.0]))


def extended(quantiles: Floats, low: float, high: float) -> Floats:
    """Quantiles (n, 7) with the ends of the distribution, shape (n, 9): tails reach a fifth of the way to the limits.

    The outer levels say nothing beyond 5 and 95 %; only levels outside them depend on this choice.
    """
    least = np.minimum(quantiles[:, 0], quantiles[:, 0] - 0.2 * np.maximum(quantiles[:, 0] - low, 0.0))
    most = np.maximum(quantiles[:, -1], quantiles[:, -1] + 0.2 * np.maximum(high - quantiles[:, -1], 0.0))
    return np.column_stack((least, quantiles, most))


def zero_inflated(mass: Floats, quantiles: Floats, low: float, high: float) -> Floats:
    """Quantiles (n, 7) of: zero with probability ``mass``, else the distribution of ``quantiles`` (n, 7)."""
    points = extended(quantiles, low, high)
    below = np.array([np.interp(0.0, row, GRID) for row in points])
    out = np.empty_like(quantiles)
    for i, (zero, part) in enumerate(zip(mass, below, strict=True)):
        jump = (1 - zero) * part  # probability of a negative value
        rest = max(1 - zero, 1e-12)
        level = np.where(jump >= LEVELS, LEVELS / rest, (LEVELS - zero) / rest)
        inside = (jump < LEVELS) & (jump + zero >= LEVELS)
        out[i] = np.where(inside, 0.0, np.interp(np.clip(level, 0, 1), GRID, points[i]))
    return out


def signs(mass: Floats, quantiles: Floats, low: float, high: float) -> Floats:
    """Probability below, at and above zero (n, 3) of the mixture of :func:`zero_inflated`."""
    below = np.array([np.interp(0.0, row, GRID) for row in extended(quantiles, low, high)])
    return np.column_stack(((1 - mass) * below, mass, (1 - mass) * (1 - below)))


def hurdle(down: Floats, up: Floats, volume_down: Floats, volume_up: Floats) -> Floats:
    """Quantiles (n, 7) of net activation: classes down, none, up with volumes (n, 9) at levels ``GRID``, both positive.

    The distribution function rises over the negative volumes to ``down``, jumps by the mass of "none" at zero, and
    rises over the positive volumes from ``1 - up`` to 1; each level is read off by inverting it.
    """
    out = np.zeros((len(down), len(LEVELS)))
    for i in range(len(down)):
        negative = down[i] > LEVELS
        positive = 1 - up[i] < LEVELS
        if negative.any():
            # A level q of the whole is the level 1 - q / down of the size of the downward volume.
            out[i, negative] = -np.interp(1 - LEVELS[negative] / down[i], GRID, volume_down[i])
        if positive.any():
            out[i, positive] = np.interp((LEVELS[positive] - (1 - up[i])) / up[i], GRID, volume_up[i])
    return out


def mean_of(points: Floats) -> Floats:
    """Mean of distributions given by points (n, 9) at levels ``GRID``, linear in between."""
    return np.asarray(np.trapezoid(points, GRID, axis=1))
