"""Parsed messages of one dataset into the warehouse: the revisions first, then the current rows.

A crash between the two leaves a revision without its current row until the messages, which were not acknowledged, come
again; the other way round a reader could see a value of which no history knows.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.catalogue.model import Dataset
from shared.errors import BadData
from shared.ingestion.read import Parsed
from shared.ingestion.stamp import as_revisions
from shared.monitoring import telemetry
from shared.persistence.tables import Table, current_table, revisions_table

if TYPE_CHECKING:
    import pyarrow as pa

    from shared.persistence.warehouse import Warehouse


def load(warehouse: Warehouse, dataset: Dataset, messages: Sequence[Parsed]) -> list[tuple[Parsed, BadData]]:
    """Commit the rows of all messages; those that the warehouse refuses, each with the reason.

    One refused message does not take the others with it: the load is then repeated message by message.
    Raises :class:`RetryLater` when the warehouse is away; nothing may be acknowledged then.
    """
    try:
        _load_rows(warehouse, dataset, messages)
    except BadData as error:
        if len(messages) == 1:
            return [(messages[0], error)]
        return [refused for message in messages for refused in load(warehouse, dataset, [message])]
    return []


def _load_rows(warehouse: Warehouse, dataset: Dataset, messages: Sequence[Parsed]) -> None:
    import pyarrow as pa

    rows = pa.concat_tables([m.rows for m in messages]).combine_chunks()
    if not rows.num_rows:
        return
    parent = messages[0].message.traceparent
    with telemetry.span("ingest.load", parent=parent, dataset=dataset.id, rows=rows.num_rows, messages=len(messages)):
        for table, content in (
            (revisions_table(dataset), as_revisions(dataset, rows)),
            (current_table(dataset), rows),
        ):
            started = time.perf_counter()
            warehouse.load(table, content, label=label(table, content))
            telemetry.record("insert.seconds", time.perf_counter() - started, dataset=dataset.id)
    telemetry.count("rows", rows.num_rows, dataset=dataset.id)


def label(table: Table, rows: pa.Table) -> str:
    """The load's name, from its content: the same rows again change nothing, other rows are another load.

    Letters, digits, ``_`` and ``-`` only, at most 128 characters, as StarRocks asks.
    """
    import pyarrow as pa

    digest = hashlib.sha256()
    with pa.ipc.new_stream(pa.PythonFile(_Hashing(digest), "w"), rows.schema) as stream:
        stream.write_table(rows)
    return f"{table.name[:80]}-{digest.hexdigest()[:40]}"


class _Hashing:
    """A file that keeps nothing but the digest of what is written."""

    closed = False

    def __init__(self, digest: hashlib._Hash) -> None:
        self._digest = digest

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing to release."""
