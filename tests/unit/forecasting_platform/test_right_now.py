"""Measurements by the minute as an input: averaged where they lie, newer than the target, and sometimes gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.catalogue.registry import CATALOGUE
from shared.errors import ConfigError
from shared.forecasting import leakage, stored
from shared.forecasting.features import declared_source
from shared.forecasting.interface import AfterPeriod, Feature
from shared.forecasting.models import MODELS
from shared.forecasting.revisions import NEVER
from shared.forecasting.run import forecast
from shared.persistence.blob import FolderBlobs
from shared.persistence.warehouse import Warehouse, open_warehouse
from tests.forecast_world import IMBALANCE, Stores, load, signal
from tests.integration.sample import create_tables
from tests.starrocks_standin import StandIn

NOW_ROWS = CATALOGUE["energinet.power_system_now"]
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEATURE = Feature(
    name="imbalance_now",
    dataset=NOW_ROWS.id,
    column="mean(imbalance_dk1_mw)",
    available=AfterPeriod(delay=5 * MINUTE),
    area="DK",
)
GRID = stored.Grid(BEGIN, 15, 8)
RIGHT_NOW = ("imbalance_now", "afrr_now", "mfrr_now")


@pytest.fixture(params=["duckdb", "starrocks"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    stand_in = StandIn(tmp_path / "starrocks").start() if request.param == "starrocks" else None
    opened = open_warehouse(stand_in.url if stand_in else f"duckdb:///{tmp_path}/warehouse.duckdb")
    create_tables(opened, [NOW_ROWS], tmp_path / "migrations")
    yield opened
    opened.close()
    if stand_in:
        stand_in.stop()


def minutes(warehouse: Any, values: Sequence[float | None], start: datetime = BEGIN, **facts: Any) -> None:
    """Minute rows of all of Denmark, each received three minutes after it ended unless told otherwise."""
    facts = {"known_at": 3 * MINUTE, **facts}
    load(warehouse, NOW_ROWS, "imbalance_dk1_mw", values, area="DK", start=start, minutes=1, **facts)


def known(series: Any) -> list[datetime | None]:
    return [None if at == NEVER else datetime.fromtimestamp(int(at), UTC) for at in series.known_at[0]]


def test_a_quarter_is_the_mean_of_its_minutes_and_known_with_the_last_of_them(warehouse: Warehouse) -> None:
    values: list[float | None] = [float(i) for i in range(50)]
    values[35] = None
    minutes(warehouse, values)
    for again in (10, 20):  # the window of each request overlaps the last: the same rows come again and again
        minutes(warehouse, values[:30], known_at=BEGIN + (30 + again) * MINUTE)
    series = stored.read(warehouse, FEATURE, "DK", GRID)
    assert series.values[0][:2].tolist() == [7.0, 22.0]
    assert np.isnan(series.values[0][2:]).all()  # one minute of the third quarter has no value, the fourth is not over
    assert known(series)[:3] == [BEGIN + 18 * MINUTE, BEGIN + 33 * MINUTE, None]
    minutes(warehouse, [35.0], start=BEGIN + 35 * MINUTE, known_at=BEGIN + 90 * MINUTE)  # the missing one comes late
    minutes(warehouse, [900.0], start=BEGIN, known_at=BEGIN + 95 * MINUTE, rank=1)  # and another is corrected
    later = stored.read(warehouse, FEATURE, "DK", GRID)
    assert later.values[0][:3].tolist() == [7.0, 22.0, 37.0]
    assert known(later)[2] == BEGIN + 90 * MINUTE


def test_backfilled_minutes_count_from_five_minutes_after_the_quarter(warehouse: Warehouse) -> None:
    minutes(warehouse, [1.0] * 120, known_at=BEGIN + timedelta(days=9))
    series = stored.read(warehouse, FEATURE, "DK", GRID)
    assert series.fallback.all()
    assert known(series)[0] == BEGIN + 20 * MINUTE


def test_what_cannot_be_averaged_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigError, match="divide an hour"):
        stored.read(warehouse, FEATURE, "DK", stored.Grid(BEGIN, 120, 4))
    with pytest.raises(ConfigError, match="no column nothing"):
        stored.read(warehouse, msgspec.structs.replace(FEATURE, column="mean(nothing)"), "DK", GRID)


# --- as an input of the declared model -------------------------------------------------------------------------------

DECLARED = msgspec.structs.replace(
    MODELS["dk_balancing_demand"],
    features=tuple(f for f in MODELS["dk_balancing_demand"].features if f.name in RIGHT_NOW),
    history_days=40,
    method="acrdls",
    regimes=(),
)
DAYS = 40
NOW = BEGIN + timedelta(days=DAYS)


def world(folder: Path, until: timedelta | None) -> Stores:
    """Demand of 40 days an hour late, and what the minutes say of it, up to ``until`` before NOW (None: never)."""
    opened = open_warehouse(f"duckdb:///{folder}/warehouse.duckdb")
    create_tables(opened, [IMBALANCE, NOW_ROWS], folder / "migrations")
    rng = np.random.default_rng(4)
    demand = np.repeat(signal(24 * DAYS), 4) + rng.normal(0, 30, 96 * DAYS)
    load(opened, IMBALANCE, "satisfied_demand_mw", demand.tolist(), start=BEGIN, minutes=15)
    if until is not None:
        count = (NOW - until - BEGIN) // MINUTE
        told = np.repeat(demand, 15)[:count] + rng.normal(0, 5, count)
        other = {"afrr_dk1_mw": rng.normal(0, 9, count).tolist(), "mfrr_dk1_mw": (0.8 * told).tolist()}
        minutes(opened, told.tolist(), also=other)
    return Stores(opened, FolderBlobs(folder / "blobs"))


def made(folder: Path, until: timedelta | None) -> Any:
    stores = world(folder, until)
    try:
        return forecast(DECLARED, "DK1", NOW, stores.held, publish=False)
    finally:
        stores.warehouse.close()


def test_it_is_newer_than_the_target_and_passes_the_leakage_tests(tmp_path: Path) -> None:
    stores = world(tmp_path, timedelta(0))
    source = declared_source(DECLARED, "DK1", stores.warehouse, NOW)
    view = source.view(NOW)
    assert [view.ahead(name) for name in RIGHT_NOW] == [3, 3, 3]  # 23:45 to 24:00 is known at 00:03
    assert view.start_of(view.origin) == NOW - timedelta(minutes=75)
    assert source.past == set(RIGHT_NOW)
    leakage.check_views(source, [NOW - timedelta(days=2), NOW])
    leakage.check_correlation(view)
    leakage.check_availability(source.claimed_early())
    stores.warehouse.close()


def test_it_narrows_the_first_quarters_and_is_not_missed_where_it_never_was(tmp_path: Path) -> None:
    whole, without = (made(tmp_path / name, until) for name, until in (("whole", timedelta(0)), ("without", None)))
    for one in (whole, without):
        assert np.isfinite(one.quantiles).all()
    assert not whole.degraded.any()
    assert np.abs(whole.quantiles[:3, 3] - without.quantiles[:3, 3]).max() > 2  # the first quarters
    assert (whole.quantiles[0, 5] - whole.quantiles[0, 1]) < (without.quantiles[0, 5] - without.quantiles[0, 1])
    assert not without.degraded.any()  # never seen in training: nothing is missed


def test_a_feed_that_stops_after_training_degrades_the_forecast(tmp_path: Path) -> None:
    stores = world(tmp_path, timedelta(hours=3))
    trained = NOW - timedelta(hours=4)
    first, later = (forecast_kept(stores.held, at) for at in (trained, NOW))
    assert first.version == later.version
    assert not first.degraded.any()
    assert np.isfinite(later.quantiles).all()
    assert later.degraded.any()
    assert later.notes
    stores.warehouse.close()


def test_a_model_trained_while_the_feed_is_away_uses_it_once_it_is_back(tmp_path: Path) -> None:
    stores = world(tmp_path, timedelta(hours=3))
    source = declared_source(DECLARED, "DK1", stores.warehouse, NOW)
    view = source.view(NOW)
    assert np.isnan(view.covariates["imbalance_now"][view.origin - 4 : view.origin + 4]).all()
    assert [view.ahead(name) for name in RIGHT_NOW] == [3, 3, 3]
    assert source.delayed(2).view(NOW).ahead("imbalance_now") == 3  # the target is as much later
    leakage.check_views(source, [NOW])
    away = forecast_kept(stores.held, NOW)
    assert away.degraded.any()
    rng = np.random.default_rng(1)
    back = rng.normal(0, 5, 300).tolist()
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", [0.0] * 8, start=NOW, minutes=15)
    minutes(
        stores.warehouse, back, start=NOW - timedelta(hours=3), known_at=NOW + timedelta(minutes=1),
        also={"afrr_dk1_mw": back, "mfrr_dk1_mw": back},
    )  # fmt: skip
    again = forecast_kept(stores.held, NOW + timedelta(minutes=15))
    assert again.version == away.version
    assert not again.degraded.any()
    stores.warehouse.close()


def forecast_kept(held: Any, at: datetime) -> Any:
    """A forecast whose version and state are kept, announced to nobody."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("shared.forecasting.run.announce", lambda _held, _made: None)
        return forecast(DECLARED, "DK1", at, held)
