"""Columns from a parser, checked against the declaration, become an Arrow table.

Checks run per column in C (Arrow compute), never per row: kinds, nulls, NaN, bounds, patterns and unique keys. The
result has the declaration's columns in its order, times as naive UTC ``timestamp[us]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.catalogue.model import Columns, Dataset
from shared.catalogue.schema import Column
from shared.errors import BadData

if TYPE_CHECKING:
    import pyarrow as pa


def to_table(dataset: Dataset, columns: Columns) -> pa.Table:
    """The rows as one checked Arrow table.

    Raises :class:`BadData` that names the dataset, the first offending row and the reason; nothing is dropped.
    """
    table = _arrow(dataset, columns)
    for row, reason in _faults(dataset, table):
        raise _bad(dataset, f"row {row}: {reason}", row=row)
    return table


def split(dataset: Dataset, columns: Columns) -> tuple[pa.Table, list[str]]:
    """Good rows and the reasons for which the others were left out, for datasets declared ``partial``.

    Raises :class:`BadData` when columns are missing or of another kind, which no row survives.
    """
    table = _arrow(dataset, columns)
    faults = sorted(_faults(dataset, table))
    bad = {row for row, _ in faults}
    if bad:
        import pyarrow as pa

        # The type is given because an empty list has none, which Arrow refuses.
        table = table.take(pa.array([row for row in range(table.num_rows) if row not in bad], pa.int64()))
    return table, [f"row {row}: {reason}" for row, reason in faults]


def _arrow(dataset: Dataset, columns: Columns) -> pa.Table:
    import pyarrow as pa

    wanted = [c.name for c in dataset.columns]
    if missing := [name for name in wanted if name not in columns]:
        raise _bad(dataset, f"columns {missing} are missing")
    if extra := [name for name in columns if name not in wanted]:
        raise _bad(dataset, f"columns {extra} are not declared")
    if len({len(columns[name]) for name in wanted}) > 1:
        raise _bad(dataset, f"columns differ in length: { {n: len(columns[n]) for n in wanted} }")
    return pa.table({c.name: _array(dataset, c, columns[c.name]) for c in dataset.columns})


def arrow_type(column: Column) -> pa.DataType:
    """Arrow type of a column; times are naive UTC microseconds."""
    import pyarrow as pa

    kinds: dict[str, Any] = {
        "time": pa.timestamp("us"),
        "float": pa.float64(),
        "int": pa.int64(),
        "text": pa.string(),
        "bool": pa.bool_(),
    }
    return kinds[column.kind]


def _array(dataset: Dataset, column: Column, values: Any) -> pa.Array:
    """One column; numbers at the scale they are stored with, so that 347.149994 and 347.15 are one value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        if column.kind == "time" and any(isinstance(v, datetime) for v in values[:1]):
            # Arrow converts aware times to UTC only when the target has a zone; a naive one would be taken as UTC.
            if values[0].tzinfo is None:
                raise _bad(dataset, f"{column.name}: times without a zone")
            return pa.array(values, pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
        array = pa.array(values, arrow_type(column))
        return pc.round(array, _scale(column)) if column.kind == "float" else array
    except (pa.ArrowException, TypeError, OverflowError) as error:
        raise _bad(dataset, f"{column.name}: expected {column.kind} values: {error}") from error


def _scale(column: Column) -> int:
    """Decimal places of ``DECIMAL(p, s)``; 9 for a column stored as a floating-point number."""
    found = re.search(r"DECIMAL\(\d+,\s*(\d+)\)", column.sql)
    return int(found.group(1)) if found else 9


def _faults(dataset: Dataset, table: pa.Table) -> Iterator[tuple[int, str]]:
    """(row, reason) for each value out of its declaration, and each repeated key."""
    for column in dataset.columns:
        yield from _column_faults(column, table.column(column.name).combine_chunks())
    yield from _repeated_keys(dataset, table)


def _column_faults(column: Column, values: pa.Array) -> Iterator[tuple[int, str]]:
    import pyarrow.compute as pc

    if values.null_count and not column.nullable:
        for row in _where(pc.is_null(values)):
            yield row, f"{column.name} is missing"
    if column.kind == "float":
        for row in _where(pc.invert(pc.is_finite(values))):
            yield row, f"{column.name} is {values[row].as_py()}, not a number"
    if column.low is not None:
        for row in _where(pc.less(values, column.low)):
            yield row, f"{column.name} {values[row].as_py()} {column.unit} is below {column.low:g}"
    if column.high is not None:
        for row in _where(pc.greater(values, column.high)):
            yield row, f"{column.name} {values[row].as_py()} {column.unit} is above {column.high:g}"
    if column.kind == "text":
        yield from _text_faults(column, values)


def _text_faults(column: Column, values: pa.Array) -> Iterator[tuple[int, str]]:
    """Patterns and lengths are checked once per distinct text: a column of codes has few."""
    import pyarrow.compute as pc

    sized = re.fullmatch(r"VARCHAR\((\d+)\)", column.sql)
    limit = int(sized.group(1)) if sized else None
    for text in pc.unique(values).to_pylist():
        if text is None:
            continue
        if column.pattern and not re.search(column.pattern, text):
            reason = f"{column.name} {text[:40]!r} does not match {column.pattern}"
        elif limit is not None and len(text.encode()) > limit:
            reason = f"{column.name} {text[:40]!r}… is longer than {limit} bytes"
        else:
            continue
        for row in _where(pc.equal(values, text)):
            yield row, reason


def _repeated_keys(dataset: Dataset, table: pa.Table) -> Iterator[tuple[int, str]]:
    """Rows whose key stood before in the same body with other values; exact repeats are harmless."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = list(dataset.primary_key)
    # One thread: for a body of a hundred rows, handing the work to a pool costs more than the work.
    if table.select(keys).group_by(keys, use_threads=False).aggregate([]).num_rows == table.num_rows:
        return
    names = table.column_names
    numbered = table.append_column("_row", pa.array(range(table.num_rows)))
    distinct = numbered.group_by(names).aggregate([("_row", "min")])
    variants = distinct.group_by(keys).aggregate([("_row_min", "max"), ([], "count_all")])
    for item in variants.filter(pc.greater(variants["count_all"], 1)).to_pylist():
        key = ", ".join(f"{k}={item[k]}" for k in keys)
        yield item["_row_min_max"], f"key {key} stands twice with different values"


def _where(mask: pa.Array) -> list[int]:
    import pyarrow.compute as pc

    if not pc.any(mask).as_py():
        return []
    rows: list[int] = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    return rows


def _bad(dataset: Dataset, reason: str, **facts: object) -> BadData:
    return BadData(f"{dataset.id}: {reason}", dataset=dataset.id, **facts)
