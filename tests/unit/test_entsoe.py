"""ENTSO-E time series documents to rows, slot by slot, on small documents in the provider's layout."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import entsoe as catalogue
from shared.catalogue.model import Dataset, Slice
from shared.errors import BadData
from shared.ingestion.validate import to_table

FIXTURES = Path(__file__).parents[1] / "fixtures" / "entsoe"
PIECE = Slice(key="BE", start=datetime(2026, 1, 10, tzinfo=UTC), end=datetime(2026, 1, 11, tzinfo=UTC))


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in enumerate(names, 1):
            archive.writestr(f"{number:03}-{name}", fixture(name))
    return file.getvalue()


def rows(dataset: Dataset, body: bytes, piece: Slice = PIECE) -> list[dict[str, Any]]:
    """The checked rows, times as text, in order of the key."""
    table = to_table(dataset, dataset.parse(body, piece))
    found: list[dict[str, Any]] = table.sort_by([(name, "ascending") for name in dataset.primary_key]).to_pylist()
    return [{k: f"{v:%Y-%m-%dT%H:%M:%S}Z" if isinstance(v, datetime) else v for k, v in row.items()} for row in found]


def column(found: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found]


def replaced(name: str, old: str, new: str, count: int = -1) -> bytes:
    text = fixture(name).decode()
    assert old in text
    return text.replace(old, new, count).encode()


# --- prices ----------------------------------------------------------------------------------------------------------


def test_hours_become_quarter_hours_on_the_first_of_october_2025() -> None:
    found = rows(catalogue.DAY_AHEAD_PRICES, fixture("a44_be_2025-09-30_first_quarter_hours.xml"))
    assert len(found) == 24 + 96
    hours, quarters = found[:24], found[24:]
    assert [row["minutes"] for row in hours] == [60] * 24
    assert [row["price"] for row in hours] == [40.10] * 4 + [-3.5] * 19 + [88.0]
    assert hours[0]["start"] == "2025-09-29T22:00:00Z"
    assert hours[-1]["start"] == "2025-09-30T21:00:00Z"
    assert [row["minutes"] for row in quarters] == [15] * 96
    assert [row["price"] for row in quarters] == [80.01] + [79.99] * 94 + [12.0]
    assert quarters[0]["start"] == "2025-09-30T22:00:00Z"
    assert quarters[-1]["start"] == "2025-10-01T21:45:00Z"
    assert {(row["zone"], row["currency"], row["sequence"]) for row in found} == {("BE", "EUR", 1)}


def test_spring_day_has_23_hours_and_both_auctions_stay_apart() -> None:
    found = rows(catalogue.DAY_AHEAD_PRICES, fixture("a44_de_lu_2025-03-30_spring.xml"))
    hourly = [row for row in found if row["sequence"] == 1]
    quarterly = [row for row in found if row["sequence"] == 2]
    assert column(hourly, "start", "price")[:3] == [
        ("2025-03-29T23:00:00Z", 1.5),
        ("2025-03-30T00:00:00Z", 2.5),
        ("2025-03-30T01:00:00Z", 3.5),
    ]
    assert len(hourly) == 23
    assert hourly[-1]["start"] == "2025-03-30T21:00:00Z"
    assert [row["price"] for row in quarterly] == [10.0] * 8 + [20.0] * 83 + [30.0]
    assert quarterly[-1]["start"] == "2025-03-30T21:45:00Z"
    assert {row["zone"] for row in found} == {"DE-LU"}


def test_autumn_day_has_100_quarter_hours_and_repeats_the_second_hour() -> None:
    found = rows(catalogue.DAY_AHEAD_PRICES, fixture("a44_at_2025-10-26_autumn.xml"))
    assert [row["price"] for row in found] == [5.0] * 8 + [7.25] * 8 + [9.0] * 83 + [-1.0]
    assert column(found, "start", "price")[8] == ("2025-10-26T00:00:00Z", 7.25)
    assert column(found, "start", "price")[15] == ("2025-10-26T01:45:00Z", 7.25)
    assert found[-1]["start"] == "2025-10-26T22:45:00Z"


def test_other_contracts_are_left_out_of_day_ahead_prices() -> None:
    body = replaced("a44_at_2025-10-26_autumn.xml", "type>A01</contract", "type>A07</contract")
    assert rows(catalogue.DAY_AHEAD_PRICES, body) == []
    assert len(rows(catalogue.INTRADAY_AUCTION_PRICES, body)) == 100


def test_positions_of_curve_type_a01_are_not_filled() -> None:
    body = replaced("a44_be_2025-09-30_first_quarter_hours.xml", "<curveType>A03", "<curveType>A01")
    found = rows(catalogue.DAY_AHEAD_PRICES, body)
    assert column(found, "start", "minutes", "price") == [
        ("2025-09-29T22:00:00Z", 60, 40.1),
        ("2025-09-30T02:00:00Z", 60, -3.5),
        ("2025-09-30T21:00:00Z", 60, 88.0),
        ("2025-09-30T22:00:00Z", 15, 80.01),
        ("2025-09-30T22:15:00Z", 15, 79.99),
        ("2025-10-01T21:45:00Z", 15, 12.0),
    ]


def test_an_area_without_code_is_its_eic() -> None:
    body = replaced("a44_at_2025-10-26_autumn.xml", "10YAT-APG------L", "10Y1001C--00038X")
    assert {row["zone"] for row in rows(catalogue.DAY_AHEAD_PRICES, body)} == {"10Y1001C--00038X"}


def test_any_version_of_the_schema_is_read() -> None:
    body = replaced("a44_at_2025-10-26_autumn.xml", "publicationdocument:7:3", "publicationdocument:9:1")
    assert len(rows(catalogue.DAY_AHEAD_PRICES, body)) == 100


# --- load and generation ---------------------------------------------------------------------------------------------


def test_holes_between_periods_stay_and_pumping_is_consumption() -> None:
    found = rows(catalogue.GENERATION_PER_TYPE, fixture("a75_be_2026-01-10_hole_and_pumping.xml"))
    assert column(found, "start", "psr_type", "flow", "minutes", "generation_mw") == [
        ("2026-01-10T00:00:00Z", "B10", "generation", 15, 100.0),
        ("2026-01-10T00:00:00Z", "B25", "generation", 15, 1.0),
        ("2026-01-10T00:15:00Z", "B10", "generation", 15, 100.0),
        ("2026-01-10T00:15:00Z", "B25", "generation", 15, 2.0),
        ("2026-01-10T00:30:00Z", "B10", "generation", 15, 120.0),
        ("2026-01-10T00:45:00Z", "B10", "generation", 15, 120.0),
        ("2026-01-10T01:00:00Z", "B10", "consumption", 60, 300.25),
        ("2026-01-10T02:00:00Z", "B10", "generation", 15, 80.0),
        ("2026-01-10T02:15:00Z", "B10", "generation", 15, 80.0),
    ]


def gl(kind: str, process: str, start: str, end: str, resolution: str, values: list[float], zone: str) -> bytes:
    """A generation and load document of one series with every position present."""
    points = "".join(
        f"<Point><position>{i}</position><quantity>{v}</quantity></Point>" for i, v in enumerate(values, 1)
    )
    side = "out" if kind == "A65" else "in"
    return (
        '<GL_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-6:generationloaddocument:3:0">'
        f"<type>{kind}</type><process.processType>{process}</process.processType><TimeSeries><mRID>1</mRID>"
        f"<businessType>A60</businessType><{side}BiddingZone_Domain.mRID>{zone}</{side}BiddingZone_Domain.mRID>"
        f"<curveType>A01</curveType><Period><timeInterval><start>{start}</start><end>{end}</end></timeInterval>"
        f"<resolution>{resolution}</resolution>{points}</Period></TimeSeries></GL_MarketDocument>"
    ).encode()


def test_weeks_begin_at_local_midnight_in_winter_and_summer() -> None:
    body = gl("A65", "A33", "2025-03-16T23:00Z", "2025-04-06T22:00Z", "P7D", [1, 2, 3], "10YCZ-CEPS-----N")
    found = rows(catalogue.LOAD_FORECAST_LONG, body)
    assert column(found, "start", "end", "load_mw") == [
        ("2025-03-16T23:00:00Z", "2025-03-23T23:00:00Z", 1.0),
        ("2025-03-23T23:00:00Z", "2025-03-30T22:00:00Z", 2.0),
        ("2025-03-30T22:00:00Z", "2025-04-06T22:00:00Z", 3.0),
    ]
    assert {(row["zone"], row["horizon"], row["bound"]) for row in found} == {("CZ", "A33", "A60")}


def test_days_are_23_and_25_hours_long() -> None:
    spring = gl("A65", "A31", "2025-03-29T23:00Z", "2025-03-31T22:00Z", "P1D", [1, 2], "10YBE----------2")
    assert column(rows(catalogue.LOAD_FORECAST_LONG, spring), "start", "end") == [
        ("2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z"),
        ("2025-03-30T22:00:00Z", "2025-03-31T22:00:00Z"),
    ]
    autumn = gl("A65", "A31", "2025-10-25T22:00Z", "2025-10-27T23:00Z", "P1D", [1, 2], "10YBE----------2")
    assert column(rows(catalogue.LOAD_FORECAST_LONG, autumn), "start", "end") == [
        ("2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z"),
        ("2025-10-26T23:00:00Z", "2025-10-27T23:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("zone", "start", "end", "second"),
    [
        ("10YFI-1--------U", "2025-03-28T22:00Z", "2025-03-30T21:00Z", "2025-03-29T22:00:00Z"),  # own days
        ("10YFI-1--------U", "2025-03-28T23:00Z", "2025-03-30T22:00Z", "2025-03-29T23:00:00Z"),  # market days
        ("10YPT-REN------W", "2025-03-29T00:00Z", "2025-03-30T23:00Z", "2025-03-30T00:00:00Z"),
    ],
)
def test_calendar_steps_follow_the_clock_on_which_the_period_lies(zone: str, start: str, end: str, second: str) -> None:
    found = rows(catalogue.LOAD_FORECAST_LONG, gl("A65", "A31", start, end, "P1D", [1, 2], zone))
    assert [row["start"] for row in found][1] == second
    assert found[1]["end"].startswith(end[:-1])


def test_years_and_months_are_calendar_steps() -> None:
    year = gl("A68", "A33", "2022-12-31T23:00Z", "2024-12-31T23:00Z", "P1Y", [10, 20], "10YBE----------2")
    assert column(rows(catalogue.INSTALLED_CAPACITY, year), "start", "end", "installed_mw") == [
        ("2022-12-31T23:00:00Z", "2023-12-31T23:00:00Z", 10.0),
        ("2023-12-31T23:00:00Z", "2024-12-31T23:00:00Z", 20.0),
    ]
    months = gl("A65", "A33", "2025-02-28T23:00Z", "2025-04-30T22:00Z", "P1M", [1, 2], "10YBE----------2")
    assert [row["end"] for row in rows(catalogue.LOAD_FORECAST_LONG, months)] == [
        "2025-03-31T22:00:00Z",
        "2025-04-30T22:00:00Z",
    ]


# --- balancing -------------------------------------------------------------------------------------------------------


FINAL, INTERMEDIATE = "a85_at_final.xml", "a85_at_intermediate.xml"


@pytest.mark.parametrize("order", [(FINAL, INTERMEDIATE), (INTERMEDIATE, FINAL)])
def test_final_prices_win_within_one_answer_and_categories_interleave(order: tuple[str, str]) -> None:
    found = rows(catalogue.IMBALANCE_PRICES, zipped(*order), Slice(key="AT", start=PIECE.start, end=PIECE.end))
    assert column(found, "start", "category", "price", "doc_status") == [
        ("2026-01-10T00:00:00Z", "A04", 50.0, "A02"),
        ("2026-01-10T00:00:00Z", "A05", 61.0, "A02"),
        ("2026-01-10T00:15:00Z", "A04", 50.0, "A02"),
        ("2026-01-10T00:15:00Z", "A05", 61.0, "A02"),
        ("2026-01-10T00:30:00Z", "A04", 50.0, "A02"),
        ("2026-01-10T00:30:00Z", "A05", 70.0, "A02"),
        ("2026-01-10T00:45:00Z", "A04", 50.0, "A02"),
        ("2026-01-10T00:45:00Z", "A05", 70.0, "A02"),
        ("2026-01-10T01:00:00Z", "A04", 40.0, "A01"),
        ("2026-01-10T01:00:00Z", "A05", 45.0, "A01"),
    ]
    assert {row["control_area"] for row in found} == {"AT"}


def test_a_later_intermediate_answer_ranks_below_a_final_one() -> None:
    rank = catalogue.IMBALANCE_PRICES.rank
    assert rank is not None
    assert rank.order.index("A02") > rank.order.index("A01") > rank.order.index("none")


def test_zip_and_xml_of_one_answer_give_the_same_rows() -> None:
    alone = rows(catalogue.IMBALANCE_PRICES, fixture("a85_at_final.xml"))
    assert alone == rows(catalogue.IMBALANCE_PRICES, zipped("a85_at_final.xml"))
    assert len(alone) == 8


def test_a_category_of_the_whole_series_holds_for_its_points() -> None:
    body = replaced(
        FINAL, "    <curveType>", "    <imbalance_Price.category>A05</imbalance_Price.category>\n    <curveType>"
    )
    for category in ("A04", "A05"):
        mark = f"        <imbalance_Price.category>{category}</imbalance_Price.category>\n"
        body = body.replace(mark.encode(), b"")
    point = b"<position>%d</position>\n        <imbalance_Price.amount>61"
    one_curve = body.replace(point % 1, point % 2)
    found = rows(catalogue.IMBALANCE_PRICES, one_curve)
    assert column(found, "category", "price") == [("A05", 50.0), ("A05", 61.0), ("A05", 70.0), ("A05", 70.0)]
    with pytest.raises(BadData, match="position 1 stands twice"):
        rows(catalogue.IMBALANCE_PRICES, body)


def test_a_single_price_has_no_category() -> None:
    body = fixture("a86_b33_at_runs.xml").replace(b"A86", b"A85").replace(b"quantity>", b"imbalance_Price.amount>")
    found = rows(catalogue.IMBALANCE_PRICES, body)
    assert column(found, "category", "psr_type", "doc_status", "currency") == [("none", "none", "none", None)] * 4


def test_points_without_value_end_the_price_before() -> None:
    found = rows(catalogue.AFRR_MARGINAL_PRICE_4S, fixture("a84_a67_at_four_seconds.xml"))
    assert [row["price"] for row in found] == [None, None, 93.25, 93.25, -10.0, None, None, 1.5]
    assert [row["start"][-4:] for row in found] == [":00Z", ":04Z", ":08Z", ":12Z", ":16Z", ":20Z", ":24Z", ":28Z"]
    assert {row["seconds"] for row in found} == {4}


def test_a_point_without_value_gives_no_row_where_a_value_is_required() -> None:
    body = replaced("a75_be_2026-01-10_hole_and_pumping.xml", "        <quantity>2</quantity>\n", "")
    found = [row for row in rows(catalogue.GENERATION_PER_TYPE, body) if row["psr_type"] == "B25"]
    assert column(found, "start", "generation_mw") == [("2026-01-10T00:00:00Z", 1.0)]


def test_bids_keep_their_three_quantities_together() -> None:
    found = rows(catalogue.BALANCING_BIDS_AGGREGATED, fixture("a24_at_a51.xml"))
    assert column(found, "offered_mw", "activated_mw", "unavailable_mw") == [
        (209.0, 1.67, 0.0), (209.0, 1.67, 0.0), (200.0, 4.0, 2.0), (200.0, 4.0, 2.0),
    ]  # fmt: skip
    assert {(row["control_area"], row["process"], row["direction"]) for row in found} == {("AT", "A51", "A01")}


def test_area_control_error_is_positive_for_a_surplus() -> None:
    found = rows(catalogue.CURRENT_BALANCING_STATE, fixture("a86_b33_at_runs.xml"))
    assert column(found, "start", "direction", "ace_mw", "ace_signed_mw") == [
        ("2026-01-10T00:00:00Z", "A02", 12.5, 12.5),
        ("2026-01-10T00:01:00Z", "A02", 12.5, 12.5),
        ("2026-01-10T00:02:00Z", "A01", 3.0, -3.0),
        ("2026-01-10T00:03:00Z", "A01", 4.0, -4.0),
    ]


def test_an_answer_of_no_data_has_columns_and_no_rows() -> None:
    for dataset in (catalogue.DAY_AHEAD_PRICES, catalogue.GENERATION_OUTAGES, catalogue.CURRENT_BALANCING_STATE):
        assert to_table(dataset, dataset.parse(fixture("ack_no_data.xml"), PIECE)).num_rows == 0


# --- outages ---------------------------------------------------------------------------------------------------------


def test_outages_keep_their_intervals_and_carry_the_header() -> None:
    found = rows(catalogue.GENERATION_OUTAGES, zipped("a80_be_active.xml", "a80_be_withdrawn.xml"))
    assert column(found, "mrid", "revision", "start", "end", "available_mw", "doc_status") == [
        ("x1Y-testoutage0001", 2, "2026-01-10T05:30:00Z", "2026-01-10T06:00:00Z", 132.0, "A05"),
        ("x1Y-testoutage0002", 5, "2026-01-10T05:30:00Z", "2026-03-01T14:30:00Z", None, "A13"),
        ("x1Y-testoutage0001", 2, "2026-01-10T06:00:00Z", "2026-01-10T07:00:00Z", 0.0, "A05"),
        ("x1Y-testoutage0001", 2, "2026-01-10T07:00:00Z", "2026-03-01T14:30:00Z", 20.5, "A05"),
    ]
    first = found[0]
    assert first["zone"] == "BE"
    assert (first["unit_eic"], first["unit_name"], first["plant_eic"]) == (
        "22WTESTUNIT0011B", "Teststad G1", "22WTESTPLANT001A",
    )  # fmt: skip
    assert (first["nominal_mw"], first["psr_type"], first["business_type"]) == (264.0, "B04", "A53")
    assert (first["outage_start"], first["outage_end"]) == ("2026-01-10T05:30:00Z", "2026-03-01T14:30:00Z")
    assert (first["reason_code"], first["reason_text"]) == ("A95", "Revisie – overhaul")
    assert first["created_at"] == "2026-01-09T06:52:58Z"


def test_outages_of_another_kind_are_refused() -> None:
    with pytest.raises(BadData, match="A77 expected"):
        catalogue.PRODUCTION_UNIT_OUTAGES.parse(fixture("a80_be_active.xml"), PIECE)
