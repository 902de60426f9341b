"""Broken and odd histories: a sensible forecast or a refusal with its reason, never a number that is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from shared.errors import BadData
from shared.forecasting.guard import publish
from shared.forecasting.interface import METHODS
from tests.unit.forecasting_methods.world import Floats, as_view, demand

SMALL: dict[str, Any] = {"rounds": 8, "max_rows": 3_000}
METHODS_HERE: dict[str, dict[str, Any]] = {"acrdls": {}, "zero_mass": {}, "hurdle": SMALL, "lightgbm_q": SMALL}
DAYS = 24
N = DAYS * 96
Change = Callable[[Floats, Floats], None]  # of target and covariate, in place


def jump(y: Floats, _: Floats) -> None:
    y[N // 2 :] *= 4


def long_gap(y: Floats, _: Floats) -> None:
    y[N // 2 : N // 2 + 5 * 96] = np.nan


def integers(y: Floats, _: Floats) -> None:
    np.rint(y / 20, out=y)


def three_levels(y: Floats, _: Floats) -> None:
    np.sign(np.rint(y / 40), out=y)


def spikes(y: Floats, _: Floats) -> None:
    y[np.random.default_rng(5).random(len(y)) < 0.003] *= 100


def negative(y: Floats, _: Floats) -> None:
    y -= 500


def mostly_zero(y: Floats, _: Floats) -> None:
    y[np.random.default_rng(5).random(len(y)) < 0.9] = 0


def turns_constant(y: Floats, _: Floats) -> None:
    y[N // 2 :] = 3.0


def starts_constant(y: Floats, _: Floats) -> None:
    y[: N // 2] = 3.0


def constant_covariate(_: Floats, wind: Floats) -> None:
    wind[:] = 3.0


def late_covariate(_: Floats, wind: Floats) -> None:
    wind[: int(0.8 * N)] = np.nan


def no_covariate(_: Floats, wind: Floats) -> None:
    wind[:] = np.nan


ODD = [jump, long_gap, integers, three_levels, spikes, negative, mostly_zero, turns_constant, starts_constant]
INPUTS = [constant_covariate, late_covariate, no_covariate]


@pytest.mark.parametrize("change", [*ODD, *INPUTS], ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", METHODS_HERE)
def test_a_sensible_forecast_of_odd_history(name: str, change: Change) -> None:
    y, wind = demand(DAYS + 2)
    change(y, wind)
    model = METHODS[name](**METHODS_HERE[name])
    model.fit(as_view(y, {"wind": wind}, N - 1))
    for steps in (0, 1, 30):
        view = as_view(y, {"wind": wind}, N - 1 + steps)
        model.update(view)
        forecast = publish(model, view)
        known = view.target[np.isfinite(view.target)]
        assert np.isfinite(forecast.quantiles).all()
        assert (np.diff(forecast.quantiles, axis=1) >= 0).all()
        assert forecast.mean is None or np.isfinite(forecast.mean).all()
        room = 0.2 * np.ptp(known)
        assert known.min() - room <= forecast.quantiles.min() <= forecast.quantiles.max() <= known.max() + room
        low, high = np.quantile(known, [0.01, 0.99])
        assert (forecast.median >= low - 1e-6).all()
        assert (forecast.median <= high + 1e-6).all()
        assert forecast.degraded.all() == (change is turns_constant)


@pytest.mark.parametrize("name", METHODS_HERE)
def test_spikes_of_a_hundredfold_leave_the_interval_where_it_was(name: str) -> None:
    widths = []
    for change in (None, spikes):
        y, wind = demand(DAYS)
        if change:
            change(y, wind)
        model, view = METHODS[name](**METHODS_HERE[name]), as_view(y, {"wind": wind}, N - 1)
        model.fit(view)
        quantiles = publish(model, view).quantiles
        widths.append((quantiles[:, 5] - quantiles[:, 1]).mean())
    assert 0.6 < widths[1] / widths[0] < 1.7


@pytest.mark.parametrize("days", [3, 8])
@pytest.mark.parametrize("name", METHODS_HERE)
def test_a_week_of_history_is_enough_and_less_is_refused(name: str, days: int) -> None:
    y, wind = demand(days)
    model, view = METHODS[name](**METHODS_HERE[name]), as_view(y, {"wind": wind}, days * 96 - 1)
    if days < 7:
        with pytest.raises(BadData, match="at least 672"):
            model.fit(view)
        return
    model.fit(view)
    assert np.isfinite(publish(model, view).quantiles).all()


@pytest.mark.parametrize("name", METHODS_HERE)
def test_half_of_the_newest_day_missing_is_climatology_and_marked(name: str) -> None:
    y, wind = demand(DAYS)
    y[-60:-5] = np.nan
    model = METHODS[name](**METHODS_HERE[name])
    model.fit(as_view(y[:-96], {"wind": wind}, N - 97))
    view = as_view(y, {"wind": wind}, N - 1)
    model.update(view)
    forecast = publish(model, view)
    assert np.isfinite(forecast.quantiles).all()
    assert forecast.degraded.all()
    assert forecast.notes
