"""Stream Load: headers and a JSON body become rows, all or none, once per label."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import orjson
import pyarrow as pa

from tests.starrocks_standin.errors import SqlError
from tests.starrocks_standin.store import ColumnDef, Store, TableDef

JSON_LIMIT = 100 * 1024 * 1024
HEADERS = {
    "label", "format", "strip_outer_array", "strict_mode", "max_filter_ratio", "timezone", "timeout",
    "merge_condition", "compression",
}  # fmt: skip
TRANSPORT = {
    "host", "user-agent", "accept", "accept-encoding", "connection", "content-length", "content-type", "expect",
    "authorization",
}  # fmt: skip


class Failed(Exception):
    """The load fails with this message; ``log`` holds refused rows."""

    def __init__(self, message: str, log: str = "", filtered: int = 0) -> None:
        super().__init__(message)
        self.log, self.filtered = log, filtered


def load(store: Store, database: str, name: str, headers: Mapping[str, str], body: bytes) -> int:
    """Commit the rows and the label together; number of rows."""
    options = {k.lower(): v for k, v in headers.items() if k.lower() not in TRANSPORT}
    if unknown := options.keys() - HEADERS:
        raise Failed(f"not supported by the local StarRocks: headers {sorted(unknown)}")
    try:
        table = store.table(database, name)
    except SqlError as error:
        raise Failed(f"unknown table, database:{database}, table:{name}") from error
    condition = options.get("merge_condition", "")
    if condition and (condition in table.keys or condition not in {c.name for c in table.columns}):
        raise Failed(f"Conditional update key {condition} is not a value column")
    rows = _rows(options, body)
    with store.write(database) as cursor:
        try:
            _merge(cursor, table, _converted(cursor, table, rows, options), condition)
        except duckdb.Error as error:
            raise Failed(f"load failed: {error}") from error
        cursor.execute("INSERT INTO _meta.labels VALUES (?, ?)", [database, options["label"]])
    return len(rows)


def _rows(options: Mapping[str, str], body: bytes) -> list[dict[str, Any]]:
    if options.get("format", "csv").lower() != "json":
        raise Failed("not supported by the local StarRocks: formats other than json")
    if options.get("compression"):
        if options["compression"].lower() != "gzip":
            raise Failed(f"not supported by the local StarRocks: compression {options['compression']}")
        body = gzip.decompress(body)
    if len(body) > JSON_LIMIT:
        raise Failed(f"The size of this batch exceed the max size [{JSON_LIMIT}] of json type data")
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Failed(f"Failed to parse json document: {error}") from error
    if isinstance(document, list) and options.get("strip_outer_array") != "true":
        raise Failed("The value is array type in json document stream, you can set strip_outer_array=true")
    return document if isinstance(document, list) else [document]


def _converted(
    cursor: duckdb.DuckDBPyConnection, table: TableDef, rows: list[dict[str, Any]], options: Mapping[str, str]
) -> pa.Table:
    """Values in the columns' types. A value that does not convert refuses its row in strict mode, else is NULL."""
    texts = pa.table({c.name: pa.array([_text(r.get(c.name)) for r in rows], pa.string()) for c in table.columns})
    cursor.register("_texts", texts)
    values = ", ".join(f'{_cast(c, options)} AS "{c.name}"' for c in table.columns)
    strict = options.get("strict_mode", "false") == "true"
    bad = " OR ".join(_bad(c, strict, options) for c in table.columns)
    converted = cursor.sql(f"SELECT {values}, ({bad}) AS _bad FROM _texts").to_arrow_table()
    cursor.unregister("_texts")
    refused = [row for row, is_bad in zip(rows, converted.column("_bad").to_pylist(), strict=True) if is_bad]
    if refused and len(refused) / len(rows) > float(options.get("max_filter_ratio", "0")):
        log = "\n".join(f"Error: Value does not fit its column. Row: {orjson.dumps(r).decode()}" for r in refused[:50])
        raise Failed("too many filtered rows", log, len(refused))
    keep = [i for i, is_bad in enumerate(converted.column("_bad").to_pylist()) if not is_bad]
    return converted.drop_columns("_bad") if len(keep) == len(rows) else converted.drop_columns("_bad").take(keep)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else orjson.dumps(value).decode()


def _cast(column: ColumnDef, options: Mapping[str, str]) -> str:
    if column.limit is not None:
        return f'CASE WHEN strlen("{column.name}") <= {column.limit} THEN "{column.name}" END'
    cast = f'TRY_CAST("{column.name}" AS {column.duck})'
    if column.duck != "TIMESTAMP":
        return cast
    # Times without zone are left alone by StarRocks; shifting them here makes a forgotten header visible.
    zone = options.get("timezone", "Asia/Shanghai")
    ZoneInfo(zone)
    return cast if zone == "UTC" else f"timezone('UTC', timezone('{zone}', {cast}))"


def _bad(column: ColumnDef, strict: bool, options: Mapping[str, str]) -> str:
    lost = f'("{column.name}" IS NOT NULL AND {_cast(column, options)} IS NULL)' if strict else "false"
    missing = "false" if column.nullable else f"({_cast(column, options)} IS NULL)"
    return f"{lost} OR {missing}"


def _merge(cursor: duckdb.DuckDBPyConnection, table: TableDef, rows: pa.Table, condition: str) -> None:
    """Upsert. Of rows with one key in a batch the last stays whatever its version: deduplicating is the writer's."""
    names = [f'"{c.name}"' for c in table.columns]
    key = ", ".join(f'"{k}"' for k in table.keys)
    match = " AND ".join(f't."{k}" = s."{k}"' for k in table.keys)
    changes = ", ".join(f"{n} = s.{n}" for n in names if n.strip('"') not in table.keys)
    newer = f' AND s."{condition}" >= t."{condition}"' if condition else ""
    numbered = rows.append_column("_place", pa.array(range(rows.num_rows)))
    cursor.register("_rows", numbered)
    cursor.execute(
        f'MERGE INTO "{table.name}" AS t USING (SELECT * FROM _rows QUALIFY row_number() OVER '
        f"(PARTITION BY {key} ORDER BY _place DESC) = 1) AS s ON ({match}) "
        f"WHEN MATCHED{newer} THEN UPDATE SET {changes} "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) VALUES ({', '.join(f's.{n}' for n in names)})"
    )
    cursor.unregister("_rows")
