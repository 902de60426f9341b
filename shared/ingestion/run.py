"""What the ingestion functions do, with the process's own clients."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.catalogue.registry import CATALOGUE
from shared.ingestion.drain import Drain, DrainReport, Stores
from shared.ingestion.maintenance import MaintenanceReport, maintain
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.runtime import Runtime


def stores_of(held: Runtime) -> Stores:
    """The stores that this process is connected to."""
    return Stores(broker=held.broker, warehouse=held.warehouse, cache=held.cache, blobs=held.blobs)


def drain(held: Runtime, budget_seconds: float | None = None, *, until_idle: float | None = None) -> DrainReport:
    """Ingest for ``budget_seconds`` (default: ``INGEST_TIME_BUDGET_SECONDS``), or until the topics have run dry."""
    settings = held.settings
    worker = Drain(
        stores_of(held),
        CATALOGUE,
        batch_size=settings.ingest_max_batch_size,
        batch_wait=settings.ingest_max_batch_wait_seconds,
    )
    with telemetry.run("ingestion.drain") as run:
        report = worker.run(budget_seconds or settings.ingest_time_budget_seconds, until_idle=until_idle)
        run.rows = report.rows
        run.outcome = "rows" if report.messages else "idle"
        run.note(messages=report.messages, loads=report.loads, dead_letters=report.dead_letters,
                 released=report.released, redelivered=report.redelivered, degraded=report.degraded)  # fmt: skip
    return report


def maintenance(held: Runtime) -> MaintenanceReport:
    """Compact, forget and rebuild what is due now."""
    started = time.perf_counter()
    with telemetry.run("ingestion.maintenance") as run:
        report = maintain(
            stores_of(held),
            CATALOGUE,
            datetime.now(UTC),
            threshold=held.settings.compaction_threshold,
            interval_minutes=held.settings.compaction_interval_minutes,
        )
        run.outcome = "ok" if report.compacted or report.cache_rows else "idle"
        run.note(compacted=len(report.compacted), dropped=report.revisions_dropped, cache_rows=report.cache_rows)
    telemetry.record("maintenance.seconds", time.perf_counter() - started)
    return report
