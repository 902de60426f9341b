"""Column values of flat records, converted in Arrow: texts to numbers and times, rounding, and back to lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def numbers(name: str, values: pa.Array) -> pa.Array:
    """Numbers in text; a comma is the decimal sign (no dialect groups thousands)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return pc.replace_substring(pc.utf8_trim_whitespace(values), ",", ".").cast(pa.float64())
    except pa.ArrowInvalid as error:
        raise ValueError(f"{name}: {error}") from error


def rounded(values: Any, decimals: int | None) -> list[Any]:
    """Floats rounded to ``decimals`` places; the same list when nothing changes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = pa.array(values, pa.float64())
    if decimals is None:
        return plain(array)
    clean = pc.round(array, decimals)
    return values if isinstance(values, list) and clean.equals(array) else plain(clean)


def plain(values: pa.Array) -> list[Any]:
    """An Arrow array as a list. Numbers are read from its buffer, an order of magnitude faster than one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if values.type not in (pa.float64(), pa.int64()) or values.null_count == len(values):
        return list(values.to_pylist())
    stored = memoryview(values.buffers()[1])
    typed: memoryview[Any] = stored.cast("d") if values.type == pa.float64() else stored.cast("q")
    items: list[Any] = typed[values.offset : values.offset + len(values)].tolist()
    if values.null_count:
        for row in pc.indices_nonzero(pc.is_null(values)).to_pylist():
            items[row] = None
    return items


def micros(name: str, values: Any, *, offset: bool = False) -> list[Any]:
    """ISO 8601 texts, or an Arrow array of texts or timestamps, as microseconds since 1970 UTC.

    Times without an offset are UTC; with ``offset`` a text must carry one. Raises :class:`ValueError` naming the
    column and the first text that is no such time.
    """
    import pyarrow as pa

    array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    if pa.types.is_timestamp(array.type):
        unit = pa.timestamp("us", array.type.tz)
        return plain(array.cast(unit, safe=False).cast(pa.int64()))
    if array.null_count == len(array):
        return [None] * len(array)
    sample = str(next(v for v in array if v.is_valid)).rstrip()
    zoned = bool(re.search(r"(Z|[+-]\d\d(:?\d\d)?)$", sample[10:]))
    if offset and not zoned:
        raise ValueError(f"{name}: {sample!r} has no UTC offset")
    try:
        return plain(array.cast(pa.timestamp("us", "UTC" if zoned else None)).cast(pa.int64()))
    except pa.ArrowInvalid as error:
        raise ValueError(f"{name}: {error}") from error
