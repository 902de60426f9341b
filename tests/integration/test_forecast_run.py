"""Production forecasts on real stores: killed, repeated, late and left-out runs change nothing about the next one."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.errors import BadData, RetryLater
from shared.forecasting import drift, outputs
from shared.forecasting.features import declared_source
from shared.forecasting.interface import Feature, ModelDeclaration
from shared.forecasting.models import SUMS
from shared.forecasting.outputs import FALLBACK
from shared.forecasting.registry import Registry
from shared.forecasting.run import forecast
from shared.forecasting.training import train
from shared.persistence.blob import Conflict, FolderBlobs
from tests.forecast_world import BEGIN, HOURLY, IMBALANCE, PRICED, Stores, fill, load, open_world, signal
from tests.integration.sample import open_test_cache

TRAINED = BEGIN + timedelta(days=30)
HOUR = timedelta(hours=1)


@pytest.fixture
def stores(tmp_path: Path, broker: Any, redis_cache: Any) -> Iterator[Stores]:
    warehouse = open_world(tmp_path)
    yield Stores(warehouse, FolderBlobs(tmp_path / "blobs"), redis_cache, broker)
    warehouse.close()


@pytest.fixture
def hourly() -> ModelDeclaration:
    """The hourly model under an id, and so a topic, of its own."""
    return msgspec.structs.replace(HOURLY, id=f"hourly_{os.urandom(4).hex()}")


def read_topic(broker: Any, model: str, count: int) -> list[Any]:
    import pulsar

    consumer = broker.client().subscribe(
        f"persistent://scalar/forecast/{model}", "test", initial_position=pulsar.InitialPosition.Earliest
    )
    found = [consumer.receive(timeout_millis=60_000) for _ in range(count)]
    consumer.close()
    return found


def test_a_forecast_reaches_warehouse_redis_and_topic_with_the_same_content(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    made = forecast(hourly, "DK1", TRAINED, stores.held)
    assert made.version.startswith("20260131T000000Z-")
    assert not made.degraded.any()
    rows = stores.warehouse.query(
        'SELECT * FROM "forecasts" WHERE "model_id" = ? ORDER BY "start", "quantile_pct"', [hourly.id]
    ).to_pylist()
    assert [r["value"] for r in rows if r["quantile_pct"] == 50] == pytest.approx(made.quantiles[:, 3], abs=1e-4)
    assert sorted({r["quantile_pct"] for r in rows}) == [-1, 5, 10, 25, 50, 75, 90, 95]
    assert [r["start"] for r in rows if r["quantile_pct"] == 5] == [s.replace(tzinfo=None) for s in made.starts]
    assert outputs.latest(stores.held, hourly.id, "DK1") == json.loads(made.body())
    message = read_topic(stores.broker, hourly.id, 1)[0]
    assert message.data() == made.body()
    assert message.partition_key() == "DK1"
    assert message.properties()["model_version"] == made.version


def test_a_model_of_signs_publishes_their_probabilities(stores: Stores, hourly: Any) -> None:
    """A tenth of the demand is zero, more of it at night; the numbers reach table and message."""
    values = signal(24 * 40)
    rng = np.random.default_rng(9)
    values[rng.random(len(values)) < np.where(np.arange(len(values)) % 24 < 6, 0.3, 0.05)] = 0.0
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", values.tolist())
    declared = msgspec.structs.replace(hourly, method="zero_mass")
    made = forecast(declared, "DK1", TRAINED, stores.held)
    assert made.signs is not None
    assert made.signs.sum(axis=1) == pytest.approx(np.ones(4))
    assert (made.signs[:, 1] > 0.1).all()
    rows = stores.warehouse.query(
        'SELECT "quantile_pct", "value" FROM "forecasts" WHERE "model_id" = ? AND "quantile_pct" < -1 ORDER BY "start"',
        [hourly.id],
    ).to_pylist()
    assert [r["value"] for r in rows if r["quantile_pct"] == -3] == pytest.approx(made.signs[:, 1], abs=1e-4)
    period = json.loads(read_topic(stores.broker, hourly.id, 1)[0].data())["periods"][0]
    assert period["probabilities"]["zero"] == pytest.approx(made.signs[0, 1], abs=1e-4)
    assert sum(period["probabilities"].values()) == pytest.approx(1.0, abs=1e-3)


def test_the_same_run_again_changes_nothing(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    first = forecast(hourly, "DK1", TRAINED, stores.held)
    kept = {name: stores.blobs.get(name) for name in stores.blobs.list("models/")}
    again = forecast(hourly, "DK1", TRAINED, stores.held)
    assert again.body() == first.body()
    assert {name: stores.blobs.get(name) for name in stores.blobs.list("models/")} == kept
    one, two = read_topic(stores.broker, hourly.id, 2)
    assert one.data() == two.data()
    count = stores.warehouse.query('SELECT COUNT(*) AS "n" FROM "forecasts"').column("n")[0].as_py()
    assert count == 4 * 8


def test_an_older_issue_does_not_replace_the_newer_one_in_redis(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    forecast(hourly, "DK1", TRAINED, stores.held)
    newer = forecast(hourly, "DK1", TRAINED + 2 * HOUR, stores.held)
    forecast(hourly, "DK1", TRAINED + HOUR, stores.held)
    assert outputs.latest(stores.held, hourly.id, "DK1") == json.loads(newer.body())


def _undisturbed(stores: Stores, declared: Any, hours: int) -> list[bytes]:
    return [forecast(declared, "DK1", TRAINED + i * HOUR, stores.held).body() for i in range(hours)]


def _killed_before_publishing(folder: Path, issued_at: datetime, declared: Any) -> None:
    from shared.forecasting import run

    def die(*_: object) -> None:
        os._exit(9)

    setattr(run, "announce", die)  # noqa: B010 the process's own copy, in which publishing ends it
    stores = Stores(open_world(folder), FolderBlobs(folder / "blobs"))
    run.forecast(declared, "DK1", issued_at, stores.held)


def test_killed_between_state_and_publishing_the_next_forecasts_are_the_same(
    stores: Stores, hourly: Any, tmp_path: Path
) -> None:
    fill(stores.warehouse)
    forecast(hourly, "DK1", TRAINED, stores.held)
    stores.warehouse.close()
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path, copy, ignore=shutil.ignore_patterns("copy"))
    killed = multiprocessing.get_context("spawn").Process(
        target=_killed_before_publishing, args=(copy, TRAINED + HOUR, hourly)
    )
    killed.start()
    killed.join(300)
    assert killed.exitcode == 9
    state = Registry(FolderBlobs(copy / "blobs"))
    champion = state.alias(hourly.id, "DK1")
    assert champion is not None
    kept = state.state(hourly.id, "DK1", champion.version)
    assert kept is not None
    assert kept.followed_to == TRAINED + HOUR  # it died after the state was written
    bodies = []
    for folder in (tmp_path, copy):
        other = Stores(open_world(folder), FolderBlobs(folder / "blobs"), stores.cache, stores.broker)
        bodies.append([forecast(hourly, "DK1", TRAINED + i * HOUR, other.held).body() for i in range(1, 4)])
        other.warehouse.close()
    assert bodies[0] == bodies[1]


def test_issue_times_left_out_change_nothing(stores: Stores, hourly: Any, tmp_path: Path) -> None:
    fill(stores.warehouse)
    every = _undisturbed(stores, hourly, 7)
    other = Stores(stores.warehouse, FolderBlobs(tmp_path / "other"), stores.cache, stores.broker)
    forecast(hourly, "DK1", TRAINED, other.held)
    assert forecast(hourly, "DK1", TRAINED + 6 * HOUR, other.held).body() == every[6]


def test_a_target_received_twice_changes_nothing(stores: Stores, hourly: Any, tmp_path: Path) -> None:
    values = fill(stores.warehouse)
    every = _undisturbed(stores, hourly, 4)
    hour = TRAINED - HOUR
    again = values[(hour - BEGIN) // HOUR]
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", [again], start=hour, known_at=TRAINED + HOUR)
    other = Stores(stores.warehouse, FolderBlobs(tmp_path / "other"), stores.cache, stores.broker)
    assert _undisturbed(other, hourly, 4) == every


def test_a_late_target_is_waited_for_and_then_it_is_as_if_it_had_been_in_time(
    stores: Stores, hourly: Any, tmp_path: Path
) -> None:
    values = signal(24 * 40)
    late = (TRAINED - BEGIN) // HOUR - 1  # due at TRAINED + 55 min, received two hours later
    gone: list[float | None] = values.tolist()
    gone[late] = None
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", gone, area="DK2")
    load(
        stores.warehouse, IMBALANCE, "satisfied_demand_mw", [float(values[late])], area="DK2",
        start=BEGIN + late * HOUR, known_at=TRAINED + 175 * timedelta(minutes=1),
    )  # fmt: skip
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", values.tolist())
    in_time = [forecast(hourly, "DK1", TRAINED + i * HOUR, stores.held) for i in range(6)]
    delayed = [forecast(hourly, "DK2", TRAINED + i * HOUR, stores.held) for i in range(6)]
    assert not delayed[0].degraded.any()
    assert delayed[1].degraded.any()  # its newest value is missing
    for one, two in zip(in_time[3:], delayed[3:], strict=True):
        assert two.quantiles.tobytes() == one.quantiles.tobytes()
        assert not two.degraded.any()


def test_a_target_that_never_comes_is_counted_and_the_model_goes_on(
    stores: Stores, hourly: Any, tmp_path: Path
) -> None:
    values: list[float | None] = signal(24 * 40).tolist()
    hole = (TRAINED - BEGIN) // HOUR - 1
    held, values[hole] = values[hole], None
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", values)
    load(
        stores.warehouse, IMBALANCE, "satisfied_demand_mw", [held], start=BEGIN + hole * HOUR,
        known_at=TRAINED + 11 * HOUR,  # given up hours before: whoever left issues out must not take it either
    )  # fmt: skip
    stepwise = _undisturbed(stores, hourly, 12)
    other = Stores(stores.warehouse, FolderBlobs(tmp_path / "other"), stores.cache, stores.broker)
    forecast(hourly, "DK1", TRAINED, other.held)
    assert forecast(hourly, "DK1", TRAINED + 11 * HOUR, other.held).body() == stepwise[11]


def test_an_earlier_instant_is_forecast_from_what_was_known_then(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    early = forecast(hourly, "DK1", TRAINED + HOUR, stores.held)
    before = forecast(hourly, "DK1", TRAINED - timedelta(days=2), stores.held)
    assert before.version < early.version  # the champion was trained later: it has seen that future
    assert before.version.startswith("20260129T000000Z")
    held = Registry(stores.blobs).alias(hourly.id, "DK1")
    assert held is not None
    assert held.version == early.version


def test_an_earlier_instant_is_no_turn_of_challengers_or_versions_that_were_kept_out(
    stores: Stores, hourly: Any
) -> None:
    fill(stores.warehouse)
    registry = Registry(stores.blobs)
    forecast(hourly, "DK1", TRAINED, stores.held)
    source = declared_source(hourly, "DK1", stores.warehouse, TRAINED)
    for days, method, report in ((1, "snaive_day", None), (2, "", {"refused": "mean pinball 9 against 1"})):
        card, model = train(hourly, "DK1", source, TRAINED - timedelta(days=days), method=method)
        registry.save(card, model.save(), report)
    earlier = forecast(hourly, "DK1", TRAINED - HOUR, stores.held)
    assert earlier.version.startswith("20260130T230000Z")  # trained anew on what was known then


def test_an_instant_already_followed_past_is_forecast_again_as_it_was(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    every = _undisturbed(stores, hourly, 7)
    assert forecast(hourly, "DK1", TRAINED + 2 * HOUR, stores.held).body() == every[2]  # not from the state of hour 6
    assert forecast(hourly, "DK1", TRAINED + 6 * HOUR, stores.held).body() == every[6]


def test_an_issue_that_turned_out_degraded_is_stored_so(stores: Stores, hourly: Any) -> None:
    """The same instant and version with other content is another load, and its mark reaches the table."""
    fill(stores.warehouse)
    forecast(hourly, "DK1", TRAINED, stores.held)
    marks = 'SELECT DISTINCT "degraded" FROM "forecasts"'
    assert stores.warehouse.query(marks).column("degraded").to_pylist() == [False]
    drift.keep(stores.blobs, hourly.id, "DK1", ["cover of 40 %"], TRAINED)
    forecast(hourly, "DK1", TRAINED, stores.held)
    assert stores.warehouse.query(marks).column("degraded").to_pylist() == [True]


def test_without_redis_a_forecast_is_stored_and_published(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    away = open_test_cache("redis://127.0.0.1:9/0")
    made = forecast(hourly, "DK1", TRAINED, Stores(stores.warehouse, stores.blobs, away, stores.broker).held)
    assert stores.warehouse.query('SELECT * FROM "forecasts"').num_rows == 4 * 8
    assert read_topic(stores.broker, hourly.id, 1)[0].data() == made.body()


def test_two_processes_race_for_the_state_and_one_redoes_its_work(
    stores: Stores, hourly: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stores.warehouse)
    forecast(hourly, "DK1", TRAINED, stores.held)
    real = Registry.put_state
    raced: list[bool] = []

    def put(self: Registry, *given: Any) -> str:
        if not raced:
            raced.append(True)
            real(self, *given)  # the other process, a moment before
        return real(self, *given)

    monkeypatch.setattr(Registry, "put_state", put)
    made = forecast(hourly, "DK1", TRAINED + HOUR, stores.held)
    assert raced
    assert not made.degraded.any()

    def always(self: Registry, *_: Any) -> str:
        raise Conflict("taken")

    monkeypatch.setattr(Registry, "put_state", always)
    with pytest.raises(RetryLater, match="kept changing"):
        forecast(hourly, "DK1", TRAINED + 2 * HOUR, stores.held)


@pytest.mark.parametrize("days", [4, 13])
def test_too_little_history_publishes_climatology_degraded(stores: Stores, hourly: Any, days: int) -> None:
    """Below a week nothing can be trained; below half of the history a method wants, climatology serves better."""
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", signal(24 * (days + 1)).tolist())
    made = forecast(hourly, "DK1", BEGIN + timedelta(days=days), stores.held)
    assert made.version == FALLBACK
    assert made.degraded.all()
    assert "backfill the target" in made.notes[0]
    assert Registry(stores.blobs).alias(hourly.id, "DK1") is None


def test_a_constant_target_publishes_climatology_degraded(stores: Stores, hourly: Any) -> None:
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", [7.0] * (24 * 35))
    made = forecast(hourly, "DK1", TRAINED, stores.held)
    assert made.version == FALLBACK
    assert made.degraded.all()
    assert (made.quantiles == 7.0).all()


def test_an_area_without_any_value_publishes_nothing(stores: Stores, hourly: Any) -> None:
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", [None] * (24 * 35))
    with pytest.raises(BadData, match="nothing received"):
        forecast(hourly, "DK1", TRAINED, stores.held)
    assert stores.warehouse.query('SELECT * FROM "forecasts"').num_rows == 0


def test_missing_covariates_mark_the_forecast(stores: Stores) -> None:
    from tests.forecast_world import SPOT

    fill(stores.warehouse)
    spot: list[float | None] = signal(24 * 31, 9).tolist()
    load(stores.warehouse, SPOT, "price_eur_mwh", spot, known_at=timedelta(hours=-36))
    whole = forecast(PRICED, "DK1", TRAINED, stores.held)
    assert not whole.degraded.any()
    gone = forecast(PRICED, "DK1", TRAINED + timedelta(days=2), stores.held)  # no price beyond day 31
    assert gone.degraded.all()
    assert any("filled" in note for note in gone.notes)


def test_a_unit_jump_by_four_marks_the_forecast(stores: Stores, hourly: Any) -> None:
    values = signal(24 * 40)
    values[29 * 24 :] *= 4
    load(stores.warehouse, IMBALANCE, "satisfied_demand_mw", values.tolist())
    made = forecast(hourly, "DK1", TRAINED + timedelta(hours=2), stores.held)
    assert made.degraded.all()
    assert any("jumped" in note for note in made.notes)


def test_a_changed_declaration_refuses_the_old_version_until_a_new_one_is_trained(stores: Stores, hourly: Any) -> None:
    from shared.errors import Refused

    fill(stores.warehouse)
    forecast(hourly, "DK1", TRAINED, stores.held)
    other = Feature(
        name="demand", dataset=IMBALANCE.id, column="imbalance_price_eur_mwh", available=HOURLY.target.available
    )
    changed = msgspec.structs.replace(hourly, target=other)
    load(stores.warehouse, IMBALANCE, "imbalance_price_eur_mwh", signal(24 * 35).tolist(), area="DK1",
         known_at=timedelta(minutes=58))  # fmt: skip
    with pytest.raises(Refused, match="train a new version"):
        forecast(changed, "DK1", TRAINED + HOUR, stores.held)


def test_an_alarm_degrades_and_after_a_day_climatology_takes_over(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    forecast(hourly, "DK1", TRAINED, stores.held)
    drift.keep(stores.blobs, hourly.id, "DK1", ["cover of 40 %"], TRAINED)
    soon = forecast(hourly, "DK1", TRAINED + HOUR, stores.held)
    assert soon.degraded.all()
    assert "cover of 40 %" in soon.notes
    late = forecast(hourly, "DK1", TRAINED + timedelta(hours=30), stores.held)
    assert late.version == FALLBACK
    drift.keep(stores.blobs, hourly.id, "DK1", [], TRAINED + timedelta(hours=30))
    assert not forecast(hourly, "DK1", TRAINED + timedelta(hours=31), stores.held).degraded.any()


def test_the_mean_of_a_sum_is_the_sum_of_the_means(
    stores: Stores, hourly: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SUMS, "DK", ("DK1", "DK2"))
    fill(stores.warehouse)
    fill(stores.warehouse, area="DK2", seed=6)
    declared = msgspec.structs.replace(hourly, areas=("DK1", "DK2", "DK"))
    means = [forecast(declared, area, TRAINED, stores.held).mean for area in ("DK1", "DK2")]
    total = forecast(declared, "DK", TRAINED, stores.held)
    assert total.mean is not None
    assert means[0] is not None
    assert means[1] is not None
    assert total.mean == pytest.approx(np.round(means[0], 4) + np.round(means[1], 4))
    alone = forecast(declared, "DK", TRAINED + HOUR, stores.held)
    assert any("not reconciled" in note for note in alone.notes)


def test_a_preview_writes_nothing(stores: Stores, hourly: Any) -> None:
    fill(stores.warehouse)
    made = forecast(hourly, "DK1", TRAINED, stores.held, publish=False)
    assert made.version == "preview"
    assert stores.blobs.list() == []
    assert stores.warehouse.query('SELECT * FROM "forecasts"').num_rows == 0
