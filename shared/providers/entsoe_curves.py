"""Periods of points as curves over slots: resolutions, calendar steps, omitted positions.

A slot is one step of a Period; its start is an integer, microseconds since 1970-01-01T00:00Z. Clock resolutions
(``PT..``) step in UTC, calendar ones (``P1D``, ``P7D``, ``P1M``, ``P1Y``) on the market's local clock, so that a day
may have 23 or 25 hours and a week starts at local midnight in summer and winter.

Source: ENTSO-E, "Introduction of different Timeseries possibilities (curve types)", v1.4.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain, islice, pairwise, repeat
from operator import attrgetter, lt, sub
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from shared.catalogue import areas
from shared.errors import BadData

SECOND = 1_000_000
MINUTE = 60 * SECOND
MAX_SLOTS = 2_000_000
"""Per Period: a year of one-minute slots is a quarter of it. A wrong interval must not fill the memory."""
MAX_CALENDAR = 36_525 * 24 * 60 * MINUTE
"""The longest Period of calendar steps."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = (
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


class Step(NamedTuple):
    """A resolution: calendar months and days, or a number of microseconds; never both."""

    months: int
    days: int
    clock: int


class Curve(NamedTuple):
    """Rows of one Period and one label: start and end of each slot, and its values per tag."""

    starts: Sequence[int]
    ends: Sequence[int]
    values: list[list[float | None]]
    labels: list[list[str | None]]


@lru_cache(maxsize=4096)
def instant(text: str) -> int:
    """``2025-09-30T22:00Z`` (seconds and fractions allowed) as microseconds since 1970.

    Raises :class:`BadData` for anything else, also for a time without zone.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        found = (moment - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadData(f"{text[:40]!r} is not a time with zone: {error}") from error
    if not 1900 <= moment.year <= 9998:  # the last year would overflow in zones ahead of UTC
        raise BadData(f"{text[:40]!r} is not a time of this market")
    return found


@lru_cache(maxsize=64)
def step(text: str) -> Step:
    """An ISO 8601 duration as a step. Raises :class:`BadData` for zero, mixed or unknown ones."""
    found = re.fullmatch(_DURATION, text.strip())
    part = {k: int(v or 0) for k, v in found.groupdict().items()} if found else {}
    if not any(part.values()):
        raise BadData(f"resolution {text[:40]!r} is not a duration")
    months, days = 12 * part["years"] + part["months"], 7 * part["weeks"] + part["days"]
    clock = (part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]) * SECOND
    if sum(map(bool, (months, days, clock))) != 1:
        raise BadData(f"resolution {text!r} mixes calendar and clock steps")
    return Step(months, days, clock)


def slots(start: int, end: int, length: Step, area: str) -> Sequence[int]:
    """Edges of the slots in ``[start, end)``: all starts, then the end of the last slot.

    Raises :class:`BadData` for an empty or overlong interval.
    """
    if start >= end:
        raise BadData(f"Period ends at {_text(end)}, not after its start {_text(start)}")
    if not length.clock:
        return _calendar(start, end, length, area)
    # A last slot that begins inside the Period belongs to it, even when the Period was cut short.
    return range(start, end + length.clock, length.clock)


def _calendar(start: int, end: int, length: Step, area: str) -> Sequence[int]:
    if end - start > MAX_CALENDAR:
        raise BadData(f"Period {_text(start)}/{_text(end)} is longer than a century")
    zone = _local_clock(start, end, area)
    first = (_EPOCH + timedelta(microseconds=start)).astimezone(zone).replace(tzinfo=None)
    edges = [start]
    while edges[-1] < end:
        wall = _add(first, length, len(edges))
        edges.append((wall.replace(tzinfo=zone) - _EPOCH) // timedelta(microseconds=1))
    return edges


def _add(wall: datetime, length: Step, times: int) -> datetime:
    try:
        if not length.months:
            return wall + timedelta(days=length.days * times)
        year, month = divmod(wall.year * 12 + wall.month - 1 + length.months * times, 12)
        return wall.replace(year=year, month=month + 1, day=min(wall.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError) as error:
        raise BadData(f"Period runs beyond the calendar: {error}") from error


def _local_clock(start: int, end: int, area: str) -> ZoneInfo:
    """The clock on which this Period begins and ends at midnight: the area's own, the market's, or UTC.

    Zones outside Central Europe publish some items by their own days and others by the market's.
    """
    candidates = [ZoneInfo(name) for name in (areas.tz(area), areas.MARKET_TZ, "UTC")]
    for zone in candidates:
        local = [(_EPOCH + timedelta(microseconds=edge)).astimezone(zone) for edge in (start, end)]
        if all(moment.hour == moment.minute == moment.second == 0 for moment in local):
            return zone
    return candidates[0]


def curves(
    period: Any, namespace: str, *, edges: Sequence[int], fill: bool, tags: Sequence[str], labels: Sequence[str]
) -> Iterator[Curve]:
    """The points of one Period as curves; one curve, or one per label where labels share positions.

    With ``fill`` (curve type A03) an absent position repeats the one before, and the last one runs to the end of the
    Period. A point without a value ends the value before it: its slots are ``None`` until the next value.
    Raises :class:`BadData` for positions that are missing, repeated or beyond the Period, and values that are no
    numbers.
    """
    positions, values, marks = _points(period, namespace, tags, labels)
    if not positions:
        return
    if all(map(lt, positions, islice(positions, 1, None))):
        yield _curve(positions, edges, fill, values, marks)
        return
    for rows in _groups(positions, values, marks):
        yield _curve(
            [positions[i] for i in rows],
            edges,
            fill,
            [[column[i] for i in rows] for column in values],
            [[column[i] for i in rows] for column in marks],
        )


def _curve(
    positions: list[int],
    edges: Sequence[int],
    fill: bool,
    values: list[list[float | None]],
    marks: list[list[str | None]],
) -> Curve:
    count, first, last = len(edges) - 1, positions[0], positions[-1]
    if first < 1 or last > count:
        raise BadData(f"position {first if first < 1 else last} lies outside its Period of {count} slots")
    if not fill:
        if last - first + 1 == len(positions):
            return Curve(edges[first - 1 : last], edges[first : last + 1], values, marks)
        return Curve([edges[p - 1] for p in positions], [edges[p] for p in positions], values, marks)
    if count > MAX_SLOTS:
        raise BadData(f"Period {_text(edges[0])}/{_text(edges[-1])} has {count} slots, more than {MAX_SLOTS}")
    if count - first + 1 != len(positions):
        runs = list(map(sub, [*positions[1:], count + 1], positions))
        values = [list(chain.from_iterable(map(repeat, column, runs))) for column in values]
        marks = [list(chain.from_iterable(map(repeat, column, runs))) for column in marks]
    return Curve(edges[first - 1 : count], edges[first:], values, marks)


_TEXT = attrgetter("text")


def points_of(period: Any, namespace: str, tags: Sequence[str]) -> tuple[list[int], list[list[float | None]]]:
    """Positions and values of a Period's points as they stand, ``None`` where a point leaves a tag out."""
    positions, values, _ = _points(period, namespace, tags, ())
    return positions, values


def _points(
    period: Any, ns: str, tags: Sequence[str], labels: Sequence[str]
) -> tuple[list[int], list[list[float | None]], list[list[str | None]]]:
    """Positions, numbers per tag and texts per label of all points."""
    positions, texts = _texts(period, ns, (*tags, *labels))
    return positions, [_floats(tag, column) for tag, column in zip(tags, texts, strict=False)], texts[len(tags) :]


def _texts(period: Any, ns: str, tags: Sequence[str]) -> tuple[list[int], list[list[str | None]]]:
    """Positions, and the text per tag and point (``None`` where a point leaves the tag out)."""
    places: list[str | None] = list(map(_TEXT, period.iter(f"{ns}position")))
    columns: list[list[str | None]] = [list(map(_TEXT, period.iter(ns + tag))) for tag in tags]
    for tag, column in zip(tags, columns, strict=True):
        if None in column:
            raise BadData(f"a Point holds an empty {tag}")
    # The fast reading holds when each child is a Point, bar time interval and resolution, and all or no points have a
    # tag; anything else is read point by point.
    if len(places) != len(period) - 2 or any(len(column) not in (0, len(places)) for column in columns):
        places, columns = _sparse_texts(period, ns, tags)
    columns = [column or [None] * len(places) for column in columns]
    try:
        return list(map(int, places)), columns  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise BadData(f"position is not a number: {error}") from error


def _sparse_texts(period: Any, ns: str, tags: Sequence[str]) -> tuple[list[str | None], list[list[str | None]]]:
    """As :func:`_texts`, point by point: for Periods where some points leave a tag out."""
    wanted = [f"{ns}position", *(ns + tag for tag in tags)]
    found: list[list[str | None]] = [[] for _ in wanted]
    for point in period.iterchildren(f"{ns}Point"):
        texts: dict[str, str] = {}
        for child in point:
            if child.tag in texts and child.tag in wanted:
                raise BadData(f"a Point holds {child.tag.rpartition('}')[2]} twice")
            texts[child.tag] = child.text or ""
        for column, tag in zip(found, wanted, strict=True):
            column.append(texts.get(tag))
    return found[0], found[1:]


def _floats(tag: str, texts: list[str | None]) -> list[float | None]:
    try:
        return list(map(float, texts))  # type: ignore[arg-type]
    except TypeError:
        return [None if text is None else _float(tag, text) for text in texts]
    except ValueError as error:
        raise BadData(f"{tag} is not a number: {error}") from error


def _float(tag: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadData(f"{tag} is not a number: {error}") from error


def _groups(
    positions: list[int], values: list[list[float | None]], marks: list[list[str | None]]
) -> Iterator[list[int]]:
    """Row numbers per label, in order of position: one Period may interleave a curve per price category.

    A point with neither value nor label ends every curve.
    """
    keys = list(zip(*marks, strict=True)) if marks else [()] * len(positions)
    ends = [i for i, key in enumerate(keys) if not any(key) and all(column[i] is None for column in values)]
    closing = set(ends)
    groups: dict[tuple[str | None, ...], list[int]] = {}
    for i, key in enumerate(keys):
        if i not in closing:
            groups.setdefault(key, []).append(i)
    for rows in groups.values():
        taken = {positions[i] for i in rows}
        ordered = sorted([*rows, *(i for i in ends if positions[i] not in taken)], key=positions.__getitem__)
        for left, right in pairwise(ordered):
            if positions[left] == positions[right]:
                raise BadData(f"position {positions[left]} stands twice in one Period")
        yield ordered


def _text(moment: int) -> str:
    return f"{_EPOCH + timedelta(microseconds=moment):%Y-%m-%dT%H:%MZ}"
