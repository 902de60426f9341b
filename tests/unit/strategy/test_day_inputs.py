"""What a proposal stands on: the newest fresh forecasts of the very day, and the spreads received by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import ConfigError
from shared.forecasting import proposals
from shared.forecasting.models import STRATEGIES
from shared.forecasting.outputs import FALLBACK, Issued, rows
from shared.forecasting.strategy_standing import store_settings, written
from shared.persistence.blob import FolderBlobs
from shared.persistence.tables import FORECASTS
from tests.forecast_world import IMBALANCE, Stores, load, open_world

DECLARED = STRATEGIES["dk_da_strategy"]
PRICE, SPREAD = DECLARED.price_model, DECLARED.spread_model
DAY = date(2026, 2, 11)
ISSUED = datetime(2026, 2, 10, 9, 45, tzinfo=UTC)
BEGIN = datetime(2025, 12, 31, 23, tzinfo=UTC)
VERSION = "20260101T000000Z-00000000"


def issued(model: str, ago: timedelta, centre: float, version: str = VERSION, days: int = 0) -> Issued:
    """All quarters of the delivery day, or of one some days off."""
    first = datetime(2026, 2, 10, 23, tzinfo=UTC) + timedelta(days=days)
    return Issued(
        model=model, area="DK1", issued_at=ISSUED - ago, version=version, alias="champion", unit="EUR/MWh",
        minutes=15, starts=tuple(first + timedelta(minutes=15 * i) for i in range(96)),
        quantiles=np.tile(centre + np.arange(-3.0, 4.0), (96, 1)), mean=np.full(96, centre),
        degraded=np.zeros(96, dtype=bool),
    )  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Any]:
    """Spreads that count the days since New Year, received an hour after their quarter."""
    opened = open_world(tmp_path)
    count = np.repeat(np.arange(42.0), 96)
    also = {"spot_price_eur_mwh": [0.0] * len(count)}
    load(opened, IMBALANCE, "imbalance_price_eur_mwh", count.tolist(), start=BEGIN, minutes=15, also=also)
    yield opened
    opened.close()


def publish(warehouse: Any, *made: Issued) -> None:
    for one in made:
        warehouse.load(FORECASTS, rows(one), label=f"{one.model}-{one.issued_at}-{one.version}-{one.starts[0]}")


def inputs(warehouse: Any) -> Any:
    found = proposals.day_inputs(warehouse, DECLARED, "DK1", ISSUED)
    return found and found[0]


HOUR = timedelta(hours=1)


def test_the_newest_forecast_counts_and_the_oldest_of_both_tells_the_age(warehouse: Any) -> None:
    publish(warehouse, issued(PRICE, 2 * HOUR, 10.0), issued(PRICE, HOUR, 60.0), issued(PRICE, -HOUR, 99.0))
    assert inputs(warehouse) is None  # no spread yet
    publish(warehouse, issued(SPREAD, 3 * HOUR, 25.0))
    found = inputs(warehouse)
    assert (found.day, found.known_at) == (DAY, ISSUED - 3 * HOUR)
    assert (found.price[0, 3], found.edge[0]) == (60.0, 25.0)
    assert not found.degraded.any()


def test_spreads_are_ordered_by_day_the_newest_last(warehouse: Any) -> None:
    publish(warehouse, issued(PRICE, HOUR, 60.0), issued(SPREAD, HOUR, 25.0))
    past = inputs(warehouse).past
    assert past.shape == (28, 96)
    assert (np.diff(past, axis=0) == 1).all()
    assert (past[-1, 0], past[-1, -1]) == (40.0, 39.0)  # of the last hours of yesterday, nothing is known today


def test_forecasts_of_another_day_are_not_taken(warehouse: Any) -> None:
    publish(warehouse, issued(PRICE, 26 * HOUR, 60.0, days=-1), issued(SPREAD, 26 * HOUR, 25.0, days=-1))
    assert inputs(warehouse) is None  # older than a day
    publish(warehouse, issued(PRICE, HOUR, 60.0), issued(SPREAD, HOUR, 25.0, days=-1))
    assert inputs(warehouse) is None  # their periods differ


@pytest.mark.parametrize("model", [PRICE, SPREAD])
def test_a_period_is_degraded_when_either_forecast_is(warehouse: Any, model: str) -> None:
    marked = np.arange(96) < 4
    for name in (PRICE, SPREAD):
        made = issued(name, HOUR, 60.0)
        publish(warehouse, replace(made, degraded=marked) if name == model else made)
    assert inputs(warehouse).degraded.tolist() == marked.tolist()


def test_climatology_in_place_of_a_model_is_degraded(warehouse: Any) -> None:
    publish(warehouse, issued(PRICE, HOUR, 60.0, FALLBACK), issued(SPREAD, HOUR, 25.0))
    assert inputs(warehouse).degraded.all()
    publish(warehouse, issued(PRICE, HOUR, 60.0))  # the model's own, in the same issue, is preferred
    assert not inputs(warehouse).degraded.any()


def test_a_day_is_proposed_once_per_area(warehouse: Any, tmp_path: Path, broker: Any) -> None:
    held = Stores(warehouse, FolderBlobs(tmp_path / "blobs"), broker=broker).held
    assert proposals.run_due(held, DECLARED, ISSUED + HOUR) == 0
    publish(warehouse, issued(PRICE, HOUR, 60.0), issued(SPREAD, HOUR, 25.0))
    assert proposals.run_due(held, DECLARED, ISSUED + HOUR) == 1
    assert proposals.run_due(held, DECLARED, ISSUED + 2 * HOUR) == 0


def test_settings_are_stored_in_someone_s_name(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    with pytest.raises(ConfigError, match="name of the person"):
        store_settings(blobs, written(proposals.DEFAULT), by=" ")
    assert blobs.list("strategies/") == []
    assert store_settings(blobs, written(proposals.DEFAULT), by="Ada Holm") == proposals.settings(blobs)
