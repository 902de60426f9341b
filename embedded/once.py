"""One full pass over the embedded platform: acquire, drain, and account for every answer.

What became of each answer is read from the ingest ledger, not from what this code believes it did.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from msgspec import Struct

from embedded.sandbox.recorded import RecordedAnswers, Recording
from shared.acquisition.run import SliceReport, fetch
from shared.acquisition.state import AcquisitionState
from shared.acquisition.timer import acquire_now
from shared.catalogue.model import Dataset
from shared.catalogue.registry import CATALOGUE, dataset
from shared.errors import RetryLater, ScalarError
from shared.ingestion.drain import Drain, Stores
from shared.persistence.tables import INGEST_LEDGER
from shared.runtime import Runtime

SIDE_BY_SIDE = 6
"""Timers run at once, much as the host does; providers' rate limits hold across all of them."""
SETTLE_SECONDS = 60.0
"""Without any progress for this long, what is not stored is given up; a run that goes on takes as long as it takes."""
Progress = Callable[[str], None]


class DatasetResult(Struct, kw_only=True):
    """What one dataset's run did; ``reason`` tells of the first failure."""

    dataset: str
    outcome: str
    slices: int = 0
    published: int = 0
    rows: int = 0
    dead_letters: int = 0
    reason: str = ""
    request_ids: list[str] = []


class RecordingResult(Struct, kw_only=True):
    """What became of one recorded answer: ``rows``, ``no_data``, ``dead_letter`` or ``not_declared``."""

    provider: str
    file: str
    dataset: str
    outcome: str
    rows: int = 0
    value_sum: float | None = None
    reason: str = ""


@contextmanager
def draining(held: Runtime) -> Iterator[Drain]:
    """Ingest in a thread of its own while the block runs."""
    drain = Drain(
        Stores(broker=held.broker, warehouse=held.warehouse, cache=held.cache, blobs=held.blobs),
        CATALOGUE,
        batch_size=held.settings.ingest_max_batch_size,
        batch_wait=held.settings.ingest_max_batch_wait_seconds,
    )
    thread = threading.Thread(target=drain.run, args=(24 * 3600.0,), name="drain")
    thread.start()
    try:
        yield drain
    finally:
        drain.stop()
        thread.join()


def run_datasets(held: Runtime, now: datetime, progress: Progress) -> list[DatasetResult]:
    """Run every enabled dataset's timer once, several side by side, and wait until all of it is stored."""
    enabled = [d for d in CATALOGUE.values() if held.switches.enabled(d)]
    with draining(held), ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        results = list(pool.map(lambda d: _run(held, d, now, progress), enabled))
        stored = wait_for(held, now, [i for r in results for i in r.request_ids])
    for result in results:
        mine = [stored[i] for i in result.request_ids if i in stored]
        result.rows = sum(row["rows"] for row in mine)
        result.dead_letters = sum(row["outcome"] == "dead_letter" for row in mine)
        if len(mine) < len(result.request_ids):
            result.outcome, result.reason = "retry", "not every published answer was stored in time"
    return sorted(results, key=lambda r: r.dataset)


def _run(held: Runtime, declared: Dataset, now: datetime, progress: Progress) -> DatasetResult:
    try:
        report = acquire_now(held, declared, now)
    except ScalarError as error:
        progress(declared.id)
        return DatasetResult(dataset=declared.id, outcome=error.family, reason=str(error))
    progress(declared.id)
    return DatasetResult(
        dataset=declared.id,
        outcome=report.outcome,
        slices=len(report.slices),
        published=sum(len(s.request_ids) for s in report.slices),
        reason=next((s.reason for s in report.slices if s.reason), ""),
        request_ids=[i for s in report.slices for i in s.request_ids],
    )


def run_recordings(
    held: Runtime, answers: RecordedAnswers, recordings: Iterable[Recording], now: datetime, progress: Progress
) -> list[RecordingResult]:
    """Acquire each recorded answer once, for the slice it was captured for, and wait until all of it is stored."""
    results: list[tuple[RecordingResult, SliceReport | None]] = []
    with draining(held):
        for recording in recordings:
            result = RecordingResult(
                provider=recording.provider, file=recording.file, dataset=recording.dataset, outcome="not_declared"
            )
            report = _replay(held, answers, recording, now, result) if recording.slice is not None else None
            results.append((result, report))
            progress(f"{recording.provider}/{recording.file}")
        stored = wait_for(held, now, [i for _, report in results if report for i in report.request_ids])
    for result, report in results:
        if report is not None and report.request_ids:
            _account(result, [stored[i] for i in report.request_ids if i in stored], len(report.request_ids))
    return [result for result, _ in results]


def _replay(
    held: Runtime, answers: RecordedAnswers, recording: Recording, now: datetime, result: RecordingResult
) -> SliceReport | None:
    assert recording.slice is not None
    declared = dataset(recording.dataset)
    answers.play(recording)
    try:
        report = fetch(
            declared,
            recording.slice,
            client=held.client(declared.provider),
            publish=held.broker.publish,
            # A state of its own: a recording moves no timer's mark, and is stored however often it is replayed.
            state=AcquisitionState(),
            now=now,
            origin="replay",
        )
    except ScalarError as error:
        result.outcome, result.reason = error.family, str(error)
        return None
    result.outcome, result.reason = report.outcome, report.reason
    return report


def _account(result: RecordingResult, rows: list[dict[str, Any]], expected: int) -> None:
    if len(rows) < expected:
        result.outcome, result.reason = "retry", "published, but not stored in time"
        return
    outcomes = {row["outcome"] for row in rows}
    result.outcome = next(o for o in ("dead_letter", "rows", "no_data") if o in outcomes)
    result.rows = sum(row["rows"] for row in rows)
    sums = [row["value_sum"] for row in rows if row["value_sum"] is not None]
    result.value_sum = round(sum(sums), 6) if sums else None
    result.reason = "; ".join(row["reason"] for row in rows if row["reason"])


def wait_for(held: Runtime, since: datetime, request_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Ledger rows of these answers, all fetched after ``since``, by request id.

    Waits until all are there, for as long as the ledger still grows.
    """
    wanted = set(request_ids)
    stored, grew_at = 0, time.monotonic()
    while stored < len(wanted) and time.monotonic() - grew_at < SETTLE_SECONDS:
        time.sleep(0.1)
        if (count := _stored(held, since)) > stored:
            stored, grew_at = count, time.monotonic()
    sql = f"SELECT request_id, outcome, rows, value_sum, reason FROM {INGEST_LEDGER.name} WHERE fetched_at >= ?"
    found = {row["request_id"]: row for row in held.warehouse.query(sql, [since]).to_pylist()}
    return {i: found[i] for i in wanted & found.keys()}


def _stored(held: Runtime, since: datetime) -> int:
    try:
        counted = held.warehouse.query(f"SELECT COUNT(*) AS n FROM {INGEST_LEDGER.name} WHERE fetched_at >= ?", [since])
    except RetryLater:
        return 0
    return int(counted.column("n")[0].as_py())
