"""What every method owes: same bytes twice, a faithful copy after loading, honest answers to broken input."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shared.errors import BadData
from shared.forecasting.guard import publish
from shared.forecasting.interface import METHODS, Forecaster, View
from tests.unit.forecasting_methods.world import AUTUMN, SPRING, WINTER, as_view, demand, prices, quarter_view

SMALL: dict[str, Any] = {"rounds": 12, "max_rows": 4_000}
QUARTERS: dict[str, dict[str, Any]] = {
    "lightgbm_q": SMALL,
    "hurdle": SMALL,
    "zero_mass": {},
    "combination": {"members": {"acrdls": {}, "lightgbm_q": SMALL}},
}
FITTED: dict[str, Forecaster] = {}


def fitted(name: str) -> Forecaster:
    """One fit per method for the tests that only read it."""
    if name not in FITTED:
        FITTED[name] = METHODS[name](**QUARTERS[name])
        FITTED[name].fit(training(name))
    return FITTED[name]


def training(name: str) -> View:
    view = quarter_view()
    if name in ("hurdle", "zero_mass"):
        return replace(view, target=np.where(np.abs(view.target) < 12, 0.0, view.target))
    return view


def later(view: View, steps: int) -> View:
    y, wind = demand(26)
    o = view.origin + steps
    y[: view.origin + 1] = view.target
    return as_view(y, {"wind": wind}, o, start=view.start, gap=view.gap, horizon=view.horizon)


@pytest.mark.parametrize("name", QUARTERS)
def test_loaded_copy_forecasts_and_goes_on_identically(name: str) -> None:
    model, view = fitted(name), training(name)
    copy = METHODS[name].resolve().load(model.save())
    assert copy.predict(view).quantiles.tobytes() == model.predict(view).quantiles.tobytes()
    on, again = (METHODS[name].resolve().load(model.save()) for _ in range(2))
    for moved in (later(view, 7), later(view, 30)):
        for one in (on, again):
            one.update(moved)
        again.update(moved)  # a second time changes nothing
        assert on.predict(moved).quantiles.tobytes() == again.predict(moved).quantiles.tobytes()
    assert on.save() == again.save()


@pytest.mark.parametrize("name", QUARTERS)
def test_same_view_gives_same_bytes(name: str) -> None:
    twin = METHODS[name](**QUARTERS[name])
    twin.fit(training(name))
    assert twin.save() == METHODS[name].resolve().load(twin.save()).save()
    assert twin.predict(training(name)).quantiles.tobytes() == fitted(name).predict(training(name)).quantiles.tobytes()


@pytest.mark.parametrize("name", QUARTERS)
def test_missing_covariate_is_filled_and_marked(name: str) -> None:
    view = training(name)
    holes = view.covariates["wind"].copy()
    holes[view.origin + 1 :] = np.nan
    for covariates in ({"wind": holes}, {}):
        forecast = publish(fitted(name), replace(view, covariates=covariates))
        assert forecast.degraded.all()
        assert forecast.notes
    assert not publish(fitted(name), view).degraded.any()


@pytest.mark.parametrize("name", QUARTERS)
@pytest.mark.parametrize("value", [5.0, np.nan])
def test_constant_or_missing_target_is_refused(name: str, value: float) -> None:
    view = training(name)
    broken = replace(view, target=np.full(len(view.target), value))
    with pytest.raises(BadData):
        METHODS[name](**QUARTERS[name]).fit(broken)
    if np.isnan(value):
        with pytest.raises(BadData):
            publish(fitted(name), broken)
    else:
        assert publish(fitted(name), broken).degraded.all()


@pytest.mark.parametrize("name", QUARTERS)
def test_unit_jump_and_missing_day_are_marked(name: str) -> None:
    view = training(name)
    jumped = view.target.copy()
    jumped[-96:] *= 4
    assert publish(fitted(name), replace(view, target=jumped)).degraded.all()
    gone = view.target.copy()
    gone[-40:-3] = np.nan
    assert publish(fitted(name), replace(view, target=gone)).degraded.all()


@pytest.mark.parametrize("name", QUARTERS)
@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_forecasts_across_both_clock_changes(name: str, start: Any) -> None:
    y, wind = demand(30)
    if name in ("hurdle", "zero_mass"):
        y = np.where(np.abs(y) < 12, 0.0, y)
    model = METHODS[name].resolve().load(fitted(name).save())
    # The change is at 01:00 UTC of the 28th day: index 27 * 96 + 8 or + 12.
    for origin in range(27 * 96 - 2, 27 * 96 + 18, 5):
        view = as_view(y, {"wind": wind}, origin, start=start)
        if start == SPRING:
            model.update(view)
        forecast = publish(model, view)
        assert np.isfinite(forecast.quantiles).all()
        assert not forecast.degraded.any()


def test_predict_update_and_save_before_fit_are_refused() -> None:
    for name in (*QUARTERS, "lear"):
        for call in ("predict", "update"):
            with pytest.raises(BadData):
                getattr(METHODS[name](**QUARTERS.get(name, {})), call)(quarter_view())


def test_lear_keeps_the_same_contract() -> None:
    y, load = prices(130)
    origin = 120 * 24 - 1
    view = as_view(y, {"load": load}, origin, start=WINTER, minutes=60, gap=0, horizon=24)
    model = METHODS["lear"](windows=(56, 84))
    model.fit(view)
    moved = as_view(y, {"load": load}, origin + 48, start=WINTER, minutes=60, gap=0, horizon=24)
    one, two = (METHODS["lear"].resolve().load(model.save()) for _ in range(2))
    one.update(moved)
    two.update(moved)
    two.update(moved)
    assert one.save() == two.save() != model.save()
    assert one.predict(moved).quantiles.tobytes() == two.predict(moved).quantiles.tobytes()
    assert publish(one, replace(moved, covariates={})).degraded.all()
    assert not publish(one, moved).degraded.any()
    with pytest.raises(BadData):
        METHODS["lear"]().fit(replace(view, target=np.full(len(view.target), 40.0)))
    jumped = moved.target.copy()
    jumped[-24:] = 60 + 12 * (jumped[-24:] - 60)
    assert publish(one, replace(moved, target=jumped)).degraded.all()
