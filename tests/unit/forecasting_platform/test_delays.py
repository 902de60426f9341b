"""Measured delays on stored rows: live ones only, beside what each declared gap allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.forecasting import delays, production
from shared.forecasting.delays import Delay, allowed_minutes, measured
from shared.forecasting.interface import AfterPeriod, DayBefore, Feature
from shared.forecasting.models import MODELS
from shared.persistence.blob import FolderBlobs
from tests.forecast_world import BEGIN, HOURLY, IMBALANCE, SPOT, Stores, load, open_world, signal

NOW = BEGIN + timedelta(days=30)
HOUR = timedelta(hours=1)


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Any]:
    opened = open_world(tmp_path)
    yield opened
    opened.close()


def fill(stored: Any, minutes: list[float], area: str = "DK1", days: int = 30, **facts: Any) -> None:
    """Hourly demand up to NOW, received these minutes after each hour, taken in turn."""
    count = 24 * days
    known = [BEGIN + (i + 1) * HOUR + timedelta(minutes=minutes[i % len(minutes)]) for i in range(count)]
    load(stored, IMBALANCE, "satisfied_demand_mw", signal(count).tolist(), known_at=known, area=area, **facts)


def one(stored: Any, area: str = "DK1", **facts: Any) -> Delay:
    declared = msgspec.structs.replace(HOURLY, **facts)
    return measured(stored, NOW, [declared])[declared.id, area]


def test_the_distribution_is_that_of_the_last_fourteen_days(stored: Any) -> None:
    fill(stored, [20.0, 40.0, 50.0, 58.0])
    found = one(stored)
    assert found.rows == 14 * 24 - 1  # the hour that just ended has not come
    received = np.array([20.0, 40.0, 50.0, 58.0] * 84)[: found.rows]
    assert found.median_minutes == pytest.approx(np.median(received), abs=1)
    assert found.p95_minutes == 58.0
    assert (found.gap, found.needed_gap, found.allowed_minutes) == (1, 1, 60.0)
    assert (found.verdict, found.late_share) == ("fits", 0.0)


def test_a_gap_too_small_and_one_larger_than_needed_are_told(stored: Any) -> None:
    fill(stored, [30.0] * 9 + [100.0])
    late = one(stored)
    assert (late.verdict, late.needed_gap) == ("too small", 2)
    assert late.late_share == pytest.approx(0.1, abs=0.01)
    generous = Feature(
        name="demand", dataset=IMBALANCE.id, column="satisfied_demand_mw", available=AfterPeriod(delay=4 * HOUR)
    )
    wide = one(stored, gap=4, target=generous)
    assert (wide.verdict, wide.needed_gap, wide.allowed_minutes) == ("larger than needed", 2, 240.0)
    # periods between issue and first target are no publication delay: a gap of 3 with 2 of them allows one hour still
    assert one(stored, gap=3).needed_gap == 4


def test_backfilled_rows_say_nothing(stored: Any) -> None:
    load(stored, IMBALANCE, "satisfied_demand_mw", signal(24 * 30).tolist(), known_at=NOW - 10 * HOUR)
    found = one(stored)
    assert (found.verdict, found.median_minutes) == ("too few live rows", None)
    assert found.rows < delays.FEWEST
    assert one(stored, area="DK2").rows == 0


def test_corrections_do_not_count_only_the_first_receipt_does(stored: Any) -> None:
    fill(stored, [30.0])
    first = one(stored)
    load(
        stored, IMBALANCE, "satisfied_demand_mw", signal(24 * 30, 8).tolist(), known_at=timedelta(days=1), rank=1
    )  # fmt: skip
    assert one(stored) == first


def test_an_auction_is_held_against_its_declared_time(stored: Any) -> None:
    prices = signal(24 * 31).tolist()
    local = [(BEGIN + i * HOUR + timedelta(hours=1)).date() for i in range(len(prices))]
    known = [
        BEGIN.replace(year=day.year, month=day.month, day=day.day, hour=12) - timedelta(days=1) + timedelta(minutes=5)
        for day in local
    ]
    load(stored, SPOT, "price_eur_mwh", prices, known_at=known)
    price = Feature(name="price", dataset=SPOT.id, column="price_eur_mwh", available=DayBefore(at="13:30"))
    found = one(stored, target=price)
    assert (found.verdict, found.allowed_minutes, found.late_share) == ("fits", None, 0.0)
    assert found.median_minutes is not None
    assert found.median_minutes < -11 * 60
    early = one(stored, target=msgspec.structs.replace(price, available=DayBefore(at="12:30")))
    assert (early.verdict, early.late_share) == ("too small", 1.0)


def test_a_sum_is_as_late_as_its_last_member(stored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(stored, [20.0])
    fill(stored, [45.0], area="DK2")
    monkeypatch.setattr(delays, "SUMS", {"Both": ("DK1", "DK2")})
    both = msgspec.structs.replace(HOURLY, areas=("DK1", "DK2", "Both"))
    found = measured(stored, NOW, [both])
    assert [found[HOURLY.id, area].median_minutes for area in both.areas] == [20.0, 45.0, 45.0]


def test_models_that_share_a_target_share_one_query(stored: Any) -> None:
    fill(stored, [30.0])
    asked: list[str] = []

    class Counting:
        def query(self, sql: str, params: Any = None) -> Any:
            asked.append(sql)
            return stored.query(sql, params)

    twice = [HOURLY, msgspec.structs.replace(HOURLY, id="again", gap=3)]
    held: Any = Counting()
    assert len(measured(held, NOW, twice)) == 4
    assert len(asked) == 1


def test_what_declared_gaps_allow() -> None:
    for declared in MODELS.values():
        if isinstance(declared.target.available, AfterPeriod):
            allowed = allowed_minutes(declared, NOW)
            assert allowed == declared.target.available.delay / timedelta(minutes=1), declared.id
    next_day = MODELS["dk_balancing_demand_next_day"]
    for day in (28, 29, 30):  # 29 March has 23 hours
        assert allowed_minutes(next_day, NOW.replace(month=3, day=day, hour=12)) == 60


def test_the_list_of_models_tells_it(stored: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (production, delays):
        monkeypatch.setattr(module, "MODELS", {HOURLY.id: HOURLY})
    fill(stored, [30.0])
    stores = Stores(stored, FolderBlobs(tmp_path / "blobs"))
    told = {one["area"]: one["delay"] for one in production.standing(stores.held, NOW)}
    assert (told["DK1"]["p95_minutes"], told["DK1"]["gap"], told["DK1"]["verdict"]) == (30.0, 1, "fits")
    assert told["DK2"]["verdict"] == "too few live rows"
