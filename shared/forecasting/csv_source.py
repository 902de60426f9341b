"""A ``SeriesSource`` from any CSV file (also .gz) with a UTC ``start`` (or ``time_utc``) column."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import numpy as np

from shared.errors import BadData, ConfigError
from shared.forecasting.source import SeriesSource

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats

TIME_COLUMNS = ("start", "time_utc")


def read_columns(
    path: Path, columns: Sequence[str], where: Mapping[str, str], minutes: int | None = None
) -> tuple[datetime, int, dict[str, Floats]]:
    """First start, minutes and one array per column on the regular grid, NaN where a row or value is absent.

    ``minutes`` None: the commonest distance between neighbouring rows. Raises ConfigError for a missing file or
    column, BadData for times off the grid, repeated times and values that are no numbers.
    """
    if not path.exists():
        raise ConfigError(f"backtest: no file {path}; give the CSV with --csv FILE")
    with cast(IO[str], gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="")) as text:
        rows = csv.DictReader(text)
        header = rows.fieldnames or []
        time = next((name for name in TIME_COLUMNS if name in header), None)
        if time is None:
            raise ConfigError(f"{path.name}: a column named start or time_utc expected, found {list(header)}")
        missing = [name for name in (*columns, *where) if name not in header]
        if missing:
            raise ConfigError(f"{path.name}: no column {missing}; it has {list(header)}")
        kept = [row for row in rows if all(row[name] == value for name, value in where.items())]
    if len(kept) < 2:
        raise BadData(f"{path.name}: at least two rows expected, {len(kept)} found")
    when = np.array([_seconds(path, row[time]) for row in kept], dtype=np.int64)
    order = np.argsort(when, kind="stable")
    distance = np.diff(when[order])
    if (distance == 0).any():
        raise BadData(
            f"{path.name}: {int((distance == 0).sum())} repeated times; a long table needs --where COLUMN=VALUE"
        )
    minutes = minutes or Counter(distance.tolist()).most_common(1)[0][0] // 60
    index, off_grid = np.divmod(when - when.min(), 60 * minutes)
    if off_grid.any():
        raise BadData(f"{path.name}: {int((off_grid > 0).sum())} times do not lie on a {minutes}-minute grid")
    values = {}
    for name in columns:
        values[name] = np.full(int(index.max()) + 1, np.nan)
        values[name][index] = [_number(path, name, row[name]) for row in kept]
    return datetime.fromtimestamp(int(when.min()), UTC), minutes, values


def csv_source(
    path: Path,
    target: str,
    *,
    gap: int,
    horizon: int,
    known: Sequence[str] = (),
    past: Sequence[str] = (),
    target_forecasts: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    minutes: int | None = None,
    tz: str = "Europe/Copenhagen",
) -> SeriesSource:
    """``known`` covariates are known for every target period; ``past`` ones arrive with the target's own delay.

    ``target_forecasts`` are known as well, and are forecasts of the target itself.
    """
    known = [*known, *target_forecasts]
    start, minutes, values = read_columns(path, [target, *known, *past], where or {}, minutes)
    newest = np.flatnonzero(np.isfinite(values[target]))
    if not len(newest):
        raise BadData(f"{path.name}: column {target} holds no value at all")
    name = f"{path.name.split('.')[0]}:{target}"
    ends = int(newest[-1]) + 1  # rows may go on for covariates that are known ahead
    source = SeriesSource(name, start, minutes, values[target][:ends], gap, horizon, tz)
    covariates = {c: source.known(values[c]) for c in known} | {c: source.past(values[c][:ends]) for c in past}
    return replace(source, covariates=covariates, target_forecasts=frozenset(target_forecasts))


def _seconds(path: Path, text: str) -> int:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadData(f"{path.name}: {text!r} is not an ISO 8601 time") from error
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return int((when - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))


def _number(path: Path, column: str, text: str | None) -> float:
    if text is None or text.strip().lower() in ("", "nan", "null", "none"):
        return np.nan
    try:
        number = float(text)
    except ValueError:
        number = np.inf
    if np.isinf(number):
        raise BadData(f"{path.name}: column {column} holds {text!r}, a number expected")
    return number
