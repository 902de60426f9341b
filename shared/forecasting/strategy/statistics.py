"""The figures of a backtest: earnings, risk, how few quarters carry them, and whether there is an edge at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BLOCK_DAYS = 7
DRAWS = 2_000
BEST_SHARE = 0.01
LEAST_DAYS = 90  # fewer weeks than a dozen make a block bootstrap far too sure of itself


@dataclass(frozen=True, slots=True)
class Figures:
    """All money in EUR. ``interval`` is the 95 % block-bootstrap interval of the mean net result a day.

    ``gross_day`` stands beside ``net_day`` and is never shown alone. ``best_share`` is the part of the positive sum
    that the best 1 % of traded periods carry; ``es95_day`` the mean of the worst 5 % of days, as a loss.
    """

    name: str
    days: int
    energy_mwh: float
    net_day: float
    interval: tuple[float, float]
    gross_day: float
    net_mwh: float
    hit_rate: float
    worst_day: float
    drawdown: float
    es95_day: float
    best_share: float
    sharpe: float
    sharpe_interval: tuple[float, float]

    @property
    def verdict(self) -> str:
        """``edge`` only when the interval of the net result lies above zero over 90 days or more, else ``no edge``."""
        return "edge" if self.interval[0] > 0 and self.days >= LEAST_DAYS else "no edge"

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def figures(name: str, net: list[Floats], gross: list[Floats], energy: list[Floats], *, seed: int) -> Figures:
    """From net and gross results and absolute energy per period, one array per day."""
    daily = np.array([day.sum() for day in net])
    per_period, mwh = np.concatenate(net), np.concatenate(energy)
    traded = per_period[mwh > 0]
    total = float(mwh.sum())
    worst = np.sort(daily)[: max(1, int(np.ceil(0.05 * len(daily))))]
    path = np.concatenate(([0.0], np.cumsum(daily)))
    return Figures(
        name=name,
        days=len(daily),
        energy_mwh=round(total, 3),
        net_day=float(daily.mean()),
        interval=interval(daily, _mean, seed),
        gross_day=float(np.mean([day.sum() for day in gross])),
        net_mwh=float(daily.sum() / total) if total else 0.0,
        hit_rate=float((traded > 0).mean()) if len(traded) else 0.0,
        worst_day=float(daily.min()),
        drawdown=float((np.maximum.accumulate(path) - path).max()),
        es95_day=float(-worst.mean()),
        best_share=_best_share(traded),
        sharpe=float(sharpe(daily[None])[0]),
        sharpe_interval=interval(daily, sharpe, seed),
    )


def _mean(daily: Floats) -> Floats:
    return np.asarray(daily.mean(axis=1))


def sharpe(daily: Floats) -> Floats:
    """Mean over standard deviation of daily net results (draws, days), a year of 365 days; 0 without variation."""
    spread = daily.std(axis=1)
    return np.where(spread > 0, daily.mean(axis=1) / np.where(spread > 0, spread, 1.0) * np.sqrt(365), 0.0)


def interval(daily: Floats, statistic: Callable[[Floats], Floats], seed: int) -> tuple[float, float]:
    """95 % interval from a circular block bootstrap of whole weeks; days of one week depend on each other."""
    n = len(daily)
    block = min(BLOCK_DAYS, n)
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, n, size=(DRAWS, -(-n // block)))
    index = ((starts[:, :, None] + np.arange(block)) % n).reshape(DRAWS, -1)[:, :n]
    low, high = np.quantile(statistic(daily[index]), (0.025, 0.975))
    return float(low), float(high)


def _best_share(traded: Floats) -> float:
    """Share of all gains that came from the best 1 % of traded periods."""
    gains = np.sort(traded[traded > 0])[::-1]
    if not len(gains):
        return 0.0
    return float(gains[: max(1, int(np.ceil(BEST_SHARE * len(traded))))].sum() / gains.sum())
