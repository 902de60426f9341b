from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shared.errors import BadData
from shared.forecasting.guard import publish
from shared.forecasting.interface import METHODS, Forecast, View

from .world import cut, demand, view_of

NAMES = ("persistence", "snaive_day", "snaive_week", "climatology28", "markov", "zero", "lasso_direct")


@pytest.fixture(scope="module")
def known() -> View:
    y = demand(40)
    return view_of(y, {"price": np.random.default_rng(1).normal(50, 20, size=len(y) + 10)}, horizon=8)


def small() -> View:
    """Hourly, two horizons: enough for a method that trains one model per horizon."""
    y = demand(40, minutes=60)
    return view_of(y, {"price": np.random.default_rng(1).normal(50, 20, size=len(y) + 4)}, minutes=60, horizon=2)


@pytest.mark.parametrize("name", NAMES)
def test_each_forecasts_saves_and_loads(name: str) -> None:
    known = small()
    model = METHODS[name]()
    model.fit(cut(known, 900))
    model.update(known)
    forecast = publish(model, known)
    assert forecast.quantiles.shape == (2, 7)
    assert not forecast.degraded.any()
    again = type(model).load(model.save())
    assert (publish(again, known).quantiles == forecast.quantiles).all()
    assert again.save() == model.save()
    assert model.name == name


def test_the_day_ahead_price_is_taken_by_its_name(known: View) -> None:
    price = known.covariates["price"]
    spot = replace(known, covariates={"SpotPriceEUR": price, "wind": price * 0})
    forecast = METHODS["day_ahead"]().predict(spot)
    assert (forecast.median == price[known.origin + 3 : known.origin + 11]).all()
    unknown = price.copy()
    unknown[known.origin + 4 :] = np.nan
    late = METHODS["day_ahead"]().predict(replace(known, covariates={"day_ahead_price": unknown}))
    assert late.degraded.tolist() == [False] + [True] * 7
    with pytest.raises(BadData, match="no covariate is a day-ahead price"):
        METHODS["day_ahead"]().predict(known)


def test_naive_values_by_index(known: View) -> None:
    y, o = known.target, known.origin
    leads = 3 + np.arange(8)
    assert (METHODS["persistence"]().predict(known).median == y[o]).all()
    assert METHODS["snaive_day"]().predict(known).median == pytest.approx(y[o + leads - 96])
    assert METHODS["snaive_week"]().predict(known).median == pytest.approx(y[o + leads - 672])
    far = replace(known, gap=95, covariates={})
    assert METHODS["snaive_day"]().predict(far).median[:2] == pytest.approx(y[[o, o - 95]])
    assert (METHODS["zero"]().predict(known).median == 0).all()


def test_markov_says_what_followed_on_the_same_sign(known: View) -> None:
    y = np.tile([5.0, 5.0, -3.0, 0.0], 300)
    forecast = METHODS["markov"]().predict(replace(known, target=y, covariates={}, gap=0, horizon=3))
    assert forecast.median.tolist() == [5.0, 5.0, -3.0]  # the newest value is a zero
    assert forecast.signs is not None
    assert forecast.signs.argmax(axis=1).tolist() == [2, 2, 0]
    assert forecast.signs.sum(axis=1) == pytest.approx(np.ones(3))
    missing = METHODS["markov"]().predict(replace(known, target=np.append(y, np.nan), covariates={}, gap=0, horizon=3))
    assert missing.degraded.all()


def test_climatology_counts_signs_of_the_local_quarter(known: View) -> None:
    y = np.where(np.arange(len(known.target)) % 96 < 48, 7.0, 0.0)
    signs = METHODS["climatology28"]().predict(replace(known, target=y)).signs
    zero = (known.origin + 3 + np.arange(8)) % 96 >= 48
    assert signs is not None
    assert signs[:, 1] == pytest.approx(np.where(zero, 29, 1) / 31)
    assert signs[:, 2] == pytest.approx(np.where(zero, 1, 29) / 31)


def test_climatology_is_the_local_quarter_of_28_days(known: View) -> None:
    y, first = known.target, known.origin + 3
    expected = [np.median(y[first + k - 96 * np.arange(1, 29)]) for k in range(8)]
    assert METHODS["climatology28"]().predict(known).median == pytest.approx(expected)


def test_quantiles_of_naive_models_cover(known: View) -> None:
    inside = []
    for origin in range(3000, 3800, 13):
        quantiles = METHODS["snaive_day"]().predict(cut(known, origin)).quantiles
        actual = known.target[origin + 3 : origin + 11]
        inside.append((actual >= quantiles[:, 1]) & (actual <= quantiles[:, 5]))
    assert 0.65 < np.mean(inside) < 0.95


@pytest.mark.parametrize("name", NAMES)
def test_an_all_missing_target_is_refused(name: str) -> None:
    known = small()
    model = METHODS[name]()
    model.fit(known)
    empty = replace(known, target=np.full(len(known.target), np.nan))
    with pytest.raises(BadData, match="every value is missing"):
        publish(model, empty)


def test_a_missing_value_is_carried_and_marked(known: View) -> None:
    target = known.target.copy()
    target[-1] = np.nan
    forecast = METHODS["persistence"]().predict(replace(known, target=target))
    assert (forecast.median == target[-2]).all()
    assert forecast.degraded.all()


def test_lasso_finds_the_covariate_that_matters() -> None:
    rng = np.random.default_rng(4)
    driver = rng.normal(size=40 * 24 + 5)
    y = 50 * driver[:-5] + rng.normal(size=40 * 24)
    view = view_of(y, {"driver": driver, "noise": rng.normal(size=len(driver))}, minutes=60, horizon=3)
    model = METHODS["lasso_direct"]()
    model.fit(view)
    forecast = model.predict(view)
    assert forecast.median == pytest.approx(50 * driver[-3:], abs=8)
    gone = model.predict(replace(view, covariates={"noise": view.covariates["noise"]}))
    assert gone.degraded.all()


def test_lasso_refuses_another_shape(known: View) -> None:
    model = METHODS["lasso_direct"]()
    with pytest.raises(BadData, match="train a new version"):
        model.predict(known)
    with pytest.raises(BadData, match="all equal"):
        model.fit(replace(known, target=np.ones(len(known.target))))


@pytest.mark.parametrize("broken", ["crossed", "infinite"])
def test_numbers_that_are_no_quantiles_are_not_published(known: View, broken: str) -> None:
    class Careless(METHODS["persistence"].resolve()):  # type: ignore[misc]
        def predict(self, view: View) -> Forecast:
            made = super().predict(view)
            quantiles = made.quantiles[:, ::-1].copy() if broken == "crossed" else made.quantiles / 0.0
            return replace(made, quantiles=quantiles)  # type: ignore[no-any-return]

    with np.errstate(all="ignore"), pytest.raises(BadData, match="not finite and ascending"):
        publish(Careless(), known)
