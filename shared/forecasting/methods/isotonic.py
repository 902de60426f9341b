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
TRUST = 0.5  # share of the isotonic value; the rest keeps the classifier's own, against steps fitted to noise


@dataclass(frozen=True, slots=True)
class Isotonic:
    """Knots ``x`` -> ``y`` per class, interpolated in between."""

    knots: tuple[tuple[Floats, Floats], ...]

    @classmethod
    def identity(cls, classes: int) -> Self:
        line = np.array([0.0, 1.0])
        return cls(tuple((line, line) for _ in range(classes)))

    @classmethod
    def fit(cls, chance: Floats, found: Ints) -> Self:
        """From out-of-sample probabilities (n, classes) and the class that came (n,)."""
        from sklearn.isotonic import IsotonicRegression

        knots = []
        for number in range(chance.shape[1]):
            fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(
                chance[:, number], found == number
            )
            knots.append((np.asarray(fitted.X_thresholds_), np.asarray(fitted.y_thresholds_)))
        return cls(tuple(knots))

    def apply(self, chance: Floats) -> Floats:
        mapped = np.column_stack([np.interp(chance[:, i], x, y) for i, (x, y) in enumerate(self.knots)])
        mixed = np.maximum(TRUST * mapped + (1 - TRUST) * chance, FLOOR)
        return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))

    def arrays(self) -> dict[str, NDArray[Any]]:
        pairs = {f"isotonic{i}_x": x for i, (x, _) in enumerate(self.knots)}
        return pairs | {f"isotonic{i}_y": y for i, (_, y) in enumerate(self.knots)}

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        count = sum(key.startswith("isotonic") and key.endswith("_x") for key in arrays)
        return cls(tuple((arrays[f"isotonic{i}_x"], arrays[f"isotonic{i}_y"]) for i in range(count)))
