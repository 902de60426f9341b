"""A position as a bid curve of three steps: the volume shrinks as the price moves against the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.forecasting.interface import QUANTILES
from shared.forecasting.strategy.rule import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = tuple(QUANTILES.index(q) for q in (0.25, 0.5, 0.75))
SHARES = np.array([1.0, 2 / 3, 1 / 3])


@dataclass(frozen=True, slots=True)
class Curve:
    """Volumes beside prices, per period.

    ``price`` (n, 3) ascending, EUR/MWh. ``volume`` (n, 3) in MW: bought (positive) if the clearing price is at most
    ``price``, sold (negative) if it is at least ``price``. For a purchase the largest volume stands at the lowest
    price, for a sale at the highest.
    """

    price: Floats
    volume: Floats

    def filled(self, clearing: Floats) -> Floats:
        """MW executed at the clearing price (n,): only on the right side of the bid; nothing where it is not known."""
        reached = np.where(self.volume > 0, clearing[:, None] <= self.price, clearing[:, None] >= self.price)
        executed = np.where(reached, self.volume, 0.0)
        return np.where(np.abs(executed).max(axis=1) > 0, executed[self._largest(executed)], 0.0)

    @staticmethod
    def _largest(executed: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return np.arange(len(executed)), np.abs(executed).argmax(axis=1)


def curve(position: Floats, price_quantiles: Floats) -> Curve:
    """Steps at the 25, 50 and 75 % price quantiles: full volume at the price most in favour, then 2/3, then 1/3."""
    buying = rounded(position[:, None] * SHARES)
    selling = buying[:, ::-1]
    return Curve(price_quantiles[:, STEPS], np.where(position[:, None] > 0, buying, selling))
