"""Neighbours' prices as inputs: one that stays away is missed only once a forecast reaches into its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.forecasting import leakage
from shared.forecasting.features import declared_source
from shared.forecasting.models import MODELS, NEIGHBOURS, inputs
from shared.forecasting.run import forecast
from shared.persistence.blob import FolderBlobs
from tests.forecast_world import IMBALANCE, SPOT, Stores, load, open_world, signal

BEGIN = datetime(2026, 1, 4, 23, tzinfo=UTC)  # local midnight
DAYS = 40
PRICES = ("day_ahead_price", *(f"day_ahead_price_{zone}" for zone in NEIGHBOURS))
LATE = "DE-LU"
EVENING = BEGIN + timedelta(days=DAYS - 1, hours=20)
DECLARED = msgspec.structs.replace(
    MODELS["dk_balancing_demand"],
    features=tuple(f for f in MODELS["dk_balancing_demand"].features if f.name in PRICES),
    history_days=DAYS,
    method="acrdls",
    regimes=(),
)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    """Demand driven by the price difference to Germany; all prices at 13:00 the day before, but the last of Germany."""
    opened = open_world(tmp_path)
    published = [BEGIN + timedelta(days=i // 24 - 1, hours=13) for i in range(24 * (DAYS + 1))]
    price = {zone: 60 + signal(len(published), seed) for seed, zone in enumerate(("DK1", *NEIGHBOURS))}
    for zone, values in price.items():
        kept = values.tolist()[: 24 * (DAYS if zone == LATE else DAYS + 1)]
        load(opened, SPOT, "price_eur_mwh", kept, area=zone, start=BEGIN, known_at=published[: len(kept)])
    noise = np.random.default_rng(2).normal(0, 5, 96 * DAYS)
    demand = np.repeat(price["DK1"] - price[LATE], 4)[: 96 * DAYS] + noise
    load(opened, IMBALANCE, "satisfied_demand_mw", demand.tolist(), start=BEGIN, minutes=15)
    yield Stores(opened, FolderBlobs(tmp_path / "blobs"))
    opened.close()


def issued(stores: Stores, at: datetime) -> Any:
    """A forecast whose version and state are kept, announced to nobody."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("shared.forecasting.run.announce", lambda held, made: None)
        return forecast(DECLARED, "DK1", at, stores.held)


def test_a_neighbour_that_stays_away_degrades_only_the_quarters_of_its_day(stores: Stores) -> None:
    at_noon, early, late = (issued(stores, EVENING + timedelta(hours=h)) for h in (-8, 0, 2))
    assert at_noon.version == late.version
    assert not at_noon.degraded.any()
    assert not early.degraded.any()  # from 20:00 local on: it ends at midnight
    assert late.degraded.tolist() == [k >= 8 for k in range(16)]  # from 22:00 on: two hours are left of the day
    assert np.isfinite(late.quantiles).all()
    assert late.notes


def test_the_price_of_a_neighbour_is_used_and_is_its_own(stores: Stores) -> None:
    source = declared_source(DECLARED, "DK1", stores.warehouse, EVENING)
    view = source.view(EVENING)
    assert sorted(view.covariates) == sorted(PRICES)
    assert len({values[50] for values in view.covariates.values()}) == len(PRICES)
    made = issued(stores, EVENING)
    actual = source.actual(view)
    assert np.abs(made.quantiles[:, 3] - actual).mean() < 0.5 * np.abs(actual - np.nanmedian(view.target)).mean()
    leakage.check_views(source, [EVENING - timedelta(days=2), EVENING])
    leakage.check_correlation(view)


def test_their_history_is_fetched_on_a_first_start() -> None:
    areas, days = inputs()[SPOT.id]
    assert areas >= {"DK1", "DK2", *NEIGHBOURS}
    assert days >= 38
    assert {"energinet.mfrr_capacity", "energinet.mfrr_activation"} <= set(inputs())
