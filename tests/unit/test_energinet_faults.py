"""Energinet: what is wrong is refused with a sentence, and errors are classified."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import energinet as catalogue
from shared.catalogue.model import Slice
from shared.errors import BadData, Refused, RetryLater
from shared.ingestion.validate import to_table
from shared.providers.energinet import classify, fingerprint

BODY = (Path(__file__).parent.parent / "fixtures" / "energinet" / "imbalance_price.json").read_bytes()
SLICE = Slice("DK1", datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 27, tzinfo=UTC))
IMBALANCE = catalogue.IMBALANCE_PRICES


def answer(**changes: Any) -> bytes:
    """The fixture with the first record's fields replaced (``None`` as a name's value stays null)."""
    body = json.loads(BODY)
    body["records"][0].update(changes)
    return json.dumps(body).encode()


def renamed(old: str, new: str) -> bytes:
    return BODY.replace(f'"{old}"'.encode(), f'"{new}"'.encode())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "body is empty"),
        (b" \n ", "body is empty"),
        (BODY[: len(BODY) // 2], "truncated"),
        (BODY[:90], "complete"),
        (BODY + b"x", "trailing"),
        (b"<!DOCTYPE html><html><body>Gateway</body></html>", "HTML"),
        (b'{"statusCode": 429, "message": "Rate limit is exceeded."}', "unknown fields: ['statusCode', 'message']"),
        (b"just a sentence", "neither JSON nor CSV"),
        (BODY.replace(b'"dataset":"ImbalancePrice"', b'"dataset":"Elspotprices"'), "the answer is Elspotprices"),
        (renamed("SatisfiedDemand", "MetDemand"), "satisfied_demand_mw (satisfieddemand or balancingdemand)"),
        (renamed("SatisfiedDemand", "MetDemand"), "unknown fields: ['MetDemand']"),
        (answer(PriceArea="DK2"), "asked for ['DK1'], the answer holds rows of ['DK2']"),
        (answer(PriceArea=None), "no price area"),
        (answer(TimeUTC="2025-03-30T00:50:00"), "row 0 starts at 2025-03-30T00:50:00Z, off its time grid"),
        (answer(TimeUTC="2025-10-26T01:01:00"), "row 0 starts at 2025-10-26T01:01:00Z, off its time grid"),
        (answer(TimeUTC=None), "row 0 has no TimeUTC"),
        (answer(TimeUTC="30-03-2025 00:45"), "start: "),
        (answer(ImbalancePriceEUR="12,5"), "Expected `float | null`"),
        (answer(DominatingDirection=0.5), "truncated"),
        (b"\xff\xfe" + BODY, "can't decode byte 0xff"),
    ],
)
def test_a_wrong_body_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(BadData) as caught:
        IMBALANCE.parse(body, SLICE)
    assert reason in str(caught.value)
    assert str(caught.value).startswith("energinet.imbalance_prices DK1 2025-03-30T00:00Z/2025-10-27T00:00Z: ")


def test_an_impossible_price_is_out_of_bounds() -> None:
    columns = IMBALANCE.parse(answer(ImbalancePriceEUR=250_000), SLICE)
    with pytest.raises(BadData, match=r"row 0: imbalance_price_eur_mwh 250000.0 EUR/MWh is above 20000"):
        to_table(IMBALANCE, columns)


def test_a_quarter_before_quarter_hour_prices_is_refused() -> None:
    record = {"TimeUTC": "2025-09-30T21:15:00", "PriceArea": "DK1", "DayAheadPriceEUR": 1, "DayAheadPriceDKK": 7.5}
    with pytest.raises(BadData, match="a quarter hour before 2025-09-30"):
        catalogue.DAY_AHEAD_PRICES.parse(json.dumps([record]).encode(), SLICE)


def test_a_new_field_is_kept_out_and_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps([json.loads(answer(BrandNew=1))["records"][0]]).encode()
    with caplog.at_level(logging.WARNING):
        first, second = IMBALANCE.parse(body, SLICE), IMBALANCE.parse(body, SLICE)
    assert first == second
    assert "brand_new" not in first
    (report,) = [r.getMessage() for r in caplog.records if "BrandNew" in r.getMessage()]
    assert "energinet.imbalance_prices" in report
    assert "satisfied_demand_mw" in report


def test_a_cut_csv_row_is_refused() -> None:
    body = b"HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR\n2024-03-31 00:00;2024-03-31 01:00;DK1;189,5"
    with pytest.raises(BadData, match="Expected 5 columns, got 4"):
        catalogue.SPOT_PRICES.parse(body, SLICE)


def test_a_word_in_a_csv_number_is_refused() -> None:
    body = b"HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR\n2024-03-31 00:00;;DK1;189,5;1.234,5\n"
    with pytest.raises(BadData, match=r"SpotPriceEUR: .*1\.234\.5"):
        catalogue.SPOT_PRICES.parse(body, SLICE)


# --- classification --------------------------------------------------------------------------------------------------
def test_classify_data_and_no_data() -> None:
    assert classify(200, {}, BODY) == "data"
    assert classify(200, {}, b'{"total": 0, "dataset": "ImbalancePrice", "records": [ ]}\n') == "no_data"


@pytest.mark.parametrize(
    ("headers", "body", "after"),
    [
        ({}, b'{"statusCode": 429, "message": "Rate limit is exceeded. Try again in 197 seconds."}', 197.0),
        ({"Retry-After": "210"}, b"Rate limit is exceeded. Try again in 197 seconds.", 210.0),
        ({"retry-after": "30"}, b"", 30.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"slow down", None),
    ],
)
def test_a_throttled_call_waits_as_told(headers: dict[str, str], body: bytes, after: float | None) -> None:
    with pytest.raises(RetryLater) as caught:
        classify(429, headers, body)
    assert caught.value.after == after
    assert caught.value.facts["status"] == 429


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_provider_trouble_is_retried(status: int) -> None:
    with pytest.raises(RetryLater):
        classify(status, {}, b"<html>")


@pytest.mark.parametrize(("status", "word"), [(400, "refuses the request"), (403, "User-Agent"), (404, "renamed")])
def test_a_refused_request_names_its_cause(status: int, word: str) -> None:
    with pytest.raises(Refused, match=word):
        classify(status, {}, b"Column does not exist")


@pytest.mark.parametrize("body", [b"", b"<html></html>", BODY[:1000], b'{"message": "maintenance"}'])
def test_a_200_without_records_is_bad(body: bytes) -> None:
    with pytest.raises(BadData):
        classify(200, {}, body)


def test_fingerprint_sees_rows_and_not_the_envelope() -> None:
    assert fingerprint(BODY) == fingerprint(BODY.replace(b'"total":5', b'"total":99'))
    assert fingerprint(BODY) != fingerprint(BODY.replace(b"53", b"54"))


@pytest.mark.parametrize("time", ["2025-10-25T01:01:00", "2025-10-26T02:01:00", "2025-03-30T01:01:00"])
def test_only_the_repeated_october_hour_may_stand_off_the_grid(time: str) -> None:
    record = {"HourUTC": time, "PriceArea": "DK2", "ProductName": "FCR-N", "AuctionType": "Total",
              "PurchasedVolumeLocal": 1, "PurchasedVolumeTotal": 1, "PriceTotalEUR": 1}  # fmt: skip
    with pytest.raises(BadData, match="off its time grid"):
        catalogue.FCR_ND_DK2.parse(json.dumps([record]).encode(), Slice("DK2", SLICE.start, SLICE.end))
