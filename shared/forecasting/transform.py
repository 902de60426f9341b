"""The variance-taming transform of prices and heavy-tailed volumes, and the cap on everything mapped back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from shared.errors import BadData

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats

Ends = TypeVar("Ends", float, "Floats")
MAD_TO_SIGMA = 1.4826  # the MAD of a normal distribution is 1/1.4826 of its standard deviation


def robust_scale(values: Floats) -> tuple[float, float]:
    """Median and a scale of ``values`` (NaN ignored): MAD, or the mean deviation where most values are equal.

    Raises BadData for no values or a constant: a scale of zero can carry no forecast.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        raise BadData("forecasting: expected a target with values, every value is missing; check the area and source")
    centre = float(np.median(known))
    deviation = np.abs(known - centre)
    scale = MAD_TO_SIGMA * float(np.median(deviation)) or 1.2533 * float(np.mean(deviation))
    if scale <= 1e-9 * max(1.0, abs(centre)):
        raise BadData(
            f"forecasting: expected a target that varies, {len(known)} values all equal {centre:g}; "
            "check the source for a flat line"
        )
    return centre, scale


@dataclass(frozen=True, slots=True)
class Asinh:
    """``z = asinh((y - centre) / scale)``; centres mapped back are medians, not means."""

    centre: float
    scale: float

    @classmethod
    def of(cls, values: Floats) -> Asinh:
        return cls(*robust_scale(values))

    def forward(self, y: Floats) -> Floats:
        z: Floats = np.arcsinh((y - self.centre) / self.scale)
        return z

    def back(self, z: Floats) -> Floats:
        y: Floats = self.centre + self.scale * np.sinh(z)
        return y


def sane_range(values: Floats, steps_per_day: int, margin: float = 0.1) -> tuple[float, float]:
    """Range of the received values of the last year, widened by ``margin`` of itself on both sides.

    Every linear or back-transformed forecast is clipped to it: ``sinh`` of an extrapolated predictor explodes.
    """
    recent = values[-365 * steps_per_day :]
    known = recent[np.isfinite(recent)]
    if not len(known):
        raise BadData("forecasting: expected a target with values in the last year, every value is missing")
    return widened(float(known.min()), float(known.max()), margin)


def widened(low: Ends, high: Ends, margin: float = 0.1) -> tuple[Ends, Ends]:
    """A range, or ranges, with room of ``margin`` of itself on both sides."""
    room = margin * (high - low)
    return low - room, high + room
