"""An input measured like the target but received sooner: every method that takes inputs uses its newest value."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from shared.forecasting.backtest import Candidate, issue_times, medians
from shared.forecasting.source import Covariate, SeriesSource
from tests.unit.forecasting.world import START, demand

SMALL: dict[str, Any] = {"rounds": 40, "max_rows": 4_000}
METHODS: dict[str, dict[str, Any]] = {
    "acrdls": {},
    "lasso_direct": {},
    "lightgbm_q": SMALL,
    "hurdle": SMALL,
    "zero_mass": {},
}


@pytest.mark.parametrize("name", METHODS)
def test_three_quarters_less_to_wait_lower_the_error(name: str) -> None:
    y = demand(32)
    if name in ("hurdle", "zero_mass"):
        y = np.where(np.abs(y) < 12, 0.0, y)
    bare = SeriesSource("demand", START, 15, y, 4, 2)
    meter = y + np.random.default_rng(3).normal(0, 20, len(y))
    ends = int(START.timestamp()) + 900 * (np.arange(len(y)) + 1)
    late = replace(bare, covariates={"now": bare.past(meter)})
    soon = replace(bare, covariates={"now": Covariate(meter, ends + 300)})
    times = issue_times(bare, START + timedelta(days=28), START + timedelta(days=32), step=5)
    assert (late.view(times[0]).ahead("now"), soon.view(times[0]).ahead("now")) == (0, 3)
    actual = np.array([bare.actual(bare.view(at)) for at in times])
    errors = [float(np.abs(actual - medians(s, Candidate(name, METHODS[name]), times)).mean()) for s in (late, soon)]
    assert errors[1] < 0.96 * errors[0]
