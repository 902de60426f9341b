"""When a dataset's timer ticks, and whether a tick is due.

Azure ticks timers in UTC. A schedule that means market time therefore ticks more often than it is due (every hour of
the day, or all days) and :func:`is_due` decides in the market's own zone. Seconds, and the phase of ``*/n`` minutes,
are spread by a stable offset from the id, so that a hundred timers do not fire at once.
"""

from __future__ import annotations

import zlib
from datetime import datetime

from shared.catalogue.model import Dataset


def tick(dataset: Dataset) -> str:
    """Six-field NCRONTAB in UTC that fires at least once between any two due instants of the dataset.

    NCRONTAB joins day-of-month and day-of-week by AND where cron means OR; whenever the declared schedule restricts
    days or names a market zone, the tick leaves hours and days open and ``is_due`` decides.
    """
    offset = zlib.crc32(dataset.id.encode())
    minute, hour, day, month, weekday = dataset.schedule.expr.split()
    if dataset.schedule.tz != "UTC":
        hour = "*"
    if (day, month, weekday) != ("*", "*", "*"):
        day = month = weekday = "*"
    return f"{offset % 60} {_phase(minute, offset)} {hour} {day} {month} {weekday}"


def _phase(minute: str, offset: int) -> str:
    """``*/15`` → ``3/15``: late by at most four minutes and always by the same."""
    if not minute.startswith("*/"):
        return minute
    step = int(minute[2:])
    return f"{offset // 60 % min(step, 5)}/{step}" if step > 1 else "*"


def is_due(dataset: Dataset, last_run: datetime | None, now: datetime) -> bool:
    """Whether a due instant has passed since the last run; a dataset that never ran is due."""
    return last_run is None or dataset.schedule.due(last_run, now)
