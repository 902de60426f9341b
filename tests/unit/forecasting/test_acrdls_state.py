"""What the filter bank keeps: errors paired with the origin they were issued from, holes, days, clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from shared.forecasting.acrdls import Acrdls
from shared.forecasting.climatology import same_quarter
from shared.forecasting.design import Design
from shared.forecasting.local_time import DAY, starts, utc_offset

from .world import cut, demand, shift_start, view_of


@pytest.fixture(scope="module")
def fitted() -> dict[str, bytes]:
    model = Acrdls()
    model.fit(cut(view_of(demand(40)), 35 * 96))
    return model.save()


def test_an_error_is_that_of_the_forecast_issued_a_lead_before(fitted: dict[str, bytes]) -> None:
    whole = view_of(demand(40))
    model = Acrdls.load(fitted)
    issued: list[tuple[np.ndarray, np.ndarray]] = []
    first = 35 * 96 + 1
    for origin in range(first, first + 20):
        model.update(cut(whole, origin))
        issued.append((model._errors["pending_z"][-1].copy(), model._errors["pending_spread"][-1].copy()))
    newest = model._transform.forward(whole.target[first + 19 : first + 20])[0]
    ring, filled = model._errors["ring"], model._errors["filled"]
    for k in range(whole.horizon):
        forecast, spread = (part[k] for part in issued[19 - whole.gap - 1 - k])
        assert ring[k, (filled[k] - 1) % ring.shape[1]] == pytest.approx((newest - forecast) / spread)


def test_what_was_issued_before_a_hole_in_the_view_is_not_scored(fitted: dict[str, bytes]) -> None:
    model, whole = Acrdls.load(fitted), view_of(demand(40))
    before = model._errors["filled"].copy()
    model.update(shift_start(cut(whole, 37 * 96), 37 * 96))
    assert (model._errors["filled"] == before).all()
    model = Acrdls.load(fitted)
    model.update(cut(whole, 35 * 96 + 1))
    assert (model._errors["filled"] == before + 1).all()


def test_too_few_past_errors_give_a_gaussian_interval_marked_degraded() -> None:
    whole = view_of(demand(30, minutes=60), minutes=60, gap=0, horizon=24, tz="UTC")
    model = Acrdls(daily=True)
    model.fit(cut(whole, 12 * 24 - 1))
    forecast = model.predict(cut(whole, 12 * 24 - 1))
    assert forecast.degraded.all()
    assert any("Gaussian interval" in note for note in forecast.notes)


def test_a_daily_filter_learns_the_period_it_forecasts() -> None:
    """The covariate acts with another sign every hour: a filter that learned its neighbour's hour would turn it."""
    days, rng = 80, np.random.default_rng(8)
    factor = np.repeat(rng.normal(0, 100, days), 24)
    y = factor * np.where(np.arange(24 * days) % 2, -1.0, 1.0) + rng.normal(0, 5, 24 * days)
    view = view_of(y[: -2 * 24], {"factor": factor}, minutes=60, gap=0, horizon=24, tz="UTC")
    model = Acrdls(daily=True)
    model.fit(cut(view, 60 * 24 - 1))
    errors = []
    for day in range(61, 78):
        one = cut(view, day * 24 - 1)
        model.update(one)
        errors.append(np.abs(model.predict(one).median - y[day * 24 : day * 24 + 24]).mean())
    assert np.mean(errors) < 0.8 * np.abs(y).mean()


@pytest.mark.parametrize("change", ["2025-10-26", "2026-03-29"])
def test_no_clock_change_moves_a_lag_below_the_lead(change: str) -> None:
    begin = datetime.fromisoformat(change).replace(tzinfo=UTC) - timedelta(days=10)
    view = view_of(np.zeros(20 * 24), start=begin, minutes=60, gap=22, horizon=3)
    design = Design(np.array([[24, 48], [24, 48], [25, 49]]), 22, 24, [])
    targets = np.arange(9 * 24, 20 * 24)[:, None]
    lags = design._lags_at(view, targets, np.arange(3))
    assert (lags >= 23 + np.arange(3)[:, None]).all()
    assert (lags != design.lags).any()  # the change was met


@pytest.mark.parametrize("change", ["2025-10-26", "2026-03-29"])
def test_climatology_is_of_the_same_local_time_on_both_sides_of_a_clock_change(change: str) -> None:
    begin = datetime.fromisoformat(change).replace(tzinfo=UTC) - timedelta(days=30)
    grid = view_of(np.zeros(33 * 96), start=begin)
    when = starts(grid, 0, 34 * 96)
    local = ((when + utc_offset(when, grid.tz)) % DAY // 900).astype(np.float64)
    for hour in (2, 9, 20):
        view = view_of(local[: 31 * 96 + 4 * hour], start=begin)
        target = local[view.origin + view.gap + 1 :][: view.horizon]
        found = same_quarter(view)
        assert ((found == target[:, None]) | np.isnan(found)).all()
        assert np.isfinite(found).sum(axis=1).min() >= 26
