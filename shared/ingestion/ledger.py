"""What became of each message: lineage, gap detection, backfill resume and freshness read this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.communication.consume import Received
from shared.communication.envelope import RawMessage, decode
from shared.errors import BadData, ScalarError
from shared.ingestion.load import label
from shared.ingestion.read import Parsed
from shared.persistence.tables import INGEST_LEDGER

if TYPE_CHECKING:
    from shared.persistence.warehouse import Warehouse

Entry = dict[str, Any]
LONGEST_REASON = 480
"""Bytes of a reason that the ledger keeps; the dead letter has all of it."""


def loaded(parsed: Parsed, now: datetime) -> Entry:
    """The entry of a message whose rows are committed."""
    reason = f"{len(parsed.left_out)} rows left out: {parsed.left_out[0]}" if parsed.left_out else None
    entry = _entry(parsed.message, parsed.received, now)
    outcome = "rows" if parsed.rows.num_rows else "no_data"
    return {
        **entry, "rows": parsed.rows.num_rows, "outcome": outcome, "reason": _short(reason), "value_sum": _sum(parsed)
    }  # fmt: skip


def buried(received: Received, error: ScalarError, now: datetime) -> Entry:
    """The entry of a message that went to the dead letters; also of one whose envelope cannot be read."""
    try:
        entry = _entry(decode(b"", {**received.properties, "claim": "body not needed"}), received, now)
    except BadData:
        entry = _unreadable(received, now)
    return {**entry, "outcome": "dead_letter", "reason": _short(str(error))}


def write(warehouse: Warehouse, entries: Sequence[Entry]) -> None:
    """Store entries; of two about one answer the later stays. Raises :class:`RetryLater` as the warehouse does."""
    import pyarrow as pa

    from shared.ingestion.validate import arrow_type

    if not entries:
        return
    rows = pa.table(
        {c.name: pa.array([e[c.name] for e in entries], arrow_type(c)) for c in INGEST_LEDGER.columns},
    )
    warehouse.load(INGEST_LEDGER, rows, label=label(INGEST_LEDGER, rows))


def _entry(message: RawMessage, received: Received, now: datetime) -> Entry:
    return {
        "dataset": message.dataset[:64],
        "fetched_at": _naive(message.fetched_at),
        "request_id": message.request_id[:40],
        "slice_key": message.slice.key[:64],
        "window_start": _naive(message.slice.start),
        "window_end": _naive(message.slice.end),
        "message_id": received.message_id[:64],
        "sha256": message.sha256[:64],
        "rows": 0,
        "ingested_at": _naive(now),
        "outcome": "rows",
        "reason": None,
        "origin": message.origin[:16],
        "value_sum": None,
    }


def _unreadable(received: Received, now: datetime) -> Entry:
    moment = _naive(now)
    props = received.properties
    return {
        "dataset": _short(props.get("dataset"), 60) or "unknown",
        "fetched_at": moment,
        "request_id": _short(props.get("request_id"), 40) or received.message_id[:40],
        "slice_key": _short(props.get("key"), 60) or "unknown",
        "window_start": moment,
        "window_end": moment,
        "message_id": received.message_id[:64],
        "sha256": _short(props.get("sha256"), 64) or "",
        "rows": 0,
        "ingested_at": moment,
        "outcome": "dead_letter",
        "reason": None,
        "origin": _short(props.get("origin"), 16) or "timer",
        "value_sum": None,
    }


def _sum(parsed: Parsed) -> float | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    values = parsed.rows.column(parsed.dataset.value)
    if not (pa.types.is_floating(values.type) or pa.types.is_integer(values.type)):
        return None
    total = pc.sum(values).as_py()
    return None if total is None else float(total)


def _short(text: str | None, limit: int = LONGEST_REASON) -> str | None:
    """At most ``limit`` bytes of UTF-8, which is how the warehouse counts."""
    return None if text is None else text.encode()[:limit].decode(errors="ignore")


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
