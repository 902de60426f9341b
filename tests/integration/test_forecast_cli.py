"""``./scalar forecast``, ``models`` and ``backtest --dataset`` on a data folder, as a user runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.forecasting.registry import Registry
from shared.persistence.blob import FolderBlobs
from shared.persistence.duckdb import DuckDBWarehouse
from tests.forecast_world import IMBALANCE, load
from tests.integration.command import complaint, scalar
from tests.integration.test_forecast_api import quarters
from tests.unit.forecasting_platform.test_registry import card

MODEL = "dk_balancing_demand_next_day"
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forecast cli")
    warehouse = DuckDBWarehouse(folder / "warehouse.duckdb", memory_limit="300MB")
    warehouse.migrate()
    load(warehouse, IMBALANCE, "satisfied_demand_mw", quarters(40, 3), start=NOW - timedelta(days=40), minutes=15)
    warehouse.close()
    return folder


def answer(*arguments: str, data: Path) -> Any:
    done = scalar(*arguments, data=data)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def test_a_forecast_without_a_platform_is_shown_and_nothing_is_kept(data: Path) -> None:
    found = answer("forecast", MODEL, "--area", "DK1", "--json", data=data)
    (made,) = found["forecasts"]
    assert found["model"] == MODEL
    assert made["model_version"] == "preview"
    assert len(made["periods"]) in (92, 96, 100)
    assert not (data / "blobs").exists() or FolderBlobs(data / "blobs").list("models/") == []
    shown = scalar("forecast", MODEL, "--area", "DK1", data=data).stdout.decode()
    assert "MW" in shown
    assert "0.95" in shown


def test_an_instant_of_the_past_is_forecast(data: Path) -> None:
    at = (NOW - timedelta(days=3)).isoformat()
    found = answer("forecast", MODEL, "--area", "DK1", "--at", at, "--json", data=data)
    assert datetime.fromisoformat(found["forecasts"][0]["issued_at"]) <= NOW - timedelta(days=3)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["forecast", "nothing"], 78, "no model is called"),
        (["forecast", MODEL, "--area", "FI"], 78, "not one of DK1, DK2"),
        (["forecast", MODEL, "--area", "DK2"], 65, "nothing received"),
        (["forecast", MODEL, "--at", "2199-01-01T00:00Z"], 65, "has not come yet"),
        (["models", "rollback", MODEL, "--area", "DK1"], 70, "no earlier champion"),
        (["models", "promote", MODEL, "x", "--area", "DK1"], 65, "no version 'x'"),
    ],
)
def test_mistakes_end_with_one_line_and_their_code(data: Path, arguments: list[str], code: int, told: str) -> None:
    done = scalar(*arguments, data=data)
    assert done.returncode == code
    assert told in complaint(done)


def test_versions_are_listed_promoted_and_rolled_back(data: Path) -> None:
    registry = Registry(FolderBlobs(data / "blobs"))
    trained = datetime(2026, 3, 1, tzinfo=UTC)
    first, second = (
        registry.save(card(trained + timedelta(days=i), model=MODEL), {"state.npz": bytes([i])}) for i in (0, 1)
    )
    for version in (first, second):
        scalar("models", "promote", MODEL, version, "--area", "DK1", "--by", "ana", data=data)
    listed = {v["version"]: v for v in answer("models", "list", MODEL, "--json", data=data)["versions"]}
    assert listed[second]["aliases"] == ["champion"]
    assert listed[first]["aliases"] == []
    back = scalar("models", "rollback", MODEL, "--area", "DK1", data=data).stdout.decode()
    assert f"champion is {first}, before it {second}" in back


def test_delays_of_the_targets_are_measured(data: Path) -> None:
    (found,) = answer("models", "delays", MODEL, "--area", "DK1", "--json", data=data)["delays"]
    assert found["rows"] > 1300
    assert (found["median_minutes"], found["p95_minutes"]) == (55.0, 55.0)
    assert (found["gap"], found["needed_gap"], found["verdict"]) == (59, 59, "fits")
    shown = scalar("models", "delays", data=data).stdout.decode()
    assert "too few live rows" in shown


def test_a_dataset_is_backtested_from_the_warehouse(data: Path) -> None:
    found = answer(
        "backtest", "climatology28", "--dataset", IMBALANCE.id, "--target", "satisfied_demand_mw", "--area", "DK1",
        "--gap", "4", "--horizon", "4", "--from", (NOW - timedelta(days=5)).isoformat(), "--json", data=data,
    )  # fmt: skip
    assert found["origins"] > 10
    assert found["metrics"]["climatology28"]["mae"] > 0
    declared = answer(
        "backtest", MODEL, "--area", "DK1", "--from", (NOW - timedelta(days=6)).isoformat(), "--json", data=data
    )
    assert declared["metrics"]["acrdls"]["cover80"] >= 0
