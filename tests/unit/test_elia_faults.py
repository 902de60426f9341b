"""Elia: what is wrong is refused with a sentence, errors are classified, pages are followed."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import elia as catalogue
from shared.catalogue.model import Request, Slice
from shared.errors import BadData, ConfigError, Refused, RetryLater
from shared.ingestion.validate import to_table
from shared.providers.elia import classify, fingerprint, next_page

BODY = (Path(__file__).parent.parent / "fixtures" / "elia" / "imbalance_prices.json").read_bytes()
CSV = (Path(__file__).parent.parent / "fixtures" / "elia" / "total_load_export.csv").read_bytes()
SLICE = Slice("BE", datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 27, tzinfo=UTC))
PRICES = catalogue.IMBALANCE_PRICES
BROKEN = b"Streaming interrupted due to the following error: timeout (error_code: InternalError)"


def answer(**changes: Any) -> bytes:
    records = json.loads(BODY)
    records[0].update(changes)
    return json.dumps(records).encode()


@pytest.mark.parametrize("body", [BODY[:200] + BROKEN, CSV + BROKEN, b"[\n" + BROKEN])
def test_an_export_broken_off_midway_is_fetched_again(body: bytes) -> None:
    dataset = catalogue.TOTAL_LOAD if body.startswith(CSV[:20]) else PRICES
    with pytest.raises(RetryLater, match="broke the export off"):
        dataset.parse(body, SLICE)
    with pytest.raises(RetryLater, match="broke the export off"):
        classify(200, {}, body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "body is empty"),
        (BODY[:-40], "truncated"),
        (BODY[:60], "first record is not complete"),
        (b"<html><body>502 Bad Gateway</body></html>", "HTML"),
        (b'{"error_code": "ODSQLError", "message": "Unknown field: datetime"}', "['error_code', 'message']"),
        (BODY.replace(b"imbalanceprice", b"imbalance_cost"), "unknown fields: ['imbalance_cost']"),
        (BODY.replace(b"imbalanceprice", b"imbalance_cost"), "imbalance_price_eur_mwh (imbalanceprice)"),
        (answer(resolutioncode="PT1M"), "expected resolution PT15M, the answer holds ['PT1M']"),
        (answer(datetime="2025-03-30T00:50:00+00:00"), "row 0 starts off the grid of 15 minutes"),
        (answer(datetime=None), "row 0 has no datetime"),
        (answer(datetime="2025-03-30T00:45:00"), "no UTC offset"),
        (answer(imbalanceprice="n/a"), "Expected `float | null`"),
        (CSV[:-20], "Expected 10 columns, got"),
        (b"PAR1" + b"\0" * 40, "arquet"),
    ],
)
def test_a_wrong_body_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    dataset = catalogue.TOTAL_LOAD if body.startswith(CSV[:20]) else PRICES
    with pytest.raises(BadData) as caught:
        dataset.parse(body, SLICE)
    assert reason in str(caught.value)
    assert str(caught.value).startswith(f"{dataset.id} BE 2025-03-30T00:00Z/2025-10-27T00:00Z: ")


def test_a_time_without_offset_further_down_is_refused() -> None:
    records = json.loads(BODY)
    records[2]["datetime"] = "2025-10-26T00:45:00"
    with pytest.raises(BadData, match="expected a zone offset"):
        PRICES.parse(json.dumps(records).encode(), SLICE)


def test_an_impossible_price_is_out_of_bounds() -> None:
    with pytest.raises(BadData, match=r"imbalance_price_eur_mwh -50000\.0 EUR/MWh is below -20000"):
        to_table(PRICES, PRICES.parse(answer(imbalanceprice=-50_000), SLICE))


def test_an_unknown_quality_status_passes_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        columns = PRICES.parse(answer(qualitystatus="Provisionally OK"), SLICE)
    assert columns["quality_status"][0] == "provisionally_ok"
    assert "Provisionally OK" in caplog.text


@pytest.mark.parametrize("text", ["NV", "Non-validated", "NotValidated", "Not validated", "non validated"])
def test_spellings_of_not_validated(text: str) -> None:
    assert PRICES.parse(answer(qualitystatus=text), SLICE)["quality_status"][0] == "not_validated"


def test_validated_outranks_the_rest() -> None:
    assert PRICES.rank is not None
    assert PRICES.rank.order.index("validated") > PRICES.rank.order.index("data_issue")


# --- classification --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (BODY, "data"),
        (b"[]", "no_data"),
        (b"[ ]\n", "no_data"),
        (b'{"total_count": 0, "results": []}', "no_data"),
        (b'{"total_count": 7, "results": [{"datetime": null}]}', "data"),
    ],
)
def test_classify_data_and_no_data(body: bytes, verdict: str) -> None:
    assert classify(200, {}, body) == verdict


QUOTA = {
    "errorcode": 10002,
    "reset_time": "2026-01-26T00:00:00Z",
    "limit_time_unit": "day",
    "call_limit": 10000,
    "error": "Too many requests on the domain.",
}
DATE = {"Date": "Sun, 25 Jan 2026 23:00:00 GMT"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "after"),
    [
        (429, DATE, QUOTA, 3600.0),
        (200, DATE, QUOTA, 3600.0),  # an error envelope is one whatever its status
        (429, DATE | {"X-RateLimit-Reset": "2026-01-26 00:00:00+00:00"}, {}, 3600.0),
        (429, DATE | {"X-RateLimit-Reset": "1769385600"}, {}, 3600.0),
        (429, DATE | {"X-RateLimit-Reset": "soon"}, {}, None),
        (429, {"Date": "Mon, 26 Jan 2026 01:00:00 GMT"}, QUOTA, None),
        (429, {"Retry-After": "12"}, {}, 12.0),
    ],
)
def test_a_spent_quota_waits_for_its_reset(
    status: int, headers: dict[str, str], body: dict[str, Any], after: float | None
) -> None:
    with pytest.raises(RetryLater) as caught:
        classify(status, headers, json.dumps(body).encode())
    assert caught.value.after == after
    assert caught.value.facts["status"] == 429


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "InvalidRESTParameterError", Refused),
        (400, "ODSQLError", Refused),
        (404, "NotFoundResource", Refused),
        (200, "ODSQLError", Refused),
        (403, "ForbiddenAccess", ConfigError),
        (401, "", ConfigError),
        (500, "", RetryLater),
        (503, "", RetryLater),
    ],
)
def test_errors_by_what_to_do_next(status: int, code: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        classify(status, {}, json.dumps({"error_code": code, "message": "why"}).encode())


@pytest.mark.parametrize("body", [b"", b"<html></html>", BODY[:300], b"null"])
def test_a_200_without_complete_records_is_bad(body: bytes) -> None:
    with pytest.raises(BadData):
        classify(200, {}, body)


def test_fingerprint_sees_rows_and_not_the_count() -> None:
    page = b'{"total_count": 7, "results": [{"datetime": null}]}'
    assert fingerprint(page) == fingerprint(page.replace(b"7", b"8"))
    assert fingerprint(BODY) != fingerprint(BODY.replace(b"91.42", b"91.43"))


# --- pages -----------------------------------------------------------------------------------------------------------
def page(total: int, rows: int) -> bytes:
    return json.dumps({"total_count": total, "results": [{"production": 1}] * rows}).encode()


def test_pages_are_followed_to_the_last_row() -> None:
    request: Request | None = catalogue.CARBON_INTENSITY.request(SLICE)
    assert request is not None
    assert (request.path, request.page) == ("catalog/datasets/ods192/records", 100)
    offsets = []
    for rows in (100, 100, 30):
        assert request is not None
        offsets.append(dict(request.params)["offset"])
        request = next_page(request, page(230, rows))
    assert offsets == ["0", "100", "200"]
    assert request is None


def test_a_slice_beyond_the_reach_of_pages_is_refused_rather_than_cut() -> None:
    with pytest.raises(Refused, match="10001 rows match"):
        next_page(catalogue.CARBON_INTENSITY.request(SLICE), page(10_001, 100))


def test_an_export_has_no_pages() -> None:
    assert next_page(PRICES.request(SLICE), BODY) is None
