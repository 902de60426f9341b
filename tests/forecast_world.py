"""A small world for forecasts: Danish imbalance rows with receipt times, an hourly model on them, real stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from shared.catalogue.model import Dataset
from shared.catalogue.registry import CATALOGUE
from shared.forecasting.interface import AfterPeriod, DayBefore, Feature, ModelDeclaration
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import RANK_STEP, revisions_table
from shared.runtime import Runtime
from tests.integration.sample import create_tables

IMBALANCE = CATALOGUE["energinet.imbalance_prices"]
SPOT = CATALOGUE["energinet.day_ahead_prices"]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 40
HOURLY = ModelDeclaration(
    id="hourly_demand",
    title="Hourly mean of the demand",
    target=Feature(
        name="demand",
        dataset=IMBALANCE.id,
        column="satisfied_demand_mw",
        available=AfterPeriod(delay=timedelta(minutes=60)),
    ),
    areas=("DK1", "DK2"),
    minutes=60,
    horizon=4,
    gap=1,
    issue="0 * * * *",
    issue_tz="UTC",
    method="acrdls",
)
PRICED = ModelDeclaration(
    id="hourly_priced",
    title="The same with the day-ahead price",
    target=HOURLY.target,
    areas=("DK1",),
    minutes=60,
    horizon=4,
    gap=1,
    issue="0 * * * *",
    issue_tz="UTC",
    method="acrdls",
    features=(
        Feature(
            name="spot",
            dataset=SPOT.id,
            column="price_eur_mwh",
            available=DayBefore(at="13:30"),
        ),
    ),
)


@dataclass
class Stores:
    """What a forecast needs of a runtime."""

    warehouse: Any
    blobs: Any
    cache: Any = None
    broker: Any = None

    @property
    def held(self) -> Runtime:
        return cast(Runtime, self)


def open_world(folder: Path) -> DuckDBWarehouse:
    """A warehouse in ``folder`` with the tables of both datasets and the forecasts."""
    opened = DuckDBWarehouse(folder / "world.duckdb", memory_limit="300MB")
    create_tables(opened, [IMBALANCE, SPOT], folder / "migrations")
    return opened


def signal(count: int, seed: int = 5) -> np.ndarray:
    """Hourly values with a daily shape and short memory."""
    rng = np.random.default_rng(seed)
    noise = np.zeros(count)
    for i in range(1, count):
        noise[i] = 0.8 * noise[i - 1] + rng.normal(0, 20)
    return np.asarray(np.round(60 * np.sin(2 * np.pi * np.arange(count) / 24) + noise, 1))


def load(
    warehouse: Any,
    dataset: Dataset,
    column: str,
    values: Sequence[float | None],
    *,
    area: str = "DK1",
    start: datetime = BEGIN,
    minutes: int = 60,
    known_at: datetime | Sequence[datetime] | timedelta = timedelta(minutes=55),
    rank: int = 0,
    also: Mapping[str, Sequence[float | None]] | None = None,
) -> None:
    """One revision per value, with further columns of the same rows in ``also``.

    ``known_at``: one instant, one per row, or a delay after the end of each period.
    """
    starts = [start + timedelta(minutes=minutes * i) for i in range(len(values))]
    if isinstance(known_at, timedelta):
        known = [s + timedelta(minutes=minutes) + known_at for s in starts]
    else:
        known = [known_at] * len(values) if isinstance(known_at, datetime) else list(known_at)
    table = revisions_table(dataset)
    filled: dict[str, Any] = {
        dataset.time_column: pa.array([s.replace(tzinfo=None) for s in starts], pa.timestamp("us")),
        "known_at": pa.array([k.replace(tzinfo=None) for k in known], pa.timestamp("us")),
        "version": [rank * RANK_STEP + int(k.timestamp() * 1e6) for k in known],
        "zone": [area] * len(values),
        "minutes": [minutes] * len(values),
        column: pa.array(values, pa.float64()),
        **{name: pa.array(more, pa.float64()) for name, more in (also or {}).items()},
    }
    types = {"float": pa.float64(), "text": pa.string(), "int": pa.int64(), "bool": pa.bool_()}
    rest = {c.name: pa.nulls(len(values), types[c.kind]) for c in table.columns if c.name not in filled}
    label = f"{dataset.id}-{area}-{column}-{start}-{known[0]}-{rank}-{len(values)}"
    warehouse.load(table, pa.table({**filled, **rest}), label=label)


def fill(warehouse: Any, days: int = DAYS, area: str = "DK1", seed: int = 5) -> np.ndarray:
    """Demand of ``days`` days, received 55 minutes after each hour; the values."""
    values = signal(24 * days, seed)
    load(warehouse, IMBALANCE, "satisfied_demand_mw", values.tolist(), area=area)
    return values
