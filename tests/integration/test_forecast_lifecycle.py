"""The care of models on real stores: due forecasts, shadow, gates, replay, drift, proposals; a day of 25 hours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.forecasting import drift, lifecycle, models, outputs, production
from shared.forecasting.acrdls import Acrdls
from shared.forecasting.features import declared_source
from shared.forecasting.interface import DayBefore, Feature, Gates, ModelDeclaration
from shared.forecasting.proposals import DEFAULT, SETTINGS, loss_stop, make, read
from shared.forecasting.registry import Registry
from shared.forecasting.run import forecast
from shared.forecasting.scores import kept_skill, published
from shared.forecasting.strategy.limits import LossStop
from shared.persistence.blob import FolderBlobs
from tests.forecast_world import BEGIN, HOURLY, IMBALANCE, SPOT, Stores, fill, load, open_world, signal

HOUR = timedelta(hours=1)
TRAINED = BEGIN + timedelta(days=30)


@pytest.fixture
def stores(tmp_path: Path, broker: Any, redis_cache: Any) -> Iterator[Stores]:
    warehouse = open_world(tmp_path)
    yield Stores(warehouse, FolderBlobs(tmp_path / "blobs"), redis_cache, broker)
    warehouse.close()


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> ModelDeclaration:
    made = msgspec.structs.replace(HOURLY, id=f"hourly_{os.urandom(4).hex()}", areas=("DK1",))
    monkeypatch.setitem(models.MODELS, made.id, made)
    for name in [name for name in models.MODELS if name != made.id]:
        monkeypatch.delitem(models.MODELS, name)
    return made


def issue_days(stores: Stores, declared: ModelDeclaration, days: int, step: int = 5) -> datetime:
    """Forecasts every ``step`` hours for some days; the instant after."""
    end = TRAINED + timedelta(days=days)
    at = TRAINED
    while at < end:
        forecast(declared, "DK1", at, stores.held)
        at += step * HOUR
    return end


def test_what_is_due_is_published_once(stores: Stores, hourly: ModelDeclaration) -> None:
    fill(stores.warehouse)
    now = TRAINED + timedelta(minutes=20)
    assert production.run_due(stores.held, hourly, now) == 1
    assert production.run_due(stores.held, hourly, now + timedelta(minutes=20)) == 0
    assert production.run_due(stores.held, hourly, now + HOUR) == 1
    (standing,) = production.standing(stores.held, now + HOUR)
    assert standing["fresh"] is True
    assert standing["issued_at"] == (TRAINED + HOUR).isoformat()
    (later,) = production.standing(stores.held, now + 3 * HOUR)
    assert later["fresh"] is False


def test_an_area_without_data_keeps_no_other_from_its_forecast(stores: Stores, hourly: ModelDeclaration) -> None:
    fill(stores.warehouse)
    both = msgspec.structs.replace(hourly, areas=("DK2", "DK1"))
    assert production.run_due(stores.held, both, TRAINED) == 1


def test_published_forecasts_are_scored_beside_climatology(stores: Stores, hourly: ModelDeclaration) -> None:
    fill(stores.warehouse)
    end = issue_days(stores, hourly, 3)
    source = declared_source(hourly, "DK1", stores.warehouse, end)
    scored = published(stores.warehouse, hourly, "DK1", source, TRAINED, end)
    found = scored.metrics()
    assert 40 <= found["periods"] <= 60
    assert found["mae"] > 0
    assert found["against_climatology"] < 1.0  # short memory: the filter knows more than the hour of the day
    later = scored.since(TRAINED + timedelta(days=2))
    assert 0 < len(later) < len(scored)


def test_drift_raises_and_ends_with_the_fault(stores: Stores, hourly: ModelDeclaration) -> None:
    values = signal(24 * 40)
    values[24 * 32 : 24 * 33] *= 4
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", values.tolist())
    issue_days(stores, hourly, 1, step=12)
    faulty = BEGIN + timedelta(days=33, hours=1)
    lifecycle.watch(stores.held, faulty)
    alarm = drift.active(stores.blobs, hourly.id, "DK1")
    assert alarm is not None
    assert any("jumped" in reason for reason in alarm.reasons)
    assert forecast(hourly, "DK1", faulty, stores.held).degraded.all()
    skill = kept_skill(stores.blobs, hourly.id, "DK1")
    assert skill is not None
    assert skill["periods"] > 0
    lifecycle.watch(stores.held, faulty + timedelta(days=3))
    left = drift.active(stores.blobs, hourly.id, "DK1")
    assert left is None or not any("jumped" in reason for reason in left.reasons)


def test_a_night_retrains_what_is_old_and_promotes_behind_the_gate(stores: Stores, hourly: ModelDeclaration) -> None:
    fill(stores.warehouse, days=50)
    old = forecast(hourly, "DK1", TRAINED, stores.held)
    registry = Registry(stores.blobs)
    lifecycle.nightly(stores.held, hourly, TRAINED + timedelta(days=2))
    held = registry.alias(hourly.id, "DK1")
    assert held is not None
    assert held.version == old.version  # not due
    lifecycle.nightly(stores.held, hourly, TRAINED + timedelta(days=16))
    held = registry.alias(hourly.id, "DK1")
    assert held is not None
    assert held.version > old.version
    assert held.previous == old.version
    report = registry.report(hourly.id, "DK1", held.version)
    assert report is not None
    assert report["trial"]["periods"] >= 4 * lifecycle.FEWEST
    assert report["refused"] == ""


def test_the_gate_keeps_a_worse_version_out(stores: Stores, hourly: ModelDeclaration) -> None:
    fill(stores.warehouse, days=50)
    end = TRAINED + timedelta(days=19)
    source = declared_source(hourly, "DK1", stores.warehouse, end)
    good = lifecycle.trial(hourly, source, TRAINED, end)
    bad = lifecycle.trial(hourly, source, TRAINED, end, method="snaive_week", params={})
    strict = msgspec.structs.replace(hourly, gates=Gates())
    few = good.since(end - timedelta(days=1))
    assert "needed" in lifecycle.gate(strict, few, good)
    assert lifecycle.gate(strict, good, bad) == ""
    assert "mean pinball" in lifecycle.gate(strict, bad, good)


def test_a_challenger_is_published_in_shadow(
    stores: Stores, hourly: ModelDeclaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stores.warehouse)
    monkeypatch.setattr(lifecycle, "CHALLENGERS", {hourly.id: (("climatology28", {}),)})
    forecast(hourly, "DK1", TRAINED, stores.held)
    lifecycle.nightly(stores.held, hourly, TRAINED + HOUR)
    assert production.run_due(stores.held, hourly, TRAINED + 2 * HOUR) == 2
    rows = stores.warehouse.query('SELECT DISTINCT "alias", "model_version" FROM "forecasts"').to_pylist()
    assert sorted({r["alias"] for r in rows}) == ["challenger-1", "champion"]
    assert len({r["model_version"] for r in rows}) == 2
    shown = outputs.latest(stores.held, hourly.id, "DK1")
    assert shown is not None
    assert shown["alias"] == "champion"
    lifecycle.nightly(stores.held, hourly, TRAINED + 3 * HOUR)  # not yet old enough for anything
    champion = Registry(stores.blobs).alias(hourly.id, "DK1")
    assert champion is not None
    assert champion.by == "first training"


def test_a_challenger_that_won_is_published_as_champion_and_retrained_as_what_it_is(
    stores: Stores, hourly: ModelDeclaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stores.warehouse, days=50)
    monkeypatch.setattr(lifecycle, "CHALLENGERS", {hourly.id: (("climatology28", {}),)})
    forecast(hourly, "DK1", TRAINED, stores.held)
    lifecycle.nightly(stores.held, hourly, TRAINED + HOUR)
    registry = Registry(stores.blobs)
    winner = registry.aliases(hourly.id, "DK1")["challenger-1"].version
    registry.promote(hourly.id, "DK1", winner, "challenger-1 won its shadow", TRAINED + HOUR)
    for hours in (2, 3):
        assert production.run_due(stores.held, hourly, TRAINED + hours * HOUR) == 1
        assert production.run_due(stores.held, hourly, TRAINED + hours * HOUR) == 0
        assert outputs.last_issued(stores.warehouse, hourly.id)["DK1"] == TRAINED + hours * HOUR
    lifecycle.nightly(stores.held, hourly, TRAINED + timedelta(days=1))
    held = registry.alias(hourly.id, "DK1")
    assert held is not None
    assert held.version == winner  # not due: that it is of another method than the declared one is as it should be
    lifecycle.nightly(stores.held, hourly, TRAINED + timedelta(days=16))
    held = registry.alias(hourly.id, "DK1")
    assert held is not None
    assert held.version > winner
    assert registry.card(hourly.id, "DK1", held.version).method == "climatology28"


def test_a_late_correction_replaces_the_state_at_night(stores: Stores, hourly: ModelDeclaration) -> None:
    fill(stores.warehouse)
    for i in range(6):
        last = forecast(hourly, "DK1", TRAINED + i * HOUR, stores.held)
    assert lifecycle.replay(stores.held, hourly, "DK1") == ""
    registry = Registry(stores.blobs)
    state = registry.state(hourly.id, "DK1", last.version)
    assert state is not None
    bent = Acrdls.load(state.files)
    bent._rls.theta *= 0.5
    registry.put_state(hourly.id, "DK1", last.version, bent.save(), state.followed_to, state.etag)
    assert lifecycle.replay(stores.held, hourly, "DK1") == "state replaced"
    repaired = registry.state(hourly.id, "DK1", last.version)
    assert repaired is not None
    assert repaired.files == state.files


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 3), 24)])
def test_a_day_ahead_forecast_has_the_hours_of_its_local_day(stores: Stores, day: date, hours: int) -> None:
    price = Feature(name="price", dataset=SPOT.id, column="price_eur_mwh", available=DayBefore(at="13:30"))
    declared = ModelDeclaration(
        id="price", title="t", target=price, areas=("DK1",), minutes=60, horizon=25, gap=0, issue="30 10 * * *",
        method="acrdls", params={"daily": True},
    )  # fmt: skip
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=40)
    fetched = begin + timedelta(days=99)
    load(stores.warehouse, SPOT, "price_eur_mwh", signal(24 * 45).tolist(), start=begin, known_at=fetched)
    issued = datetime(day.year, day.month, day.day, 10, tzinfo=UTC) - timedelta(days=1)
    made = forecast(declared, "DK1", issued, stores.held, publish=False)
    assert len(made.starts) == hours
    assert made.starts[0].astimezone(UTC).hour in (22, 23)
    assert made.starts[-1] - made.starts[0] == (hours - 1) * HOUR
    assert np.isfinite(made.quantiles).all()


def test_a_strategy_proposes_nothing_without_flexibility_and_never_twice(stores: Stores) -> None:
    declared = models.StrategyDeclaration(
        id=f"strategy_{os.urandom(3).hex()}", title="t", areas=("DK1",), issue="45 10 * * *",
        price_model="dk_da_price", spread_model="dk_imbalance_spread_next_day",
    )  # fmt: skip
    issued = datetime(2026, 2, 10, 9, 45, tzinfo=UTC)
    assert make(stores.held, declared, "DK1", issued) is None
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    load(stores.warehouse, SPOT, "price_eur_mwh", signal(24 * 45).tolist(), start=begin, known_at=timedelta(hours=-36))
    imbalance = (signal(24 * 42) + 40).tolist()
    spot = {"spot_price_eur_mwh": signal(24 * 42, 2).tolist()}
    load(stores.warehouse, IMBALANCE, "imbalance_price_eur_mwh", imbalance, start=begin, also=spot)
    level = 5.0
    for model, unit in ((declared.price_model, 60.0), (declared.spread_model, 30.0)):
        _publish(stores, model, issued - HOUR, unit, level)
    proposal = make(stores.held, declared, "DK1", issued)
    assert proposal is not None
    assert proposal["kind"] == "proposal"
    assert proposal["day"] == "2026-02-11"
    assert {p["deviation_mw"] for p in proposal["periods"]} == {0.0}
    stores.blobs.put(SETTINGS, msgspec.json.encode(msgspec.structs.replace(DEFAULT, flex_mw=5.0)))
    assert make(stores.held, declared, "DK1", issued) == proposal  # written once
    assert read(stores.blobs, declared, "DK1", date(2026, 2, 11)) == proposal
    assert loss_stop(stores.blobs, declared, "DK1") == LossStop()


def _publish(stores: Stores, model: str, issued: datetime, centre: float, spread: float) -> None:
    from shared.forecasting.outputs import Issued, announce

    first = datetime(2026, 2, 10, 23, tzinfo=UTC)
    quantiles = centre + spread * np.array([-3, -2, -1, 0, 1, 2, 3])
    announce(
        stores.held,
        Issued(
            model=model, area="DK1", issued_at=issued, version="20260101T000000Z-00000000", alias="champion",
            unit="EUR/MWh", minutes=15, starts=tuple(first + timedelta(minutes=15 * i) for i in range(96)),
            quantiles=np.tile(quantiles, (96, 1)), mean=np.full(96, centre), degraded=np.zeros(96, dtype=bool),
        ),
    )  # fmt: skip
