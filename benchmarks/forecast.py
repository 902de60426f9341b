"""Forecast methods side by side on real series: ``./scalar bench forecast [--series DIR] [--json]``.

Walk-forward, every method through the same ``forecast(as_of)``, quantiles at 0.1, 0.5 and 0.9 in the mean pinball. The
folder holds ``dk1_imbalance_15min*.csv.gz``, ``dk2_imbalance_15min*.csv.gz`` and ``dk_and_neighbour_spot*.csv.gz``
as published by Energi Data Service; without it a seeded synthetic series is used and said so.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import BadData
from shared.forecasting.interface import METHODS

if TYPE_CHECKING:
    from shared.forecasting.source import SeriesSource

SPOT_AREAS = ("DK1", "DK2", "DE", "NO2", "SE3", "SE4")


@dataclass(frozen=True)
class Case:
    """One series with the methods worth running on it, and what must hold of the result."""

    title: str
    source: SeriesSource
    methods: Sequence[str]
    step: int
    daily: bool
    bar: Callable[[dict[str, Any]], str | None]


def main(argv: list[str]) -> int:
    """Print the table; exit 1 when a bar is missed on real series."""
    parser = argparse.ArgumentParser(prog="scalar bench forecast", description=__doc__)
    parser.add_argument("--series", type=Path, default=os.environ.get("SCALAR_SERIES"), help="folder of real series")
    parser.add_argument("--methods", help="only these, comma separated")
    parser.add_argument("--only", help="only series whose title holds this word")
    parser.add_argument("--step", type=int, help="periods between issue times of the quarter-hour series (default 5)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="folder of finished parts")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    cases = _cases(Path(options.series) if options.series else None, options.step or 5)
    rows, missed = [], []
    for case in cases:
        if options.only and options.only.lower() not in case.title.lower():
            continue
        chosen = [m for m in case.methods if not options.methods or m in options.methods.split(",")]
        report = _run(case, chosen, options.workers, options.cache)
        rows.append({"series": case.title, **report})
        if (reason := case.bar(report["metrics"] | {"dm": report["dm"]})) is not None:
            missed.append(f"{case.title}: {reason}")
        if not options.json:
            _print(case, report)
    if options.json:
        print(json.dumps({"series": rows, "missed": missed}, allow_nan=False))
    for line in missed:
        print(f"bar missed: {line}", file=sys.stderr)
    return 1 if missed else 0


def _run(case: Case, methods: Sequence[str], workers: int, cache: Path | None) -> dict[str, Any]:
    from shared.forecasting.backtest import Candidate, issue_times, run
    from shared.forecasting.evaluation import evaluate
    from shared.forecasting.report import finite

    usable = [name for name in methods if _installed(name)]
    model, *others = usable
    times = issue_times(case.source, step=case.step, daily=case.daily, training_days=METHODS[model].training_days)
    candidates = [Candidate(name, {"daily": True} if case.daily and name == "acrdls" else {}) for name in others]
    params = {"daily": True} if case.daily and model == "acrdls" else {}
    test = run(case.source, Candidate(model, params), times, candidates, workers=workers, cache=cache)
    report: dict[str, Any] = finite(evaluate(test))
    return report


def _installed(name: str) -> bool:
    method = METHODS[name]
    if not method.installed:
        print(f"skipped {name}: {method.requires} is not installed", file=sys.stderr)
    return method.installed


def _cases(folder: Path | None, step: int) -> list[Case]:
    if folder is None or not folder.is_dir():
        where = f"{folder} is not a folder" if folder else "no --series DIR and SCALAR_SERIES is not set"
        print(f"{where}: a seeded synthetic series stands in, its numbers say nothing about markets", file=sys.stderr)
        return [Case("synthetic demand", _synthetic(), _methods("acrdls"), 25, False, lambda _: None)]
    return [
        _demand("DK1", folder, "BalancingDemand", step),
        _demand("DK2", folder, "SatisfiedDemand", step),
        _spot(folder),
    ]


def _methods(first: str, *more: str) -> list[str]:
    rest = ("climatology28", "snaive_week", "snaive_day", "lasso_direct", "lightgbm_q", "combination", "autogluon_ts")
    return [first, *more, *rest]


def _demand(area: str, folder: Path, column: str, step: int) -> Case:
    from shared.forecasting.csv_source import csv_source

    source = csv_source(_file(folder, f"{area.lower()}_imbalance_15min"), column, gap=2, horizon=16)

    def bar(found: dict[str, Any]) -> str | None:
        dm, cover = found["dm"].get("climatology28", {}).get("p", 1.0), found["acrdls"]["cover80"]
        if dm >= 0.01:
            return f"ACRDLS against climatology28: p = {dm:.4f}, below 0.01 expected"
        return None if 0.77 <= cover <= 0.83 else f"80 % interval covers {cover:.1%}, 77 to 83 % expected"

    return Case(f"{area} balancing demand, MW (gap 2)", source, _methods("acrdls"), step, False, bar)


def _spot(folder: Path) -> Case:
    """Day-ahead price of DK1 for the whole next local day; the neighbours' prices only up to the day before."""
    from shared.forecasting.csv_source import csv_source

    path = _file(folder, "dk_and_neighbour_spot")
    source = csv_source(path, "price_eur", gap=0, horizon=24, where={"area": "DK1"})
    neighbours = {}
    for area in SPOT_AREAS[1:]:
        other = csv_source(path, "price_eur", gap=0, horizon=24, where={"area": area})
        if other.start == source.start:
            neighbours[area] = source.past(other.target[: len(source.target)])
    source = replace(source, covariates=neighbours)

    def bar(found: dict[str, Any]) -> str | None:
        lear, week = found.get("lear", {}).get("mae"), found["snaive_week"]["mae"]
        if lear is None:
            return "LEAR gave no forecast"
        return None if lear <= 0.7 * week else f"LEAR MAE {lear:.2f} is not 30 % under weekly naive {week:.2f}"

    methods = [m for m in _methods("lear", "acrdls") if m != "combination"]
    return Case("DK1 day-ahead price, EUR/MWh (next day)", source, methods, 24, True, bar)


def _file(folder: Path, prefix: str) -> Path:
    found = sorted(folder.glob(f"{prefix}*.csv*"))
    if not found:
        raise BadData(f"bench forecast: no {prefix}*.csv.gz in {folder}")
    return found[0]


def _synthetic() -> SeriesSource:
    import numpy as np

    from shared.forecasting.source import SeriesSource

    rng = np.random.default_rng(2025)
    n = 75 * 96
    noise = np.zeros(n)
    for i in range(1, n):
        noise[i] = 0.92 * noise[i - 1] + rng.standard_t(4)
    y = 40 * noise + 60 * np.sin(2 * np.pi * np.arange(n) / 96)
    return SeriesSource("synthetic", datetime(2025, 3, 10, tzinfo=UTC) + timedelta(0), 15, y, 2, 16)


def _print(case: Case, report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("method", "MAE", "pinball", "rMAE", "cover 80 %", "DM z", "p", "CPU s", box=None, pad_edge=False)
    for name, m in report["metrics"].items():
        if "mae" not in m:
            table.add_row(name, f"no forecast: {next(iter(m['refused']), '')}")
            continue
        dm = report["dm"].get(name)
        test = (f"{dm['z']:+.2f}", f"{dm['p']:.4f}") if dm else ("", "")
        rmae = f"{m['rmae']:.3f}" if m["rmae"] else ""
        figures = (f"{m['mae']:.2f}", f"{m['mean_pinball_3']:.2f}", rmae, f"{100 * m['cover80']:.1f}")
        table.add_row(name, *figures, *test, f"{m['cpu_seconds']:.0f}")
    console = Console(width=110)
    window = report["window"]
    console.print(f"\n{case.title}: {report['origins']} issue times, {window['from'][:10]} to {window['to'][:10]}")
    console.print(table)
    console.print(f"DM z < 0: {report['model']} has the lower absolute error than the method of the row")
