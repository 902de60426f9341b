"""Rows made ready for a load, the same way for every warehouse.

What one engine would refuse and another quietly change (a text cut off, a value rounded another way, which of two
rows with one key stays) is decided here, before either sees the rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.catalogue.schema import Column
from shared.errors import BadData
from shared.persistence.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

_DECIMAL = re.compile(r"DECIMAL\((\d+), ?(\d+)\)")
_VARCHAR = re.compile(r"VARCHAR\((\d+)\)")


def arrange(table: Table, rows: pa.Table) -> pa.Table:
    """``rows`` in the table's column order and types, decimals rounded to their scale, one row per key.

    Of rows with one key the one with the greatest ``table.newest_by`` stays, of equal ones the last.
    Raises :class:`BadData` naming table and column for a missing or unknown column, a null where none may be, and a
    value that does not fit.
    """
    import pyarrow as pa

    wanted = [c.name for c in table.columns]
    if sorted(rows.column_names) != sorted(wanted):
        raise _bad(table, f"columns {wanted} expected, {rows.column_names} received")
    checked = pa.table({c.name: _fit(table, c, rows.column(c.name)) for c in table.columns})
    return _one_per_key(table, checked)


def _fit(table: Table, column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    from shared.ingestion.validate import arrow_type

    if pa.types.is_timestamp(values.type) and values.type.tz is not None:
        values = values.cast(pa.timestamp("us", "UTC"))
    try:
        values = values.cast(arrow_type(column))
    except pa.ArrowException as error:
        raise _bad(table, f"{column.name}: expected {column.kind} values: {error}") from error
    if values.null_count and not column.nullable:
        raise _bad(table, f"{column.name}: {values.null_count} rows without a value")
    if column.kind == "text":
        _check_length(table, column, values)
    return _rounded(table, column, values) if column.kind == "float" else values


def _check_length(table: Table, column: Column, values: pa.ChunkedArray) -> None:
    """StarRocks counts a VARCHAR's bytes, not its characters."""
    import pyarrow.compute as pc

    if match := _VARCHAR.fullmatch(column.sql):
        longest = pc.max(pc.binary_length(values)).as_py()
        if longest is not None and longest > int(match[1]):
            raise _bad(table, f"{column.name}: {longest} bytes do not fit {column.sql}")


def _rounded(table: Table, column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Half away from zero, as SQL rounds; engines then agree on every digit."""
    import pyarrow.compute as pc

    if not pc.all(pc.is_finite(values), min_count=0).as_py():
        raise _bad(table, f"{column.name}: a value is not a finite number")
    match = _DECIMAL.fullmatch(column.sql)
    if match is None:
        return values
    digits, scale = int(match[1]), int(match[2])
    rounded = pc.round(values, scale, round_mode="half_towards_infinity")
    largest = pc.max(pc.abs(rounded)).as_py()
    if largest is not None and largest >= 10 ** (digits - scale):
        raise _bad(table, f"{column.name}: {largest:g} does not fit {column.sql}")
    return rounded


def _one_per_key(table: Table, rows: pa.Table) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    keys = list(table.primary_key)
    if rows.select(keys).group_by(keys).aggregate([]).num_rows == rows.num_rows:
        return rows
    numbered = rows.select(keys).append_column("_row", pa.array(np.arange(rows.num_rows)))
    if table.newest_by:
        order = np.argsort(rows.column(table.newest_by).cast(pa.int64()).to_numpy(), kind="stable")
        numbered = numbered.take(pa.array(order))
    kept = numbered.group_by(keys, use_threads=False).aggregate([("_row", "last")])
    return rows.take(pa.array(np.sort(kept.column("_row_last").to_numpy())))


def _bad(table: Table, reason: str) -> BadData:
    return BadData(f"{table.name}: {reason}", table=table.name)
