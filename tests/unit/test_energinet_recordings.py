"""Real answers of Energinet and Elia, when a folder of recordings is at hand (``SCALAR_RECORDINGS``)."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import elia, energinet
from shared.catalogue.model import Dataset, Slice
from shared.ingestion.validate import to_table
from shared.providers import elia_recorded, energinet_recorded

FOLDER = Path(os.environ.get("SCALAR_RECORDINGS", "") or "no recordings")
RECORDED = {"elia": elia_recorded.recorded_dataset, "energinet": energinet_recorded.recorded_dataset}
DATASETS = {d.id: d for m in (elia, energinet) for d in vars(m).values() if isinstance(d, Dataset)}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="SCALAR_RECORDINGS names no folder of recordings")


def entries() -> list[tuple[str, dict[str, Any]]]:
    return [
        (provider, entry)
        for provider in RECORDED
        if (FOLDER / provider / "index.json").is_file()
        for entry in json.loads((FOLDER / provider / "index.json").read_text())
        if entry["dataset"] in {d.match["dataset"] for d in DATASETS.values()}
    ]


@pytest.mark.parametrize(("provider", "entry"), entries() if FOLDER.is_dir() else [])
def test_every_recording_of_a_declared_dataset_parses(provider: str, entry: dict[str, Any]) -> None:
    body = (FOLDER / provider / entry["file"]).read_bytes()
    found = RECORDED[provider](entry, body)
    assert found is not None
    dataset, piece = DATASETS[found[0]], found[1]
    table = to_table(dataset, dataset.parse(body, piece))
    starts = table.column(dataset.time_column).to_pylist()
    assert table.num_rows == records_in(body)
    assert all(naive(piece.start) <= t < naive(piece.end) for t in starts)
    keys = list(zip(*(table.column(k).to_pylist() for k in dataset.primary_key), strict=True))
    assert len(set(keys)) == len(keys)
    assert isinstance(piece, Slice)


def naive(time: datetime) -> datetime:
    return time.replace(tzinfo=None)


def records_in(body: bytes) -> int:
    """Rows counted without any parser of the product."""
    if body.lstrip()[:1] in (b"{", b"["):
        answer = json.loads(body)
        return len(answer if isinstance(answer, list) else answer.get("records", answer.get("results")))
    return len(body.decode("utf-8").strip().split("\n")) - 1
