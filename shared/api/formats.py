"""Rows as JSON, NDJSON, CSV, Parquet or Arrow; the same values in each.

Times are UTC: RFC 3339 with ``Z`` in the text formats, ``timestamp[us, UTC]`` in Parquet and Arrow. Missing values are
``null``, or an empty field in CSV.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 20_000


class Format(Struct, frozen=True):
    """How a table is written; ``write`` gives the whole body."""

    name: str
    content_type: str
    write: Callable[[pa.Table], bytes]


def ndjson(table: pa.Table) -> Iterator[bytes]:
    """One JSON object per line, in chunks of some thousand lines."""
    import orjson

    text = _with_text_times(table)
    for batch in text.to_batches(max_chunksize=CHUNK):
        yield b"".join(orjson.dumps(row) + b"\n" for row in batch.to_pylist())


def records(table: pa.Table) -> list[dict[str, Any]]:
    """Rows as JSON-ready dictionaries."""
    rows: list[dict[str, Any]] = _with_text_times(table).to_pylist()
    return rows


def to_json(table: pa.Table) -> bytes:
    """An array of objects."""
    import orjson

    return orjson.dumps(records(table))


def to_csv(table: pa.Table) -> bytes:
    """RFC 4180 with a header line."""
    from pyarrow import csv

    sink = io.BytesIO()
    csv.write_csv(_with_text_times(table), sink, csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def to_parquet(table: pa.Table) -> bytes:
    """One Parquet file, ZSTD."""
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(_with_zone(table), sink, compression="zstd")
    return sink.getvalue()


def to_arrow(table: pa.Table) -> bytes:
    """An Arrow IPC stream."""
    import pyarrow as pa

    zoned = _with_zone(table)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, zoned.schema) as writer:
        writer.write_table(zoned)
    return sink.getvalue()


FORMATS: Mapping[str, Format] = {
    f.name: f
    for f in (
        Format("json", "application/json", to_json),
        Format("ndjson", "application/x-ndjson", lambda table: b"".join(ndjson(table))),
        Format("csv", "text/csv", to_csv),
        Format("parquet", "application/vnd.apache.parquet", to_parquet),
        Format("arrow", "application/vnd.apache.arrow.stream", to_arrow),
    )
}


def _with_text_times(table: pa.Table) -> pa.Table:
    """Time columns as text, with microseconds only where one is not zero."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            column = table.column(index).cast(pa.timestamp("us"))
            seconds = column.cast(pa.timestamp("s"), safe=False)
            exact = pc.all(pc.equal(seconds.cast(pa.timestamp("us")), column), min_count=0).as_py() is not False
            # %S prints as many decimals as the unit has.
            text = pc.strftime(seconds if exact else column, format="%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(index, field.name, text)
    return table


def _with_zone(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is None:
            table = table.set_column(index, field.name, table.column(index).cast(pa.timestamp("us", "UTC")))
    return table
