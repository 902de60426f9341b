"""Stored rows of one input as a series on a grid: one query, units and signs settled, market time units matched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from shared.catalogue.model import Dataset
from shared.errors import BadData, ConfigError
from shared.forecasting.interface import Feature
from shared.forecasting.revisions import Revisions, collect, expected

if TYPE_CHECKING:
    import pyarrow as pa

    from shared.forecasting.interface import Floats
    from shared.forecasting.local_time import Seconds
    from shared.persistence.warehouse import Warehouse

_NET = re.compile(r"^(\w+)(\??) ([+-]) (\w+)(\??)$")
_MEAN = re.compile(r"^mean\((\w+)\)$")
DECIMALS = 6
"""Of means: the order in which a warehouse adds must not show."""


class Grid(Struct, frozen=True):
    """``count`` periods of ``minutes`` from ``start`` (UTC) on."""

    start: datetime
    minutes: int
    count: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes * self.count)

    @property
    def seconds(self) -> Seconds:
        return int(self.start.timestamp()) + 60 * self.minutes * np.arange(self.count, dtype=np.int64)


def read(warehouse: Warehouse, feature: Feature, area: str, grid: Grid) -> Revisions:
    """All versions of a feature in one area, see :func:`read_areas`."""
    return read_areas(warehouse, feature, [area], grid)[area]


def read_areas(warehouse: Warehouse, feature: Feature, areas: Sequence[str], grid: Grid) -> dict[str, Revisions]:
    """All versions of a feature in each of these areas, by one query.

    ``feature.column`` is a column, or ``a - b`` (``a + b``) of two columns of one row. Both must have a value; with
    ``a? - b?`` a null beside a value counts as zero, for volumes of which there were none.
    Rows of another market time unit than the grid's are repeated, or averaged. ``mean(a)`` is for measurements by the
    minute: their first versions are averaged in the warehouse, and a period is known once all of it was received.
    Raises ConfigError for a dataset or column that is not declared, BadData for a unit that cannot be made MW.
    """
    from shared.catalogue.registry import dataset

    declared = dataset(feature.dataset)
    if _MEAN.match(feature.column):
        return _means(warehouse, declared, feature, areas, grid)
    rows = warehouse.query(*_query(declared, feature, areas, grid))
    if not declared.key_column:
        return dict.fromkeys(areas, _series(declared, feature, rows, grid))
    keys = rows.column(declared.key_column).to_numpy(zero_copy_only=False)
    return {area: _series(declared, feature, rows.filter(_mask(keys == area)), grid) for area in areas}


def _mask(chosen: Any) -> Any:
    import pyarrow as pa

    return pa.array(np.asarray(chosen, dtype=bool))


def _means(
    warehouse: Warehouse, declared: Dataset, feature: Feature, areas: Sequence[str], grid: Grid
) -> dict[str, Revisions]:
    """Means over the grid's periods of the first version of each shorter row; one row per period leaves the warehouse.

    A mean takes the moment at which the last of its rows was received, and changes no more.
    """
    if 60 % grid.minutes:
        raise ConfigError(f"{feature.dataset}: {feature.column} needs periods that divide an hour, not {grid.minutes}")
    (column,) = _columns(feature.column)
    inner, params = _query(declared, feature, areas, grid)
    key, time = declared.key_column, declared.time_column
    first = f'row_number() OVER (PARTITION BY "{key}", "{time}" ORDER BY "known_at", "version") AS "place"'
    inner = inner.replace(" FROM ", f", {first} FROM ", 1) + f' AND "{column}" IS NOT NULL'
    hour, part = f"date_trunc('hour', \"{time}\")", f'FLOOR(MINUTE("{time}") / {grid.minutes})'
    rows = warehouse.query(
        f'SELECT "{key}", {hour} AS "hour", {part} AS "part", AVG("{column}") AS "mean", '
        f'MAX("known_at") AS "known_at", SUM("minutes") AS "covered" FROM ({inner}) AS "rows" '
        f'WHERE "place" = 1 GROUP BY "{key}", {hour}, {part}',
        params,
    )
    hours, known = (_seconds(rows, name) for name in ("hour", "known_at"))
    starts = hours + 60 * grid.minutes * _numbers(rows, "part").astype(np.int64)
    index = (starts - int(grid.start.timestamp())) // (60 * grid.minutes)
    whole = _numbers(rows, "covered") >= grid.minutes
    keys = rows.column(key).to_numpy(zero_copy_only=False)
    values = np.round(_numbers(rows, "mean"), DECIMALS)
    due = expected(grid.seconds, grid.minutes, feature.available)
    found = {}
    for area in areas:
        mine = whole & (keys == area)
        found[area] = collect(index[mine], values[mine], known[mine], known[mine], due)
    return found


def _seconds(rows: pa.Table, name: str) -> Seconds:
    """A time column in seconds since 1970, rounded up: nothing counts as known before it was."""
    return np.asarray(-(-rows.column(name).cast("timestamp[us]").cast("int64").to_numpy() // 1_000_000))


def _series(declared: Dataset, feature: Feature, rows: pa.Table, grid: Grid) -> Revisions:
    times = rows.column(declared.time_column).cast("timestamp[us]").cast("int64").to_numpy() // 1_000_000
    minutes = rows.column("minutes").to_numpy() if "minutes" in rows.column_names else np.full(len(times), grid.minutes)
    values = _values(rows, feature, minutes)
    known_at = _seconds(rows, "known_at")
    version = rows.column("version").to_numpy()
    parts = (times, minutes, values, known_at, version)
    parts = _repeated(*parts, grid.minutes)
    if (parts[1] < grid.minutes).any():
        parts = _averaged(*parts, grid.minutes)
    index, off = np.divmod(parts[0] - int(grid.start.timestamp()), 60 * grid.minutes)
    on_grid = off == 0
    due = expected(grid.seconds, grid.minutes, feature.available)
    values, known_at, version = (part[on_grid] for part in parts[2:])
    return collect(index[on_grid], values, known_at, version, due)


def _query(declared: Dataset, feature: Feature, areas: Sequence[str], grid: Grid) -> tuple[str, list[object]]:
    from shared.persistence.tables import revisions_table

    names = {column.name for column in declared.columns}
    columns = _columns(feature.column)
    key = [declared.key_column] if declared.key_column else []
    if unknown := [name for name in (*columns, *feature.where) if name not in names]:
        raise ConfigError(f"{feature.dataset}: no column {', '.join(unknown)}; it has {', '.join(sorted(names))}")
    more = [name for name in ("minutes", "unit", "direction") if name in names and name not in columns]
    every = (declared.time_column, *key, *columns, *more, "known_at", "version")
    wanted = ", ".join(f'"{name}"' for name in dict.fromkeys(every))
    time = declared.time_column
    where = " AND ".join([f'"{time}" >= ?', f'"{time}" < ?', *(f'"{name}" = ?' for name in feature.where)])
    params: list[object] = [grid.start - timedelta(hours=1), grid.end, *feature.where.values()]
    if key:
        where += f' AND "{key[0]}" IN ({", ".join("?" * len(areas))})'
        params += areas
    return f'SELECT {wanted} FROM "{revisions_table(declared).name}" WHERE {where}', params


def _columns(column: str) -> tuple[str, ...]:
    net, mean = _NET.match(column), _MEAN.match(column)
    return (net[1], net[4]) if net else (mean[1],) if mean else (column,)


def _values(rows: pa.Table, feature: Feature, minutes: Any) -> Floats:
    found = [_numbers(rows, name) for name in _columns(feature.column)]
    values = found[0]
    if net := _NET.match(feature.column):
        left, right = (np.nan_to_num(v) if mark else v for v, mark in zip(found, (net[2], net[5]), strict=True))
        values = left - right if net[3] == "-" else left + right
        values[np.isnan(found[0]) & np.isnan(found[1])] = np.nan
    if "unit" in rows.column_names:
        values = values * _to_mw(rows, feature, minutes)
    if "direction" in rows.column_names:
        # ENTSO-E: quantities are magnitudes with a direction, A01 short and A02 long; without one they are signed.
        way = np.asarray(rows.column("direction").to_numpy(zero_copy_only=False) == "A02")
        values = np.where(way, -values, values)
    return values


def _numbers(rows: pa.Table, name: str) -> Floats:
    import pyarrow as pa

    return np.asarray(rows.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _to_mw(rows: pa.Table, feature: Feature, minutes: Any) -> Floats:
    """Energy per period to average power; the unit is each row's own, so that a change of unit is no jump."""
    units = rows.column("unit").to_numpy(zero_copy_only=False)
    if strange := sorted({str(u) for u in set(units) - {"MWH", "MAW", None}}):
        raise BadData(f"{feature.dataset}: unit MWH or MAW expected, got {', '.join(strange)}; declare its conversion")
    return np.where(units == "MWH", 60.0 / minutes, 1.0)


Parts = tuple[Any, Any, Any, Any, Any]


def _repeated(times: Any, minutes: Any, values: Any, known_at: Any, version: Any, step: int) -> Parts:
    """A period longer than the grid's counts for each grid period in it: prices and powers are averages."""
    count = np.maximum(1, minutes // step)
    place = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    longer = np.repeat(minutes >= step, count)
    spread = [np.repeat(part, count) for part in (times, minutes, values, known_at, version)]
    spread[0] = spread[0] + 60 * step * place
    spread[1] = np.where(longer, step, spread[1])
    return tuple(spread)  # type: ignore[return-value]


def _averaged(times: Any, minutes: Any, values: Any, known_at: Any, version: Any, step: int) -> Parts:
    """Shorter periods become the mean of their newest versions, known when the last of them was."""
    order = np.lexsort((version, times))
    times, minutes, values, known_at, version = (p[order] for p in (times, minutes, values, known_at, version))
    newest = np.r_[times[1:] != times[:-1], True] & np.isfinite(values)
    begins, number = np.unique(times[newest] // (60 * step), return_inverse=True)
    count = np.bincount(number)
    mean = np.bincount(number, weights=values[newest]) / count
    latest = np.zeros(len(begins), dtype=np.int64)
    np.maximum.at(latest, number, known_at[newest])
    whole = count * minutes[newest].min(initial=step) >= step
    return begins * 60 * step, np.full(len(begins), step), np.where(whole, mean, np.nan), latest, latest
