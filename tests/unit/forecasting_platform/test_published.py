"""What ``GET /api/forecasts/{model}`` picks out of many issues, versions, aliases and areas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from shared.api.answer import BadQuestion
from shared.api.forecasts import published
from shared.forecasting.outputs import FALLBACK, Issued, rows
from shared.persistence.blob import FolderBlobs
from shared.persistence.tables import FORECASTS
from tests.forecast_world import Stores, open_world

MODEL = "dk_balancing_demand"
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
VERSION, OTHER = "20260201T000000Z-00000000", "20260220T000000Z-11111111"


def issued(at: datetime = FIRST, area: str = "DK1", version: str = VERSION, alias: str = "champion") -> Issued:
    return Issued(
        model=MODEL, area=area, issued_at=at, version=version, alias=alias, unit="MW", minutes=15,
        starts=tuple(at + k * QUARTER for k in range(2)), quantiles=np.tile(np.arange(7.0), (2, 1)), mean=None,
        degraded=np.zeros(2, dtype=bool),
    )  # fmt: skip


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Any]:
    """DK1 was issued at 00:00 and 00:15, DK2 at 00:00 alone, first as a fallback; a challenger at 00:30."""
    warehouse = open_world(tmp_path)
    half = replace(issued(FIRST, "DK2", VERSION), degraded=np.array([False, True]))
    made = [
        issued(), issued(FIRST + QUARTER), half, issued(FIRST, "DK2", FALLBACK),
        issued(FIRST + 2 * QUARTER, version=OTHER, alias="challenger-1"),
    ]  # fmt: skip
    warehouse.load(FORECASTS, pa.concat_tables([rows(one) for one in made]), label="issues")
    yield Stores(warehouse, FolderBlobs(tmp_path / "blobs")).held
    warehouse.close()


def asked(held: Any, **params: str) -> dict[str, tuple[str, str, bool]]:
    """Area -> issue time, version and whether it is degraded."""
    found = json.loads(published(held, MODEL, params).body)["forecasts"]
    return {one["area"]: (one["issued_at"][11:16], one["model_version"], one["degraded"]) for one in found}


def test_each_area_has_its_newest_issue_in_its_best_version(held: Any) -> None:
    assert asked(held) == {"DK1": ("00:15", VERSION, False), "DK2": ("00:00", VERSION, True)}


def test_as_of_counts_an_issue_from_its_very_instant(held: Any) -> None:
    at = (FIRST + QUARTER).isoformat()
    assert asked(held, area="DK1", as_of=at)["DK1"][0] == "00:15"
    assert asked(held, area="DK1", as_of=(FIRST + QUARTER - timedelta(seconds=1)).isoformat())["DK1"][0] == "00:00"
    assert asked(held, area="DK1", issued_at=FIRST.isoformat())["DK1"][0] == "00:00"
    with pytest.raises(BadQuestion, match="not both"):
        asked(held, issued_at=at, as_of=at)


def test_a_challenger_is_shown_by_its_alias_only(held: Any) -> None:
    assert asked(held, alias="challenger-1") == {"DK1": ("00:30", OTHER, False)}
    assert asked(held, alias="challenger-2") == {}


def test_every_row_of_a_table_carries_its_unit(held: Any) -> None:
    text = published(held, MODEL, {"area": "DK2", "format": "csv"}).body.decode()
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == 14
    assert {(row["unit"], row["model_version"], row["minutes"]) for row in found} == {("MW", VERSION, "15")}
    assert [row["degraded"] for row in found] == ["false"] * 7 + ["true"] * 7
