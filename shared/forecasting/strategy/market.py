"""Prices of one area with the time each became known, and what of them was known at an issue time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from shared.errors import BadData
from shared.forecasting.leakage import LeakageFound
from shared.forecasting.local_time import DAY, utc_offset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Seconds = NDArray[np.int64]

ISSUED_AT = time(10, 45)
EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Market:
    """Quarter-hours from ``start`` (UTC) on.

    ``price`` day-ahead and ``imbalance`` prices (n,) in EUR/MWh, NaN missing: the final revision, which settles.
    ``price_known`` and ``imbalance_known`` (n,) are seconds since 1970 at which Scalar received the first revision;
    ``imbalance_first`` is that revision, for features. An hourly product is four equal quarters.
    """

    area: str
    start: datetime
    price: Floats
    imbalance: Floats
    imbalance_first: Floats
    price_known: Seconds
    imbalance_known: Seconds
    tz: str = "Europe/Copenhagen"
    minutes: int = 15

    def __post_init__(self) -> None:
        parts = (self.imbalance, self.imbalance_first, self.price_known, self.imbalance_known)
        if any(len(part) != len(self.price) for part in parts):
            raise BadData(f"strategy {self.area}: prices and times of equal length expected")
        end = self.seconds + 60 * self.minutes
        early = np.flatnonzero(np.isfinite(self.imbalance_first) & (self.imbalance_known < end))
        if len(early):
            when = self.start + timedelta(minutes=self.minutes * int(early[0]))
            raise LeakageFound(
                f"leakage: {self.area} imbalance price of {when:%Y-%m-%d %H:%M}Z is marked as known before its period "
                f"ended ({len(early)} such periods); check the publication delay",
                test="availability",
                feature="imbalance_price",
            )

    @property
    def seconds(self) -> Seconds:
        """Start of every period in seconds since 1970."""
        return int(self.start.timestamp()) + 60 * self.minutes * np.arange(len(self.price), dtype=np.int64)

    @property
    def hours(self) -> float:
        return self.minutes / 60

    def issue_time(self, day: date) -> datetime:
        """10:45 local time on the day before delivery."""
        return datetime.combine(day - timedelta(days=1), ISSUED_AT, ZoneInfo(self.tz)).astimezone(UTC)

    @property
    def _clock(self) -> tuple[Seconds, Seconds]:
        return _local(self.start, len(self.price), self.minutes, self.tz)

    def periods(self, day: date) -> slice:
        """Index range of a local delivery day: 92, 96 or 100 quarters. Raises BadData outside the history."""
        zone = ZoneInfo(self.tz)
        bounds = [datetime.combine(d, time(0), zone).timestamp() for d in (day, day + timedelta(days=1))]
        first, stop = ((int(b) - int(self.start.timestamp())) // (60 * self.minutes) for b in bounds)
        if first < 0 or stop > len(self.price):
            raise BadData(f"strategy {self.area}: {day} lies outside the price history")
        return slice(first, stop)

    def days(self) -> list[date]:
        """Complete local days of the history."""
        number, _ = self._clock
        inside = [date.fromordinal(int(one) + EPOCH_DAY) for one in np.unique(number)]
        return [day for day in inside if self._whole(day)]

    def _whole(self, day: date) -> bool:
        try:
            self.periods(day)
        except BadData:
            return False
        return True

    def as_of(self, instant: datetime) -> Market:
        """Only what was known at ``instant``; later values are NaN, and the final revision is the first one."""
        now = int(instant.timestamp())
        seen = np.where(self.imbalance_known <= now, self.imbalance_first, np.nan)
        price = np.where(self.price_known <= now, self.price, np.nan)
        return replace(self, price=price, imbalance=seen, imbalance_first=seen)

    def scrambled(self, instant: datetime, seed: int | None) -> Market:
        """Everything that became known after ``instant`` replaced by NaN, or by garbage where a seed is given."""
        now = int(instant.timestamp())
        n = len(self.price)
        junk = np.full(n, np.nan) if seed is None else np.random.default_rng(seed).normal(0, 1e4, n)
        late_price, late_imbalance = self.price_known > now, self.imbalance_known > now
        return replace(
            self,
            price=np.where(late_price, junk, self.price),
            imbalance=np.where(late_imbalance, junk, self.imbalance),
            imbalance_first=np.where(late_imbalance, junk, self.imbalance_first),
        )

    def past_spreads(self, day: date, count: int) -> Floats:
        """Spreads imbalance minus day-ahead of the ``count`` local days before ``day`` by period of the day.

        Shape (count, n) with n the periods of ``day``; NaN where not known. Days of another length are matched at the
        same local time, so that a clock change moves nothing.
        """
        number, quarter = self._clock
        first = day.toordinal() - EPOCH_DAY - count
        near = slice(*np.searchsorted(number, (first, first + count)))
        table = np.full((count, DAY // (60 * self.minutes)), np.nan)
        table[number[near] - first, quarter[near]] = self.imbalance[near] - self.price[near]
        return table[:, quarter[self.periods(day)]]


@lru_cache(maxsize=16)
def _local(start: datetime, count: int, minutes: int, tz: str) -> tuple[Seconds, Seconds]:
    """Local day (number since 1970) and time of day (in periods) of every period."""
    seconds = int(start.timestamp()) + 60 * minutes * np.arange(count, dtype=np.int64)
    local = seconds + utc_offset(seconds, tz)
    return local // DAY, local % DAY // (60 * minutes)


def with_delay(
    area: str,
    start: datetime,
    price: Floats,
    imbalance: Floats,
    *,
    delay: timedelta,
    tz: str = "Europe/Copenhagen",
    minutes: int = 15,
) -> Market:
    """A market whose receipt times were not recorded.

    The day-ahead price of day D is taken as known D-1 13:30 local, an imbalance price ``delay`` after its period.
    """
    zone = ZoneInfo(tz)
    seconds = int(start.timestamp()) + 60 * minutes * np.arange(len(price), dtype=np.int64)
    days, back = np.unique(_local(start, len(price), minutes, tz)[0], return_inverse=True)
    published = [datetime.combine(date.fromordinal(int(d) + EPOCH_DAY - 1), time(13, 30), zone) for d in days]
    known = np.array([int(when.timestamp()) for when in published], dtype=np.int64)[back]
    return Market(
        area=area,
        start=start,
        price=price,
        imbalance=imbalance,
        imbalance_first=imbalance,
        price_known=known,
        imbalance_known=seconds + 60 * minutes + int(delay.total_seconds()),
        tz=tz,
        minutes=minutes,
    )
