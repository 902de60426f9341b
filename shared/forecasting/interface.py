"""What every forecasting method takes and gives, and how a model is declared.

Vocabulary (all times UTC, periods half-open, ``start`` names a period):

issue time    the instant a forecast is made; nothing received later may enter it
origin ``o``  index of the newest target value received by then
gap ``d``     steps between the origin and the first target: publication delay plus lead to gate closure
lead ``h``    ``d + k`` for horizon ``k = 1..H``; the target of horizon ``k`` is index ``o + d + k``

A method sees the world only through a ``View``; it never reads a clock, a table or a file. This module imports
neither numpy nor any model library, so that declarations load fast; ``METHODS`` imports a method on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, runtime_checkable

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

QUANTILES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
MEDIAN: Final = QUANTILES.index(0.5)
MEAN_PCT: Final = -1
SIGN_PCT: Final = {"negative": -2, "zero": -3, "positive": -4}
"""What stands in the place of a quantile level in tables: the mean, and the probability of a value below, at and above
zero."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything known at ``issued_at`` on a regular UTC grid, and nothing else.

    Index ``i`` is the period ``[start + i * minutes, start + (i + 1) * minutes)``.

    ``target``      shape (o + 1,), NaN = missing; the last element is the newest received value (the origin)
    ``covariates``  each of shape (o + 1 + gap + horizon,), NaN = not known at ``issued_at``. An element of the past
                    holds the version that was known when that period was forecast, not a later correction,
                    so that training sees what serving sees
    ``tz``          the market's local zone, for calendar terms only
    ``usual``       covariate -> ``ahead`` as it is when the covariate comes as usual, where that is known: a model that
                    is trained while a feed is away must not learn to expect nothing of it
    """

    issued_at: datetime
    start: datetime
    minutes: int
    target: Floats
    covariates: Mapping[str, Floats]
    gap: int
    horizon: int
    tz: str
    usual: Mapping[str, int] = field(default_factory=dict)

    @property
    def origin(self) -> int:
        """Index of the newest received target value."""
        return len(self.target) - 1

    @property
    def steps_per_day(self) -> int:
        return 1440 // self.minutes

    @property
    def first_start(self) -> datetime:
        """Start of the first forecast period (horizon 1)."""
        return self.start_of(self.origin + self.gap + 1)

    def start_of(self, index: int) -> datetime:
        return self.start + timedelta(minutes=index * self.minutes)

    def ahead(self, name: str) -> int:
        """Index of the newest known value of covariate ``name``, relative to the origin; a large negative if none.

        A covariate that is late at this issue time counts as it usually comes.
        ``gap + horizon`` means known for every target period; 0 or less means a past-only quantity, which for
        horizon ``k`` may be used no newer than at lag ``gap + k - ahead`` of the target.
        """
        values = self.covariates[name]
        known = (values == values).nonzero()[0]
        newest = int(known[-1]) - self.origin if len(known) else -len(values)
        return max(newest, self.usual.get(name, newest))


@dataclass(frozen=True, slots=True)
class Forecast:
    """One issued forecast.

    ``quantiles``  shape (H, 7) for ``QUANTILES``, each row ascending; the median is the point forecast
    ``mean``       shape (H,) where the expected value is asked for, else None
    ``degraded``   shape (H,), True where an input was missing, filled or suspect
    ``notes``      one plain sentence per reason
    ``signs``      shape (H, 3), probability of a value below, at and above zero, where the method models it (activation
                   down, none, up; demand that is often zero), else None
    """

    quantiles: Floats
    mean: Floats | None
    degraded: Bools
    notes: tuple[str, ...] = ()
    signs: Floats | None = None

    @property
    def median(self) -> Floats:
        return self.quantiles[:, MEDIAN]


@runtime_checkable
class Forecaster(Protocol):
    """A forecasting method with its state. Gap, horizon, step and zone are those of the view it was fitted on."""

    name: str

    def fit(self, view: View) -> None:
        """Train from nothing on everything in the view. Raises BadData when the target cannot be trained on."""

    def update(self, view: View) -> None:
        """Take in newly received targets. Idempotent: the same view twice changes nothing."""

    def predict(self, view: View) -> Forecast:
        """Forecast ``H`` periods from the view's origin. Changes no state; raises BadData before ``fit``."""

    def save(self) -> dict[str, bytes]:
        """File name -> content; npz and json, the same bytes for the same state."""

    @classmethod
    def load(cls, files: Mapping[str, bytes]) -> Self: ...


@dataclass(frozen=True, slots=True)
class Method:
    """A forecasting method named by dotted path, imported when first called.

    ``stateful`` methods follow every received target (``update`` matters); the others only change when refitted.
    ``refit_days`` is the usual cadence of a full retrain, ``training_days`` the least history worth a first one, and a
    ``daily`` method is issued once a local day, at midnight for the day that begins; other methods do so with the
    parameters ``once_a_day``. One whose training ends by wall time is not ``repeatable``: trained again it may forecast
    otherwise from the same view, so that only its views can be compared byte by byte.
    """

    path: str
    stateful: bool = False
    refit_days: int = 28
    training_days: int = 28
    daily: bool = False
    params: Mapping[str, Any] = field(default_factory=dict)
    once_a_day: Mapping[str, Any] = field(default_factory=dict)
    requires: str = "numpy"
    repeatable: bool = True

    @property
    def installed(self) -> bool:
        """Whether the library the method stands on is there; nothing is imported."""
        return find_spec(self.requires) is not None

    def resolve(self) -> type[Forecaster]:
        """The class. Raises ImportError when its library is not installed."""
        module, _, name = self.path.partition(":")
        found: type[Forecaster] = getattr(import_module(module), name)
        return found

    def __call__(self, **params: Any) -> Forecaster:
        return self.resolve()(**{**self.params, **params})


_REFERENCES: Final = "shared.forecasting.references"
_METHODS: Final = "shared.forecasting.methods"

METHODS: dict[str, Method] = {
    "acrdls": Method("shared.forecasting.acrdls:Acrdls", stateful=True, once_a_day={"daily": True}),
    "persistence": Method(f"{_REFERENCES}:Persistence"),
    "snaive_day": Method(f"{_REFERENCES}:SeasonalNaiveDay"),
    "snaive_week": Method(f"{_REFERENCES}:SeasonalNaiveWeek"),
    "climatology28": Method(f"{_REFERENCES}:Climatology28"),
    "markov": Method(f"{_REFERENCES}:Markov"),
    "day_ahead": Method(f"{_REFERENCES}:DayAhead"),
    "zero": Method(f"{_REFERENCES}:Zero"),
    "lasso_direct": Method("shared.forecasting.lasso:LassoDirect", refit_days=14, requires="sklearn"),
    "lightgbm_q": Method(
        f"{_METHODS}.lightgbm_q:LightGBMQuantile",
        stateful=True,
        refit_days=7,
        once_a_day={"daily": True, "local_scale": True},
        requires="lightgbm",
    ),
    "lear": Method(
        f"{_METHODS}.lear:Lear", stateful=True, refit_days=84, training_days=120, daily=True, requires="sklearn"
    ),
    "hurdle": Method(f"{_METHODS}.hurdle:Hurdle", refit_days=7, requires="lightgbm"),
    "zero_mass": Method(f"{_METHODS}.zero_mass:ZeroMass", stateful=True, refit_days=7),
    "autogluon_ts": Method(
        f"{_METHODS}.autogluon_ts:AutoGluonTS", refit_days=90, requires="autogluon", repeatable=False
    ),
    "combination": Method(
        f"{_METHODS}.combination:Combination", stateful=True, refit_days=7, once_a_day={"daily": True}
    ),
}


class AfterPeriod(Struct, frozen=True, tag="after_period"):
    """Published ``delay`` after the end of the period: measurements, prices after the fact."""

    delay: timedelta


class DayBefore(Struct, frozen=True, tag="day_before"):
    """Published on the local day before delivery at ``at`` ("13:30") in ``tz``: auctions, day-ahead forecasts."""

    at: str
    tz: str = "Europe/Copenhagen"


class BeforePeriod(Struct, frozen=True, tag="before_period"):
    """Published ``lead`` before the start of the period: short-term forecasts such as one hour ahead."""

    lead: timedelta


Availability = AfterPeriod | DayBefore | BeforePeriod


class Feature(Struct, frozen=True, kw_only=True):
    """One admitted input. ``available`` is assumed where history was backfilled; else the recorded receipt counts.

    ``column`` may be ``a - b`` or ``mean(a)``, see ``stored.read_areas``; ``{area}`` in it is the model's area.
    """

    name: str
    dataset: str
    column: str
    available: Availability
    area: str | None = None  # None: the model's own area
    where: dict[str, str] = {}


class Regime(Struct, frozen=True):
    """A market rule change: no training across ``valid_from``."""

    valid_from: date
    reason: str
    areas: tuple[str, ...] = ()  # none named: all


class Gates(Struct, frozen=True, kw_only=True):
    """What a new version must show before it replaces the running one."""

    max_pinball_loss_pct: float = 1.0
    cover80: tuple[float, float] = (0.75, 0.85)
    dm_p_below: float = 0.05
    shadow_days: int = 14


class ModelDeclaration(Struct, frozen=True, kw_only=True):
    """A model as facts only: what it forecasts, when, from which inputs, by which method.

    ``target`` is an input like any other: its availability rule gives the publication part of ``gap``.
    ``issue`` is a five-field cron expression in ``issue_tz``.
    """

    id: str
    title: str
    target: Feature
    areas: tuple[str, ...]
    minutes: int
    horizon: int
    gap: int
    issue: str
    method: str
    issue_tz: str = "Europe/Copenhagen"
    tz: str = "Europe/Copenhagen"
    features: tuple[Feature, ...] = ()
    params: dict[str, Any] = {}
    refit_days: int = 7
    history_days: int = 180
    unit: str = "MW"
    gates: Gates = Gates()
    regimes: tuple[Regime, ...] = ()
    target_forecasts: tuple[str, ...] = ()  # features that are forecasts of the target by others

    def __post_init__(self) -> None:
        """Refuse a bad declaration at import with a sentence that names it."""
        if self.method not in METHODS:
            raise ValueError(f"{self.id}: method {self.method!r} is not one of {sorted(METHODS)}")
        if self.minutes <= 0 or 1440 % self.minutes or self.horizon < 1 or self.gap < 0:
            raise ValueError(f"{self.id}: needs minutes that divide a day, horizon >= 1 and gap >= 0")
        names = [feature.name for feature in self.features]
        if len(set(names)) != len(names) or self.target.name in names:
            raise ValueError(f"{self.id}: feature names {names} must be unique and differ from the target's")
        if strange := set(self.target_forecasts) - set(names):
            raise ValueError(f"{self.id}: target_forecasts {sorted(strange)} are not among the features {names}")

    def valid_from(self, area: str) -> date | None:
        """The newest rule change that training data for ``area`` must not cross."""
        dates = [r.valid_from for r in self.regimes if not r.areas or area in r.areas]
        return max(dates, default=None)
