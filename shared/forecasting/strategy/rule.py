"""When an expected spread is worth taking, and how large the position may be. Pure functions, no state.

``edge = E[b - p]`` in EUR/MWh, imbalance price minus day-ahead price. The median of the spread differs in sign from its
mean, so the mean is asked for; the probability of a positive spread must agree with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shared.forecasting.interface import QUANTILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS = np.array(QUANTILES)
STEP_MW = 0.1
LEAST_ES95 = 1.0  # EUR/MWh: calm weeks must not make positions grow without bound


def probability_positive(quantiles: Floats) -> Floats:
    """``P(b > p)`` from spread quantiles (n, 7), between the levels by interpolation, kept within 2 and 98 %."""
    return np.array([1 - np.interp(0.0, row, LEVELS, left=0.02, right=0.98) for row in quantiles])


def shortfall(quantiles: Floats) -> tuple[Floats, Floats]:
    """ES95 of one MW for one hour, long and short, from spread quantiles (n, 7), in EUR, positive.

    The tail beyond the 5 % quantile is taken as exponential through the 5 and 10 % quantiles.
    """
    beta_low = (quantiles[:, 1] - quantiles[:, 0]) / np.log(2)
    beta_high = (quantiles[:, -1] - quantiles[:, -2]) / np.log(2)
    long = np.maximum(-(quantiles[:, 0] - beta_low), LEAST_ES95)
    short = np.maximum(quantiles[:, -1] + beta_high, LEAST_ES95)
    return long, short


def uncertainty(past: Floats, block_days: int, draws: int, seed: int) -> Floats:
    """Half of the 50 % interval of the mean spread per period, from a block bootstrap over days.

    ``past`` (days, n): spreads of the last days, or errors of the forecast mean, NaN missing. Blocks of consecutive
    days keep the dependence between days. A period with fewer than 5 known days gets infinity: no edge there.
    """
    days, _ = past.shape
    known = np.isfinite(past)
    if days < 5:
        return np.full(past.shape[1], np.inf)
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, days, size=(draws, -(-days // block_days)))
    chosen = (starts[:, :, None] + np.arange(block_days)) % days
    weight = np.zeros((draws, days))
    np.add.at(weight, (np.arange(draws)[:, None], chosen.reshape(draws, -1)[:, :days]), 1.0)
    total, count = weight @ np.where(known, past, 0.0), weight @ known
    centre = np.where(known, past, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    means = np.where(count > 0, total / np.maximum(count, 1e-9), centre)  # a draw without a known day adds no doubt
    half = np.full(past.shape[1], np.inf)
    enough = known.sum(axis=0) >= 5
    low, high = np.quantile(means[:, enough], (0.25, 0.75), axis=0)
    half[enough] = (high - low) / 2
    return half


def direction(edge: Floats, cost: Floats, chance_positive: Floats) -> Floats:
    """+1 buy, -1 sell, 0 nothing: the edge exceeds its cost and the probability agrees with its sign."""
    agrees = np.sign(edge) == np.sign(chance_positive - 0.5)
    return np.where((np.abs(edge) > cost) & agrees, np.sign(edge), 0.0)


def size(side: Floats, edge: Floats, quantiles: Floats, kappa_mw: float, max_mw: float) -> Floats:
    """``clip(kappa * edge / ES95, -max, max)`` in MW where there is a side, zero elsewhere; not yet rounded."""
    long, short = shortfall(quantiles)
    wanted = kappa_mw * edge / np.where(side > 0, long, short)
    return np.where(side == 0, 0.0, np.clip(wanted, -max_mw, max_mw))


def rounded(position: Floats) -> Floats:
    """To 0.1 MW towards zero, so that rounding never breaks a limit."""
    steps = np.trunc(np.round(position / STEP_MW, 6))
    return np.asarray(np.round(steps * STEP_MW, 1) + 0.0)
