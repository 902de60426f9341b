"""What each method is for, on series whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from shared.errors import BadData, ConfigError
from shared.forecasting.interface import METHODS, View
from shared.forecasting.methods.autogluon_ts import AutoGluonTS
from shared.forecasting.methods.combination import Combination
from shared.forecasting.methods.day_matrix import by_day
from shared.forecasting.methods.grid import clock_of, cut
from shared.forecasting.methods.hurdle import Hurdle
from shared.forecasting.methods.lear import Lear
from shared.forecasting.methods.lightgbm_q import LightGBMQuantile
from shared.forecasting.methods.zero_mass import ZeroMass
from tests.unit.forecasting_methods.world import AUTUMN, SPRING, WINTER, as_view, demand, prices, quarter_view


def _price_view(y: np.ndarray, load: np.ndarray, origin: int, minutes: int = 60, horizon: int = 24) -> View:
    return as_view(y, {"load": load}, origin, start=WINTER, minutes=minutes, gap=0, horizon=horizon)


def test_lightgbm_beats_climatology_and_covers() -> None:
    y, wind = demand(40)
    fit_at, errors, plain, inside = 30 * 96, [], [], []
    model = LightGBMQuantile(rounds=40, max_rows=8_000)
    model.fit(as_view(y, {"wind": wind}, fit_at))
    for origin in range(fit_at + 5, 39 * 96, 41):
        view = as_view(y, {"wind": wind}, origin)
        model.update(view)
        made = model.predict(view)
        actual = y[origin + 3 : origin + 7]
        errors.append(np.abs(actual - made.median).mean())
        plain.append(np.abs(actual - METHODS["climatology28"]().predict(view).median).mean())
        inside.append((actual >= made.quantiles[:, 1]) & (actual <= made.quantiles[:, 5]))
    assert np.mean(errors) < 0.85 * np.mean(plain)
    assert 0.72 <= np.mean(inside) <= 0.88  # 88 dependent origins; long series are held to 77-83 %


def test_a_change_after_the_reach_of_a_covariate_changes_nothing() -> None:
    """Training pairs see a trailing covariate only as far as it was known at their own origin."""
    view = quarter_view()
    trailing = view.covariates["wind"].copy()
    trailing[view.origin - 3 :] = np.nan
    model = LightGBMQuantile(rounds=5, max_rows=2_000)
    model.fit(replace(view, covariates={"wind": trailing}))
    assert model.ahead == {"wind": -4}
    earlier = cut(replace(view, covariates={"wind": trailing}), view.origin - 50, model.ahead)
    assert np.isfinite(earlier.covariates["wind"]).nonzero()[0][-1] == view.origin - 54
    garbage = earlier.covariates["wind"].copy()
    garbage[view.origin - 53 :] = 1e6
    expected = model.predict(earlier).quantiles.tobytes()
    assert model.predict(replace(earlier, covariates={"wind": garbage})).quantiles.tobytes() == expected


def test_lear_beats_the_weekly_naive_by_far() -> None:
    y, load = prices(140)
    model, errors, naive = Lear(windows=(56, 84)), [], []
    model.fit(_price_view(y, load, 122 * 24 - 1))
    for day in range(123, 139):
        origin = day * 24 - 1
        view = _price_view(y, load, origin)
        model.update(view)
        made = model.predict(view)
        actual = y[origin + 1 : origin + 25]
        assert (np.diff(made.quantiles, axis=1) >= 0).all()
        errors.append(np.abs(actual - made.median).mean())
        naive.append(np.abs(actual - y[origin + 1 - 168 : origin + 25 - 168]).mean())
    assert np.mean(errors) < 0.5 * np.mean(naive)


@pytest.mark.parametrize("day", [27, 28])
def test_lear_on_the_days_of_the_clock_change(day: int) -> None:
    """A 25-hour day (index 28 after the autumn start) and the day whose lags reach into it."""
    rng = np.random.default_rng(4)
    y = 50 + 20 * np.sin(np.arange(130 * 24) / 24 * 2 * np.pi) + rng.normal(0, 3, 130 * 24)
    start = AUTUMN.replace(month=7, day=1)
    view = as_view(y, {}, 117 * 24 - 1, start=start, minutes=60, gap=0, horizon=24)
    model = Lear(windows=(56,))
    model.fit(view)
    # 2025-10-26 is day 117 after 2025-07-02 (local); its 25 hours shift every later origin by one.
    origin, horizon = (117 * 24 - 1, 25) if day == 27 else (118 * 24, 24)
    moved = as_view(y, {}, origin, start=start, minutes=60, gap=0, horizon=horizon)
    model.update(moved)
    made = model.predict(moved)
    assert made.quantiles.shape == (horizon, 7)
    assert np.isfinite(made.quantiles).all()


def test_local_days_have_24_slots_on_clock_changes() -> None:
    values = np.arange(40 * 24, dtype=np.float64)
    for start, days, change in ((SPRING, 30, 27), (AUTUMN, 30, 27)):
        view = as_view(values, {}, days * 24 - 1, start=start, minutes=60, gap=0, horizon=24)
        clock = clock_of(view)
        padded = np.concatenate((view.target, np.full(24, np.nan)))
        table = by_day(padded, clock, 24)
        assert np.isfinite(table[change]).all()
        assert table[change - 1, 23] + 1 == table[change, 0]
        counts = np.bincount(clock.day - clock.day[0])
        assert counts[change] == (23 if start == SPRING else 25)


def test_lear_for_quarter_hours_and_fewer_days_than_inputs() -> None:
    y, load = prices(72, minutes=15)
    y = y + 5 * np.tile([-1, 1, 2, -2], len(y) // 4)  # a profile within each hour
    view = _price_view(y, load, 70 * 96 - 1, minutes=15, horizon=96)
    model = Lear(windows=(63,))
    model.fit(view)
    made = model.predict(view)
    actual = y[70 * 96 : 71 * 96]
    assert np.abs(actual - made.median).mean() < 0.6 * np.abs(actual - y[63 * 96 : 64 * 96]).mean()
    profile = made.median.reshape(24, 4).mean(axis=0)
    assert profile.argmax() == 2
    assert profile.argmin() == 3


def test_lear_is_capped_to_the_range_of_the_last_year() -> None:
    y, load = prices(130)
    view = _price_view(y, load, 120 * 24 - 1)
    model = Lear(windows=(56,))
    model.fit(view)
    wild = load.copy()
    wild[120 * 24 :] = 1e6
    made = model.predict(replace(view, covariates={"load": wild[: len(view.covariates["load"])]}))
    room = 0.11 * np.ptp(view.target)
    assert made.quantiles.max() <= view.target.max() + room
    assert made.quantiles.min() >= view.target.min() - room


def test_combination_is_no_worse_than_its_members() -> None:
    y, wind = demand(34)
    small: dict[str, Any] = {"rounds": 25, "max_rows": 5_000}
    models = {
        "acrdls": METHODS["acrdls"](),
        "lightgbm_q": LightGBMQuantile(**small),
        "combination": Combination(members={"acrdls": {}, "lightgbm_q": small}),
    }
    loss: dict[str, list[float]] = {name: [] for name in models}
    levels = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
    for model in models.values():
        model.fit(as_view(y, {"wind": wind}, 28 * 96))
    for origin in range(28 * 96 + 7, 33 * 96, 37):
        view = as_view(y, {"wind": wind}, origin)
        for name, model in models.items():
            model.update(view)
            excess = y[origin + 3 : origin + 7, None] - model.predict(view).quantiles
            loss[name].append(float(np.maximum(levels * excess, (levels - 1) * excess).mean()))
    mean = {name: np.mean(values) for name, values in loss.items()}
    assert mean["combination"] < 1.01 * min(mean["acrdls"], mean["lightgbm_q"])


def test_combination_is_the_mean_of_its_members() -> None:
    view = quarter_view()
    small: dict[str, Any] = {"rounds": 5, "max_rows": 2_000}
    both = Combination(members={"acrdls": {}, "lightgbm_q": {**small, "with_mean": True}})
    both.fit(view)
    alone = [METHODS["acrdls"](), LightGBMQuantile(**small, with_mean=True)]
    for member in alone:
        member.fit(view)
    made, apart = both.predict(view), [member.predict(view) for member in alone]
    assert made.quantiles == pytest.approx((apart[0].quantiles + apart[1].quantiles) / 2)
    means = [one.mean for one in apart if one.mean is not None]
    assert made.mean == pytest.approx(sum(means) / len(means))
    assert made.signs is None
    assert list(Combination(daily=True).params) == ["lear", "lightgbm_q"]
    wrong: dict[str, Any]
    for wrong in ({"acrdls": {}}, {"acrdls": {}, "combination": {}}):
        with pytest.raises(BadData, match="two or more"):
            Combination(members=wrong)


def test_combination_goes_on_without_a_member_that_cannot_be_trained() -> None:
    """LEAR needs 60 complete days; until then LightGBM forecasts, and the notes say why it is alone."""
    y, load = prices(44)
    view = _price_view(y, load, 40 * 24 - 1)
    model = Combination(members={"lear": {}, "lightgbm_q": {"daily": True, "rounds": 5}})
    model.fit(view)
    copy = Combination.load(model.save())
    for one in (model, copy):
        assert [member.name for member in one.members] == ["lightgbm_q"]
        made = one.predict(view)
        assert any("at least 60 needed" in note for note in made.notes)
        assert not made.degraded.any()
    with pytest.raises(BadData, match="no member"):
        Combination(members={"lear": {}, "lasso_direct": {}}).fit(_price_view(y, load, 8 * 24 - 1))


def _activation(days: int) -> tuple[np.ndarray, np.ndarray]:
    """Net activation whose direction follows a covariate known ahead; a tenth of the quarters is exactly zero."""
    rng = np.random.default_rng(8)
    n = days * 96
    push = np.repeat(rng.normal(0, 1, n // 8 + 30), 8)
    chance_up = 1 / (1 + np.exp(-2 * push[:n]))
    size = rng.gamma(2, 40, n)
    y = np.where(rng.random(n) < chance_up, size, -size)
    return np.where(rng.random(n) < 0.1, 0.0, y), push


def test_hurdle_classes_are_ahead_of_the_markov_table() -> None:
    y, push = _activation(36)
    model = Hurdle(rounds=60, max_rows=8_000)
    first = 30 * 96
    model.fit(as_view(y, {"push": push}, first))
    losses, markov = [], []
    for origin in range(first + 3, 35 * 96, 23):
        view = as_view(y, {"push": push}, origin)
        chance = model.probabilities(view)
        assert chance.sum(axis=1) == pytest.approx(1.0)
        found = model.classify(y[origin + 3 : origin + 7])
        before = int(model.classify(y[origin : origin + 1])[0])
        losses.append(-np.log(chance[np.arange(4), found]).mean())
        markov.append(-np.log(model.markov[np.arange(4), before, found]).mean())
        made = model.predict(view)
        assert (np.diff(made.quantiles, axis=1) >= 0).all()
        below = (made.quantiles < 0).sum(axis=1)
        expected = (chance[:, :1] > np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])).sum(axis=1)
        assert (below == expected).all()  # the mass below zero is the probability of "down"
    assert np.mean(losses) < np.mean(markov) - 0.05


def test_zero_mass_finds_when_zeros_happen() -> None:
    y, wind = demand(34)
    rng = np.random.default_rng(9)
    night = (np.arange(len(y)) % 96) < 24
    y = np.where(night & (rng.random(len(y)) < 0.6), 0.0, y)
    model = ZeroMass()
    view = as_view(y, {"wind": wind}, 28 * 96 + 40)  # about 10 o'clock
    model.fit(view)
    at_night = as_view(y, {"wind": wind}, 29 * 96 + 6)
    model.update(at_night)
    assert model.probability(view).max() < 0.15
    assert model.probability(at_night).mean() > 0.3
    assert (model.predict(at_night).quantiles == 0.0).any(axis=1).all()
    chances, zeros = [], []
    for origin in range(29 * 96, 33 * 96, 5):
        chances.append(model.probability(as_view(y, {"wind": wind}, origin))[0])
        zeros.append(y[origin + 3] == 0)
    brier = np.mean((np.array(chances) - zeros) ** 2)
    assert brier < 0.8 * np.mean((np.mean(zeros) - np.array(zeros, dtype=float)) ** 2)


def test_zero_mass_covers_where_two_in_five_are_zero() -> None:
    """The filter has learned from the zeros too, so the other values lie wider around its median than it says."""
    y, wind = demand(45)
    y = np.where(np.random.default_rng(2).random(len(y)) < 0.4, 0.0, y)
    first, inside = 32 * 96, []
    model = ZeroMass()
    model.fit(as_view(y, {"wind": wind}, first))
    for origin in range(first, len(y) - 8, 5):
        view = as_view(y, {"wind": wind}, origin)
        model.update(view)
        quantiles, happened = model.predict(view).quantiles, y[origin + 3 : origin + 7]
        inside.append((quantiles[:, 1] <= happened) & (happened <= quantiles[:, 5]))
    assert 0.77 <= np.mean(inside) <= 0.83


def test_zero_mass_is_plain_acrdls_where_zeros_are_rare() -> None:
    view = quarter_view()
    model, plain = ZeroMass(), METHODS["acrdls"]()
    model.fit(view)
    plain.fit(view)
    assert model.predict(view).quantiles.tobytes() == plain.predict(view).quantiles.tobytes()
    assert (model.probability(view) == 0).all()


def test_autogluon_refuses_pretrained_models_and_foreign_archives() -> None:
    with pytest.raises(ConfigError, match="Chronos2"):
        AutoGluonTS(hyperparameters={"Chronos2": {}})
    recorded = b'{"method": "autogluon_ts", "sha256": "00"}'
    with pytest.raises(BadData, match="not opened"):
        AutoGluonTS.load({"model.json": recorded, "predictor.zip": b"something else"})
    with pytest.raises(BadData, match=r"predictor\.zip"):
        AutoGluonTS.load({"model.json": recorded})


def test_every_origin_of_a_day_is_trained_on() -> None:
    """Thinning must not favour some times of day: its stride is coprime to the day."""
    from shared.forecasting.methods.boosting import thin

    for limit in (500, 1_000, 3_333):
        kept = thin(np.arange(20_000), 4, 96, limit)
        assert kept[-1] == 19_999
        strides = {int(b - a) for a, b in pairwise(kept)}
        assert len(strides) == 1
        assert np.gcd(strides.pop(), 96) == 1
