"""Extra checks on long real series, for whoever has them: set ``SCALAR_SERIES`` to their folder.

Files and columns as exported from Energinet's open data: ``dk_spot_hourly_2017_2022``,
``dk_and_neighbour_spot_hourly_2023_2024h1``, ``dk1_imbalance_15min_2025_spring`` and
``dk?_mfrr_activation_15min_2025_spring``, gzipped CSV.
"""

from __future__ import annotations

import csv
import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shared.forecasting import leakage
from shared.forecasting.csv_source import csv_source
from shared.forecasting.interface import View
from shared.forecasting.methods.grid import clock_of
from shared.forecasting.methods.hurdle import Hurdle
from shared.forecasting.methods.lear import Lear

FOLDER = os.environ.get("SCALAR_SERIES", "")
pytestmark = [pytest.mark.skipif(not FOLDER, reason="SCALAR_SERIES is not set"), pytest.mark.slow]


def _rows(name: str) -> list[dict[str, str]]:
    with gzip.open(Path(FOLDER) / f"{name}.csv.gz", "rt") as file:
        return list(csv.DictReader(file))


def _grid(times: list[str], values: list[float], minutes: int) -> tuple[datetime, np.ndarray]:
    when = [datetime.fromisoformat(time).astimezone(UTC) for time in times]
    start = min(when)
    step = timedelta(minutes=minutes)
    out = np.full((max(when) - start) // step + 1, np.nan)
    for time, value in zip(when, values, strict=True):
        out[(time - start) // step] = value
    return start, out


def _view(start: datetime, y: np.ndarray, origin: int, minutes: int, gap: int, horizon: int) -> View:
    issued = start + timedelta(minutes=minutes * (origin + 1 + gap))
    return View(issued, start, minutes, y[: origin + 1], {}, gap, horizon, "Europe/Copenhagen")


def test_lear_on_danish_prices_is_30_percent_under_the_weekly_naive() -> None:
    rows = [
        row
        for name in ("dk_spot_hourly_2017_2022", "dk_and_neighbour_spot_hourly_2023_2024h1")
        for row in _rows(name)
        if row["area"] == "DK1"
    ]
    start, y = _grid([row["time_utc"] for row in rows], [float(row["price_eur"]) for row in rows], 60)
    whole = _view(start, y, len(y) - 1, 60, 0, 1)
    ends = np.flatnonzero(np.diff(clock_of(whole).day[: len(y)]) > 0)
    ends = ends[ends < len(y) - 26][-60:]
    model, errors, naive, inside = Lear(), [], [], []
    model.fit(_view(start, y, int(ends[0]), 60, 0, 24))
    for origin in map(int, ends[1:]):
        view = _view(start, y, origin, 60, 0, 24)
        model.update(view)
        made, actual = model.predict(view), y[origin + 1 : origin + 25]
        errors.append(np.abs(actual - made.median).mean())
        naive.append(np.abs(actual - y[origin + 1 - 168 : origin + 25 - 168]).mean())
        inside.append((actual >= made.quantiles[:, 1]) & (actual <= made.quantiles[:, 5]))
    assert np.mean(errors) < 0.7 * np.mean(naive)
    assert 0.70 < np.mean(inside) < 0.90


@pytest.mark.parametrize("area", ["dk1", "dk2"])
def test_hurdle_is_ahead_of_markov_by_horizon(area: str) -> None:
    rows = _rows(f"{area}_mfrr_activation_15min_2025_spring")
    net = [float(row["TotalmFRRUpMW"] or 0) - float(row["TotalmFRRDownMW"] or 0) for row in rows]
    start, y = _grid([row["time_utc"] for row in rows], net, 15)
    model = Hurdle()
    losses: list[float] = []
    markov: list[float] = []
    for origin in range(35 * 96, len(y) - 10, 11):
        view = _view(start, y, origin, 15, 2, 8)
        if not losses or origin % (14 * 96) < 11:
            model.fit(view)
        chance, found = model.probabilities(view), model.classify(y[origin + 3 : origin + 11])
        before = int(model.classify(y[origin : origin + 1])[0])
        losses.append(-np.log(chance[np.arange(8), found]).mean())
        markov.append(-np.log(model.markov[np.arange(8), before, found]).mean())
    assert np.mean(losses) < np.mean(markov) - 0.003


def test_the_dominating_direction_gives_the_demand_away_and_honest_inputs_do_not() -> None:
    file = Path(FOLDER) / "dk1_imbalance_15min_2025_spring.csv.gz"
    at = datetime(2025, 5, 8, tzinfo=UTC)
    told = csv_source(file, "BalancingDemand", gap=4, horizon=16, known=["DominatingDirection"])
    with pytest.raises(leakage.LeakageFound, match=r"'DominatingDirection': \|correlation of signs\|"):
        leakage.check_correlation(told.view(at))
    measured = ("DominatingDirection", "ImbalancePriceEUR", "aFRRUpMW", "mFRRMarginalPriceUpEUR")
    known = ("SpotPriceEUR", "SolarForecastDayAheadMW")
    leakage.check_correlation(
        csv_source(file, "BalancingDemand", gap=4, horizon=16, known=known, past=measured).view(at)
    )
    solar = "SolarForecastIntradayMW"
    blunt = csv_source(file, solar, gap=4, horizon=16, known=["SolarForecastDayAheadMW"])
    with pytest.raises(leakage.LeakageFound, match="target_forecasts"):
        leakage.check_correlation(blunt.view(at))
    named = csv_source(file, solar, gap=4, horizon=16, target_forecasts=["SolarForecastDayAheadMW"])
    leakage.check_correlation(named.view(at), named.target_forecasts)
