"""A ``SeriesSource`` from any CSV file (also gzipped) with a UTC ``start`` (or ``time_utc``) column.

Separators are comma, semicolon or tab. What could be read in two ways is refused with its line, never guessed.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from shared.errors import BadData, ConfigError
from shared.forecasting.source import SeriesSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Floats
    from shared.forecasting.local_time import Seconds

TIME_COLUMNS = ("start", "time_utc")
MISSING = frozenset({"", "nan", "-nan", "null", "none", "na", "n/a", "#n/a", "<na>", "n/e", "-"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RUN = 24  # so many rows of another distance in sequence are another resolution, fewer are missing rows
SPARSE = 50  # periods per row beyond which a time is a slip of the pen

Line = tuple[int, list[str]]


def read_columns(
    path: Path,
    columns: Sequence[str],
    where: Mapping[str, str],
    minutes: int | None = None,
    since: datetime | None = None,
) -> tuple[datetime, int, dict[str, Floats]]:
    """First start, minutes and one array per column on the regular grid, NaN where a row or value is absent.

    ``minutes`` None: the commonest distance between neighbouring rows. ``since`` leaves earlier rows out. Rows may
    come in any order; one that repeats another's time and values counts once. Raises ConfigError for a missing file or
    column, BadData for text that is no CSV, times off the grid, a change of resolution, different values for one time
    and values that are no numbers.
    """
    lines = _lines(path)
    header = next(lines, (0, []))[1]
    time = next((name for name in TIME_COLUMNS if name in header), None)
    if time is None:
        raise ConfigError(f"{path.name}: a column named start or time_utc expected, found {header}")
    place = {name: _place(path, header, name) for name in (time, *columns, *where)}
    rows = _chosen(path, lines, {place[name]: value for name, value in where.items()}, header)
    when = np.array([_seconds(path, number, row[place[time]]) for number, row in rows], dtype=np.int64)
    if since:
        rows = [row for row, second in zip(rows, when, strict=True) if second >= since.timestamp()]
        when = when[when >= since.timestamp()]
    cells = [_number(path, number, name, row[place[name]]) for number, row in rows for name in columns]
    values = np.array(cells).reshape(len(rows), len(columns))
    order = np.argsort(when, kind="stable")
    _refuse_conflicts(path, [rows[i][0] for i in order], when[order], values[order], columns)
    if len(np.unique(when)) < 2:
        raise BadData(f"{path.name}: at least two rows of different times expected, {len(np.unique(when))} found")
    step = _step(path, when[order], minutes)
    if off_grid := int((when % step > 0).sum()):
        number = rows[int((when % step > 0).argmax())][0]
        days = "; write local days as dates" if step == 86_400 else ""
        raise BadData(
            f"{path.name}: {off_grid} times do not lie on a {step // 60}-minute grid in UTC, the first in line {number}"
            f"{days}"
        )
    index = (when - when.min()) // step
    periods = int(index.max()) + 1
    if periods > SPARSE * max(len(when), 1000):
        raise BadData(
            f"{path.name}: {len(when)} rows from {_text(when.min())} to {_text(when.max())} leave nearly every "
            f"{step // 60}-minute period empty; a time is wrong, or give --since TIME"
        )
    grid = np.full((periods, len(columns)), np.nan)
    grid[index] = values
    found = {name: grid[:, i].copy() for i, name in enumerate(columns)}
    return datetime.fromtimestamp(int(when.min()), UTC), step // 60, found


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
    since: datetime | None = None,
    tz: str = "Europe/Copenhagen",
) -> SeriesSource:
    """``known`` covariates are known for every target period; ``past`` ones arrive with the target's own delay.

    ``target_forecasts`` are known as well, and are forecasts of the target itself. Raises as ``read_columns`` does,
    and BadData for a column without any value.
    """
    known = [*known, *target_forecasts]
    start, minutes, values = read_columns(path, [target, *known, *past], where or {}, minutes, since)
    if empty := [name for name, column in values.items() if not np.isfinite(column).any()]:
        raise BadData(f"{path.name}: column {', '.join(empty)} holds no value at all")
    name = f"{path.name.split('.')[0]}:{target}"
    ends = int(np.flatnonzero(np.isfinite(values[target]))[-1]) + 1  # covariates known ahead may go on
    source = SeriesSource(name, start, minutes, values[target][:ends], gap, horizon, tz)
    covariates = {c: source.known(values[c]) for c in known} | {c: source.past(values[c][:ends]) for c in past}
    return replace(source, covariates=covariates, target_forecasts=frozenset(target_forecasts))


def _lines(path: Path) -> Iterator[Line]:
    """Line number and stripped cells of the header and of every row that holds anything."""
    try:
        body = path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"backtest: no file {path}; give the CSV with --csv FILE") from error
    except OSError as error:
        raise ConfigError(f"backtest: {path} cannot be read: {error.strerror}; give a CSV with --csv FILE") from error
    try:
        text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode("utf-8-sig")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadData(f"{path.name}: the gzip file is damaged or ends early: {error}") from error
    except UnicodeDecodeError as error:
        raise BadData(f"{path.name}: not a text in UTF-8 ({error}); save it as CSV in UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), skipinitialspace=True)
    width = 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            width = width or len(cells)
            if len(cells) < width or any(cells[width:]):
                raise BadData(
                    f"{path.name}: line {reader.line_num} has {len(cells)} cells where the header has {width}; is the "
                    "file cut short, or is a comma a decimal mark?"
                )
            yield reader.line_num, cells[:width]
    except csv.Error as error:
        raise BadData(f"{path.name}: line {reader.line_num} is not CSV: {error}") from error


def _place(path: Path, header: Sequence[str], name: str) -> int:
    if header.count(name) != 1:
        said = "no column" if name not in header else "more than one column"
        raise ConfigError(f"{path.name}: {said} {name!r}; it has {', '.join(header)}")
    return header.index(name)


def _chosen(path: Path, lines: Iterator[Line], where: Mapping[int, str], header: Sequence[str]) -> list[Line]:
    """The rows that ``where`` (place -> value) asks for."""
    rows = list(lines)
    for place, value in where.items():
        found = sorted({row[place] for _, row in rows})
        rows = [(number, row) for number, row in rows if row[place] == value]
        if found and not rows:
            more = ", ..." if len(found) > 20 else ""
            raise ConfigError(
                f"{path.name}: no row has {header[place]}={value}; there are {', '.join(found[:20])}{more}"
            )
    return rows


def _refuse_conflicts(
    path: Path, numbers: Sequence[int], when: Seconds, values: Floats, columns: Sequence[str]
) -> None:
    """Rows of one time must say the same. All arguments in order of time."""
    same: NDArray[np.bool_] = (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))
    wrong = np.flatnonzero((np.diff(when) == 0) & ~same.all(axis=1))
    if len(wrong):
        i = int(wrong[0])
        column = int((~same[i]).argmax())
        raise BadData(
            f"{path.name}: {len(wrong)} repeated times with different values, the first {_text(when[i])} in lines "
            f"{numbers[i]} and {numbers[i + 1]} ({columns[column]} {values[i, column]:g} and "
            f"{values[i + 1, column]:g}); a long table needs --where COLUMN=VALUE, local times repeat an hour in "
            "October: give them with their offset"
        )


def _step(path: Path, when: Seconds, minutes: int | None) -> int:
    """Seconds between rows. Raises BadData when stretches of the file, or ``minutes``, say something else."""
    distance: Seconds = np.diff(np.unique(when)).astype(np.int64)
    common = Counter(distance.tolist()).most_common(1)[0][0]
    if common % 60 or 86_400 % common:
        raise BadData(
            f"{path.name}: rows are {common} seconds apart; periods of whole minutes that divide a day expected"
        )
    if minutes and minutes * 60 != common:
        raise BadData(f"{path.name}: rows are {common // 60} minutes apart, not the {minutes} of --minutes")
    times = [_text(second) for second in np.unique(when)[[0, *_bends(distance), -1]]]
    edges = [0, *_bends(distance), len(distance)]
    for i, (first, stop) in enumerate(pairwise(edges)):
        if stop - first >= RUN and distance[first] != common:
            one = times[i] if stop == len(distance) else times[i + 1]
            raise BadData(
                f"{path.name}: the resolution changes: rows are {distance[first] // 60} minutes apart from {times[i]} "
                f"to {times[i + 1]} and {common // 60} elsewhere; bring them to one resolution, or leave earlier rows "
                f"out with --since {one}"
            )
    return int(common)


def _bends(distance: Seconds) -> list[int]:
    """Where a distance between rows differs from the one before."""
    return (np.flatnonzero(np.diff(distance)) + 1).tolist()


def _text(second: int | np.int64) -> str:
    return f"{datetime.fromtimestamp(int(second), UTC):%Y-%m-%dT%H:%MZ}"


def _seconds(path: Path, line: int, text: str) -> int:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadData(
            f"{path.name}: line {line}: {text!r} is not an ISO 8601 time such as 2025-03-04T12:00:00Z"
        ) from error
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return int((when - EPOCH) // timedelta(seconds=1))


def _number(path: Path, line: int, column: str, text: str) -> float:
    if text.lower() in MISSING:
        return np.nan
    try:
        number = float(text)
    except ValueError:
        number = np.inf
    if np.isinf(number):
        raise BadData(
            f"{path.name}: line {line}: column {column} holds {text!r}, a number such as -12.5 expected; an empty cell "
            "is a missing value"
        )
    return number
