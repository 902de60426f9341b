"""Calendar terms in the market's local time, and the shift of daily lags across a clock change.

Everything else of a forecast lives in UTC. Instants are int64 seconds since 1970-01-01T00:00Z in arrays.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Floats, View

    Seconds = NDArray[np.int64]

DAY = 86_400
CALENDAR_TERMS = (
    *(f"{wave}_day_{n}" for n in (1, 2, 3) for wave in ("sin", "cos")),
    "sin_week",
    "cos_week",
    "saturday",
    "sunday",
    "holiday",
    "bridge_day",
)


def starts(view: View, first: int, stop: int) -> Seconds:
    """Starts of the periods ``first .. stop - 1`` of the view's grid."""
    return int(view.start.timestamp()) + 60 * view.minutes * np.arange(first, stop, dtype=np.int64)


def utc_offset(when: Seconds, tz: str) -> Seconds:
    """Seconds that local time is ahead of UTC, per instant.

    Zones change at most once a day, so days with equal offsets at both ends need one look-up.
    """
    days = when // DAY
    first, last = int(days.min()), int(days.max())
    if last - first > 4 * when.size:  # a few instants far apart
        return np.array([_offset_at(tz, int(second)) for second in when.ravel()], dtype=np.int64).reshape(when.shape)
    edges = np.array([_offset_at(tz, day * DAY) for day in range(first, last + 2)], dtype=np.int64)
    offsets = edges[days - first]
    for day in np.flatnonzero(np.diff(edges)):
        inside = days == first + day
        offsets[inside] = [_offset_at(tz, int(second)) for second in when[inside]]
    return offsets


def calendar_terms(when: Seconds, tz: str) -> Floats:
    """Regressors of the local calendar, shape (n, 12), columns ``CALENDAR_TERMS``."""
    local = when + utc_offset(when, tz)
    day, second = local // DAY, local % DAY
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    angle = 2 * np.pi * second / DAY
    week = 2 * np.pi * (weekday * DAY + second) / (7 * DAY)
    waves = [wave(n * angle) for n in (1, 2, 3) for wave in (np.sin, np.cos)]
    unique, inverse = np.unique(day, return_inverse=True)
    special = np.array([_special(tz, int(number)) for number in unique])[inverse]
    columns = [*waves, np.sin(week), np.cos(week), weekday == 5, weekday == 6, special == 1, special == 2]
    return np.column_stack(columns).astype(np.float64)


def clock_shift(when: Seconds, steps_back: NDArray[np.int64], minutes: int, tz: str) -> NDArray[np.int64]:
    """Steps to take off ``steps_back`` so that a whole-day lag lands on the same local time.

    Zero except in the days after a clock change: then + one hour of steps in spring, - in autumn.
    """
    step = 60 * minutes
    before = when - step * steps_back
    offsets = utc_offset(np.concatenate([np.ravel(when), np.ravel(before)]), tz)
    now, then = offsets[: when.size].reshape(when.shape), offsets[when.size :].reshape(before.shape)
    return np.trunc((now - then) / step).astype(np.int64)  # periods longer than the change do not move


@lru_cache(maxsize=65_536)
def _offset_at(tz: str, second: int) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(tz)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


@lru_cache(maxsize=65_536)
def _special(tz: str, day_number: int) -> int:
    """1 for a public holiday, 2 for a working day between one and a weekend, else 0."""
    day = date(1970, 1, 1) + timedelta(days=day_number)
    if _is_holiday(tz, day):
        return 1
    friday_after = day.weekday() == 4 and _is_holiday(tz, day - timedelta(days=1))
    monday_before = day.weekday() == 0 and _is_holiday(tz, day + timedelta(days=1))
    return 2 if friday_after or monday_before else 0


def _is_holiday(tz: str, day: date) -> bool:
    country = _country(tz)
    return country is not None and day in _holidays(country, day.year)


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays, list_supported_countries

    if country not in list_supported_countries():
        return frozenset()
    return frozenset(country_holidays(country, years=year))


@lru_cache(maxsize=64)
def _country(tz: str) -> str | None:
    """ISO country of a zone from the tz database's own table; None for UTC and other zones of no country."""
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) > 2 and fields[2] == tz:
            return fields[0]
    return None
