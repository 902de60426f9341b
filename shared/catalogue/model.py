"""What a dataset is: the parts every declaration in this package is made of.

A :class:`Dataset` holds facts only; run state (last success, paused, attempts) lives in the store. From one
declaration derive the timer function, the topic and partition key, the tables and migrations, Redis keys, backfill
slices, gap map, OpenAPI, the docs page and the contract tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim
from msgspec import Struct, field

from shared.catalogue.schema import Column, column_of, columns_of
from shared.errors import ConfigError

Columns = Mapping[str, Sequence[Any]]
"""Rows as columns of equal length: what a parser returns. Time columns hold aware datetimes or integer microseconds
since 1970-01-01T00:00Z, all of one kind within a column; a missing value is ``None``."""

Environment = Literal["development", "production"]


class Slice(Struct, frozen=True):
    """One piece of work: ``key`` over the half-open UTC interval ``[start, end)``."""

    key: str
    start: datetime
    end: datetime

    def __str__(self) -> str:
        return f"{self.key} {self.start:%Y-%m-%dT%H:%MZ}/{self.end:%Y-%m-%dT%H:%MZ}"


class Request(Struct, frozen=True, kw_only=True):
    """One HTTP GET to a provider, without credentials: the client adds those and never logs them.

    ``family`` names the credential and page rules (ENTSO-E document type); ``page`` is the size of a full page when
    the provider pages by ``offset``, else 0.
    """

    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    family: str = ""
    page: int = 0

    def with_params(self, **params: str) -> Request:
        """The same request with some query parameters replaced or added."""
        merged = dict(self.params) | params
        return Request(
            path=self.path, params=tuple(merged.items()), headers=self.headers, family=self.family, page=self.page
        )


class Window(Struct, frozen=True, kw_only=True):
    """Which span a timer asks for, how long one request may be, and where history begins.

    ``tz`` cuts slices on that zone's midnights, for providers that count local days (steps must then be whole days).
    """

    back: timedelta
    ahead: timedelta
    step: timedelta
    since: datetime
    until: datetime | None = None
    tz: str = "UTC"

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """The interval one timer run asks for, ``[now - back, now + ahead)``, widened to whole hours.

        Whole hours, so that the runs of one hour ask for the same slice and an unchanged answer can be recognised.
        """
        return floor_hour(now - self.back), floor_hour(now + self.ahead + timedelta(hours=1))

    def slices(self, keys: Iterable[str], start: datetime, end: datetime) -> Iterator[Slice]:
        """Tile ``[start, end)`` with slices of at most ``step``, per key, clipped to ``[since, until)``.

        With a ``tz`` other than UTC the outer edges are widened to local midnights and every cut lies on one, so a
        DST day makes a slice of 23 or 25 hours.
        """
        start, end = max(start, self.since), min(end, self.until or end)
        cuts = list(self._cuts(start, end)) if start < end else []
        for key in keys:
            for left, right in pairwise(cuts):
                yield Slice(key=key, start=left, end=right)

    def _cuts(self, start: datetime, end: datetime) -> Iterator[datetime]:
        if self.tz == "UTC":
            while start < end:
                yield start
                start += self.step
            yield end
            return
        zone, day = ZoneInfo(self.tz), timedelta(days=max(1, self.step.days))
        local = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        last = _next_midnight(end.astimezone(zone))
        while local < last:
            # Wall-clock arithmetic, then to UTC: the only place where a local day's length may differ from 24 h.
            yield local.astimezone(UTC)
            local = (local.replace(tzinfo=None) + day).replace(tzinfo=zone)
        yield last.astimezone(UTC)


def _next_midnight(local: datetime) -> datetime:
    """The local midnight at or after a local time."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if midnight == local else midnight + timedelta(days=1)


def floor_hour(moment: datetime) -> datetime:
    """The whole UTC hour at or before a moment."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class Cron(Struct, frozen=True):
    """A five-field schedule in the market's own time zone."""

    expr: str
    tz: str = "UTC"

    def next_after(self, moment: datetime) -> datetime:
        """First due instant after ``moment``, in UTC."""
        return next(CronSim(self.expr, moment.astimezone(ZoneInfo(self.tz)))).astimezone(UTC)

    def due(self, last: datetime, now: datetime) -> bool:
        """Whether at least one due instant lies in ``(last, now]``."""
        return self.next_after(last) <= now


class Latest(Struct, frozen=True, kw_only=True):
    """What Redis keeps: the newest row per ``by`` (its ``fields``) and a recent window of them."""

    by: str
    fields: tuple[str, ...]
    ttl: timedelta = timedelta(days=3)
    recent: timedelta = timedelta(days=2)


class Rank(Struct, frozen=True, kw_only=True):
    """Which of two versions of one row is better, before the newer ``fetched_at`` decides.

    ``order`` lists the values of ``column`` from weakest to strongest (a final value never yields to a later
    intermediate one); without ``order`` a null is weaker than any value (a null never overwrites a number).
    """

    column: str
    order: tuple[str, ...] = ()


Parser = Callable[[bytes, Slice], Columns]
RequestBuilder = Callable[[Slice], Request]


class Dataset(Struct, frozen=True, kw_only=True, dict=True):
    """One dataset, declared once. A bad declaration is refused at import with a sentence that names it."""

    id: str
    title: str
    source: str
    provider: str
    request: RequestBuilder
    parse: Parser
    row: type[Struct]
    primary_key: tuple[str, ...]
    value: str
    """The column that carries the dataset's main number; sums and 'is it published yet' look at it."""
    keys: tuple[str, ...]
    key_column: str
    """The row column that a slice key selects, e.g. ``zone``; empty when rows of one answer span many."""
    window: Window
    schedule: Cron
    fresh_within: timedelta
    latest: Latest | None = None
    rank: Rank | None = None
    partition: Literal["month", "day", "year"] = "month"
    partial: bool = False
    """Whether the good rows of a partly bad body are loaded (the bad ones still go to the dead letters)."""
    environments: tuple[Environment, ...] = ("development", "production")
    match: Mapping[str, str] = field(default_factory=dict)
    """How a recorded answer of this dataset is recognised: request parameters, or the provider's own dataset name."""
    notes: str = ""

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise ConfigError(f"{self.id}: {problem}", dataset=self.id)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The row class as columns, key columns first."""
        by_name = {c.name: c for c in columns_of(self.row)}
        return tuple(by_name.pop(k) for k in self.primary_key) + tuple(by_name.values())

    @property
    def name(self) -> str:
        """``entsoe.day_ahead_prices`` → ``entsoe_day_ahead_prices``: the timer function's name."""
        return self.id.replace(".", "_")

    @property
    def table(self) -> str:
        """``entsoe.day_ahead_prices`` → ``entsoe__day_ahead_prices``."""
        return self.id.replace(".", "__")

    @property
    def time_column(self) -> str:
        """The first time column of the primary key: what partitions, filters and 'newest' go by."""
        return next(c.name for c in self.columns if c.kind == "time" and c.name in self.primary_key)


_ID = r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*"


def _problems(dataset: Dataset) -> Iterator[str]:
    if not re.fullmatch(_ID, dataset.id) or not dataset.id.startswith(dataset.provider + "."):
        yield f"id must read '{dataset.provider}.noun_phrase' in lower case"
    names = set(dataset.row.__struct_fields__)
    row = dataset.row.__name__
    yield from _key_problems(dataset, names)
    if dataset.value not in names:
        yield f"value column '{dataset.value}' is not a field of {row}"
    if dataset.key_column and dataset.key_column not in names:
        yield f"key column '{dataset.key_column}' is not a field of {row}"
    if dataset.latest and (missing := [f for f in (dataset.latest.by, *dataset.latest.fields) if f not in names]):
        yield f"latest names {missing}, which are not fields of {row}"
    if dataset.rank and dataset.rank.column not in names:
        yield f"rank column '{dataset.rank.column}' is not a field of {row}"
    if not dataset.keys:
        yield "keys are empty: nothing would ever be asked for"
    if dataset.window.step <= timedelta(0) or dataset.window.since.tzinfo is None:
        yield "window needs a positive step and an aware 'since'"
    if problem := _schedule_problem(dataset.schedule):
        yield problem


def _key_problems(dataset: Dataset, names: set[str]) -> Iterator[str]:
    if missing := [k for k in dataset.primary_key if k not in names]:
        yield f"primary key {missing} is not a field of {dataset.row.__name__}"
    key = [column_of(dataset.row, name) for name in dataset.primary_key if name in names]
    if not any(c.kind == "time" for c in key):
        yield "primary key holds no time column"
    if any(c.nullable for c in key):
        yield "a primary key column may not be null"
    if any(c.kind == "float" for c in key):
        yield "a primary key column may not be a float"


@cache
def _schedule_problem(schedule: Cron) -> str:
    try:
        ZoneInfo(schedule.tz)
        CronSim(schedule.expr, datetime(2026, 1, 1, tzinfo=UTC))
    except Exception as error:  # CronSimError and ZoneInfoNotFoundError share no base
        return f"schedule '{schedule.expr}' in '{schedule.tz}' is not valid: {error}"
    return ""
