"""The declared day-ahead price model through a first forecast and the nightly run, on quarter-hours and real stores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.catalogue.registry import CATALOGUE
from shared.forecasting import lifecycle
from shared.forecasting.interface import MEDIAN
from shared.forecasting.models import MODELS
from shared.forecasting.registry import Registry
from shared.forecasting.run import forecast
from shared.persistence.blob import FolderBlobs
from shared.persistence.duckdb import DuckDBWarehouse
from tests.forecast_world import Stores, load
from tests.integration.sample import create_tables

PRICE = MODELS["dk_da_price"]
PRICES = CATALOGUE[PRICE.target.dataset]
LOADS = CATALOGUE[PRICE.features[0].dataset]
BEGIN = datetime(2026, 3, 31, 22, tzinfo=UTC)  # local midnight, in quarter-hour times, no clock change until autumn
DAYS = 84


def _market(days: int) -> tuple[np.ndarray, np.ndarray]:
    """Quarter-hour prices that follow a load known ahead, with a profile within each hour; (price, load)."""
    rng = np.random.default_rng(12)
    hour = np.arange(days * 96) % 96 / 4
    demand = np.repeat(rng.normal(0, 1, days), 96)
    level = np.repeat(np.cumsum(rng.normal(0, 2, days)), 96)
    price = 70 + level + 25 * np.sin(2 * np.pi * (hour - 6) / 24) + 18 * demand + rng.normal(0, 2, days * 96)
    return price + 6 * np.tile([-1.5, -0.5, 0.5, 1.5], days * 24), 3000 + 400 * demand


def _published(days: int, hour: int) -> list[datetime]:
    """When each quarter became known: at ``hour`` UTC on the day before."""
    return [BEGIN + timedelta(days=day - 1, hours=2 + hour) for day in range(days) for _ in range(96)]


@pytest.fixture
def stores(tmp_path: Path, broker: Any, redis_cache: Any) -> Iterator[Stores]:
    warehouse = DuckDBWarehouse(tmp_path / "world.duckdb", memory_limit="300MB")
    create_tables(warehouse, [PRICES, LOADS], tmp_path / "migrations")
    price, demand = _market(DAYS + 2)
    for dataset, column, values, hour in ((PRICES, "price_eur_mwh", price, 11), (LOADS, "load_mw", demand, 7)):
        known_at = _published(DAYS + 2, hour)
        load(warehouse, dataset, column, values.tolist(), start=BEGIN, minutes=15, known_at=known_at)
    yield Stores(warehouse, FolderBlobs(tmp_path / "blobs"), redis_cache, broker)
    warehouse.close()


def test_the_combination_is_trained_gated_and_promoted_at_night(stores: Stores) -> None:
    declared = msgspec.structs.replace(PRICE, areas=("DK1",))
    issued = BEGIN + timedelta(days=DAYS - 1, hours=10, minutes=30)  # 10:30 local, before the auction of that day
    first = forecast(declared, "DK1", issued, stores.held)
    registry = Registry(stores.blobs)
    assert registry.card("dk_da_price", "DK1", first.version).method == "combination"
    assert len(first.starts) == 96
    assert not first.degraded.any()
    actual = _market(DAYS + 2)[0][DAYS * 96 : (DAYS + 1) * 96]
    assert np.abs(first.quantiles[:, MEDIAN] - actual).mean() < 6
    within = first.quantiles[:, MEDIAN].reshape(24, 4).mean(axis=0)
    assert within[3] - within[0] > 9  # the profile of quarters within the hour

    lifecycle.nightly(stores.held, declared, issued + timedelta(days=1, hours=14))
    champion = registry.alias("dk_da_price", "DK1")
    assert champion is not None
    assert champion.by == "nightly retrain"
    assert champion.previous == first.version
    assert registry.card("dk_da_price", "DK1", champion.version).method == "combination"
    report = registry.report("dk_da_price", "DK1", champion.version)
    assert report is not None
    assert report["refused"] == ""
    assert report["trial"]["periods"] >= 96 * lifecycle.FEWEST
    assert report["trial"]["against_climatology"] < 0.8
