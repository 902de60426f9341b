"""Isotonic calibration of class probabilities: one step function per class, then normalised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FLOOR = 0.01  # a class is never called impossible: log loss would be unbounded
SETTLE_DAYS = 28.0  # days of calibration at which the isotonic value and the classifier's own count alike


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Knots ``x`` -> ``y`` per class, interpolated in between; ``trust`` is the share they have in the result."""

    knots: tuple[tuple[Floats, Floats], ...]
    trust: float

    @classmethod
    def identity(cls, classes: int) -> Self:
        line = np.array([0.0, 1.0])
        return cls(tuple((line, line) for _ in range(classes)), 1.0)

    @classmethod
    def fit(cls, chance: Floats, found: Ints, days: float) -> Self:
        """From out-of-sample probabilities (n, classes) and the class that came (n,), over ``days``."""
        from sklearn.isotonic import IsotonicRegression

        knots = []
        for number in range(chance.shape[1]):
            fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(
                chance[:, number], found == number
            )
            knots.append((np.asarray(fitted.X_thresholds_), np.asarray(fitted.y_thresholds_)))
        return cls(tuple(knots), days / (days + SETTLE_DAYS))

    def apply(self, chance: Floats) -> Floats:
        mapped = np.column_stack([np.interp(chance[:, i], x, y) for i, (x, y) in enumerate(self.knots)])
        mixed = np.maximum(self.trust * mapped + (1 - self.trust) * chance, FLOOR)
        return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, NDArray[Any]]:
        pairs = {f"isotonic{i}_x": x for i, (x, _) in enumerate(self.knots)}
        pairs |= {f"isotonic{i}_y": y for i, (_, y) in enumerate(self.knots)}
        return pairs | {"isotonic_trust": np.array(self.trust)}

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        count = sum(key.startswith("isotonic") and key.endswith("_x") for key in arrays)
        return cls(
            tuple((arrays[f"isotonic{i}_x"], arrays[f"isotonic{i}_y"]) for i in range(count)),
            float(arrays["isotonic_trust"]),
        )
