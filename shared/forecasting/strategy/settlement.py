"""What a day-ahead position that is neither delivered nor consumed earns: it settles at the imbalance price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def gross(position: Floats, price: Floats, imbalance: Floats, hours: float) -> Floats:
    """EUR per period before fees: ``q (b - p) hours``; ``position`` in MW, negative sold; prices in EUR/MWh."""
    return np.asarray(position * (imbalance - price) * hours)


def fees(position: Floats, fee: float, hours: float) -> Floats:
    """EUR per period: ``|q| hours fee``."""
    return np.asarray(np.abs(position) * hours * fee)


def profit(position: Floats, price: Floats, imbalance: Floats, fee: float, hours: float) -> Floats:
    """EUR per period after fees."""
    return gross(position, price, imbalance, hours) - fees(position, fee, hours)


def hourly(quarters: Floats) -> Floats:
    """Quarter positions (n,) to hourly products (n / 4,): the product's volume in MW is their mean.

    In energy that is the sum over the four quarters, which is how an hourly product is settled.
    """
    return np.asarray(quarters.reshape(-1, 4).mean(axis=1))
