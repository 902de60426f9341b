"""A series with its history: every version of every value and the second at which each became known.

History that was fetched long after the fact carries the day of the fetch, which says nothing about when the value was
published; such rows take the declared availability instead, and are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import numpy as np

from shared.forecasting.interface import AfterPeriod, Availability, BeforePeriod
from shared.forecasting.local_time import DAY, utc_offset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Floats
    from shared.forecasting.local_time import Seconds

NEVER = np.iinfo(np.int64).max
LATE_SECONDS = 2 * DAY
"""A value received this long after it should have been was not late but backfilled."""
FEWEST_LIVE = 96
"""Rows received live from which their delay is judged."""


@dataclass(frozen=True)
class Revisions:
    """Versions of ``n`` values on a regular grid, oldest first.

    ``values``    (versions, n), NaN where there is no such version
    ``known_at``  (versions, n) seconds since 1970, ascending along the first axis; ``NEVER`` where there is none
    ``fallback``  (n,) True where the first version takes the declared availability
    ``early``     seconds by which the quickest of the rows received live came after their declared availability
                  (their first percentile); None with fewer than ``FEWEST_LIVE`` of them
    """

    values: Floats
    known_at: Seconds
    fallback: NDArray[np.bool_]
    early: int | None = None

    def __len__(self) -> int:
        return int(self.values.shape[1])

    def as_of(self, limit: Seconds | int, first: int, stop: int) -> Floats:
        """The best version known at ``limit`` (one second, or one per element) of ``first .. stop - 1``."""
        found = np.full(stop - first, np.nan)
        inside = slice(first, min(stop, len(self)))
        width = max(0, inside.stop - first)
        known = limit if isinstance(limit, int) else limit[:width]
        for values, known_at in zip(self.values, self.known_at, strict=True):
            seen = known_at[inside] <= known
            found[:width][seen] = values[inside][seen]
        return found

    def first_version(self, limit: int, first: int, stop: int) -> Floats:
        """The first version of each value, where it was known at ``limit``."""
        return replace(self, values=self.values[:1], known_at=self.known_at[:1]).as_of(limit, first, stop)

    def final(self) -> Floats:
        """The newest version of each value."""
        return self.as_of(NEVER - 1, 0, len(self))

    def delayed(self, seconds: int) -> Self:
        """The same versions, each known later."""
        return replace(self, known_at=np.where(self.known_at == NEVER, NEVER, self.known_at + seconds))

    def altered(self, now: int, change: Callable[[Floats], Floats]) -> Self:
        """The same series with ``change`` applied to every version that became known after ``now``."""
        late = self.known_at > now
        changed = [np.where(row, change(values), values) for row, values in zip(late, self.values, strict=True)]
        return replace(self, values=np.array(changed))

    def cut(self, now: int) -> Self:
        """The series as it was stored at ``now``."""
        known = self.known_at <= now
        some = np.flatnonzero(known.any(axis=0))
        n = int(some[-1]) + 1 if len(some) else 0
        values = np.where(known, self.values, np.nan)[:, :n]
        return replace(
            self, values=values, known_at=np.where(known, self.known_at, NEVER)[:, :n], fallback=self.fallback[:n]
        )


def collect(index: Seconds, values: Floats, known_at: Seconds, version: Seconds, expected_at: Seconds) -> Revisions:
    """Rows of any order as a series; ``expected_at`` (n,) is when each of the n values should have become known.

    A version that never was the best known one (a late answer of a lower rank) and one that repeats the value before
    it are left out. A value counts as backfilled if it should have been known before the first answer of the series
    was received, or two days before it was.
    """
    n = len(expected_at)
    inside = (index >= 0) & (index < n) & np.isfinite(values)
    order = np.flatnonzero(inside)
    order = order[np.lexsort((version[order], known_at[order], index[order]))]
    index, values, known_at, version = index[order], values[order], known_at[order], version[order]
    kept = _leading(index, version)
    index, values, known_at = index[kept], values[kept], known_at[kept]
    fresh = np.ones(len(index), dtype=bool)
    fresh[1:] = (index[1:] != index[:-1]) | (values[1:] != values[:-1])
    index, values, known_at = index[fresh], values[fresh], known_at[fresh]
    number = _within(index)
    depth = int(number.max()) + 1 if len(number) else 1
    table = np.full((depth, n), np.nan)
    known = np.full((depth, n), NEVER)
    table[number, index], known[number, index] = values, known_at
    since = int(known_at.min()) if len(known_at) else NEVER
    stored = known[0] != NEVER
    fallback = stored & (known[0] > expected_at) & ((expected_at < since) | (known[0] > expected_at + LATE_SECONDS))
    live = stored & ~fallback
    early = int(np.percentile((known[0] - expected_at)[live], 1)) if live.sum() >= FEWEST_LIVE else None
    known[0] = np.where(fallback, expected_at, known[0])
    return Revisions(table, known, fallback, early)


def combined(parts: Sequence[Revisions]) -> Revisions:
    """The sum of several series where all are known; a new version whenever one of them changes."""
    n = max(map(len, parts))
    padded = [_padded(part, n) for part in parts]
    moments = np.sort(np.vstack([part.known_at for part in padded]), axis=0)
    totals = np.array([sum(part.as_of(moment, 0, n) for part in padded) for moment in moments])
    index = np.broadcast_to(np.arange(n), totals.shape)
    there = np.isfinite(totals) & (moments != NEVER)
    fallback = np.logical_or.reduce([part.fallback for part in padded])
    made = collect(index[there], totals[there], moments[there], moments[there], np.full(n, NEVER))
    return replace(made, fallback=fallback, early=max((p.early for p in parts if p.early is not None), default=None))


def expected(start: Seconds, minutes: int, rule: Availability) -> Seconds:
    """When periods starting at ``start`` (seconds) become known by declaration."""
    if isinstance(rule, AfterPeriod):
        return start + 60 * minutes + int(rule.delay.total_seconds())
    if isinstance(rule, BeforePeriod):
        return start - int(rule.lead.total_seconds())
    days, number = np.unique((start + utc_offset(start, rule.tz)) // DAY, return_inverse=True)
    at, zone = time.fromisoformat(rule.at), ZoneInfo(rule.tz)
    before = [date(1970, 1, 1) + timedelta(days=int(day) - 1) for day in days]
    return np.array([int(datetime.combine(day, at, zone).astimezone(UTC).timestamp()) for day in before])[number]


def _leading(index: Seconds, version: Seconds) -> NDArray[np.bool_]:
    """Which rows, in order of receipt per index, were the best version when they came."""
    kept = np.ones(len(index), dtype=bool)
    number = _within(index)
    best = version.copy()
    for place in range(1, int(number.max(initial=0)) + 1):
        here = np.flatnonzero(number == place)
        kept[here] = version[here] >= best[here - 1]
        best[here] = np.maximum(version[here], best[here - 1])
    return kept


def _within(index: Seconds) -> NDArray[np.int64]:
    """Running number of each row among those of the same index; ``index`` is sorted."""
    if not len(index):
        return np.empty(0, dtype=np.int64)
    begins = np.flatnonzero(np.r_[True, index[1:] != index[:-1]])
    return np.arange(len(index)) - np.repeat(begins, np.diff(np.r_[begins, len(index)]))


def _padded(part: Revisions, n: int) -> Revisions:
    more = n - len(part)
    if not more:
        return part
    return Revisions(
        np.pad(part.values, ((0, 0), (0, more)), constant_values=np.nan),
        np.pad(part.known_at, ((0, 0), (0, more)), constant_values=NEVER),
        np.pad(part.fallback, (0, more)),
        part.early,
    )
