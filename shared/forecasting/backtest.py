"""Rolling-origin backtest: every forecast through the same ``forecast(as_of)`` as production, references beside it.

Work is cut into chunks of whole refit periods; a chunk trains at its first issue time on what was known then and
follows the target from there, so chunks are independent: they run in a process pool and finished ones are kept in a
folder, from which an interrupted backtest goes on.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

import numpy as np

from shared.errors import BadData
from shared.forecasting import leakage
from shared.forecasting.interface import METHODS, QUANTILES
from shared.forecasting.source import Source, forecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Bools, Floats, Forecaster

STEP = 25  # periods between issue times: not 24 or 96, so that all times of day take part
REFERENCES = ("climatology28", "snaive_week", "snaive_day", "persistence")
CHUNK_DAYS = 28
DAILY_REFIT_DAYS = 28
TRAINING_DAYS = 28
TEST_DAYS = 90
AUDITED = 4  # issue times whose views are scrambled
SHIFTED = 40  # issue times of the shift test
FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """One method under test with its parameters and its days between full retrains."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict)
    refit_days: int = 0

    @classmethod
    def of(cls, method: str, params: Mapping[str, Any] | None = None, refit_days: int = 0, *, daily: bool) -> Self:
        """With the parameters a method takes when it is issued once a day; ``params`` go before them.

        Seven origins more are not worth a training: then a month passes between two.
        """
        kind = METHODS[method]
        often = max(kind.refit_days, DAILY_REFIT_DAYS) if daily else kind.refit_days
        return cls(method, {**(kind.once_a_day if daily else {}), **(params or {})}, refit_days or often)

    @property
    def days(self) -> int:
        return self.refit_days or METHODS[self.method].refit_days

    def make(self) -> Forecaster:
        return METHODS[self.method](**self.params)


@dataclass(frozen=True)
class Issued:
    """Forecasts of one candidate for n issue times; NaN where it refused. ``refused``: sentence -> how often."""

    quantiles: Floats  # (n, H, 7)
    mean: Floats  # (n, H), NaN where the method gives none
    degraded: Bools  # (n, H)
    refused: Mapping[str, int]
    cpu_seconds: float
    signs: Floats  # (n, H, 3), NaN where the method gives none


@dataclass(frozen=True)
class Backtest:
    """Everything a report needs. ``actual`` (n, H); ``issued`` by method name, the model first."""

    source: Source
    model: str
    times: Sequence[datetime]
    actual: Floats
    issued: Mapping[str, Issued]
    seconds: float
    audited: bool

    @property
    def days(self) -> NDArray[np.int64]:
        """Number of the issue day, the unit of observation of the significance test."""
        return np.array([int(t.timestamp()) // 86_400 for t in self.times], dtype=np.int64)


Progress = Callable[[int, int], None]


def issue_times(
    source: Source,
    start: datetime | None = None,
    end: datetime | None = None,
    step: int = STEP,
    *,
    training_days: int = TRAINING_DAYS,
    daily: bool = False,
) -> list[datetime]:
    """Issue times ``step`` periods apart in ``[start, end]``, or every local midnight when ``daily``.

    The first comes after ``training_days`` of history; without ``start`` the test is the later half of the history,
    or its last 90 days if those are more. Raises BadData if that leaves none.
    """
    first, last = source.span()
    period = timedelta(minutes=source.minutes)
    earliest = first + timedelta(days=training_days)
    begin = max(earliest, start or min(first + (last - first) / 2, last - timedelta(days=TEST_DAYS)))
    begin = first - (first - begin) // period * period  # on the grid, not before
    stop = min(end or last, last)
    count = (stop - begin) // period + 1
    times = [begin + i * period for i in range(0, count, 1 if daily else step)]
    if daily:
        zone = ZoneInfo(source.tz)
        times = [t for t in times if (local := t.astimezone(zone)).hour == local.minute == 0]
    if not times:
        asked = f"from {_minute(start) if start else 'the middle'} to {_minute(end) if end else 'the end'}"
        allowed = f"{_minute(earliest)} to {_minute(last)}" if earliest <= last else "none"
        raise BadData(
            f"{source.name}: no issue time{f' at midnight in {source.tz}' if daily else ''} {asked}; after "
            f"{training_days} days of training the history of {(last - first).days} days allows {allowed}: give more "
            f"history{', another zone with --tz' if daily else ''} or another span"
        )
    return times


def _minute(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def run(
    source: Source,
    model: Candidate,
    times: Sequence[datetime],
    references: Sequence[Candidate] = tuple(map(Candidate, REFERENCES)),
    *,
    workers: int = 1,
    cache: Path | None = None,
    audit: bool = True,
    audit_references: bool = True,
    progress: Progress = lambda _done, _total: None,
) -> Backtest:
    """Backtest ``model`` beside ``references``. Raises LeakageFound, and BadData when the model never forecast.

    ``audit_references`` off spares four trainings of each: for references that are models under test elsewhere.
    """
    begun = time.perf_counter()
    candidates = [model, *(c for c in references if c.method != model.method)]
    tasks = [(c, chunk) for c in candidates for chunk in _chunks(times, c.days)]
    with _one_thread():
        if audit:
            audit_leakage(source, model, times, candidates[1:] if audit_references else ())
        done = dict(_execute(source, tasks, workers, cache, progress))
    issued = {}
    for candidate in candidates:
        parts = [done[i] for i, (owner, _) in enumerate(tasks) if owner is candidate]
        issued[candidate.method] = _joined(parts)
    if not np.isfinite(issued[model.method].quantiles).any():
        raise BadData(f"{source.name}: {model.method} gave no forecast: {'; '.join(issued[model.method].refused)}")
    actual = np.array([source.actual(source.view(as_of)) for as_of in times])
    return Backtest(source, model.method, times, actual, issued, time.perf_counter() - begun, audit)


def audit_leakage(
    source: Source, model: Candidate, times: Sequence[datetime], references: Sequence[Candidate] = ()
) -> None:
    """All leakage tests on this source and method; of references, whose views are the same, only their forecasts.

    Raises LeakageFound naming the feature.
    """
    spread = [times[i] for i in sorted({len(times) * i // AUDITED for i in range(AUDITED)})]
    leakage.check_availability(source.claimed_early())
    leakage.check_views(source, [*spread, times[min(3, len(times) - 1)], times[-1]])
    leakage.check_correlation(source.view(times[-1]), source.target_forecasts)
    earlier, later = times[0], times[min(3, len(times) - 1)]
    if METHODS[model.method].repeatable:
        leakage.check_forecasts(model.make, source, later, earlier)
    for reference in references:
        if METHODS[reference.method].repeatable:
            with _unless_refused():
                leakage.check_forecasts(reference.make, source, later, earlier)
    asked = times[: min(SHIFTED, len(times))]
    actual = np.array([source.actual(source.view(t)) for t in asked])
    blind = source.altered(FIRST, leakage.shuffled)
    leakage.check_blind(actual, medians(blind, model, asked))
    late = source.delayed(1)
    delayed = np.array([late.actual(late.view(t)) for t in asked]) - medians(late, model, asked)
    leakage.check_shift(np.abs(actual - medians(source, model, asked)), np.abs(delayed))


def medians(source: Source, model: Candidate, times: Sequence[datetime]) -> Floats:
    """Medians (n, H) as a backtest issues them."""
    return _issue(source, model, times).quantiles[..., QUANTILES.index(0.5)]


@contextmanager
def _unless_refused() -> Iterator[None]:
    """A reference that cannot be trained on this series refuses in the backtest too, where it is counted."""
    try:
        yield
    except leakage.LeakageFound:
        raise
    except BadData:
        return


def _chunks(times: Sequence[datetime], refit_days: int) -> Iterator[Sequence[datetime]]:
    """Whole refit periods of at least ``CHUNK_DAYS``, counted from the first issue time."""
    length = timedelta(days=-(-CHUNK_DAYS // refit_days) * refit_days)
    number = np.array([(t - times[0]) // length for t in times])
    for one in np.unique(number):
        inside = np.flatnonzero(number == one)
        yield times[int(inside[0]) : int(inside[-1]) + 1]


def _issue(source: Source, candidate: Candidate, times: Sequence[datetime]) -> Issued:
    """One chunk: retrain every ``candidate.days``, follow the target in between."""
    begun = time.process_time()
    n, horizon = len(times), source.horizon
    quantiles = np.full((n, horizon, len(QUANTILES)), np.nan)
    mean, degraded = np.full((n, horizon), np.nan), np.zeros((n, horizon), dtype=bool)
    signs = np.full((n, horizon, 3), np.nan)
    refused: dict[str, int] = {}
    model, due = candidate.make(), times[0]
    for i, as_of in enumerate(times):
        try:
            if as_of >= due:
                model.fit(source.view(as_of))
                due += timedelta(days=candidate.days) * ((as_of - due) // timedelta(days=candidate.days) + 1)
            one = forecast(model, source, as_of)
        except BadData as error:
            refused[str(error)] = refused.get(str(error), 0) + 1
            continue
        quantiles[i], degraded[i] = one.quantiles, one.degraded
        if one.mean is not None:
            mean[i] = one.mean
        if one.signs is not None:
            signs[i] = one.signs
    return Issued(quantiles, mean, degraded, refused, time.process_time() - begun, signs)


Task = tuple[Candidate, Sequence[datetime]]
_shared: dict[str, Source] = {}


def _share(source: Source) -> None:
    """In each worker: keep the source; the pool is the parallelism."""
    _one_thread()
    _shared["source"] = source


def _one_thread() -> Any:
    """Numeric libraries on one thread, for good or as a context: their threads only wait for each other here."""
    return import_module("threadpoolctl").threadpool_limits(1)


def _work(candidate: Candidate, times: Sequence[datetime]) -> Issued:
    return _issue(_shared["source"], candidate, times)


def _execute(
    source: Source, tasks: Sequence[Task], workers: int, cache: Path | None, progress: Progress
) -> Iterator[tuple[int, Issued]]:
    files = [cache / f"{_key(source, *task)}.npz" if cache else None for task in tasks]
    waiting = []
    for i, file in enumerate(files):
        if file and file.exists():
            yield i, _read(file)
        else:
            waiting.append(i)
    finished = len(tasks) - len(waiting)
    progress(finished, len(tasks))
    for i, issued in _compute(source, tasks, waiting, workers):
        if file := files[i]:
            _write(file, issued)
        finished += 1
        progress(finished, len(tasks))
        yield i, issued


def _compute(
    source: Source, tasks: Sequence[Task], waiting: Sequence[int], workers: int
) -> Iterator[tuple[int, Issued]]:
    if workers <= 1 or len(waiting) < 2:
        for i in waiting:
            yield i, _issue(source, *tasks[i])
        return
    # spawned, not forked: model libraries start threads of their own
    with ProcessPoolExecutor(workers, get_context("spawn"), _share, (source,)) as pool:
        futures = {pool.submit(_work, *tasks[i]): i for i in waiting}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _joined(parts: Sequence[Issued]) -> Issued:
    refused: dict[str, int] = {}
    for part in parts:
        for reason, count in part.refused.items():
            refused[reason] = refused.get(reason, 0) + count
    return Issued(
        np.concatenate([p.quantiles for p in parts]),
        np.concatenate([p.mean for p in parts]),
        np.concatenate([p.degraded for p in parts]),
        refused,
        sum(p.cpu_seconds for p in parts),
        np.concatenate([p.signs for p in parts]),
    )


def code_version() -> str:
    """Hash of this package's source: a cached chunk is only good for the code that made it."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _key(source: Source, candidate: Candidate, times: Sequence[datetime]) -> str:
    what = [code_version(), source.fingerprint(), candidate.method, dict(candidate.params), candidate.days]
    text = json.dumps([*what, [t.isoformat() for t in times]], sort_keys=True, default=repr)
    return f"{candidate.method}-{times[0]:%Y%m%dT%H%M}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


_ARRAYS = ("quantiles", "mean", "degraded", "signs")


def _write(file: Path, issued: Issued) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    note = json.dumps({"refused": issued.refused, "cpu_seconds": issued.cpu_seconds})
    with partial.open("wb") as out:
        arrays = {name: getattr(issued, name) for name in _ARRAYS}
        np.savez_compressed(out, **arrays, note=np.array(note))
    partial.replace(file)  # only whole files are ever found under the final name


def _read(file: Path) -> Issued:
    with np.load(file, allow_pickle=False) as kept:
        note = json.loads(str(kept["note"]))
        return Issued(**{name: kept[name] for name in _ARRAYS}, **note)
