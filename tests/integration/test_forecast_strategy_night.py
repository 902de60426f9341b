"""The night of the strategy on real stores: a verdict from a replay, results booked once, the loss stop, leakage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from shared.api.strategies import proposals
from shared.errors import ConfigError
from shared.forecasting import strategy_night
from shared.forecasting.features import WarehouseSource
from shared.forecasting.leakage import LeakageFound
from shared.forecasting.models import STRATEGIES
from shared.forecasting.outputs import Issued, rows
from shared.forecasting.proposals import DEFAULT, SETTINGS, folder, known_forecasts, loss_stop, make, read, verdict
from shared.forecasting.strategy.limits import LossStop
from shared.forecasting.strategy.market import Market
from shared.forecasting.strategy_standing import reset
from shared.persistence.blob import FolderBlobs
from shared.persistence.tables import FORECASTS
from tests.forecast_world import IMBALANCE, SPOT, Stores, load, open_world

DECLARED = STRATEGIES["dk_da_strategy"]
ZONE = ZoneInfo(DECLARED.tz)
FIRST = date(2026, 1, 1)
DAYS = 126  # 29 March, a day of 23 hours, lies inside
FORECAST_FROM = 30
CRASH = FIRST + timedelta(days=124)
BIAS, DROP = 25.0, -100.0
PUBLISHED = "20260101T000000Z-00000000"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ZONE).astimezone(UTC)


def starts(first: date, days: int) -> list[datetime]:
    begin, end = midnight(first), midnight(first + timedelta(days=days))
    return [begin + timedelta(minutes=15 * i) for i in range((end - begin) // timedelta(minutes=15))]


def issue(day: date) -> datetime:
    return datetime.combine(day - timedelta(days=1), time(10, 45), ZONE).astimezone(UTC)


def night(day: date) -> datetime:
    """The night after a delivery day has ended."""
    return datetime.combine(day + timedelta(days=1), time(4, 50), UTC)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spreads around 25 EUR/MWh until a day at minus 100, prices received the day before, forecasts that say 25."""
    opened = open_world(tmp_path_factory.mktemp("strategy night"))
    fill(opened)
    yield opened
    opened.close()


def fill(opened: Any, received: timedelta = timedelta(minutes=55)) -> None:
    periods = starts(FIRST, DAYS)
    rng = np.random.default_rng(7)
    price = 50 + rng.normal(0, 3, len(periods))
    local = [at.astimezone(ZONE).date() for at in periods]
    spread = np.where([day == CRASH for day in local], DROP, BIAS + 5 * rng.standard_t(4, len(periods)))
    auction = [datetime.combine(day - timedelta(days=1), time(12, 50), ZONE).astimezone(UTC) for day in local]
    begin = periods[0]
    load(opened, SPOT, "price_eur_mwh", price.tolist(), start=begin, minutes=15, known_at=auction)
    load(
        opened, IMBALANCE, "imbalance_price_eur_mwh", (price + spread).tolist(), start=begin, minutes=15,
        known_at=received, also={"spot_price_eur_mwh": price.tolist()},
    )  # fmt: skip
    issued = [
        rows(forecast(model, FIRST + timedelta(days=n), centre, width))
        for n in range(FORECAST_FROM, DAYS + 2)
        for model, centre, width in ((DECLARED.price_model, 60.0, 5.0), (DECLARED.spread_model, BIAS, 8.0))
    ]
    opened.load(FORECASTS, pa.concat_tables(issued), label="forecasts-of-the-strategy")


def forecast(model: str, day: date, centre: float, width: float, version: str = PUBLISHED) -> Issued:
    periods = tuple(starts(day, 1))
    n = len(periods)
    return Issued(
        model=model, area="DK1", issued_at=issue(day) - timedelta(minutes=15), version=version, alias="champion",
        unit="EUR/MWh", minutes=15, starts=periods, quantiles=np.tile(centre + width * np.arange(-3.0, 4.0), (n, 1)),
        mean=np.full(n, centre), degraded=np.zeros(n, dtype=bool),
    )  # fmt: skip


@pytest.fixture
def stores(tmp_path: Path, warehouse: Any, broker: Any) -> Stores:
    blobs = FolderBlobs(tmp_path / "blobs")
    blobs.put(SETTINGS, msgspec.json.encode(msgspec.structs.replace(DEFAULT, flex_mw=5.0)))
    return Stores(warehouse, blobs, broker=broker)


def deviation(stores: Stores, day: date) -> float:
    """MW a day's proposal deviates by, summed without sign over its periods."""
    assert make(stores.held, DECLARED, "DK1", issue(day)) is not None
    return float(sum(abs(one["deviation_mw"]) for one in read(stores.blobs, DECLARED, "DK1", day)["periods"]))


def book(stores: Stores, now: datetime) -> int:
    """The booking half of a night."""
    market, _ = strategy_night.history(stores.warehouse, DECLARED, "DK1", now)
    return strategy_night.book(stores.blobs, DECLARED, "DK1", market, now)


def stored(stores: Stores, area: str = "DK1") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stores.blobs.get(f"{folder(DECLARED, area)}/backtest.json")[0])
    return found


def told(stores: Stores) -> str:
    """The verdict the endpoint shows."""
    answer = json.loads(proposals(stores.held, DECLARED.id, {"area": "DK1"}).body)
    return str(answer["proposals"][0]["verdict"])


def test_the_endpoint_tells_the_verdict_of_the_replay(stores: Stores) -> None:
    assert deviation(stores, FIRST + timedelta(days=42)) > 0
    assert told(stores) == "no edge (no backtest stored)"
    strategy_night.nightly(stores.held, DECLARED, night(FIRST + timedelta(days=42)))
    assert stored(stores)["days"] == 13
    assert stored(stores)["report"]["scramble_passed"] is True
    assert told(stores) == "no edge (13 settled days, 90 needed)"
    assert [day for day, _ in loss_stop(stores.blobs, DECLARED, "DK1").results] == [FIRST + timedelta(days=42)]
    assert verdict(stores.blobs, DECLARED, "DK2") == "no edge (0 settled days, 90 needed)"
    strategy_night.nightly(stores.held, DECLARED, night(FIRST + timedelta(days=122)))
    assert stored(stores)["days"] == 93  # the 23-hour day among them
    assert told(stores) == "edge"
    figures = {one["name"]: one for one in stored(stores)["report"]["benchmarks"]}
    assert figures["always short"]["net_day"] < 0 < stored(stores)["report"]["strategy"]["net_day"]


def test_without_flexibility_the_replay_takes_no_position(stores: Stores) -> None:
    stores.blobs.delete(SETTINGS)
    strategy_night.nightly(stores.held, DECLARED, night(FIRST + timedelta(days=122)))
    assert verdict(stores.blobs, DECLARED, "DK1") == "no edge (no position in 93 days)"


def test_results_are_booked_once_and_as_the_curve_was_filled(stores: Stores) -> None:
    day = FIRST + timedelta(days=60)
    assert deviation(stores, day) > 0
    assert deviation(stores, day + timedelta(days=1)) > 0
    early = midnight(day + timedelta(days=1)) + timedelta(minutes=30)  # the last quarters are not received yet
    book(stores, early)
    assert loss_stop(stores.blobs, DECLARED, "DK1").results == ()
    book(stores, night(day))
    ((booked, net),) = loss_stop(stores.blobs, DECLARED, "DK1").results
    assert booked == day
    name = f"{folder(DECLARED, 'DK1')}/loss_stop.json"
    before = stores.blobs.get(name)
    book(stores, night(day) + timedelta(hours=1))
    assert stores.blobs.get(name) == before
    dearer = msgspec.structs.replace(DEFAULT.fees[0], exchange=50.0)
    stores.blobs.put(SETTINGS, msgspec.json.encode(msgspec.structs.replace(DEFAULT, fees=(dearer,), flex_mw=5.0)))
    book(stores, night(day) + timedelta(hours=2))
    assert stores.blobs.get(name) == before  # as it was booked first, whatever is changed later
    stores.blobs.put(SETTINGS, msgspec.json.encode(msgspec.structs.replace(DEFAULT, flex_mw=5.0)))
    market, _ = strategy_night.history(stores.warehouse, DECLARED, "DK1", night(day))
    window = market.periods(day)
    expected = 0.0
    pairs = zip(market.price[window], market.imbalance[window], strict=True)
    for one, (price, imbalance) in zip(read(stores.blobs, DECLARED, "DK1", day)["periods"], pairs, strict=True):
        volume = max((s["volume_mw"] for s in one["steps"] if price <= s["price_eur_mwh"]), default=0.0)
        expected += volume * 0.25 * (imbalance - price - 0.5)
    assert net == pytest.approx(expected)
    book(stores, night(day + timedelta(days=1)))
    assert [d for d, _ in loss_stop(stores.blobs, DECLARED, "DK1").results] == [day, day + timedelta(days=1)]


def test_a_loss_stops_the_next_proposal_until_a_person_resets_it(stores: Stores) -> None:
    assert deviation(stores, CRASH) > 0
    book(stores, night(CRASH))
    stop = loss_stop(stores.blobs, DECLARED, "DK1")
    assert "EUR in 1 days" in stop.stopped
    assert deviation(stores, CRASH + timedelta(days=2)) == 0
    notes = read(stores.blobs, DECLARED, "DK1", CRASH + timedelta(days=2))["notes"]
    assert any("a person must reset it" in note for note in notes)
    with pytest.raises(ConfigError, match="name of the person"):
        reset(stores.blobs, DECLARED, "DK1", by=" ", reason="explained", now=night(CRASH))
    late = datetime.combine(CRASH + timedelta(days=1), time(23, 30), UTC)  # already the next delivery day
    _, changed = reset(stores.blobs, DECLARED, "DK1", by="Ada Lovelace", reason="explained", now=late)
    assert changed
    book(stores, night(CRASH) + timedelta(days=1))
    lifted = loss_stop(stores.blobs, DECLARED, "DK1")
    assert (lifted.stopped, lifted.counted_from) == ("", CRASH + timedelta(days=2))
    assert [(one.by, one.lifted) for one in lifted.resets] == [("Ada Lovelace", stop.stopped)]
    assert deviation(stores, CRASH + timedelta(days=3)) > 0


def test_a_booking_never_overwrites_a_reset_it_has_not_seen(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    assert deviation(stores, CRASH) > 0
    name = f"{folder(DECLARED, 'DK1')}/loss_stop.json"
    stores.blobs.put(name, LossStop(stopped="lost 9 EUR").dump())
    put = stores.blobs.put
    raced: list[str] = []

    def slow(name: str, data: bytes, **conditions: Any) -> str:
        if name.endswith("loss_stop.json") and not raced:
            raced.append(name)
            reset(stores.blobs, DECLARED, "DK1", by="Ada Lovelace", reason="explained", now=night(CRASH))
        etag: str = put(name, data, **conditions)
        return etag

    monkeypatch.setattr(stores.blobs, "put", slow)
    book(stores, night(CRASH))
    stop = loss_stop(stores.blobs, DECLARED, "DK1")
    assert raced
    assert ([one.by for one in stop.resets], stop.stopped, len(stop.results)) == (["Ada Lovelace"], "", 1)


def test_a_day_of_leakage_in_the_replay_is_caught_and_withdraws_the_verdict(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.blobs.put(f"{folder(DECLARED, 'DK1')}/backtest.json", b'{"verdict": "edge"}')
    assert verdict(stores.blobs, DECLARED, "DK1") == "edge"
    honest = strategy_night._spreads

    def early(market: Market, source: WarehouseSource) -> WarehouseSource:
        made = honest(market, source)
        return replace(made, target=made.target.delayed(-86_400), gap=0)

    monkeypatch.setattr(strategy_night, "_spreads", early)
    with pytest.raises(LeakageFound, match="scramble"):
        strategy_night.nightly(stores.held, DECLARED, night(FIRST + timedelta(days=41)))
    assert verdict(stores.blobs, DECLARED, "DK1") == "no edge (leakage found)"


def test_prices_stamped_a_day_early_and_versions_of_the_future_are_caught(
    tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = night(FIRST + timedelta(days=41))

    def later(*asked: Any) -> Any:
        found = known_forecasts(*asked)
        return found and {model: {**one, "version": "20260501T000000Z-00000000"} for model, one in found.items()}

    with monkeypatch.context() as patched:
        patched.setattr("shared.forecasting.strategy_night.known_forecasts", later)
        with pytest.raises(LeakageFound, match="trained later"):
            strategy_night.nightly(stores.held, DECLARED, at)
    other = open_world(tmp_path)
    fill(other, received=timedelta(days=-1))
    with pytest.raises(LeakageFound, match="before its period ended"):
        strategy_night.nightly(replace(stores, warehouse=other).held, DECLARED, at)
    other.close()
