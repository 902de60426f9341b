"""What keeps the stores small and right: compaction of revisions, retention of claimed bodies, rebuild of the cache.

Compaction drops revisions that say the same as the one before them. It only looks at revisions older than ``GRACE``: a
message that comes late (after an outage, or as a replayed dead letter) and belongs between two equal revisions must
find the second one still there, or it would seem to hold for ever. A dead letter older than that should be discarded
and its slice fetched anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from shared.catalogue.model import Dataset
from shared.errors import RetryLater
from shared.monitoring import telemetry
from shared.persistence.pointintime import compact_revisions
from shared.persistence.tables import INGEST_LEDGER, current_table, revisions_table

if TYPE_CHECKING:
    from shared.ingestion.drain import Stores
    from shared.persistence.blob import Blobs

GRACE = timedelta(days=7)
"""Longer than the broker keeps a message that was not ingested."""
CLAIMS_KEPT = timedelta(days=30)
"""Claimed bodies outlive their messages and the dead letters that may still point at them."""
_COMPACTED = "maintenance:compacted_at"


class MaintenanceReport(Struct):
    """What one maintenance run did."""

    compacted: list[str] = []
    revisions_dropped: int = 0
    claims_deleted: int = 0
    cache_rows: int = 0


def maintain(
    stores: Stores,
    catalogue: Mapping[str, Dataset],
    now: datetime,
    *,
    threshold: int = 5000,
    interval_minutes: int = 60,
) -> MaintenanceReport:
    """Do what is due at ``now``; meant to be called every few minutes by one instance.

    Compaction is due after ``interval_minutes``, or once ``threshold`` rows have been ingested since the last one.
    Raises :class:`RetryLater` while the warehouse is away.
    """
    report = MaintenanceReport()
    last = _last_compaction(stores)
    fresh = _rows_since(stores, last or now - GRACE)
    if last is None or now - last >= timedelta(minutes=interval_minutes) or sum(fresh.values()) >= threshold:
        # After a first start, or when Redis forgot, everything is looked at once.
        due = [d for d in catalogue.values() if last is None or fresh.get(d.id)]
        _compact(stores, due, now, report)
        _note_compaction(stores, now)
        if stores.blobs is not None:
            report.claims_deleted = forget_claims(stores.blobs, now)
    if stores.cache.stale(now):
        report.cache_rows = _rebuild(stores, catalogue, now)
    return report


def forget_claims(blobs: Blobs, now: datetime) -> int:
    """Delete claimed bodies older than ``CLAIMS_KEPT``; their number. Names carry the day: claims/<provider>/<day>/…"""
    oldest = f"{now - CLAIMS_KEPT:%Y-%m-%d}"
    old = [name for name in blobs.list("claims/") if name.split("/")[2] < oldest]
    for name in old:
        blobs.delete(name)
    return len(old)


def _compact(stores: Stores, due: list[Dataset], now: datetime, report: MaintenanceReport) -> None:
    for dataset in due:
        sql, params = compact_revisions(dataset, now - GRACE)
        with telemetry.span("maintenance.compact", dataset=dataset.id):
            report.revisions_dropped += stores.warehouse.execute(sql, params)
            for table in (revisions_table(dataset), current_table(dataset)):
                stores.warehouse.compact(table)
        report.compacted.append(dataset.id)
    stores.warehouse.compact(INGEST_LEDGER)


def _rows_since(stores: Stores, since: datetime) -> dict[str, int]:
    """Rows ingested per dataset since a moment."""
    ledger = INGEST_LEDGER.name
    sql = f'SELECT "dataset", SUM("rows") AS "total" FROM "{ledger}" WHERE "ingested_at" > ? GROUP BY "dataset"'
    found = stores.warehouse.query(sql, [since.astimezone(UTC).replace(tzinfo=None)])
    return {row["dataset"]: int(row["total"] or 0) for row in found.to_pylist()}


def _last_compaction(stores: Stores) -> datetime | None:
    try:
        text = stores.cache.remembered(_COMPACTED)
    except RetryLater:
        return None
    return datetime.fromisoformat(text) if text else None


def _note_compaction(stores: Stores, now: datetime) -> None:
    try:
        stores.cache.remember(_COMPACTED, now.astimezone(UTC).isoformat())
    except RetryLater as error:
        telemetry.log("maintenance.not_noted", reason=str(error), effect="the next run compacts again")


def _rebuild(stores: Stores, catalogue: Mapping[str, Dataset], now: datetime) -> int:
    try:
        return stores.cache.rebuild(stores.warehouse, catalogue.values(), now)
    except RetryLater as error:
        telemetry.log("cache.still_degraded", reason=str(error))
        return 0
