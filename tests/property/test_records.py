"""Any records survive any dialect: JSON, JSON lines, CSV with point or comma, Parquet; any order, any damage."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalogue import elia, energinet
from shared.catalogue.model import Slice
from shared.errors import BadData, RetryLater
from shared.ingestion.validate import to_table
from shared.providers.records import normalise

unhurried = settings(deadline=None)
"""The first example of a run imports Arrow, which takes longer than any deadline."""
SLICE = Slice("DK1,DK2", datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SWITCH = datetime(2025, 9, 30, 22, tzinfo=UTC)

hours = st.integers(0, 24 * 364).map(lambda n: SLICE.start + timedelta(hours=n))
prices = st.none() | st.integers(-9_999_999, 9_999_999).map(lambda n: n / 10_000)
spot_rows = st.lists(
    st.tuples(hours, st.sampled_from(["DK1", "DK2"]), prices, prices), max_size=30, unique_by=lambda row: row[:2]
)
Row = tuple[datetime, str, float | None, float | None]


def records(rows: list[Row]) -> list[dict[str, Any]]:
    return [
        {"HourUTC": f"{t:%Y-%m-%dT%H:%M:%S}", "HourDK": "-", "PriceArea": a, "SpotPriceDKK": dkk, "SpotPriceEUR": eur}
        for t, a, dkk, eur in rows
    ]


def as_csv(rows: list[Row], delimiter: str, comma: bool, names: dict[str, str], seconds: bool, bom: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if bom else "\n")
    writer.writerow(names.get(n, n) for n in ("HourUTC", "PriceArea", "SpotPriceDKK", "SpotPriceEUR"))
    for time, area, *values in rows:
        texts = ["" if v is None else f"{v:.6f}" for v in values]
        stamp = f"{time:%Y-%m-%d %H:%M:%S}" if seconds else f"{time:%Y-%m-%d %H:%M}"
        writer.writerow([stamp, area, *(t.replace(".", ",") if comma else t for t in texts)])
    return (b"\xef\xbb\xbf" if bom else b"") + out.getvalue().encode()


def expected(rows: list[Row]) -> dict[str, list[Any]]:
    return {
        "start": [(t - EPOCH) // timedelta(microseconds=1) for t, *_ in rows],
        "zone": [r[1] for r in rows],
        "price_dkk_mwh": [r[2] for r in rows],
        "price_eur_mwh": [r[3] for r in rows],
        "minutes": [60] * len(rows),
    }


def parsed(body: bytes) -> dict[str, list[Any]]:
    return {k: list(v) for k, v in energinet.SPOT_PRICES.parse(body, SLICE).items()}


@unhurried
@given(spot_rows)
def test_json_gives_every_value_back(rows: list[Row]) -> None:
    envelope = {"total": len(rows), "dataset": "Elspotprices", "records": records(rows)}
    assert parsed(json.dumps(envelope).encode()) == expected(rows)
    assert parsed(json.dumps(records(rows), indent=1).encode()) == expected(rows)
    if rows:
        lines = "\n".join(json.dumps(r) for r in records(rows))
        assert parsed(lines.encode()) == expected(rows)


@unhurried
@given(
    spot_rows, st.sampled_from([(";", True), (";", False), (",", False), ("\t", True)]), st.booleans(), st.booleans()
)
def test_every_csv_dialect_gives_the_same_rows(
    rows: list[Row], dialect: tuple[str, bool], seconds: bool, bom: bool
) -> None:
    snake = {"HourUTC": "hour_utc", "PriceArea": "price_area", "SpotPriceEUR": "spot_price_eur"}
    assert parsed(as_csv(rows, *dialect, {}, seconds, bom)) == expected(rows)
    assert parsed(as_csv(rows, *dialect, snake, seconds, bom)) == expected(rows)


@unhurried
@given(spot_rows.filter(bool), st.data())
def test_a_truncated_body_never_gives_rows(rows: list[Row], data: st.DataObject) -> None:
    body = json.dumps({"dataset": "Elspotprices", "records": records(rows)}).encode()
    cut = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(BadData):
        parsed(body[:cut])
    with pytest.raises(RetryLater):
        parsed(body[:cut] + b"Streaming interrupted due to the following error: x")


@unhurried
@given(spot_rows.filter(bool), st.sampled_from(["HourUTC", "PriceArea", "SpotPriceDKK", "SpotPriceEUR"]))
def test_a_field_that_goes_missing_is_named(rows: list[Row], name: str) -> None:
    body = json.dumps([{k if k != name else "Surprise": v for k, v in r.items()} for r in records(rows)])
    with pytest.raises(BadData, match="Surprise") as caught:
        parsed(body.encode())
    assert normalise(name) in str(caught.value)


@unhurried
@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_crashes(body: bytes) -> None:
    with pytest.raises((BadData, RetryLater)):
        parsed(body)


@unhurried
@given(st.lists(st.integers(-12, 14), min_size=1, max_size=20), st.integers(0, 35_000))
def test_any_offset_means_the_same_instant(offsets: list[int], quarter: int) -> None:
    """One quarter hour after another, each printed in a zone of its own."""
    first = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter)
    times = [first + timedelta(minutes=15 * i) for i in range(len(offsets))]
    body = json.dumps(
        [
            {
                "datetime": t.astimezone(timezone(timedelta(hours=o))).isoformat(),
                "resolutioncode": "PT15M",
                "eliagridload": i,
            }
            for i, (t, o) in enumerate(zip(times, offsets, strict=True))
        ]
    )
    table = to_table(elia.GRID_LOAD, elia.GRID_LOAD.parse(body.encode(), SLICE))
    assert table.column("start").to_pylist() == [t.replace(tzinfo=None) for t in times]


@unhurried
@given(st.integers(0, 4 * 24 * 30), st.integers(-99_999, 99_999))
def test_day_ahead_unit_follows_delivery_and_dust_is_rounded(quarter: int, cents: int) -> None:
    start = SWITCH - timedelta(days=15) + timedelta(minutes=15 * quarter)
    record = {"TimeUTC": f"{start:%Y-%m-%dT%H:%M:%S}", "PriceArea": "DK1", "DayAheadPriceDKK": None}
    body = json.dumps([record | {"DayAheadPriceEUR": cents / 100 + 0.000006}]).encode()
    if start < SWITCH and start.minute:
        with pytest.raises(BadData, match="quarter hour before"):
            energinet.DAY_AHEAD_PRICES.parse(body, SLICE)
        return
    table = to_table(energinet.DAY_AHEAD_PRICES, energinet.DAY_AHEAD_PRICES.parse(body, SLICE))
    assert table.column("minutes").to_pylist() == [15 if start >= SWITCH else 60]
    assert table.column("price_eur_mwh").to_pylist() == [cents / 100]


@unhurried
@given(st.text(max_size=30))
def test_names_are_matched_by_letters_and_digits(name: str) -> None:
    once = normalise(name)
    assert once == normalise(once)
    assert normalise(f" {name.upper().lower()} ") == normalise(name.upper().lower())
