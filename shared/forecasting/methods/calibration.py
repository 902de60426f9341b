"""Conformal calibration of quantiles on a model's own past errors.

For each level ``q`` and horizon the score of a past forecast is ``(y - Q_q) / width`` with ``width`` its own 80 % width
plus a floor. Adding the ``q``-quantile of the recent scores, times the new width, moves ``Q_q`` so that the share of
targets below it was ``q`` in the ring: the cover of every interval is corrected where it was wrong, and nothing else.
A score enters only when its target has been received.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from shared.forecasting.interface import QUANTILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LOW, HIGH = QUANTILES.index(0.1), QUANTILES.index(0.9)
LEAST = 40  # scores per horizon group below which nothing is corrected


class Calibration:
    """Ring of scores of the last ``days`` days with the correction per horizon it implies.

    ``floor`` is the smallest width, in target units. ``reach`` horizons to either side share their scores.
    ``settle`` is the number of days at which a correction counts half: errors of few days are alike.
    """

    def __init__(self, horizon: int, floor: float, *, days: int = 28, reach: int = 2, settle: float = 7.0) -> None:
        self.horizon, self.floor, self.days, self.reach, self.settle = horizon, floor, days, reach, settle
        self.time = np.empty(0, dtype=np.int64)  # minutes since the epoch, of the target
        self.k = np.empty(0, dtype=np.int64)
        self.scores = np.empty((0, len(QUANTILES)))

    def __len__(self) -> int:
        return len(self.k)

    def width(self, quantiles: Floats) -> Floats:
        return np.asarray(quantiles[:, HIGH] - quantiles[:, LOW] + self.floor)

    def add(self, time: Ints, k: Ints, quantiles: Floats, y: Floats) -> None:
        """Score forecasts (n, 7) of horizons ``k`` against received targets; missing targets are left out."""
        known = np.isfinite(y)
        scores = (y[known, None] - quantiles[known]) / self.width(quantiles[known])[:, None]
        self.time = np.concatenate((self.time, time[known]))
        self.k = np.concatenate((self.k, k[known]))
        self.scores = np.concatenate((self.scores, scores))
        if len(self.time):
            fresh = self.time > self.time.max() - self.days * 1440
            self.time, self.k, self.scores = self.time[fresh], self.k[fresh], self.scores[fresh]

    def corrections(self) -> Floats:
        """Shift per horizon and level, shape (H, 7), in widths."""
        out = np.zeros((self.horizon, len(QUANTILES)))
        for k in range(1, self.horizon + 1):
            near = self.scores[np.abs(self.k - k) <= self.reach]
            if len(near) >= LEAST:
                out[k - 1] = [np.quantile(near[:, i], q) for i, q in enumerate(QUANTILES)]
        return out * self._trust()

    def _trust(self) -> float:
        days = (self.time.max() - self.time.min()) / 1440 if len(self) else 0.0
        return float(days / (days + self.settle))

    def apply(self, quantiles: Floats) -> Floats:
        """Corrected quantiles of one forecast, shape (H, 7), ascending."""
        return np.sort(quantiles + self.corrections() * self.width(quantiles)[:, None], axis=1)

    def arrays(self, prefix: str = "calibration") -> dict[str, NDArray[Any]]:
        return {f"{prefix}_time": self.time, f"{prefix}_k": self.k, f"{prefix}_scores": self.scores}

    def settings(self) -> dict[str, Any]:
        return {
            "horizon": self.horizon,
            "floor": self.floor,
            "days": self.days,
            "reach": self.reach,
            "settle": self.settle,
        }

    @classmethod
    def restore(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], prefix: str = "calibration"
    ) -> Self:
        made = cls(**settings)
        made.time, made.k = arrays[f"{prefix}_time"], arrays[f"{prefix}_k"]
        made.scores = arrays[f"{prefix}_scores"]
        return made
