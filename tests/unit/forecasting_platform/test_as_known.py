"""Which version of a value a view holds, from when on, and in which unit: what training sees is what serving saw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from shared.catalogue.registry import CATALOGUE
from shared.errors import BadData
from shared.forecasting import stored
from shared.forecasting.features import declared_source
from shared.forecasting.interface import AfterPeriod, Feature, Regime
from shared.forecasting.revisions import Revisions, combined
from shared.persistence.tables import revisions_table
from tests.forecast_world import BEGIN, HOURLY, IMBALANCE, PRICED, SPOT, fill, load, open_world, signal
from tests.integration.sample import create_tables

HOUR = timedelta(hours=1)
NOW = BEGIN + timedelta(days=30)
VOLUMES = CATALOGUE["entsoe.imbalance_volumes"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Any]:
    opened = open_world(tmp_path)
    yield opened
    opened.close()


def at(view: Any, values: np.ndarray, moment: datetime) -> float:
    return float(values[(moment - view.start) // timedelta(minutes=view.minutes)])


def test_a_hole_filled_days_later_counts_as_backfilled(world: Any) -> None:
    values: list[float | None] = signal(24 * 30).tolist()
    held, values[200] = values[200], None
    load(world, IMBALANCE, "satisfied_demand_mw", values)
    hole = BEGIN + 200 * HOUR
    load(world, IMBALANCE, "satisfied_demand_mw", [held], start=hole, known_at=hole + timedelta(days=4))
    source = declared_source(HOURLY, "DK1", world, NOW)
    assert source.fallback_rows() == {"target": 1}
    view = source.view(hole + 3 * HOUR)  # received four days later, but due by then
    assert at(view, view.target, hole) == held


def test_the_past_of_a_forecast_covariate_is_as_it_was_when_its_period_was_forecast(world: Any) -> None:
    fill(world)
    load(world, SPOT, "price_eur_mwh", signal(24 * 33, 9).tolist(), known_at=timedelta(hours=-36))
    hour = NOW - timedelta(days=5)
    load(world, SPOT, "price_eur_mwh", [777.0], start=hour, known_at=hour - HOUR, rank=1)  # before it was forecast
    load(world, SPOT, "price_eur_mwh", [888.0], start=hour, known_at=hour + HOUR, rank=2)  # a correction afterwards
    view = declared_source(PRICED, "DK1", world, NOW).view(NOW)
    assert at(view, view.covariates["spot"], hour) == 777.0
    earlier = msgspec.structs.replace(PRICED, gap=PRICED.gap + 2)  # issued two hours before its first period
    view = declared_source(earlier, "DK1", world, NOW).view(NOW)
    assert at(view, view.covariates["spot"], hour) not in (777.0, 888.0)


def test_a_measured_covariate_is_its_first_version(world: Any) -> None:
    fill(world)
    load(world, IMBALANCE, "imbalance_price_eur_mwh", signal(24 * 31, 4).tolist(), known_at=timedelta(minutes=10))
    hour = NOW - timedelta(days=2)
    load(world, IMBALANCE, "imbalance_price_eur_mwh", [777.0], start=hour, known_at=hour + 2 * HOUR, rank=1)
    measured = Feature(
        name="measured", dataset=IMBALANCE.id, column="imbalance_price_eur_mwh", available=AfterPeriod(delay=HOUR)
    )
    view = declared_source(msgspec.structs.replace(HOURLY, features=(measured,)), "DK1", world, NOW).view(NOW)
    assert at(view, view.covariates["measured"], hour) == signal(24 * 31, 4)[(hour - BEGIN) // HOUR]


def test_training_begins_with_the_local_day_of_the_newest_rule_of_the_area(world: Any) -> None:
    for area in ("DK1", "DK2"):
        fill(world, area=area)
    rules = (
        Regime(valid_from=date(2026, 1, 20), reason="new rule"),
        Regime(valid_from=date(2026, 1, 10), reason="the rule before"),
        Regime(valid_from=date(2026, 1, 25), reason="a rule of one area", areas=("DK2",)),
    )
    changed = msgspec.structs.replace(HOURLY, regimes=rules)
    begins = {area: declared_source(changed, area, world, NOW).view(NOW).start for area in ("DK1", "DK2")}
    assert begins == {
        "DK1": datetime(2026, 1, 19, 23, tzinfo=UTC),
        "DK2": datetime(2026, 1, 24, 23, tzinfo=UTC),
    }


def test_nothing_counts_as_known_in_the_second_before_it_was(world: Any) -> None:
    received = NOW + timedelta(microseconds=1)
    load(world, IMBALANCE, "satisfied_demand_mw", [5.0], start=NOW - HOUR, known_at=received)
    grid = stored.Grid(NOW - HOUR, 60, 1)
    series = stored.read(world, HOURLY.target, "DK1", grid)
    assert series.known_at[0, 0] == int(NOW.timestamp()) + 1


def test_a_mean_of_quarters_is_known_with_the_last_of_them(world: Any) -> None:
    known = [NOW + timedelta(minutes=m) for m in (61, 75, 61, 61)]
    load(world, IMBALANCE, "satisfied_demand_mw", [1.0, 2.0, 3.0, 6.0], start=NOW, minutes=15, known_at=known)
    series = stored.read(world, HOURLY.target, "DK1", stored.Grid(NOW, 60, 1))
    assert series.final().tolist() == [3.0]
    assert series.known_at[0, 0] == int(known[1].timestamp())


def test_a_sum_is_backfilled_where_any_member_was() -> None:
    def series(fallback: list[bool]) -> Revisions:
        return Revisions(np.array([[1.0, 2.0]]), np.array([[10, 20]]), np.array(fallback))

    made = combined([series([False, True]), series([False, False])])
    assert made.values[0].tolist() == [2.0, 4.0]
    assert made.fallback.tolist() == [False, True]


def test_volumes_are_power_with_a_sign(warehouse: Any, tmp_path: Path) -> None:
    """MWh a quarter and MW, magnitudes with a direction and signed values, beside each other in one series."""
    create_tables(warehouse, [VOLUMES], tmp_path / "migrations")
    rows = [("A01", 10.0, "MWH"), ("A02", 10.0, "MWH"), ("A02", 10.0, "MAW"), ("A03", -10.0, "MAW")]
    _load_volumes(warehouse, rows)
    feature = Feature(name="v", dataset=VOLUMES.id, column="volume", available=AfterPeriod(delay=HOUR))
    found = stored.read(warehouse, feature, "SE3", stored.Grid(BEGIN, 15, 4)).final()
    assert found.tolist() == [40.0, -40.0, -10.0, -10.0]
    _load_volumes(warehouse, [("A01", 1.0, "KWH")], start=BEGIN + HOUR)
    with pytest.raises(BadData, match="MWH or MAW expected, got KWH"):
        stored.read(warehouse, feature, "SE3", stored.Grid(BEGIN, 15, 5))


def _load_volumes(warehouse: Any, rows: list[tuple[str, float, str]], start: datetime = BEGIN) -> None:
    table, n = revisions_table(VOLUMES), len(rows)
    starts = [(start + timedelta(minutes=15 * i)).replace(tzinfo=None) for i in range(n)]
    given = {
        "start": pa.array(starts, pa.timestamp("us")),
        "known_at": pa.array([s + 2 * HOUR for s in starts], pa.timestamp("us")),
        "control_area": ["SE3"] * n,
        "minutes": [15] * n,
        "version": list(range(1, n + 1)),
        "direction": pa.array([row[0] for row in rows], pa.string()),
        "volume": [row[1] for row in rows],
        "unit": pa.array([row[2] for row in rows], pa.string()),
    }
    rest = {c.name: pa.array([""] * n, pa.string()) for c in table.columns if c.name not in given}
    warehouse.load(table, pa.table({**given, **rest}), label=f"volumes-{start}")
