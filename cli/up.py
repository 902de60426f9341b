"""``./scalar up``: the whole platform on this machine, with nothing but Python.

Without ``--once`` timers fire until Ctrl-C; data lives in one folder, so starting again continues. With ``--once``
every enabled dataset's timer runs once (with ``--recordings`` every recorded answer is acquired once instead), all of
it is ingested, and a summary is printed; exit code 0 only if all of it worked.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.runtime import Runtime


def main(argv: list[str]) -> int:
    """Start the platform; see ``--help``."""
    parser = argparse.ArgumentParser(
        prog="scalar up", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--once", action="store_true", help="one full pass, a summary, then stop")
    parser.add_argument("--live", action="store_true", help="ask the real providers instead of the sandbox")
    parser.add_argument("--recordings", type=Path, metavar="DIR", help="acquire recorded answers (DIR/*/index.json)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder (default: SCALAR_DATA, .scalar)")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the pass's report as JSON (with --once)")
    parser.add_argument("--port", type=int, default=7071, help="HTTP port on loopback (default 7071; 0: any free one)")
    parser.add_argument("--verbose", action="store_true", help="show every run's log line")
    options = parser.parse_args(argv)
    if options.live and options.recordings:
        parser.error("--live and --recordings exclude each other")
    if options.report and not options.once:
        parser.error("--report needs --once")
    logging.getLogger("scalar").setLevel(logging.INFO if options.verbose else logging.WARNING)
    data = options.data or Path(os.environ["SCALAR_DATA"])
    return _once(options, data) if options.once else _serve(options, data)


def _once(options: argparse.Namespace, data: Path) -> int:
    from embedded import forecasts, once, plot, report
    from embedded.platform import Platform
    from embedded.sandbox.recorded import RecordedAnswers, recordings
    from embedded.sandbox.synthetic import SyntheticMarket
    from shared.catalogue.registry import CATALOGUE
    from shared.forecasting.models import MODELS

    started = time.perf_counter()
    found = list(recordings(options.recordings)) if options.recordings else []
    answers = RecordedAnswers()
    platform = Platform(data, [answers] if found else [SyntheticMarket()], live=options.live)
    print(f"scalar up: starting in {data}", file=sys.stderr)
    try:
        held = platform.start()
        now = datetime.now(UTC)
        result, missing = report.Report(ok=False, seconds=0.0), 0
        if found:
            with _progress("recordings", len(found)) as step:
                result.recordings = once.run_recordings(held, answers, found, now, step)
        else:
            with _progress("datasets", len(CATALOGUE)) as step:
                result.datasets = once.run_datasets(held, now, step)
            with _progress("history", 1), once.draining(held):
                begun = datetime.now(UTC)  # answers of the datasets' own runs are not waited for again
                wanted = forecasts.acquire_history(held, now)
                missing = len(wanted) - len(once.wait_for(held, begun, wanted))
            with _progress("forecasts", len(MODELS)) as step:
                result.forecasts, made = forecasts.run_models(held, now, step)
            result.strategies = forecasts.run_strategies(held, now)
            result.plot = str(plot.draw(held, made, platform.data / "forecasts.png")) if made else ""
        result.tables = report.table_counts(held)
        result.problems = report.problems(result.datasets, result.recordings)
        if missing:
            result.problems.append(f"history: {missing} answers were not stored in time")
        result.problems += report.forecast_problems(result.forecasts, live=options.live)
    finally:
        platform.stop()
    result.ok = not result.problems
    result.seconds = round(time.perf_counter() - started, 2)
    report.show(result)
    if options.report:
        report.write(result, options.report)
    return 0 if result.ok else 1


def _serve(options: argparse.Namespace, data: Path) -> int:
    from embedded.host import index
    from embedded.platform import Platform
    from embedded.sandbox.recorded import RecordedAnswers
    from embedded.sandbox.synthetic import SyntheticMarket
    from embedded.timers import Timers
    from embedded.web import WebApp, WebServer
    from shared.ingestion.drain import stop_running

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    platform = Platform(data, [RecordedAnswers(), SyntheticMarket()], live=options.live)
    try:
        held = platform.start()
        from function_app import app

        functions = index(app)
        timers = Timers(functions.timers, platform.data / "timers.json")
        web = WebServer(WebApp(functions.http, os.environ["SCALAR_HTTP_KEY"], timers.fire), options.port)
        # function_app leaves on SIGTERM; this process stops its children first.
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        (platform.data / "http.json").write_text(json.dumps({"port": web.port}))
        web.start()
        timers.start()
        threading.Thread(target=_history, args=(held,), name="history", daemon=True).start()
        _welcome(web.port, platform.data, len(functions.timers))
        stop.wait()
        print("scalar up: stopping", file=sys.stderr)
        web.stop()
        stop_running()  # a drain would otherwise go on to the end of its time budget
        timers.stop()
    finally:
        platform.stop()
    return 0


def _history(held: Runtime) -> None:
    """What the models train on, fetched once in the background; a failure is tried again at the next start."""
    from embedded.forecasts import acquire_history
    from shared.errors import ScalarError

    try:
        fetched = len(acquire_history(held, datetime.now(UTC)))
    except ScalarError as error:
        logging.getLogger("scalar").warning("history for the models: %s", error)
        return
    if fetched:
        print(f"scalar up: fetched {fetched} answers of history for the models", file=sys.stderr)


def _welcome(port: int, data: Path, timers: int) -> None:
    base = f"http://127.0.0.1:{port}/api"
    print(
        f"scalar up: {timers} timers are running; Ctrl-C stops everything\n"
        f"  data      {base}/data/entsoe.day_ahead_prices   (header x-functions-key: $(cat {data}/http.key))\n"
        f"  health    {base}/health\n"
        f"  API       {base}/openapi.json\n"
        f"  folder    {data}",
        file=sys.stderr,
    )


class _progress:  # noqa: N801 reads as the statement it is
    """A progress bar on stderr; plain lines where stderr is not a terminal."""

    def __init__(self, what: str, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(what, total=total)

    def __enter__(self) -> _progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, name: str) -> None:
        self._bar.update(self._task, advance=1, description=name)
