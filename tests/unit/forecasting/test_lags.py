from __future__ import annotations

import numpy as np
import pytest

from shared.forecasting.lags import autocovariance, candidates, longest_lag, select

from .world import demand


def test_autocovariance_equals_its_definition_with_gaps() -> None:
    z = np.random.default_rng(1).normal(size=300)
    z[[5, 70, 71, 299]] = np.nan
    g, count = autocovariance(z, 20)
    centred = z - np.nanmean(z)
    for lag in (0, 1, 7, 20):
        pairs = centred[lag:] * centred[: len(z) - lag]
        assert g[lag] == pytest.approx(np.nansum(pairs) / count, abs=1e-12)
    assert count == 296


def test_no_lag_below_the_lead() -> None:
    g, count = autocovariance(demand(60), longest_lag(96))
    for lead in (1, 3, 18, *range(94, 101), 150):  # from 94 to 98 daily lags lie around the lead
        assert all(lag >= lead for lag in candidates(g, count, lead, 96))
        assert all(lag >= lead for lag in select(g, count, lead, 96))


def test_an_autoregression_is_found() -> None:
    rng = np.random.default_rng(2)
    z = np.zeros(40_000)
    for i in range(4, len(z)):
        z[i] = 0.4 * z[i - 1] + 0.3 * z[i - 2] + 0.2 * z[i - 4] + rng.normal()
    g, count = autocovariance(z, longest_lag(96))
    assert set(select(g, count, 1, 96)[:3]) == {1, 2, 4}


def test_white_noise_selects_nothing() -> None:
    g, count = autocovariance(np.random.default_rng(3).normal(size=5000), longest_lag(96))
    assert select(g, count, 3, 96) == []


def test_a_daily_pattern_selects_daily_lags() -> None:
    rng = np.random.default_rng(4)
    day = rng.normal(size=96)
    z = np.tile(day, 60) + 0.5 * rng.normal(size=96 * 60)
    g, count = autocovariance(z, longest_lag(96))
    chosen = select(g, count, 40, 96)
    assert len(chosen) >= 3
    assert sum(lag % 96 == 0 for lag in chosen) >= 3


def test_one_strong_lag_is_not_lost_for_want_of_others() -> None:
    g, count = autocovariance(demand(60, phi=0.8), longest_lag(96))
    assert select(g, count, 1, 96)[0] == 1
