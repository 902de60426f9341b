"""``./scalar backtest MODEL --csv FILE --target COLUMN --gap N --horizon H``: judge a model on a series.

MODEL is a method (acrdls, climatology28, lightgbm_q, lear, combination, ...) or the id of a declared model. It is
backtested with a rolling origin beside the reference models, after the leakage tests.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.errors import ConfigError
from shared.forecasting.interface import METHODS, ModelDeclaration

if TYPE_CHECKING:
    from shared.forecasting.backtest import Candidate, Progress
    from shared.forecasting.source import Source

COVARIATES = """\
covariates:
  NAME        known when a forecast is issued for every period it covers: day-ahead prices, forecasts, plans
  NAME:past   a measurement, received together with the target of the same period; as NAME it would leak
  NAME:forecast
              a forecast of the target itself that others publish in time, such as a load forecast for the load: it may
              correlate with the target as no other input may

times: ISO 8601; without a zone they are UTC, a date is its midnight. --to is included.

exit codes: 0 done, 64 wrong usage, 65 bad data or leakage found, 78 something to configure
"""


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scalar backtest",
        description="Rolling-origin backtest of one model beside the references.",
        epilog=COVARIATES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("model", metavar="MODEL", help=f"{', '.join(METHODS)}, or a declared model's id")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--csv", type=Path, metavar="FILE", help="CSV, also .gz, with a UTC start (or time_utc) column")
    source.add_argument("--dataset", metavar="ID", help="a dataset of the catalogue, read from the warehouse")
    parser.add_argument("--target", metavar="COLUMN")
    parser.add_argument(
        "--gap", type=_natural, help="periods between the newest received value and the first forecast one"
    )
    parser.add_argument("--horizon", type=_positive, help="periods forecast")
    parser.add_argument("--covariates", default="", metavar="A,B:past", help="further columns, see below")
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help="rows of a long table")
    parser.add_argument("--area", help="area of a dataset or declared model")
    parser.add_argument("--from", dest="start", type=_instant, metavar="TIME", help="first issue time")
    parser.add_argument("--to", dest="end", type=_instant, metavar="TIME", help="last issue time")
    parser.add_argument(
        "--step", type=_positive, help="periods between issue times (default 25: all times of day take part)"
    )
    parser.add_argument("--daily", action="store_true", help="one issue a day, at local midnight, by models of one day")
    parser.add_argument("--refit-days", type=_positive, help="days between full retrains (default: the method's)")
    parser.add_argument("--minutes", type=_positive, help="period length of the CSV (default: inferred)")
    parser.add_argument("--since", type=_instant, metavar="TIME", help="leave earlier rows of the CSV out")
    parser.add_argument("--tz", type=_zone, default="Europe/Copenhagen", help="market's zone for calendar terms")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=JSON", help="parameter of the method")
    parser.add_argument("--references", default="climatology28,snaive_week,snaive_day,persistence", metavar="A,B")
    parser.add_argument("--workers", type=_positive, default=2, help="processes (default 2)")
    parser.add_argument("--cache", type=Path, help="folder of finished parts, from which an interrupted run goes on")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the full report: .html or .json")
    return parser


def main(argv: list[str]) -> int:
    """Run the backtest and print its table or JSON. Raises ConfigError, BadData, LeakageFound."""
    parser = arguments()
    options = parser.parse_args(argv)
    declared = None if options.model in METHODS else _declared(options.model)
    method = declared.method if declared else options.model
    if options.report:
        _refuse_place(options.report)
    cache = options.cache or Path(os.environ.get("SCALAR_DATA", ".scalar")) / "backtests"
    _make_folder(cache, "--cache")
    source = _source(options, declared)
    from shared.forecasting import backtest, evaluation

    kind, given = METHODS[method], {**(declared.params if declared else {}), **_parameters(options.param)}
    daily = options.daily or bool(given.get("daily")) or kind.daily
    if daily and options.step:
        raise ConfigError(f"backtest: {options.model} is issued here once a day, at local midnight: leave --step out")
    times = backtest.issue_times(
        source,
        options.start,
        options.end,
        options.step or min(backtest.STEP, 1440 // source.minutes + 1),
        training_days=kind.training_days,
        daily=daily,
    )
    refit = options.refit_days or (declared.refit_days if declared else 0)
    candidates = [backtest.Candidate.of(method, given, refit, daily=daily)]
    candidates += [backtest.Candidate.of(name, daily=daily) for name in _references(options.references)]
    for candidate in candidates:
        _refuse_parameters(candidate)
    progress, close = progress_bar(options.model)
    try:
        test = backtest.run(
            source,
            candidates[0],
            times,
            candidates[1:],
            workers=options.workers,
            cache=cache,
            progress=progress,
        )
    finally:
        close()
    report = evaluation.evaluate(test)
    if options.report:
        from shared.forecasting.report import write

        write(options.report, test, report)
        print(f"scalar backtest: report written to {options.report}", file=sys.stderr)
    print(json.dumps(evaluation.brief(report), allow_nan=False)) if options.json else _table(report)
    return 0


def _source(options: argparse.Namespace, declared: ModelDeclaration | None) -> Source:
    if declared and not options.csv and not options.dataset:
        return _warehouse("declared_source", declaration=declared, area=options.area or declared.areas[0])
    gap = options.gap if options.gap is not None else (declared.gap if declared else None)
    horizon = options.horizon or (declared.horizon if declared else None)
    if not (options.csv or options.dataset) or not options.target or gap is None or not horizon:
        raise ConfigError("backtest: give --csv FILE or --dataset ID, and --target, --gap and --horizon")
    inputs = _covariates(options.covariates)
    if options.csv:
        from shared.forecasting.csv_source import csv_source

        made: Source = csv_source(
            options.csv,
            options.target,
            gap=gap,
            horizon=horizon,
            **inputs,
            where=_pairs(options.where),
            minutes=options.minutes,
            since=options.since,
            tz=options.tz,
        )
        _say_known(inputs["known"])
        return made
    made = _warehouse(
        "warehouse_source",
        dataset=options.dataset,
        column=options.target,
        area=options.area,
        gap=gap,
        horizon=horizon,
        **inputs,
        minutes=options.minutes,
        tz=options.tz,
    )
    _say_known(inputs["known"])
    return made


def _covariates(text: str) -> dict[str, list[str]]:
    """Columns known ahead, measurements, and forecasts of the target, each column once."""
    wanted = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
    parts = [name.rpartition(":") if name.endswith((":past", ":forecast", ":known")) else (name, "", "known")
             for name in wanted]  # fmt: skip
    if twice := sorted({name for name, _, _ in parts if [other for other, _, _ in parts].count(name) > 1}):
        raise ConfigError(f"backtest: --covariates names {', '.join(twice)} in more than one way")
    known, past, forecasts = ([name for name, _, kind in parts if kind == one] for one in ("known", "past", "forecast"))
    return {"known": known, "past": past, "target_forecasts": forecasts}


def _say_known(known: list[str]) -> None:
    """Which columns were taken as known ahead, for a file cannot tell."""
    if known:
        print(
            f"scalar backtest: {', '.join(known)} taken as known at issue for every period forecast; "
            "write NAME:past for a measurement",
            file=sys.stderr,
        )


def _warehouse(function: str, **asked: Any) -> Source:
    """``shared.forecasting.features`` builds sources on the warehouse's revisions."""
    try:
        from importlib import import_module

        build = getattr(import_module("shared.forecasting.features"), function)
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"backtest: the warehouse cannot be read here ({error}); use --csv FILE") from error
    source: Source = build(**asked)
    return source


def _declared(model: str) -> ModelDeclaration:
    try:
        from importlib import import_module

        models: dict[str, ModelDeclaration] = import_module("shared.forecasting.models").MODELS
    except ImportError:
        models = {}
    if model not in models:
        raise ConfigError(
            f"backtest: no method or declared model is called {model!r}; methods: {', '.join(METHODS)}; "
            f"models: {', '.join(models) or 'none'}"
        )
    return models[model]


def _references(text: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if unknown := [name for name in names if name not in METHODS]:
        raise ConfigError(f"backtest: no reference is called {', '.join(unknown)}; there are {', '.join(METHODS)}")
    return names


def _refuse_parameters(candidate: Candidate) -> None:
    """Raises ConfigError for parameters the method does not take and for a library that is not installed."""
    try:
        candidate.make()
    except ImportError as error:
        raise ConfigError(f"backtest: {candidate.method} needs a library that is not installed: {error}") from error
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        taken = ", ".join(map(str, inspect.signature(METHODS[candidate.method].resolve()).parameters.values()))
        raise ConfigError(
            f"backtest: {candidate.method} does not take {dict(candidate.params)}: {error}; "
            f"its parameters: {taken or 'none'}"
        ) from error


def _refuse_place(report: Path) -> None:
    """Before the work, not after it: a report that could not be written."""
    if report.suffix not in (".html", ".json"):
        raise ConfigError(f"backtest: --report: a file ending in .html or .json expected, got {report.name}")
    _make_folder(report.parent, "--report")
    if report.is_dir():
        raise ConfigError(f"backtest: --report: {report} is a folder")


def _make_folder(folder: Path, option: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"backtest: {option}: {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise ConfigError(f"backtest: {option}: {folder} cannot be written")


def _instant(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-03-01 or 2026-03-01T12:00Z") from error
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no zone such as Europe/Copenhagen or UTC") from error
    return text


def _natural(text: str) -> int:
    return _whole(text, 0)


def _positive(text: str) -> int:
    return _whole(text, 1)


def _whole(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"a whole number from {least} on expected, got {text!r}")
    return int(text)


def _pairs(texts: list[str]) -> dict[str, str]:
    if wrong := [text for text in texts if "=" not in text]:
        raise ConfigError(f"backtest: NAME=VALUE expected, got {wrong}")
    return dict(text.split("=", 1) for text in texts)


def _parameters(texts: list[str]) -> dict[str, Any]:
    try:
        return {name: json.loads(value) for name, value in _pairs(texts).items()}
    except ValueError as error:
        raise ConfigError(f"backtest: --param takes NAME=JSON, got {texts}: {error}") from error


def progress_bar(label: str) -> tuple[Progress, Any]:
    """A bar on stderr, where that is a terminal: the function that moves it and the one that ends it."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    bar.start()
    task = bar.add_task(label)
    return lambda done, total: bar.update(task, completed=done, total=total), bar.stop


def _table(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("model", "MAE", "rMAE", "mean pinball", "cover 80 %", "bias", "DM z", "p", box=None, pad_edge=False)
    for name, m in report["metrics"].items():
        if "mae" not in m:
            table.add_row(name, f"refused: {next(iter(m['refused']), 'no forecast')}")
            continue
        dm = report["dm"].get(name)
        test = (f"{dm['z']:.2f}", f"{dm['p']:.4f}") if dm else ("", "")
        figures = (f"{m['mae']:.2f}", f"{m['rmae']:.3f}" if m["rmae"] else "", f"{m['mean_pinball']:.3f}")
        table.add_row(name, *figures, f"{100 * m['cover80']:.1f} %", f"{m['bias']:.2f}", *test)
    console = Console()
    console.print(
        f"{report['series']}: {report['origins']} issue times {report['window']['from'][:10]} to "
        f"{report['window']['to'][:10]}, {report['minutes']} min, gap {report['gap']}, horizon {report['horizon']}; "
        f"leakage tests {report['leakage_tests']}; {report['run']['seconds']} s"
    )
    console.print(table)
    console.print(f"DM: z < 0 means {report['model']} has the lower absolute error; p one-sided, by day, Newey-West")
