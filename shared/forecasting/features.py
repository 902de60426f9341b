"""Sources on the warehouse's revisions: what was known of a target and its covariates at any instant.

History is read once per dataset, area and window, with the time each version became known; a view is then cut with
numpy, so that a backtest over thousands of issue times asks the warehouse a handful of questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from shared.errors import BadData, ConfigError
from shared.forecasting.interface import AfterPeriod, Feature, ModelDeclaration, View
from shared.forecasting.local_time import DAY, utc_offset
from shared.forecasting.models import SUMS
from shared.forecasting.revisions import NEVER, Revisions, combined
from shared.forecasting.schedule import is_day_ahead, last_issue, lead_steps, next_midnight
from shared.forecasting.stored import Grid, read

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats
    from shared.forecasting.local_time import Seconds
    from shared.persistence.warehouse import Warehouse

WEEK = 7
LOOK_BACK = timedelta(days=400)
"""History of an undeclared series, read for a backtest."""


@dataclass(frozen=True)
class WarehouseSource:
    """A target and its covariates with all their versions on one grid.

    ``lead``   whole periods between an issue time and its first target period
    ``past``   covariates that are measurements: their first version counts, as lags always saw it
    ``issue``  (cron, zone) of a day-ahead model: asked at any instant, it answers as it was issued last, for the local
               day after; None: issued at any instant for the periods that follow

    The past of other covariates is as it was known when that period was forecast, not as it was corrected later.
    """

    name: str
    start: datetime
    minutes: int
    target: Revisions
    gap: int
    horizon: int
    tz: str
    lead: int = 0
    covariates: Mapping[str, Revisions] = field(default_factory=dict)
    past: frozenset[str] = frozenset()
    issue: tuple[str, str] | None = None
    history_days: int | None = None
    target_forecasts: frozenset[str] = frozenset()

    def issued_at(self, as_of: datetime) -> datetime:
        """The instant whose knowledge a view of ``as_of`` holds."""
        return last_issue(*self.issue, as_of) if self.issue else as_of

    def first_target(self, as_of: datetime) -> int:
        """Grid index of the first period that is forecast at ``as_of``."""
        issued = self.issued_at(as_of)
        begin = next_midnight(issued, self.tz) if self.issue else issued
        return -((self.start - begin) // timedelta(minutes=self.minutes)) + self.lead

    def view(self, as_of: datetime) -> View:
        issued = self.issued_at(as_of)
        now, target = int(issued.timestamp()), self.first_target(as_of)
        origin = target - self.gap - 1
        first = 0
        if self.history_days:
            first = max(0, origin + 1 - self.history_days * (1440 // self.minutes))
        received = self.target.as_of(now, first, origin + 1) if origin >= first else np.empty(0)
        if not np.isfinite(received).any():
            raise BadData(
                f"{self.name}: nothing received by {issued:%Y-%m-%dT%H:%MZ}, values from {self.start:%Y-%m-%dT%H:%MZ} "
                "on expected; backfill the target, or wait for its provider",
                received=0,
            )
        empty = int(np.isfinite(received).argmax())  # before the first value there is nothing to learn from
        first, received = first + empty, received[empty:]
        stop = target + self.horizon
        return View(
            issued_at=issued,
            start=self.start + timedelta(minutes=first * self.minutes),
            minutes=self.minutes,
            target=received,
            covariates={name: self._covariate(name, now, first, stop) for name in sorted(self.covariates)},
            gap=self.gap,
            horizon=self.horizon,
            tz=self.tz,
            usual=self._usual(now, origin),
        )

    def _usual(self, now: int, origin: int) -> dict[str, int]:
        """Per measurement, how far beyond the origin it reaches when it comes as nine of ten did in the last week."""
        begin, step, found = int(self.start.timestamp()), 60 * self.minutes, {}
        first = max(0, origin + 1 - WEEK * 1440 // self.minutes)
        for name in sorted(self.past):
            known = self.covariates[name].known_at[0, first : origin + 1]
            delay = known - (begin + step * (first + 1 + np.arange(len(known))))
            if (known <= now).any():
                usually = int(np.percentile(delay[known <= now], 90))
                found[name] = (now - usually - begin) // step - 1 - origin
        return found

    def _covariate(self, name: str, now: int, first: int, stop: int) -> Floats:
        series = self.covariates[name]
        if name in self.past:
            return series.first_version(now, first, stop)
        return series.as_of(np.minimum(now, self._forecast_at(first, stop)), first, stop)

    def _forecast_at(self, first: int, stop: int) -> Seconds:
        """The last instant at which each period was forecast: its start, or the day-ahead issue for its local day."""
        starts = int(self.start.timestamp()) + 60 * self.minutes * np.arange(first, stop, dtype=np.int64)
        if not self.issue:
            return starts - 60 * self.minutes * self.lead
        days, number = np.unique((starts + utc_offset(starts, self.tz)) // DAY, return_inverse=True)
        zone = ZoneInfo(self.tz)
        midnights = [datetime.combine(_date(day), time(0), zone) - timedelta(seconds=60) for day in days.tolist()]
        return np.array([int(last_issue(*self.issue, m).timestamp()) for m in midnights], dtype=np.int64)[number]

    def span(self) -> tuple[datetime, datetime]:
        known = np.flatnonzero(np.isfinite(self.target.final()))
        period = timedelta(minutes=self.minutes)
        if not len(known):
            raise BadData(f"{self.name}: no value stored at all; backfill the target")
        ahead = self.gap + 1 if not self.issue else self.gap + 1 + 1440 // self.minutes
        earliest = self.start + (int(known[0]) + ahead) * period
        return earliest, self.start + (int(known[-1]) + 1 - self.horizon - self.lead) * period

    def actual(self, view: View) -> Floats:
        first = (view.start - self.start) // timedelta(minutes=self.minutes) + view.origin + view.gap + 1
        return self.target.as_of(NEVER - 1, first, first + view.horizon)

    def altered(self, as_of: datetime, change: Callable[[Floats], Floats]) -> Self:
        now = int(self.issued_at(as_of).timestamp())
        return self._each(lambda series: series.altered(now, change))

    def cut(self, as_of: datetime) -> Self:
        now = int(self.issued_at(as_of).timestamp())
        return self._each(lambda series: series.cut(now))

    def delayed(self, steps: int) -> Self:
        later = self._each(lambda series: series.delayed(60 * self.minutes * steps))
        return replace(later, gap=self.gap + steps)

    def _each(self, change: Callable[[Revisions], Revisions]) -> Self:
        covariates = {name: change(series) for name, series in self.covariates.items()}
        return replace(self, target=change(self.target), covariates=covariates)

    def fingerprint(self) -> str:
        facts = (self.start, self.minutes, self.gap, self.horizon, self.tz, self.lead, self.issue, self.history_days)
        digest = hashlib.sha256(repr((type(self).__qualname__, *facts, sorted(self.past))).encode())
        for name, series in [("target", self.target), *sorted(self.covariates.items())]:
            digest.update(name.encode() + series.values.tobytes() + series.known_at.tobytes())
        return digest.hexdigest()

    def claimed_early(self) -> Mapping[str, int]:
        series = {"target": self.target, **self.covariates}
        return {name: s.early for name, s in series.items() if s.early is not None and s.fallback.any()}

    def fallback_rows(self) -> dict[str, int]:
        """Per input, the rows whose availability is the declared one because they were backfilled."""
        return {n: int(s.fallback.sum()) for n, s in [("target", self.target), *sorted(self.covariates.items())]}


def declared_source(
    declaration: ModelDeclaration, area: str, warehouse: Warehouse | None = None, until: datetime | None = None
) -> WarehouseSource:
    """The source of a declared model, with ``history_days`` before ``until`` (default: all that is stored, 400 days).

    Raises ConfigError for an area the model does not have.
    """
    if area not in declaration.areas:
        raise ConfigError(f"{declaration.id}: area {area!r} is not one of {', '.join(declaration.areas)}")
    held = warehouse or _warehouse()
    daily = is_day_ahead(declaration)
    history = timedelta(days=declaration.history_days)
    if until is None:
        until = _newest(held, declaration.target)
        history = max(history, LOOK_BACK)
    begin = until - history - timedelta(days=2)
    if valid := declaration.valid_from(area):
        begin = max(begin, datetime.combine(valid, time(0), ZoneInfo(declaration.tz)).astimezone(UTC))
    grid = _grid(begin, until + timedelta(days=3), declaration.minutes)
    return WarehouseSource(
        name=f"{declaration.id}:{area}",
        start=grid.start,
        minutes=declaration.minutes,
        target=_series(held, declaration.target, area, grid),
        gap=declaration.gap,
        horizon=declaration.horizon,
        tz=declaration.tz,
        lead=lead_steps(declaration),
        covariates={feature.name: _series(held, feature, area, grid) for feature in declaration.features},
        past=frozenset(f.name for f in declaration.features if isinstance(f.available, AfterPeriod)),
        issue=(declaration.issue, declaration.issue_tz) if daily else None,
        history_days=declaration.history_days,
        target_forecasts=frozenset(declaration.target_forecasts),
    )


def warehouse_source(
    *,
    dataset: str,
    column: str,
    area: str | None,
    gap: int,
    horizon: int,
    known: Sequence[str] = (),
    past: Sequence[str] = (),
    target_forecasts: Sequence[str] = (),
    minutes: int | None = None,
    tz: str = "Europe/Copenhagen",
    warehouse: Warehouse | None = None,
) -> WarehouseSource:
    """A source of any dataset's column; other columns of the same dataset may be covariates.

    Backfilled rows of measurements count as received ``gap`` periods after their period. ``known`` columns were known
    for every target period; their backfilled rows count as received a day before the horizon's end. So were
    ``target_forecasts``, which are forecasts of the target itself.
    """
    held = warehouse or _warehouse()
    step = minutes or 15
    after = AfterPeriod(delay=timedelta(minutes=step * gap))
    before = AfterPeriod(delay=-timedelta(minutes=step * (gap + horizon + 1)))

    def feature(name: str, rule: AfterPeriod) -> Feature:
        return Feature(name=name, dataset=dataset, column=name, available=rule)

    target = feature(column, after)
    newest = _newest(held, target)
    grid = _grid(newest - LOOK_BACK, newest + timedelta(days=3), step)
    where = area or _only_area(dataset)
    inputs = {name: feature(name, before) for name in (*known, *target_forecasts)} | {
        name: feature(name, after) for name in past
    }
    return WarehouseSource(
        name=f"{dataset}:{where}:{column}",
        start=grid.start,
        minutes=step,
        target=_series(held, target, where, grid),
        gap=gap,
        horizon=horizon,
        tz=tz,
        covariates={name: _series(held, one, where, grid) for name, one in inputs.items()},
        past=frozenset(past),
        target_forecasts=frozenset(target_forecasts),
    )


def _series(warehouse: Warehouse, feature: Feature, area: str, grid: Grid) -> Revisions:
    """One input of one area; the area of a sum takes all its members. ``{area}`` in a column is the model's area."""
    if feature.area is None and area in SUMS:
        return combined([_series(warehouse, feature, member, grid) for member in SUMS[area]])
    column = feature.column.replace("{area}", area.lower())
    return read(warehouse, msgspec.structs.replace(feature, column=column), feature.area or area, grid)


def _grid(begin: datetime, end: datetime, minutes: int) -> Grid:
    """A grid that starts on a whole hour, as every change of the market's rules does."""
    start = begin.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return Grid(start, minutes, (end - start) // timedelta(minutes=minutes))


def _newest(warehouse: Warehouse, target: Feature) -> datetime:
    from shared.catalogue.registry import dataset
    from shared.persistence.tables import revisions_table

    declared = dataset(target.dataset)
    sql = f'SELECT max("{declared.time_column}") AS "newest" FROM "{revisions_table(declared).name}"'
    newest = warehouse.query(sql).column("newest")[0].as_py()
    if newest is None:
        raise BadData(f"{target.dataset}: no row stored; run the platform, or backfill the dataset")
    found: datetime = newest.replace(tzinfo=UTC)
    return found


def _only_area(name: str) -> str:
    from shared.catalogue.registry import dataset

    keys = dataset(name).keys
    if len(keys) != 1:
        raise ConfigError(f"{name}: give --area, one of {', '.join(keys)}")
    return keys[0]


def _warehouse() -> Warehouse:
    from shared.runtime import runtime

    held: Warehouse = runtime("insights").warehouse
    return held


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
