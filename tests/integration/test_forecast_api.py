"""Forecast endpoints behind a real socket: published rows in every format, runs, backtests, strategies, refusals."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from embedded.supervisor import Addresses
from shared import runtime
from shared.forecasting.models import MODELS
from shared.forecasting.queue import work
from shared.forecasting.schedule import last_issue
from shared.persistence.duckdb import DuckDBWarehouse
from tests.forecast_world import IMBALANCE, SPOT, load, signal
from tests.integration.api import Api, served

MODEL = "dk_balancing_demand_next_day"
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
BEGIN = NOW - timedelta(days=40)


def quarters(days: int, seed: int) -> list[float]:
    hourly = signal(24 * days + 1, seed)
    rng = np.random.default_rng(seed)
    return list(np.round(np.repeat(hourly, 4)[: 96 * days] + rng.normal(0, 5, 96 * days), 1))


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, servers: Addresses) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("api forecasts")
    warehouse = DuckDBWarehouse(folder / "warehouse.duckdb", memory_limit="500MB")
    warehouse.migrate()
    load(warehouse, IMBALANCE, "satisfied_demand_mw", quarters(40, 3), start=BEGIN, minutes=15)
    load(warehouse, SPOT, "price_eur_mwh", quarters(42, 4), start=BEGIN, minutes=15, known_at=timedelta(hours=-36))
    warehouse.close()
    settings = {
        "SCALAR_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb",
        "SCALAR_BLOB_URL": f"file:{folder}/blobs",
        "SCALAR_BROKER_URL": servers.broker_url,
        "SCALAR_CACHE_URL": servers.cache_url,
        "SCALAR_DATA": str(folder),
    }
    with served(folder, settings) as found:
        yield found


@pytest.fixture(scope="module")
def run(api: Api) -> dict[str, Any]:
    """One forecast made and published through the API."""
    answer = api.post(f"forecasts/{MODEL}/run", json.dumps({"area": "DK1"}).encode())
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["forecasts"][0]
    return found


def test_a_run_is_published_and_read_back(api: Api, run: dict[str, Any]) -> None:
    assert run["unit"] == "MW"
    assert len(run["periods"]) in (92, 96, 100)
    answer = api.get(f"forecasts/{MODEL}", area="DK1").json()
    (found,) = answer["forecasts"]
    assert answer["unit"] == "MW"
    assert (found["issued_at"], found["model_version"]) == (run["issued_at"], run["model_version"])
    assert found["degraded"] == run["degraded"]
    for period, told in zip(found["periods"], run["periods"], strict=True):
        assert period["start"] == told["start"]
        assert period["quantiles"] == told["quantiles"]
        assert period["mean"] == told["mean"]


def test_probabilities_of_sign_are_read_back(api: Api) -> None:
    made = api.post("forecasts/dk_balancing_demand/run", json.dumps({"area": "DK1"}).encode())
    assert made.status_code == 200, made.text
    told = made.json()["forecasts"][0]["periods"]
    found = api.get("forecasts/dk_balancing_demand", area="DK1").json()["forecasts"][0]["periods"]
    assert [p["probabilities"] for p in found] == [p["probabilities"] for p in told]
    assert all(sum(p["probabilities"].values()) == pytest.approx(1.0, abs=1e-3) for p in found)
    table = pq.read_table(
        io.BytesIO(api.get("forecasts/dk_balancing_demand", area="DK1", format="parquet").content)
    ).to_pylist()
    assert {row["quantile"] for row in table} >= {-4.0, -3.0, -2.0, 0.5}
    below = [row["value"] for row in table if row["quantile"] == -2.0]
    assert below == [p["probabilities"]["negative"] for p in told]


def test_every_format_holds_the_same_rows(api: Api, run: dict[str, Any]) -> None:
    rows = len(run["periods"]) * 8
    csv = api.get(f"forecasts/{MODEL}", area="DK1", format="csv").text.splitlines()
    header = "model,model_version,alias,area,issued_at,start,minutes,quantile,value,degraded,unit"
    assert csv[0].replace('"', "") == header
    assert len(csv) == rows + 1
    parquet = pq.read_table(io.BytesIO(api.get(f"forecasts/{MODEL}", area="DK1", format="parquet").content))
    arrow = pa.ipc.open_stream(api.get(f"forecasts/{MODEL}", area="DK1", format="arrow").content).read_all()
    assert parquet.to_pylist() == arrow.to_pylist()
    assert sorted(set(parquet.column("quantile").to_pylist())) == [-1.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]


def test_as_of_finds_what_was_issued_by_then(api: Api, run: dict[str, Any]) -> None:
    before = (datetime.fromisoformat(run["issued_at"]) - timedelta(minutes=1)).isoformat()
    assert api.get(f"forecasts/{MODEL}", area="DK1", as_of=before).json()["forecasts"] == []
    exact = api.get(f"forecasts/{MODEL}", area="DK1", issued_at=run["issued_at"]).json()["forecasts"]
    assert len(exact) == 1


def test_the_list_tells_version_freshness_and_method(api: Api, run: dict[str, Any]) -> None:
    begun = datetime.now(UTC)
    found = {(m["model"], m["area"]): m for m in api.get("forecasts").json()["models"]}
    mine, other = found[MODEL, "DK1"], found[MODEL, "DK2"]
    assert mine["version"] == run["model_version"]
    due = last_issue(MODELS[MODEL].issue, MODELS[MODEL].issue_tz, begun)
    if due == last_issue(MODELS[MODEL].issue, MODELS[MODEL].issue_tz, datetime.now(UTC)):  # none fell due meanwhile
        assert mine["fresh"] is (datetime.fromisoformat(run["issued_at"]) == due)
    assert mine["age_seconds"] >= 0
    assert (mine["delay"]["median_minutes"], mine["delay"]["verdict"]) == (55.0, "fits")
    assert other["version"] is None
    assert other["fresh"] is False


@pytest.mark.parametrize(
    ("path", "params", "status", "told"),
    [
        ("forecasts/nothing", {}, 404, "no model is called"),
        (f"forecasts/{MODEL}", {"area": "SE3"}, 404, "not one of"),
        (f"forecasts/{MODEL}", {"format": "xlsx"}, 400, "format"),
        (f"forecasts/{MODEL}", {"colour": "red"}, 400, "colour"),
        (f"forecasts/{MODEL}", {"issued_at": "yesterday"}, 400, "RFC 3339"),
        ("strategies/nothing", {}, 404, "no strategy"),
        ("strategies/dk_da_strategy", {}, 404, "no proposal yet"),
        ("strategies/dk_da_strategy", {"day": "tomorrow"}, 400, "not a date"),
        ("backtests/00000000000000000000", {}, 404, "there is no backtest"),
        ("backtests/..%2fx", {}, 404, ""),
    ],
)
def test_questions_without_an_answer(api: Api, path: str, params: dict[str, str], status: int, told: str) -> None:
    answer = api.get(path, **params)
    assert answer.status_code == status
    if told:
        assert told in answer.json()["detail"]


def test_the_future_and_areas_without_values_are_refused(api: Api) -> None:
    later = (NOW + timedelta(days=2)).isoformat()
    assert (
        api.post(f"forecasts/{MODEL}/run", json.dumps({"area": "DK1", "issued_at": later}).encode()).status_code == 400
    )
    empty = api.post(f"forecasts/{MODEL}/run", json.dumps({"area": "DK2"}).encode())
    assert empty.status_code == 422
    assert "nothing received" in empty.json()["detail"]


def test_a_backtest_is_accepted_worked_on_and_reported(api: Api) -> None:
    asked = {"model": MODEL, "area": "DK1", "method": "snaive_week", "start": (NOW - timedelta(days=6)).isoformat()}
    first = api.post("backtests", json.dumps(asked).encode())
    assert first.status_code == 202
    where = first.headers["Location"].removeprefix("/api/")
    assert api.post("backtests", json.dumps(asked).encode()).headers["Location"] == first.headers["Location"]
    assert api.get(where).json()["state"] == "queued"
    assert api.get(f"{where}/report").status_code == 404
    assert work(runtime.runtime("insights"), datetime.now(UTC)) == 1
    done = api.get(where).json()
    assert done["state"] == "done", done["reason"]
    assert done["summary"]["metrics"]["snaive_week"]["mae"] > 0
    page = api.get(f"{where}/report")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "snaive_week" in page.text
    assert work(runtime.runtime("insights"), datetime.now(UTC)) == 0


@pytest.mark.parametrize("asked", [{"model": "x", "area": "DK1"}, {"model": MODEL, "area": "FI"}, {"model": MODEL}])
def test_a_backtest_of_nothing_declared_is_refused(api: Api, asked: dict[str, str]) -> None:
    assert api.post("backtests", json.dumps(asked).encode()).status_code in (400, 404)
