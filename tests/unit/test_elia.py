"""Elia: requests, and answers row by row against fixtures."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import elia as catalogue
from shared.catalogue.model import Dataset, Slice
from shared.ingestion.validate import to_table
from shared.providers.elia_recorded import recorded_dataset

FIXTURES = Path(__file__).parent.parent / "fixtures" / "elia"
SLICE = Slice("BE", datetime(2025, 10, 25, 22, tzinfo=UTC), datetime(2025, 10, 26, 23, tzinfo=UTC))


def rows(dataset: Dataset, body: bytes | str) -> list[dict[str, Any]]:
    """Checked rows of a body or fixture, times as texts."""
    raw = (FIXTURES / body).read_bytes() if isinstance(body, str) else body
    table = to_table(dataset, dataset.parse(raw, SLICE))
    return [{k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()} for row in table.to_pylist()]


def pick(found: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[n] for n in names) for row in found]


def test_export_asks_for_a_half_open_window_in_utc() -> None:
    asked = catalogue.IMBALANCE_PRICES.request(SLICE)
    assert asked.path == "catalog/datasets/ods134/exports/json"
    assert asked.page == 0
    assert dict(asked.params) == {
        "where": "datetime in [date'2025-10-25T22:00:00Z'..date'2025-10-26T23:00:00Z'[",
        "order_by": "datetime",
        "timezone": "UTC",
    }


def test_mixed_resolutions_are_filtered_and_rows_have_a_total_order() -> None:
    asked = dict(catalogue.GENERATION_BY_FUEL.request(SLICE).params)
    assert asked["where"].endswith("[ and resolutioncode = 'PT15M'")
    assert asked["order_by"] == "datetime,fueltypeentsoe"
    wind = dict(catalogue.WIND.request(SLICE).params)
    assert wind["order_by"] == "datetime,region,offshoreonshore,gridconnectiontype"


def test_forecast_runs_are_windowed_by_run_time() -> None:
    asked = dict(catalogue.SYSTEM_IMBALANCE_FORECAST_NEXT.request(SLICE).params)
    assert asked["where"].startswith("predictiontimeutc in [date'2025-10-25T22:00:00Z'")
    assert asked["order_by"] == "predictiontimeutc"


def test_imbalance_prices_over_both_clock_changes() -> None:
    found = rows(catalogue.IMBALANCE_PRICES, "imbalance_prices.json")
    assert pick(found, "start", "zone", "minutes", "quality_status", "imbalance_price_eur_mwh") == [
        ("2025-03-30T00:45:00", "BE", 15, "validated", 91.42),
        ("2025-03-30T01:00:00", "BE", 15, "data_issue", -17.98),
        ("2025-10-26T00:45:00", "BE", 15, "not_validated", 5.0),
        ("2025-10-26T01:00:00", "BE", 15, "not_validated", 6.1),
    ]
    assert pick(found, "ace_mw", "system_imbalance_mw", "marginal_incremental_price_eur_mwh")[:2] == [
        (21.91, -16.33, 91.42),
        (None, 12.0, None),
    ]


def test_minute_prices_with_portal_labels() -> None:
    found = rows(catalogue.IMBALANCE_PRICES_MINUTE_RECENT, "imbalance_prices_minute_labels.csv")
    columns = ("start", "quarter_start", "minutes", "ace_mw", "system_imbalance_mw", "alpha_prime_eur_mwh")
    assert pick(found, *columns, "imbalance_price_eur_mwh") == [
        ("2024-09-06T16:56:00", "2024-09-06T16:45:00", 1, -48.19, -94.93, 1.82, 333.86),
        ("2024-09-06T16:55:00", "2024-09-06T16:45:00", 1, None, -92.32, 0.0, 324.94),
    ]


def test_plus_and_minus_labels_are_two_columns() -> None:
    (row,) = rows(catalogue.SYSTEM_IMBALANCE_PRE_MARI, "system_imbalance_labels.csv")
    assert row["start"] == "2023-01-01T22:59:00"
    assert (row["afrr_up_mw"], row["afrr_down_mw"], row["igcc_up_mw"], row["igcc_down_mw"]) == (11.69, 4.89, 162.35, 0)
    assert (row["bids_up_mw"], row["bids_down_mw"], row["gross_up_mw"], row["gross_down_mw"]) == (
        0,
        250,
        172.68,
        229.89,
    )
    assert (row["mfrr_standard_mw"], row["mfrr_flex_mw"], row["strategic_reserve_mw"]) == (1, 2, None)


def test_load_is_one_column_in_both_twins() -> None:
    history = rows(catalogue.TOTAL_LOAD, "total_load_export.csv")
    assert pick(history, "start", "total_load_mw", "most_recent_mw", "day_ahead_p90_mw", "week_ahead_mw") == [
        ("2026-08-01T00:00:00", 6301.86, 6059.59, 6693.84, 6504.44),
        ("2026-08-01T00:15:00", None, 6034.62, 6666.27, 6462.02),
    ]
    recent = rows(catalogue.TOTAL_LOAD_RECENT, "total_load_records.json")
    assert pick(recent, "start", "total_load_mw", "most_recent_mw", "most_recent_p10_mw") == [
        ("2026-07-17T21:45:00", None, 7739.22, 7062.45)
    ]


def test_wind_groups() -> None:
    found = rows(catalogue.WIND, "wind.json")
    columns = ("start", "region", "technology", "grid_connection", "measured_mw", "load_factor", "curtailment_bid")
    assert pick(found, *columns) == [
        ("2025-10-26T00:45:00", "Federal", "wind_offshore", "elia", -3.5, -0.0015, None),
        ("2025-10-26T01:00:00", "Flanders", "wind_onshore", "dso", None, None, "B7"),
    ]
    assert pick(found, "day_ahead_11h_mw", "day_ahead_11h_p10_mw", "day_ahead_mw", "week_ahead_p90_mw")[0] == (
        11.0,
        2.0,
        12.0,
        23.0,
    )


def test_near_real_time_solar_measures_under_another_name() -> None:
    record = json.loads((FIXTURES / "wind.json").read_bytes())[0]
    for name in ("offshoreonshore", "gridconnectiontype", "decrementalbidid"):
        del record[name]
    record["realtime"] = record.pop("measured")
    (row,) = rows(catalogue.SOLAR_RECENT, json.dumps({"total_count": 9408, "results": [record]}).encode())
    assert (row["region"], row["measured_mw"], row["monitored_capacity_mw"]) == ("Federal", -3.5, 2262.1)


def test_system_imbalance_forecast_keeps_every_bin() -> None:
    (row,) = rows(catalogue.SYSTEM_IMBALANCE_FORECAST_NEXT, "forecast_next.json")
    assert (row["run_at"], row["start"], row["minutes"]) == ("2026-01-05T10:07:00", "2026-01-05T10:15:00", 15)
    assert (row["system_imbalance_forecast_mw"], row["quality_status"]) == (-41.2, "not_validated")
    assert json.loads(row["bin_probabilities"]) == {"fromminusinftominus400": 0.01, "fromminus400tominus200": 0.2}


def test_json_lines_and_neighbour_codes() -> None:
    found = rows(catalogue.PHYSICAL_FLOWS_RECENT, "flows.jsonl")
    assert pick(found, "start", "from_zone", "to_zone", "flow_mw") == [
        ("2026-01-05T10:00:00", "BE", "GB", -812.4),
        ("2026-01-05T10:00:00", "BE", "NL", 55.0),
    ]


@pytest.mark.parametrize(("unit", "zone"), [("us", "UTC"), ("ms", None), ("ns", "Europe/Brussels"), ("text", None)])
def test_parquet_exports_whatever_their_time_type(unit: str, zone: str | None) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    plain = json.loads((FIXTURES / "imbalance_prices.json").read_bytes())
    times = pa.array([datetime.fromisoformat(r["datetime"]) for r in plain], pa.timestamp("us", "UTC"))
    if unit != "text":
        kind = pa.timestamp(unit, zone)
        stored = times.cast(kind) if zone else times.cast(pa.timestamp("us")).cast(kind)
        table = pa.Table.from_pylist(plain)
        table = table.set_column(table.schema.get_field_index("datetime"), "datetime", stored)
    else:
        table = pa.Table.from_pylist(plain)
    out = io.BytesIO()
    parquet.write_table(table, out)
    assert rows(catalogue.IMBALANCE_PRICES, out.getvalue()) == rows(catalogue.IMBALANCE_PRICES, "imbalance_prices.json")


@pytest.mark.parametrize("body", [b"[]", b'{"total_count": 0, "results": []}'])
def test_no_records_are_no_rows(body: bytes) -> None:
    assert rows(catalogue.IMBALANCE_PRICES, body) == []


def test_recording_tells_its_dataset_and_slice() -> None:
    body = (FIXTURES / "imbalance_prices.json").read_bytes()
    found = recorded_dataset({"dataset": "ods134"}, body)
    assert found is not None
    assert (found[0], str(found[1])) == ("elia.imbalance_prices", "BE 2025-03-30T00:45Z/2025-10-26T01:15Z")
    assert recorded_dataset({"dataset": "(platform)"}, b"[]") is None
    assert recorded_dataset({"dataset": "ods134"}, b"[]") is None
