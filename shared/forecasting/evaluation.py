"""From a finished backtest to its numbers: metrics per model, per horizon, significance against every reference."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.forecasting import metrics
from shared.forecasting.interface import MEDIAN, METHODS

if TYPE_CHECKING:
    from shared.forecasting.backtest import Backtest
    from shared.forecasting.interface import Bools, Floats

PACKAGES = ("numpy", "scipy", "scikit-learn", "lightgbm", "holidays", "autogluon.timeseries")
ENOUGH = 0.5  # a reference that forecast for less of the model's periods is listed, not compared


def common(test: Backtest) -> tuple[Bools, list[str]]:
    """Periods (n, H) that every compared model forecast and that have an actual value; the models compared."""
    has = {name: np.isfinite(issued.quantiles).all(axis=-1) for name, issued in test.issued.items()}
    base: Bools = has[test.model] & np.isfinite(test.actual)
    compared = [name for name in test.issued if (has[name] & base).sum() >= ENOUGH * base.sum()]
    for name in compared:
        base = base & has[name]
    return base, compared


def evaluate(test: Backtest) -> dict[str, Any]:
    """The whole report as plain JSON values. Equal inputs give equal numbers; only ``run`` depends on the machine."""
    kept, compared = common(test)
    actual = np.where(kept, test.actual, np.nan)
    found = {name: _model(test, name, actual) for name in test.issued}
    weekly = found.get("snaive_week", {}).get("mae")
    for entry in found.values():
        entry["rmae"] = entry["mae"] / weekly if weekly and "mae" in entry else None
    return {
        "model": test.model,
        "series": test.source.name,
        "window": {"from": test.times[0].isoformat(), "to": test.times[-1].isoformat()},
        "origins": len(test.times),
        "minutes": test.source.minutes,
        "gap": test.source.gap,
        "horizon": test.source.horizon,
        "periods": int(kept.sum()),
        "metrics": found,
        "per_horizon": {name: per_horizon(test, name, actual) for name in compared},
        "calibration": {name: metrics.calibration(actual, test.issued[name].quantiles).tolist() for name in compared},
        "dm": significance(test, actual, [name for name in compared if name != test.model]),
        "leakage_tests": _leakage_tests(test),
        "run": _run(test),
    }


def _leakage_tests(test: Backtest) -> str:
    if not test.audited:
        return "not run"
    return "passed" if METHODS[test.model].repeatable else "passed (views only: its forecasts do not repeat exactly)"


def _model(test: Backtest, name: str, actual: Floats) -> dict[str, Any]:
    issued = test.issued[name]
    return {
        **metrics.scores(actual, issued.quantiles),
        **metrics.sign_scores(actual, issued.signs),
        "degraded_share": float(issued.degraded.mean()),
        "refused": dict(issued.refused),
        "cpu_seconds": round(issued.cpu_seconds, 2),
    }


def per_horizon(test: Backtest, name: str, actual: Floats) -> dict[str, list[float]]:
    """MAE, mean pinball and cover of the 80 % interval for k = 1..H."""
    quantiles = test.issued[name].quantiles
    rows = [metrics.scores(actual[:, [k]], quantiles[:, [k]]) for k in range(actual.shape[1])]
    return {key: [row.get(key, float("nan")) for row in rows] for key in ("mae", "mean_pinball", "cover80")}


def significance(test: Backtest, actual: Floats, references: list[str]) -> dict[str, dict[str, float]]:
    """Diebold-Mariano on the absolute error against every reference, p also with Holm's correction."""
    loss = {name: np.abs(actual - test.issued[name].quantiles[..., MEDIAN]) for name in (test.model, *references)}
    tests = {name: metrics.diebold_mariano(loss[test.model], loss[name], test.days) for name in references}
    corrected = metrics.holm({name: one.p for name, one in tests.items()})
    return {name: {**asdict(one), "p_holm": corrected[name]} for name, one in tests.items()}


def brief(report: dict[str, Any]) -> dict[str, Any]:
    """The machine-readable answer of ``scalar backtest --json``."""
    kept = ("mae", "mean_pinball", "cover80", "rmae")
    return {
        "model": report["model"],
        "origins": report["origins"],
        "seconds": report["run"]["seconds"],
        "metrics": {name: {key: m.get(key) for key in kept} for name, m in report["metrics"].items()},
        "dm": {name: {"z": one["z"], "p": one["p"]} for name, one in report["dm"].items()},
    }


def _run(test: Backtest) -> dict[str, Any]:
    from shared.forecasting.backtest import code_version

    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "seconds": round(test.seconds, 2),
        "cpu_seconds": round(sum(issued.cpu_seconds for issued in test.issued.values()), 2),
        "python": platform.python_version(),
        "packages": packages,
        "code": code_version(),
        "data": test.source.fingerprint()[:16],
    }
