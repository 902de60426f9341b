"""Where views come from: what was known at an instant, cut from series that carry when each value became known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from shared.errors import BadData
from shared.forecasting.interface import View

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats, Forecast, Forecaster
    from shared.forecasting.local_time import Seconds

ALWAYS = np.iinfo(np.int64).min


class Source(Protocol):
    """History of one target and its covariates, as of any instant."""

    @property
    def name(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def gap(self) -> int: ...
    @property
    def horizon(self) -> int: ...
    @property
    def tz(self) -> str: ...
    @property
    def target_forecasts(self) -> frozenset[str]:
        """Covariates that are forecasts of the target, published by others before it happens."""

    def span(self) -> tuple[datetime, datetime]:
        """Earliest and latest issue time with a view and a full horizon of actual values."""

    def view(self, as_of: datetime) -> View:
        """What was known at ``as_of``. Raises BadData when nothing was."""

    def actual(self, view: View) -> Floats:
        """Final target values (H,) of the periods a view is asked to forecast, NaN where missing; for scoring only."""

    def altered(self, as_of: datetime, change: Callable[[Floats], Floats]) -> Self:
        """The same source with ``change`` applied to all values that became known after ``as_of``."""

    def cut(self, as_of: datetime) -> Self:
        """The same source as it was stored at ``as_of``: nothing later exists."""

    def delayed(self, steps: int) -> Self:
        """The same source with every input received ``steps`` later; the forecast periods of an issue time stay."""

    def claimed_early(self) -> Mapping[str, int]:
        """Per input with backfilled rows: seconds by which live rows came later than those count as known."""

    def fingerprint(self) -> str:
        """Hash of everything that determines the views."""


def forecast(model: Forecaster, source: Source, as_of: datetime) -> Forecast:
    """The one way a forecast is made, in production and in a backtest. Raises BadData when none can be."""
    from shared.forecasting.guard import publish

    view = source.view(as_of)
    model.update(view)
    return publish(model, view)


@dataclass(frozen=True)
class Covariate:
    """Values on the source's grid and the second (since 1970) at which each became known."""

    values: Floats
    known_at: Seconds


@dataclass(frozen=True)
class SeriesSource:
    """In-memory series. The target of a period is received ``gap`` steps after the period's end.

    At issue time ``t`` the first forecast period is the one that starts at ``t`` (or the next on the grid) and the
    origin lies ``gap + 1`` steps before it. ``covariates`` may run longer than the target.
    """

    name: str
    start: datetime
    minutes: int
    target: Floats
    gap: int
    horizon: int
    tz: str = "Europe/Copenhagen"
    covariates: Mapping[str, Covariate] = field(default_factory=dict)
    history_days: int | None = None
    target_forecasts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if 1440 % self.minutes or self.start.timestamp() % (60 * self.minutes):
            raise BadData(f"{self.name}: {self.minutes}-minute grid expected, it starts at {self.start:%H:%M:%S}")
        if self.gap < 0 or self.horizon < 1:
            raise BadData(f"{self.name}: gap >= 0 and horizon >= 1 expected, got {self.gap} and {self.horizon}")

    def known(self, values: Floats) -> Covariate:
        """A covariate known for the target periods of every forecast: forecasts of others, auction results, plans."""
        return Covariate(values, np.full(len(values), ALWAYS))

    def past(self, values: Floats) -> Covariate:
        """A measurement, received together with the target of the same period."""
        return Covariate(values, self.received_at(len(values)))

    def received_at(self, n: int) -> Seconds:
        """When the target of the periods ``0 .. n - 1`` is received."""
        return int(self.start.timestamp()) + 60 * self.minutes * (np.arange(n, dtype=np.int64) + 1 + self.gap)

    def origin(self, as_of: datetime) -> int:
        step = timedelta(minutes=self.minutes)
        first = -((self.start - as_of) // step)
        return int(first) - 1 - self.gap

    def issue_time(self, origin: int) -> datetime:
        return self.start + timedelta(minutes=self.minutes * (origin + 1 + self.gap))

    def span(self) -> tuple[datetime, datetime]:
        last = len(self.target) - 1 - self.gap - self.horizon
        if last < 0:
            raise BadData(
                f"{self.name}: {len(self.target)} periods, more than gap {self.gap} + horizon {self.horizon} expected"
            )
        return self.issue_time(0), self.issue_time(last)

    def view(self, as_of: datetime) -> View:
        origin = self.origin(as_of)
        if origin < 0:
            raise BadData(f"{self.name}: nothing received by {as_of:%Y-%m-%dT%H:%MZ}; history starts {self.start}")
        origin = min(origin, len(self.target) - 1)
        first = 0
        if self.history_days:
            first = max(0, origin + 1 - self.history_days * (1440 // self.minutes))
        stop = origin + 1 + self.gap + self.horizon
        return View(
            issued_at=as_of,
            start=self.start + timedelta(minutes=first * self.minutes),
            minutes=self.minutes,
            target=self.target[first : origin + 1],
            covariates={name: _as_of(c, first, stop, as_of) for name, c in self.covariates.items()},
            gap=self.gap,
            horizon=self.horizon,
            tz=self.tz,
        )

    def actual(self, view: View) -> Floats:
        offset = int((view.start - self.start) / timedelta(minutes=self.minutes))
        first = offset + view.origin + view.gap + 1
        found = np.full(view.horizon, np.nan)
        there = self.target[first : first + view.horizon]
        found[: len(there)] = there
        return found

    def altered(self, as_of: datetime, change: Callable[[Floats], Floats]) -> Self:
        now = int(as_of.timestamp())

        def apply(values: Floats, known_at: Seconds) -> Floats:
            return np.where(known_at > now, change(values), values)

        covariates = {n: Covariate(apply(c.values, c.known_at), c.known_at) for n, c in self.covariates.items()}
        return replace(self, target=apply(self.target, self.received_at(len(self.target))), covariates=covariates)

    def cut(self, as_of: datetime) -> Self:
        now = int(as_of.timestamp())
        covariates = {}
        for name, c in self.covariates.items():
            known = c.known_at <= now
            n = int(known.nonzero()[0][-1]) + 1 if known.any() else 0
            covariates[name] = Covariate(np.where(known, c.values, np.nan)[:n], c.known_at[:n])
        received = int((self.received_at(len(self.target)) <= now).sum())
        return replace(self, target=self.target[:received], covariates=covariates)

    def delayed(self, steps: int) -> Self:
        later = {
            name: Covariate(c.values, np.where(c.known_at == ALWAYS, ALWAYS, c.known_at + 60 * self.minutes * steps))
            for name, c in self.covariates.items()
        }
        return replace(self, gap=self.gap + steps, covariates=later)

    def claimed_early(self) -> Mapping[str, int]:
        return {}  # a series that was given says nothing of its receipt

    def fingerprint(self) -> str:
        digest = hashlib.sha256(
            repr((type(self).__qualname__, self.start, self.minutes, self.gap, self.horizon, self.tz)).encode()
        )
        digest.update(f"{self.history_days}".encode() + self.target.tobytes())
        for name in sorted(self.covariates):
            digest.update(name.encode())
            digest.update(self.covariates[name].values.tobytes() + self.covariates[name].known_at.tobytes())
        return digest.hexdigest()


def _as_of(covariate: Covariate, first: int, stop: int, as_of: datetime) -> Floats:
    """The covariate on the view's grid, NaN beyond its end and where it was not known yet."""
    values = np.full(stop - first, np.nan)
    there = covariate.values[first:stop]
    known = covariate.known_at[first:stop] <= int(as_of.timestamp())
    values[: len(there)] = np.where(known, there, np.nan)
    return values
