"""LightGBM as every method here uses it: deterministic, one thread count, text model format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import ConfigError
from shared.forecasting.interface import QUANTILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Boosting:
    """Settings of one family of boosters. ``max_rows`` bounds the training sample, ``seed`` the row sampling."""

    rounds: int = 100
    leaves: int = 15
    rate: float = 0.05
    min_leaf: int = 200
    columns: float = 0.6
    l2: float = 5.0
    max_rows: int = 40_000
    seed: int = 11

    def params(self, **objective: Any) -> dict[str, Any]:
        return {
            "learning_rate": self.rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.min_leaf,
            "feature_fraction": self.columns,
            "lambda_l2": self.l2,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
            **objective,
        }


def library() -> Any:
    """The lightgbm module. Raises ConfigError when it is not installed."""
    try:
        import lightgbm
    except ImportError as exc:
        raise ConfigError("lightgbm is not installed; run: pip install 'scalar[forecasting]'") from exc
    return lightgbm


def thin(origins: Ints, horizon: int, steps_per_day: int, max_rows: int) -> Ints:
    """Every n-th origin, n coprime to the day so that all times of day stay represented, newest kept."""
    stride = max(1, -(-len(origins) * horizon // max_rows))
    while stride > 1 and np.gcd(stride, steps_per_day) > 1:
        stride += 1
    return origins[::-1][::stride][::-1]


def train(
    boosting: Boosting, x: Floats, y: Floats, objectives: list[dict[str, Any]], weight: Floats | None
) -> list[str]:
    """One booster per objective on the same binned data, as model text."""
    lgb = library()
    data = lgb.Dataset(x, label=y, weight=weight, params=boosting.params(), free_raw_data=False)
    texts = []
    for objective in objectives:
        rounds = objective.pop("rounds", boosting.rounds)
        texts.append(str(lgb.train(boosting.params(**objective), data, num_boost_round=rounds).model_to_string()))
    return texts


def quantile_objectives() -> list[dict[str, Any]]:
    return [{"objective": "quantile", "alpha": q} for q in QUANTILES]


class Ensemble:
    """Boosters read from their text; ``predict`` gives one column each."""

    def __init__(self, texts: list[str]) -> None:
        lgb = library()
        self.texts = texts
        self._boosters = [lgb.Booster(model_str=text) for text in texts]

    def predict(self, x: Floats) -> Floats:
        """Shape (n, number of boosters); (n, classes) for a single multiclass booster."""
        made = [np.asarray(booster.predict(x, num_threads=1), dtype=np.float64) for booster in self._boosters]
        return made[0] if made[0].ndim == 2 else np.column_stack(made)

    def files(self, prefix: str) -> dict[str, bytes]:
        return {f"{prefix}_{i:02d}.lgb.txt": text.encode() for i, text in enumerate(self.texts)}

    @classmethod
    def from_files(cls, prefix: str, files: Mapping[str, bytes]) -> Ensemble:
        names = sorted(name for name in files if name.startswith(f"{prefix}_") and name.endswith(".lgb.txt"))
        return cls([files[name].decode() for name in names])
