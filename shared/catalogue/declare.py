"""A dataset from a source: what a provider's record source already knows is not said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from msgspec import Struct

from shared.catalogue.model import Columns, Cron, Dataset, Latest, Rank, Request, Slice, Window


class Source(Protocol):
    """What knows how to ask for one dataset and how to read the answer."""

    @property
    def dataset(self) -> str:
        """Scalar's id of the dataset."""

    @property
    def name(self) -> str:
        """The provider's own name of the dataset."""

    @property
    def row(self) -> type[Struct]:
        """Row class."""

    def request(self, slice_: Slice) -> Request:
        """The request for a slice."""

    def parse(self, body: bytes, slice_: Slice) -> Columns:
        """The rows of an answer."""


def declare(
    source: Source,
    *,
    title: str,
    page: str,
    value: str,
    primary_key: tuple[str, ...],
    keys: tuple[str, ...],
    key_column: str,
    window: Window,
    schedule: Cron,
    fresh_within: timedelta,
    latest: Latest | None = None,
    rank: Rank | None = None,
    **facts: Any,
) -> Dataset:
    """The declaration of ``source``, whose page for people is ``page``; without ``rank`` a null never wins."""
    return Dataset(
        id=source.dataset,
        title=title,
        source=page,
        provider=source.dataset.split(".")[0],
        request=source.request,
        parse=source.parse,
        row=source.row,
        primary_key=primary_key,
        value=value,
        keys=keys,
        key_column=key_column,
        window=window,
        schedule=schedule,
        fresh_within=fresh_within,
        latest=latest,
        rank=rank or Rank(column=value),
        match={"dataset": source.name},
        **facts,
    )


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """An aware UTC time."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def hours(count: float) -> timedelta:
    """``count`` hours."""
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    """``count`` days."""
    return timedelta(days=count)
