"""One day of the future, introduced on purpose, is caught: in every method and in whatever an input may leak by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from shared.forecasting import leakage
from shared.forecasting.backtest import FIRST, Candidate, audit_leakage, issue_times, medians, run
from shared.forecasting.interface import METHODS, Forecast, Forecaster, View
from shared.forecasting.source import SeriesSource

from .world import START, demand

NAMES = [
    pytest.param(name, marks=pytest.mark.filterwarnings("default")) if name == "autogluon_ts" else name
    for name, method in METHODS.items()
    if method.installed
]
"""AutoGluon's dependencies warn about each other."""
SMALL: Mapping[str, Any] = {"rounds": 8, "max_rows": 2_000}
PARAMS: Mapping[str, Mapping[str, Any]] = {
    "lightgbm_q": SMALL,
    "hurdle": SMALL,
    "lear": {"windows": (56,)},
    "combination": {"members": {"snaive_day": {}, "lightgbm_q": SMALL}},
    "autogluon_ts": {"hyperparameters": {"SeasonalNaive": {}}, "val_windows": 1},
}


@cache
def series(days: int = 60, *, horizon: int = 3, gap: int = 2) -> SeriesSource:
    """Hourly demand; a day-ahead price and a plan known ahead, the plan from 13:00 on the day before; measured wind."""
    y = demand(days, 60)
    bare = SeriesSource("demand", START, 60, y, gap, horizon)
    rng = np.random.default_rng(7)
    price, wind, plan = (rng.normal(50, 20, size=len(y)) for _ in range(3))
    day = int(START.timestamp()) + 86_400 * (np.arange(len(y)) // 24)
    published = replace(bare.known(plan), known_at=day - 11 * 3600)
    return replace(bare, covariates={"day_ahead_price": bare.known(price), "wind": bare.past(wind), "plan": published})


def world(name: str) -> tuple[SeriesSource, list[datetime]]:
    """A source that suits the method, and issue times."""
    if METHODS[name].daily:
        source = series(100, horizon=24, gap=0)
        return source, issue_times(source, START + timedelta(days=75), START + timedelta(days=79), daily=True)
    source = series()
    return source, issue_times(source, START + timedelta(days=45), START + timedelta(days=52))


def candidate(name: str) -> Candidate:
    return Candidate(name, PARAMS.get(name, {}))


def leaking(kind: Callable[..., SeriesSource], honest: SeriesSource, **facts: Any) -> SeriesSource:
    return kind(**{field: getattr(honest, field) for field in honest.__dataclass_fields__}, **facts)


@dataclass(frozen=True)
class DayTooMuch(SeriesSource):
    """Claims to respect the gap, but its views hold one more day of the target."""

    def view(self, as_of: datetime) -> View:
        return super().view(as_of + timedelta(days=1))


@dataclass(frozen=True)
class PeeksIntoCovariate(SeriesSource):
    """A covariate handed out a day before it is received."""

    leaks: str = "wind"

    def view(self, as_of: datetime) -> View:
        view = super().view(as_of)
        early = super().view(as_of + timedelta(days=1)).covariates[self.leaks][: len(view.covariates[self.leaks])]
        return replace(view, covariates={**view.covariates, self.leaks: early})


# --- every method ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_source_passes(name: str) -> None:
    source, times = world(name)
    audit_leakage(source, candidate(name), times)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("kind", "feature"), [(DayTooMuch, "target"), (PeeksIntoCovariate, "wind")])
def test_one_day_of_leakage_is_caught(name: str, kind: Callable[..., SeriesSource], feature: str) -> None:
    honest, times = world(name)
    with pytest.raises(leakage.LeakageFound, match=f"scramble test failed for '{feature}'") as found:
        run(leaking(kind, honest), candidate(name), times, [])
    assert found.value.facts["feature"] == feature


@pytest.mark.parametrize("name", [name for name in NAMES if name != "zero"])  # which uses nothing at all
def test_the_forecasts_alone_give_a_leak_away(name: str) -> None:
    honest, times = world(name)
    source = leaking(DayTooMuch, honest)
    with pytest.raises(leakage.LeakageFound, match="scramble test failed for 'forecast'"):
        leakage.check_forecasts(candidate(name).make, source, times[2], times[0])


class Peeking:
    """A method whose forecasts are moved by values that its view does not hold: ``ahead`` gives them."""

    def __init__(self, inner: Forecaster, ahead: Callable[[View], np.ndarray]) -> None:
        self.inner, self.ahead = inner, ahead
        self.fit, self.update = inner.fit, inner.update

    def predict(self, view: View) -> Forecast:
        made = self.inner.predict(view)
        future = self.ahead(view)
        return replace(made, quantiles=made.quantiles - made.median[:, None] + future[: view.horizon, None])


def behind_the_slice(view: View) -> np.ndarray:
    """A view's target is cut from the whole series, which numpy keeps as its base."""
    whole = view.target.base
    first = view.origin + 1 + view.gap
    if whole is None or len(whole) < first + view.horizon:
        return np.zeros(view.horizon)
    return np.asarray(np.nan_to_num(whole[first : first + view.horizon]))


@pytest.mark.parametrize("name", NAMES)
def test_a_method_that_reaches_behind_its_view_is_caught(name: str) -> None:
    source, times = world(name)
    model = Candidate("persistence") if name == "zero" else candidate(name)
    with pytest.raises(leakage.LeakageFound, match="scramble test failed for 'forecast'"):
        leakage.check_forecasts(lambda: Peeking(model.make(), behind_the_slice), source, times[2], times[0])  # type: ignore[arg-type,return-value]


@dataclass(frozen=True)
class OwnCopy(Candidate):
    """The method with a copy of the series of its own, which no scrambling of the source reaches."""

    series: np.ndarray = None  # type: ignore[assignment]

    def make(self) -> Forecaster:
        def recall(view: View) -> np.ndarray:
            first = int((view.first_start - START) / timedelta(minutes=view.minutes))
            return np.asarray(self.series[first : first + view.horizon])

        return Peeking(super().make(), recall)  # type: ignore[return-value]


@pytest.mark.parametrize("name", NAMES)
def test_a_method_with_a_copy_of_the_series_is_caught(name: str) -> None:
    source, times = world(name)
    actual = np.array([source.actual(source.view(t)) for t in times])
    blind = source.altered(FIRST, leakage.shuffled)
    peeking = OwnCopy(name, candidate(name).params, series=source.target)
    with pytest.raises(leakage.LeakageFound, match="blind test failed for 'forecast'"):
        leakage.check_blind(actual, medians(blind, peeking, times))
    if name == "persistence":  # the whole audit finds it as well
        with pytest.raises(leakage.LeakageFound, match="blind"):
            audit_leakage(source, peeking, times)


# --- inputs ---------------------------------------------------------------------------------------------------------


def test_a_plan_handed_out_a_day_early_is_caught() -> None:
    source = leaking(PeeksIntoCovariate, series(horizon=40), leaks="plan")
    with pytest.raises(leakage.LeakageFound, match="scramble test failed for 'plan'"):
        leakage.check_views(source, [START + timedelta(days=50)])


@pytest.mark.parametrize("shift_days", [0, 1, -1])
def test_the_target_in_disguise_is_named(shift_days: int) -> None:
    """A "forecast" column that is the actual value, as it is or a day off but still ahead of the issue time."""
    source = series(60)
    disguised = -0.3 * np.roll(source.target, shift_days * 24 if shift_days < 0 else 0) + 4
    source = replace(source, covariates={**source.covariates, "forecast": source.known(disguised)})
    if shift_days == 1:
        late = source.received_at(len(source.target)) - 86_400 - 3 * 3600  # announced a day before it happens
        source = replace(source, covariates={"forecast": replace(source.covariates["forecast"], known_at=late)})
    with pytest.raises(leakage.LeakageFound, match="correlation test failed for 'forecast'") as found:
        run(source, Candidate("climatology28"), issue_times(source), [])
    assert found.value.facts["feature"] == "forecast"


def disguise(kind: str, y: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(3)
    wrong = np.where(rng.random(len(y)) < 0.004, -1, 1)
    made: dict[str, np.ndarray] = {
        "direction": np.sign(y) * wrong,
        "direction as 1, 2, 3": 2 + np.sign(y) * wrong,
        "opposite direction": -np.sign(y),
        "settled by merit order": np.exp(y / 60),
        "falling": -np.cbrt(y),
    }
    return made[kind]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("direction", "of signs"),
        ("direction as 1, 2, 3", "of signs"),
        ("opposite direction", "of signs"),
        ("settled by merit order", "rank"),
        ("falling", "rank"),
    ],
)
def test_the_direction_of_the_target_and_monotone_functions_of_it_are_named(kind: str, what: str) -> None:
    source = series(60)
    y = np.where(np.random.default_rng(5).random(len(source.target)) < 0.1, 0.0, source.target)
    hidden = disguise(kind, y)
    linear = abs(np.corrcoef(hidden, y)[0, 1])
    assert linear < leakage.TOO_GOOD
    source = replace(source, target=y, covariates={**source.covariates, "hidden": source.known(hidden)})
    with pytest.raises(leakage.LeakageFound, match="correlation test failed for 'hidden'") as found:
        leakage.check_correlation(source.view(START + timedelta(days=59)))
    assert what in str(found.value)
    assert "target_forecasts" in str(found.value)
    late = replace(source, covariates={"hidden": source.past(hidden)})  # received with the target: tells nothing new
    leakage.check_correlation(late.view(START + timedelta(days=59)))


def test_a_published_forecast_of_the_target_is_admitted_by_name_but_never_the_target_itself() -> None:
    source = series(60)
    y = source.target
    good = y + np.random.default_rng(4).normal(0, 0.08 * y.std(), len(y))  # as a day-ahead load forecast is
    at = START + timedelta(days=59)
    named = replace(source, covariates={"forecast": source.known(good)})
    with pytest.raises(leakage.LeakageFound, match="forecast:forecast"):
        leakage.check_correlation(named.view(at))
    allowed = replace(named, target_forecasts=frozenset({"forecast"}))
    leakage.check_correlation(allowed.view(at), allowed.target_forecasts)
    itself = replace(allowed, covariates={"forecast": source.known(np.exp(y / 400))})
    with pytest.raises(leakage.LeakageFound, match="rank correlation"):
        leakage.check_correlation(itself.view(at), itself.target_forecasts)


def test_a_slow_target_and_honest_inputs_pass() -> None:
    rng = np.random.default_rng(1)
    walk = np.cumsum(rng.normal(size=60 * 24))  # correlates 0.99 with its own past, and seldom changes its sign
    bare = SeriesSource("load", START, 60, walk, 2, 6)
    twin = bare.past(walk + rng.normal(0, 0.1, size=len(walk)))
    night = bare.known(np.maximum(0, np.sin(np.arange(len(walk)) / 24 * 2 * np.pi)))  # never negative, often zero
    source = replace(bare, covariates={"twin": twin, "solar": night})
    leakage.check_correlation(source.view(START + timedelta(days=59)))


@dataclass(frozen=True)
class KnowsHowMuchFollows(SeriesSource):
    """Values are moved by the number of rows stored: nothing that replaces values shows it."""

    def view(self, as_of: datetime) -> View:
        view = super().view(as_of)
        return replace(view, target=view.target + len(self.target))


def test_what_only_the_length_of_the_history_gives_away_is_caught() -> None:
    honest, times = world("persistence")
    source = leaking(KnowsHowMuchFollows, honest)
    with pytest.raises(leakage.LeakageFound, match="prefix test failed for 'target'"):
        leakage.check_views(source, times[:2])
    with pytest.raises(leakage.LeakageFound, match="prefix test failed for 'forecast'"):
        leakage.check_forecasts(candidate("persistence").make, source, times[2], times[0])


@dataclass(frozen=True)
class HidesItsLeak(SeriesSource):
    """Shows of the next, unknown value only whether it is missing, or only whether it is extreme."""

    shows: str = ""

    def view(self, as_of: datetime) -> View:
        view = super().view(as_of)
        following = self.target[view.origin + 1]
        told = np.isnan(following) if self.shows == "missing" else abs(following) > 10_000
        return replace(view, target=view.target + float(told))


@pytest.mark.parametrize("shows", ["missing", "extreme"])
def test_both_missing_values_and_garbage_are_needed_to_find_a_leak(shows: str) -> None:
    honest, times = world("persistence")
    with pytest.raises(leakage.LeakageFound, match="scramble test failed for 'target'"):
        leakage.check_views(leaking(HidesItsLeak, honest, shows=shows), times[:2])


@dataclass(frozen=True)
class MixedUpClock(SeriesSource):
    """Takes ends of periods for starts: its values belong one period later than its views say, until they are late."""

    def view(self, as_of: datetime) -> View:
        view = super().view(as_of)
        return view if self.late else replace(view, target=np.r_[view.target[:1], view.target[:-1]])

    late: bool = False

    def delayed(self, steps: int) -> MixedUpClock:
        return replace(super().delayed(steps), late=True)


def test_the_audit_holds_delayed_inputs_against_those_in_time() -> None:
    honest, _ = world("snaive_day")
    wave = 100 * np.sin(2 * np.pi * np.arange(len(honest.target)) / (1440 // honest.minutes))
    source = replace(leaking(MixedUpClock, honest), target=wave)
    with pytest.raises(leakage.LeakageFound, match="shift test failed"):
        audit_leakage(source, candidate("snaive_day"), issue_times(honest))


# --- the tests themselves -------------------------------------------------------------------------------------------


def test_a_method_that_remembers_the_future_is_caught() -> None:
    """A forecaster that reaches past its view: the audit compares forecasts, not only views."""
    source = series(60)
    memory: dict[str, float] = {}

    class Cheat(METHODS["persistence"].resolve()):  # type: ignore[misc]
        def fit(self, view: View) -> None:
            memory["fits"] = memory.get("fits", 0) + 1

        def predict(self, view: View):  # type: ignore[no-untyped-def]
            one = super().predict(view)
            return replace(one, quantiles=one.quantiles + memory["fits"])

    times = issue_times(source)
    with pytest.raises(leakage.LeakageFound, match="'forecast'"):
        leakage.check_forecasts(Cheat, source, times[3], times[0])


def test_references_are_audited_and_one_that_refuses_is_passed_over() -> None:
    source, times = world("persistence")
    refusing = Candidate("lear")  # needs 60 days and gets 45
    audit_leakage(source, Candidate("persistence"), times, [Candidate("snaive_day"), refusing])

    class Restless(Candidate):
        def make(self) -> Forecaster:
            moved.append(len(moved))
            return Peeking(super().make(), lambda view: np.full(view.horizon, moved[-1]))  # type: ignore[return-value]

    moved: list[int] = []
    with pytest.raises(leakage.LeakageFound, match="'forecast'"):
        audit_leakage(source, Candidate("persistence"), times, [Restless("snaive_day")])


def test_better_when_late_is_a_mixed_up_clock() -> None:
    rng = np.random.default_rng(3)
    good = np.abs(rng.normal(1, 0.1, size=(40, 4)))
    leakage.check_shift(good, good + 0.5)
    leakage.check_shift(good, good + rng.normal(0, 0.1, size=good.shape))
    with pytest.raises(leakage.LeakageFound, match="shift test failed for 'time index'"):
        leakage.check_shift(good + 0.5, good)


def test_who_knows_nothing_passes_the_blind_test() -> None:
    rng = np.random.default_rng(3)
    actual = 40 + 10 * rng.normal(size=(40, 4))
    leakage.check_blind(actual, np.full(actual.shape, 40.0))
    leakage.check_blind(actual, rng.permutation(actual.ravel()).reshape(actual.shape))
    leakage.check_blind(actual, np.full(actual.shape, np.nan))
    leakage.check_blind(np.zeros((3, 2)), np.zeros((3, 2)))
    with pytest.raises(leakage.LeakageFound, match="blind"):
        leakage.check_blind(actual, actual + rng.normal(0, 2, size=actual.shape))


def test_availability_claimed_hours_before_any_receipt_is_found() -> None:
    leakage.check_availability({"target": 600, "price": -7200})
    with pytest.raises(leakage.LeakageFound, match="availability test failed for 'price'") as found:
        leakage.check_availability({"target": 600, "price": 86_400})
    assert found.value.facts["feature"] == "price"
