"""Forecast methods side by side on real series: ``./scalar bench forecast --series DIR [--json]``.

Walk-forward, every method through the same ``forecast(as_of)`` as production. Each series has bars that must hold: exit
code 1 names those that do not. An interrupted run goes on from ``--cache``. The folder holds exports of Energi Data
Service as ``benchmarks/forecast_cases.py`` names them; without it a seeded synthetic series is used and said so.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.forecast_cases import COMBINED, Case, cases
from cli.backtest import progress_bar
from shared.forecasting.interface import METHODS

if TYPE_CHECKING:
    from shared.forecasting.backtest import Backtest

AHEAD_OF = 3  # series on which a combination must be ahead of the best single method by more than noise
NOISE = 0.05  # one-sided p of that


def main(argv: list[str]) -> int:
    """Print the tables; exit 1 when a bar is missed on real series."""
    parser = argparse.ArgumentParser(prog="scalar bench forecast", description=__doc__)
    parser.add_argument("--series", type=Path, default=os.environ.get("SCALAR_SERIES"), help="folder of real series")
    parser.add_argument("--methods", help="only these, comma separated")
    parser.add_argument("--only", help="only series whose title holds this word")
    parser.add_argument("--step", type=int, default=5, help="periods between issue times, where not once a day")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="folder of finished parts")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    wanted = options.methods.split(",") if options.methods else list(METHODS)
    rows, missed = [], []
    for case in cases(Path(options.series) if options.series else None, options.step):
        if options.only and options.only.lower() not in case.title.lower():
            continue
        chosen = [m for m in case.methods if m in wanted and _installed(m)]
        if len(chosen) < 2:
            continue
        report = _run(case, chosen, options.workers, options.cache)
        rows.append({**report, "series": case.title})
        missed += [f"{case.title}: {reason}" for bar in case.bars if (reason := bar(report))]
        if not options.json:
            _print(case, report)
    ahead = [row["series"] for row in rows if row.get("combined") and _ahead(row["combined"])]
    if len([row for row in rows if row.get("combined")]) > AHEAD_OF > len(ahead):
        missed.append(f"a combination is ahead of the best single method on {len(ahead)} series, {AHEAD_OF} expected")
    if options.json:
        print(json.dumps({"series": rows, "combination_ahead_on": ahead, "missed": missed}, allow_nan=False))
    elif ahead:
        print(f"\ncombination ahead of the best single method by more than noise: {'; '.join(ahead)}")
    for line in missed:
        print(f"bar missed: {line}", file=sys.stderr)
    return 1 if missed else 0


def _run(case: Case, methods: Sequence[str], workers: int, cache: Path | None) -> dict[str, Any]:
    from shared.forecasting.backtest import Candidate, issue_times, run
    from shared.forecasting.evaluation import evaluate
    from shared.forecasting.report import finite

    model, *others = [Candidate.of(name, case.params.get(name), daily=case.daily) for name in methods]
    days = max(METHODS[name].training_days for name in methods)
    start = case.source.span()[0] + case.start if case.start else None
    times = issue_times(case.source, start, step=case.step, daily=case.daily, training_days=days)[-case.most :]
    progress, close = progress_bar(case.title)
    try:
        test = run(
            case.source, model, times, others,
            workers=workers, cache=cache, audit_references=False, progress=progress,
        )  # fmt: skip
    finally:
        close()
    report: dict[str, Any] = finite(evaluate(test))
    return {**report, "combined": finite(_combined(test))}


def _combined(test: Backtest) -> dict[str, Any]:
    """The combination against the best single method: mean pinball loss of both, and whether it is more than luck."""
    from dataclasses import asdict

    from shared.forecasting import metrics
    from shared.forecasting.evaluation import common

    kept, compared = common(test)
    if COMBINED not in compared:
        return {}
    loss = {}
    for name in compared:
        each = metrics.pinball(test.actual, test.issued[name].quantiles).mean(axis=-1)
        each[~kept] = float("nan")
        loss[name] = each
    mean = {name: float(each[kept].mean()) for name, each in loss.items()}
    best = min((name for name in mean if name != COMBINED), key=lambda name: mean[name])
    found = metrics.diebold_mariano(loss[COMBINED], loss[best], test.days)
    return {"best": best, "pinball": mean[COMBINED], "best_pinball": mean[best], **asdict(found)}


def _ahead(combined: dict[str, Any]) -> bool:
    return bool(combined["p"] < NOISE)


def _installed(name: str) -> bool:
    method = METHODS[name]
    if not method.installed:
        print(f"skipped {name}: {method.requires} is not installed", file=sys.stderr)
    return method.installed


def _print(case: Case, report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    columns = ("method", "MAE", "pinball", "rMAE", "cover 80 %", "cover 90 %", "DM z", "p", "log loss", "CPU s")
    table = Table(*columns, box=None, pad_edge=False)
    for name, m in report["metrics"].items():
        if "mae" not in m:
            table.add_row(name, f"no forecast: {next(iter(m['refused']), '')}")
            continue
        dm = report["dm"].get(name)
        test = (f"{dm['z']:+.2f}", f"{dm['p']:.4f}") if dm else ("", "")
        rmae = f"{m['rmae']:.3f}" if m["rmae"] else ""
        figures = (f"{m['mae']:.2f}", f"{m['mean_pinball_3']:.2f}", rmae)
        cover = (f"{100 * m['cover80']:.1f}", f"{100 * m['cover90']:.1f}")
        signs = f"{m['log_loss']:.3f}" if case.signs and m.get("log_loss") else ""
        table.add_row(name, *figures, *cover, *test, signs, f"{m['cpu_seconds']:.0f}")
    console = Console(width=110)
    window = report["window"]
    console.print(f"\n{case.title}: {report['origins']} issue times, {window['from'][:10]} to {window['to'][:10]}")
    console.print(table)
    console.print(
        f"pinball: mean of 0.1, 0.5, 0.9; DM z < 0: {report['model']} has the lower absolute error than the row"
    )
    if one := report["combined"]:
        console.print(
            f"combination against {one['best']}, the best single method: mean pinball of all quantiles "
            f"{one['pinball']:.3f} to {one['best_pinball']:.3f}, z = {one['z']:+.2f}, p = {one['p']:.4f}"
        )
