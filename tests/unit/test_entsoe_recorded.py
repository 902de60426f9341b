"""Recorded answers find their dataset and slice; with recordings at hand, all of them parse to their known rows."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import entsoe as catalogue
from shared.catalogue.model import Dataset
from shared.ingestion.validate import to_table
from shared.providers.entsoe_recorded import recorded_dataset
from tests.unit.test_entsoe import fixture, zipped

DATASETS = {item.id: item for item in vars(catalogue).values() if isinstance(item, Dataset)}


def entry(kind: str | None = None, process: str | None = None, business: str | None = None, **request: str) -> Any:
    return {"document_type": kind, "process_type": process, "business_type": business, "request": request or None}


@pytest.mark.parametrize(
    ("name", "found", "expected"),
    [
        ("a44_at_2025-10-26_autumn.xml", entry("A44"),
         "entsoe.day_ahead_prices AT 2025-10-25T22:00Z/2025-10-26T23:00Z"),
        ("a75_be_2026-01-10_hole_and_pumping.xml", entry("A75", "A16"),
         "entsoe.generation_per_type BE 2026-01-10T00:00Z/2026-01-10T02:30Z"),
        ("a86_b33_at_runs.xml", entry("A86", "A16", "B33"),
         "entsoe.current_balancing_state AT 2026-01-10T00:00Z/2026-01-10T00:04Z"),
        ("a24_at_a51.xml", entry(), "entsoe.balancing_bids_aggregated AT:A51 2026-01-10T00:00Z/2026-01-10T01:00Z"),
        ("a84_a67_at_four_seconds.xml", entry("A84", "A67", "A96"),
         "entsoe.afrr_marginal_price_4s AT 2026-01-10T00:00Z/2026-01-10T00:01Z"),
        ("ack_no_data.xml",
         entry("A44", documentType="A44", in_Domain="10YBE----------2", out_Domain="10YBE----------2",
               **{"Contract_MarketAgreement.Type": "A07"}, TimeInterval="2026-01-12/2026-01-13"),
         "entsoe.intraday_auction_prices BE 2026-01-12T00:00Z/2026-01-13T00:00Z"),
        ("ack_no_data.xml",
         entry("A11", In_Domain="10YBE----------2", Out_Domain="10YNL----------L", periodStart="202601120000",
               periodEnd="202601120000"),
         "entsoe.physical_flows NL>BE 2026-01-12T00:00Z/2026-01-13T00:00Z"),
    ],
)  # fmt: skip
def test_dataset_key_and_window_of_a_recorded_answer(name: str, found: Any, expected: str) -> None:
    answer = recorded_dataset(found, fixture(name))
    assert answer is not None
    assert f"{answer[0]} {answer[1]}" == expected


def test_archives_are_recognised_by_their_documents() -> None:
    answer = recorded_dataset(entry("A80", "A26"), zipped("a80_be_active.xml", "a80_be_withdrawn.xml"))
    assert answer is not None
    assert (answer[0], answer[1].key) == ("entsoe.generation_outages", "BE")
    assert answer[1].start == datetime(2026, 1, 10, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a44_at_2025-10-26_autumn.xml", entry("A95")),
        ("ack_no_data.xml", entry("A65", "A16")),
        ("ack_no_data.xml", entry("A65", "A16", outBiddingZone_Domain="{{zone}}", periodStart="202601120000")),
        ("http_401.html", entry("401")),
    ],
)
def test_what_no_dataset_reads_is_left_alone(name: str, found: Any) -> None:
    assert recorded_dataset(found, fixture(name)) is None


# --- real answers, when they are at hand -----------------------------------------------------------------------------

RECORDINGS = Path(os.environ.get("SCALAR_RECORDINGS", "")) / "entsoe" if os.environ.get("SCALAR_RECORDINGS") else None


def _index() -> list[dict[str, Any]]:
    if RECORDINGS is None or not (RECORDINGS / "index.json").exists():
        return []
    found: list[dict[str, Any]] = json.loads((RECORDINGS / "index.json").read_text())
    return [item for item in found if recorded_dataset(item, (RECORDINGS / item["file"]).read_bytes())]


@pytest.mark.skipif(RECORDINGS is None, reason="SCALAR_RECORDINGS names no folder of recordings")
@pytest.mark.parametrize("item", _index(), ids=lambda item: item["file"])
def test_real_answers_give_the_rows_of_an_independent_expansion(item: dict[str, Any]) -> None:
    assert RECORDINGS is not None
    body = (RECORDINGS / item["file"]).read_bytes()
    answer = recorded_dataset(item, body)
    assert answer is not None
    dataset = DATASETS[answer[0]]
    table = to_table(dataset, dataset.parse(body, answer[1]))
    if expanded := item.get("expanded"):
        values = table[dataset.value].to_pylist()
        assert table.num_rows == expanded["rows"]
        assert values.count(None) == expanded["rows_without_value"]
        assert sum(v for v in values if v is not None) == pytest.approx(expanded["value_sum"], abs=1e-6)
        starts = sorted(table["start"].to_pylist())
        assert starts[0] == _moment(expanded["first_start"])
        assert starts[-1] == _moment(expanded["last_start"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
