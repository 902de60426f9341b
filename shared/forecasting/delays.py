"""How late targets really are: received less period end of the rows that came live, beside what the gap allows.

A gap that is too small makes forecasts degraded, for the newest values they expect are not there; one that is too large
leaves out values that were. A quarter of an hour is worth more than most changes of a model.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from msgspec import Struct

from shared.errors import BadData, ConfigError
from shared.forecasting.interface import AfterPeriod, Feature, ModelDeclaration
from shared.forecasting.models import MODELS, SUMS
from shared.forecasting.revisions import Revisions, combined, expected
from shared.forecasting.schedule import is_day_ahead, last_issue, lead_steps
from shared.forecasting.stored import Grid, read_areas
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.persistence.warehouse import Warehouse

BACK = timedelta(days=14)
FEWEST = 96
"""Live rows below which nothing is said of a gap."""
LATE_SHARE = 0.05
"""Of the newest values, what may miss the issue they were expected at."""


class Delay(Struct, frozen=True, kw_only=True):
    """Publication delay of one model's target in one area over the last 14 days, from rows received live.

    ``median_minutes``, ``p95_minutes``  received less period end; negative for what is published before it happens
    ``gap``, ``allowed_minutes``  the declared gap in periods, and the delay it allows; None where the availability
                   does not count from the period's end
    ``late_share``  rows that came later than the gap, or the declared availability, allows
    ``needed_gap``  the smallest gap with which 95 % are in time
    ``verdict``     ``fits``, ``too small`` (forecasts are degraded), ``larger than needed``, ``too few live rows``
    """

    rows: int
    median_minutes: float | None = None
    p95_minutes: float | None = None
    gap: int
    allowed_minutes: float | None = None
    late_share: float | None = None
    needed_gap: int | None = None
    verdict: str = "too few live rows"


def measured(
    warehouse: Warehouse, now: datetime, models: Iterable[ModelDeclaration] | None = None
) -> dict[tuple[str, str], Delay]:
    """(model, area) -> delay: one query per distinct target, whatever the number of models and areas.

    Time in which the platform was off counts as delay. A target that cannot be read is logged and has none; raises
    RetryLater when the warehouse is away.
    """
    found: dict[tuple[str, str], Delay] = {}
    groups: dict[tuple[str, str, str, int], list[ModelDeclaration]] = {}
    for declared in MODELS.values() if models is None else models:
        target = declared.target
        key = (target.dataset, target.column, repr(sorted(target.where.items())), declared.minutes)
        groups.setdefault(key, []).append(declared)
    for group in groups.values():
        grid = _grid(now, group[0].minutes)
        areas = {area for declared in group for area in declared.areas}
        try:
            series = _series(warehouse, group[0].target, areas, grid)
        except (BadData, ConfigError) as error:
            telemetry.log("forecast.delay_unknown", dataset=group[0].target.dataset, reason=str(error))
            continue
        for declared in group:
            for area in declared.areas:
                found[declared.id, area] = judged(declared, series[area], grid, now)
    return found


def judged(declared: ModelDeclaration, series: Revisions, grid: Grid, now: datetime) -> Delay:
    """The delay of one series of versions on ``grid``, judged against a declaration."""
    live = (series.known_at[0] <= int(now.timestamp())) & ~series.fallback
    made = Delay(rows=int(live.sum()), gap=declared.gap)
    if made.rows < FEWEST:
        return made
    received, ends = series.known_at[0][live], grid.seconds[live] + 60 * grid.minutes
    delay = (received - ends) / 60
    facts: dict[str, Any] = {
        "rows": made.rows,
        "gap": declared.gap,
        "median_minutes": round(float(np.median(delay)), 1),
        "p95_minutes": round(float(np.percentile(delay, 95)), 1),
    }
    if not isinstance(declared.target.available, AfterPeriod):
        due = expected(grid.seconds, grid.minutes, declared.target.available)[live]
        late = float((received > due).mean())
        return Delay(**facts, late_share=round(late, 4), verdict="too small" if late > LATE_SHARE else "fits")
    allowed = allowed_minutes(declared, now)
    late = float((delay > allowed).mean())
    lead = declared.gap - allowed / grid.minutes
    needed = max(0, int(np.ceil(lead + np.percentile(delay, 95) / grid.minutes)))
    verdict = "too small" if late > LATE_SHARE else "larger than needed" if needed < declared.gap else "fits"
    return Delay(**facts, allowed_minutes=allowed, late_share=round(late, 4), needed_gap=needed, verdict=verdict)


def allowed_minutes(declared: ModelDeclaration, now: datetime) -> float:
    """Between the end of the newest period a forecast expects and its issue, on a day of 24 hours."""
    if not is_day_ahead(declared):
        return float((declared.gap - lead_steps(declared)) * declared.minutes)
    issued = last_issue(declared.issue, declared.issue_tz, now).astimezone(ZoneInfo(declared.tz))
    return float(declared.gap * declared.minutes - (1440 - 60 * issued.hour - issued.minute))


def _series(warehouse: Warehouse, target: Feature, areas: Iterable[str], grid: Grid) -> dict[str, Revisions]:
    """Versions per area; a sum is known when all its members are."""
    wanted = sorted({member for area in areas for member in SUMS.get(area, (area,))})
    found = read_areas(warehouse, target, wanted, grid)
    for area in areas:
        if area in SUMS:
            found[area] = combined([found[member] for member in SUMS[area]])
    return found


def _grid(now: datetime, minutes: int) -> Grid:
    start = (now - BACK).replace(minute=0, second=0, microsecond=0)
    return Grid(start, minutes, (now - start) // timedelta(minutes=minutes))
