"""A declared model trained on what was known at an instant, and the card that says what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from shared.errors import ConfigError
from shared.forecasting.interface import METHODS, ModelDeclaration
from shared.forecasting.registry import Card

if TYPE_CHECKING:
    from shared.forecasting.features import WarehouseSource
    from shared.forecasting.interface import Forecaster

PACKAGES = ("numpy", "scikit-learn", "lightgbm", "holidays", "autogluon.timeseries")


def installed(method: str) -> bool:
    """Whether the method's library is here; only AutoGluon is an extra of its own."""
    return method != "autogluon_ts" or find_spec("autogluon") is not None


def make(method: str, params: Mapping[str, Any]) -> Forecaster:
    """An untrained model. Raises ConfigError when its library is not installed here."""
    try:
        return METHODS[method](**params)
    except ImportError as error:
        raise ConfigError(f"method {method} needs a library that is not installed: {error}", method=method) from error


def load(method: str, files: Mapping[str, bytes]) -> Forecaster:
    """A model from its files. Raises as :func:`make` does, and BadData for files that are not the method's."""
    try:
        return METHODS[method].resolve().load(files)
    except ImportError as error:
        raise ConfigError(f"method {method} needs a library that is not installed: {error}", method=method) from error


def train(
    declaration: ModelDeclaration,
    area: str,
    source: WarehouseSource,
    at: datetime,
    *,
    method: str = "",
    params: Mapping[str, Any] | None = None,
    parent: str = "",
) -> tuple[Card, Forecaster]:
    """Fit on the view of ``at``. Raises BadData when the target cannot be trained on (too short, constant, missing)."""
    chosen = method or declaration.method
    given = dict(params if params is not None else declaration.params if not method else {})
    view = source.view(at)
    model = make(chosen, given)
    try:
        model.fit(view)
    except ImportError as error:
        raise ConfigError(f"method {chosen} needs a library that is not installed: {error}", method=chosen) from error
    card = Card(
        model=declaration.id,
        area=area,
        method=chosen,
        params=given,
        features=[declaration.target.name, *(feature.name for feature in declaration.features)],
        features_hash=features_hash(declaration),
        minutes=declaration.minutes,
        gap=declaration.gap,
        horizon=declaration.horizon,
        trained_at=at,
        training_from=view.start,
        target_values=int(np.isfinite(view.target).sum()),
        fallback_rows=source.fallback_rows(),
        packages=_packages(),
        code=_code(),
        parent=parent,
    )
    return card, model


def features_hash(declaration: ModelDeclaration) -> str:
    """Hash of everything a trained model takes for granted about its input: another one is another model."""
    inputs = [msgspec.to_builtins(feature) for feature in (declaration.target, *declaration.features)]
    grid = [declaration.minutes, declaration.gap, declaration.horizon, declaration.tz, declaration.unit]
    return hashlib.sha256(json.dumps([inputs, grid], sort_keys=True, default=str).encode()).hexdigest()[:16]


def _code() -> str:
    from shared.forecasting.backtest import code_version

    return code_version()


def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
