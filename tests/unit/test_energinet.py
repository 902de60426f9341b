"""Energinet: requests, and answers row by row against fixtures."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import energinet as catalogue
from shared.catalogue.model import Dataset, Slice
from shared.ingestion.validate import to_table
from shared.providers.energinet_recorded import only_area, recorded_dataset

FIXTURES = Path(__file__).parent.parent / "fixtures" / "energinet"


def slice_of(key: str) -> Slice:
    return Slice(key=key, start=datetime(2025, 1, 1, tzinfo=UTC), end=datetime(2026, 1, 1, tzinfo=UTC))


def rows(dataset: Dataset, name: str, key: str = "DK1") -> list[dict[str, Any]]:
    """Checked rows of a fixture, times as ``YYYY-MM-DDTHH:MM`` texts."""
    table = to_table(dataset, dataset.parse((FIXTURES / name).read_bytes(), slice_of(key)))
    return [
        {k: v.isoformat(timespec="auto") if isinstance(v, datetime) else v for k, v in row.items()}
        for row in table.to_pylist()
    ]


def pick(found: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[n] for n in names) for row in found]


def test_request_is_utc_to_the_minute_and_unlimited() -> None:
    asked = catalogue.IMBALANCE_PRICES.request(
        Slice("DK2", datetime(2025, 10, 25, 22, 0, tzinfo=UTC), datetime(2025, 10, 26, 23, 0, tzinfo=UTC))
    )
    assert asked.path == "dataset/ImbalancePrice"
    assert dict(asked.params) == {
        "start": "2025-10-25T22:00",
        "end": "2025-10-26T23:00",
        "timezone": "UTC",
        "limit": "0",
        "sort": "TimeUTC asc,PriceArea asc",
        "filter": '{"PriceArea":["DK2"]}',
    }


def test_request_uses_the_provider_s_area_codes_and_columns() -> None:
    assert dict(catalogue.DAY_AHEAD_PRICES.request(slice_of("DE-LU")).params)["filter"] == '{"PriceArea":["DE"]}'
    fcr = dict(catalogue.FCR_DK1.request(slice_of("DK1")).params)
    assert "filter" not in fcr
    assert fcr["sort"] == "HourUTC asc"


def test_imbalance_prices_over_both_clock_changes() -> None:
    found = rows(catalogue.IMBALANCE_PRICES, "imbalance_price.json")
    assert pick(found, "start", "zone", "minutes", "satisfied_demand_mw", "imbalance_price_eur_mwh") == [
        ("2025-03-30T00:45:00", "DK1", 15, -166.03, -2.8),
        ("2025-03-30T01:00:00", "DK1", 15, 53.0, 313.81),
        ("2025-10-26T00:45:00", "DK1", 15, 0.0, 155.31),
        ("2025-10-26T01:00:00", "DK1", 15, 69.77, None),
    ]
    assert pick(found, "dominating_direction") == [(-1,), (1,), (0,), (None,)]


def test_a_price_of_nothing_activated_is_null() -> None:
    found = rows(catalogue.IMBALANCE_PRICES, "imbalance_price.json")
    columns = (
        "afrr_up_mw",
        "afrr_up_price_eur_mwh",
        "afrr_up_price_dkk_mwh",
        "afrr_down_mw",
        "afrr_down_price_eur_mwh",
    )
    assert pick(found, *columns) == [
        (0.0, None, None, -18.67, -9.85),
        (2.31, 0.0, 0.0, 0.0, None),  # 0.0 beside an activation is a price
        (1.64, 178.11, 1322.55, 1.17, 78.85),
        (None, None, None, None, None),
    ]


def test_the_column_name_before_the_rename() -> None:
    found = rows(catalogue.IMBALANCE_PRICES, "imbalance_price_before_rename.csv")
    assert pick(found, "start", "satisfied_demand_mw", "imbalance_price_dkk_mwh", "dominating_direction") == [
        ("2025-03-18T22:45:00", -166.03, -29.71, -1),
        ("2025-03-18T23:00:00", 49.07, 69.24, 1),
    ]


def test_day_ahead_unit_changes_on_1_october_2025() -> None:
    found = rows(catalogue.DAY_AHEAD_PRICES, "day_ahead_prices.json", "DE-LU")
    assert pick(found, "start", "zone", "minutes", "price_eur_mwh", "price_dkk_mwh") == [
        ("2025-09-30T22:00:00", "DE-LU", 15, 93.57, 689.7),
        ("2025-09-30T22:15:00", "DE-LU", 15, 1.36, None),
        ("2025-10-26T00:45:00", "DE-LU", 15, 78.68, 578.56),
        ("2025-10-26T01:00:00", "DE-LU", 15, 86.0, 579.26),
    ]
    body = "hour_utc,hour_dk,price_area,spot_price_dkk,spot_price_eur\n2025-09-30 21:00:00,,DK2,690.252246,92.480003\n"
    table = to_table(catalogue.DAY_AHEAD_PRICES, catalogue.DAY_AHEAD_PRICES.parse(body.encode(), slice_of("DK2")))
    assert pick(table.to_pylist(), "minutes", "price_eur_mwh", "price_dkk_mwh") == [(60, 92.48, 690.2522)]


def test_hourly_spot_prices_of_the_portal_over_both_clock_changes() -> None:
    found = rows(catalogue.SPOT_PRICES, "spot_prices_portal.csv", "DK2")
    assert pick(found, "start", "minutes", "price_eur_mwh", "price_dkk_mwh") == [
        ("2024-03-31T00:00:00", 60, 24.26, 171.97),
        ("2024-03-31T01:00:00", 60, 24.31, 172.39),
        ("2024-10-27T00:00:00", 60, 0.92, None),
        ("2024-10-27T01:00:00", 60, 66.36, 485.8),
    ]


def test_five_minute_production_without_float_dust() -> None:
    found = rows(catalogue.PRODUCTION_EXCHANGE_5MIN, "production_exchange.json", "DK1,DK2")
    assert pick(found, "start", "zone", "minutes", "production_small_mw", "wind_offshore_mw", "exchange_norway_mw") == [
        ("2025-02-21T19:10:00", "DK1", 5, 313.81, 1353.18, 1123.82),
        ("2025-02-21T19:05:00", "DK2", 5, 182.07, 791.59, None),
    ]
    assert pick(found, "exchange_bornholm_mw", "exchange_sweden_mw") == [(None, 53.57), (12.62, -1000.0)]


def test_minute_row_of_the_system_with_columns_cut_off() -> None:
    (row,) = rows(catalogue.POWER_SYSTEM_NOW, "power_system_now.json", "DK")
    assert (row["start"], row["zone"], row["minutes"]) == ("2025-10-26T01:08:00", "DK", 1)
    assert (row["exchange_dk1_de_mw"], row["co2_g_kwh"], row["afrr_dk2_mw"]) == (2226.67, 121.87, 70.36)
    assert row["imbalance_dk1_mw"] is None


def test_repeated_october_hour_of_fcr() -> None:
    found = rows(catalogue.FCR_ND_DK2, "fcr_nd_dk2.json", "DK2")
    assert pick(found, "start", "product", "auction", "total_mw", "price_eur_mw_h") == [
        ("2025-10-26T00:00:00", "fcr_d_down", "total", 140.5, 3.25),
        ("2025-10-26T01:00:00", "fcr_d_up", "d1_early", None, None),
        ("2025-10-26T02:00:00", "fcr_n", "d1_late", 2.0, 18.4),
    ]


def test_forecast_rows_carry_their_run_time() -> None:
    found = rows(catalogue.FORECASTS_5MIN, "forecasts_5min.json")
    assert pick(found, "start", "technology", "day_ahead_mw", "intraday_mw", "current_mw", "run_at") == [
        ("2025-10-01T10:05:00", "wind_offshore", 258.36, None, 291.55, "2025-10-01T09:58:33"),
        ("2025-10-01T10:05:00", "solar", 1.0, None, None, None),
    ]


def test_reserve_columns_before_the_rename() -> None:
    found = rows(catalogue.AFRR_RESERVES, "afrr_reserves_2024.csv", "DK2")
    assert pick(found, "start", "up_demand_mw", "up_procured_mw", "up_price_eur_mw_h", "down_price_dkk_mw_h") == [
        ("2024-03-31T00:00:00", None, 82.82, 73.55, 38.3),
        ("2024-03-31T01:00:00", None, None, None, None),
    ]


def test_second_level_activation_keeps_milliseconds() -> None:
    found = rows(catalogue.AFRR_ACTIVATION, "afrr_activation.json")
    assert pick(found, "start", "afrr_mw", "afrr_price_eur_mwh") == [
        ("2025-10-01T22:00:00.120000", -12.5, -3.1),
        ("2025-10-01T22:00:04", 0.0, None),
    ]


@pytest.mark.parametrize(("times", "minutes"), [(("10:00", "11:00"), 60), (("10:00", "10:15"), 15)])
def test_transmission_lines_tell_their_own_resolution(times: tuple[str, str], minutes: int) -> None:
    records = [
        {
            "HourUTC": f"2025-10-01T{time}:00",
            "HourDK": None,
            "PriceArea": "DK1",
            "ConnectedArea": area,
            "ImportCapacity": 2500,
            "ExportCapacity": -2500,
            "ScheduledExchangeDayAhead": -120.5,
            "ScheduledExchangeIntraday": None,
            "PhysicalExchangeNonvalidated": -118.25,
        }
        for time, area in zip(times, ("DE", "NO2"), strict=True)
    ]
    body = json.dumps({"total": 2, "dataset": "Transmissionlines", "records": records}).encode()
    columns = catalogue.TRANSMISSION_LINES.parse(body, slice_of("DK1"))
    assert columns["minutes"] == [minutes, minutes]
    assert columns["connected_zone"] == ["DE-LU", "NO2"]
    assert (columns["physical_mw"], columns["export_capacity_mw"]) == ([-118.25, -118.25], [-2500.0, -2500.0])


def test_continental_reserve_has_no_area_and_gets_one() -> None:
    names = ("FCRdomestic_MW", "FCRabroad_MW", "FCRcross_EUR", "FCRcross_DKK", "FCRdk_EUR", "FCRdk_DKK")
    record = {"HourUTC": "2025-10-01T02:00:00", "HourDK": "x", **{n: i for i, n in enumerate(names)}}
    columns = catalogue.FCR_DK1.parse(json.dumps([record]).encode(), slice_of("DK1"))
    assert (columns["zone"], columns["dk_price_eur_mw_h"], columns["domestic_mw"]) == (["DK1"], [4.0], [0.0])


def test_no_records_are_no_rows() -> None:
    columns = catalogue.IMBALANCE_PRICES.parse(b'{"total":0,"dataset":"ImbalancePrice","records":[]}', slice_of("DK1"))
    assert to_table(catalogue.IMBALANCE_PRICES, columns).num_rows == 0


def test_recording_tells_its_dataset_and_slice() -> None:
    body = (FIXTURES / "production_exchange.json").read_bytes()
    found = recorded_dataset({"dataset": "ElectricityProdex5MinRealtime"}, body)
    assert found is not None
    name, piece = found
    assert name == "energinet.production_exchange_5min"
    assert str(piece) == "DK1,DK2 2025-02-21T19:05Z/2025-02-21T19:15Z"
    assert recorded_dataset({"dataset": "Unknown"}, body) is None
    assert recorded_dataset({"dataset": "ImbalancePrice"}, b"<html>") is None


@pytest.mark.parametrize("name", ["production_exchange.json", "spot_prices_portal.csv"])
def test_one_area_out_of_a_recording(name: str) -> None:
    dataset = catalogue.PRODUCTION_EXCHANGE_5MIN if "production" in name else catalogue.SPOT_PRICES
    body = only_area((FIXTURES / name).read_bytes(), "DK2")
    assert set(dataset.parse(body, slice_of("DK2"))["zone"]) == {"DK2"}
    assert not dataset.parse(only_area(body, "DK1"), slice_of("DK1"))["zone"]
