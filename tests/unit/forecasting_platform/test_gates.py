"""Gates, shadow, nightly care and the hourly check, on scores made by hand; the registry and the alarm are real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.errors import RetryLater
from shared.forecasting import drift, lifecycle, models, production, training
from shared.forecasting.features import declared_source
from shared.forecasting.interface import Gates
from shared.forecasting.registry import Registry
from shared.forecasting.scores import Scored
from shared.persistence.blob import FolderBlobs
from tests.forecast_world import BEGIN, HOURLY, Stores, fill, open_world
from tests.unit.forecasting_platform.test_registry import FILES, card

NOW = BEGIN + timedelta(days=38)
TREES = msgspec.structs.replace(HOURLY, method="lightgbm_q", areas=("DK1",))
LINEAR = msgspec.structs.replace(HOURLY, areas=("DK1",))


def scored(
    error: float = 1.0, cover: float = 0.8, usual: float = 2.0, days: int = 20, until: datetime = NOW
) -> Scored:  # fmt: skip
    """Half-hourly issues of one period each: medians off by ``error``, and a share ``cover`` of values within 80 %."""
    n = 48 * days
    issued = int(until.timestamp()) - 1800 * np.arange(n, 0, -1)
    sign = np.where(np.arange(n) % 2, -1.0, 1.0) * (1 + 0.01 * np.sin(np.arange(n)))
    inside = np.arange(n) % 10 < round(10 * cover)
    width = np.where(inside, 2.0, 0.5) * error
    quantiles = np.array([-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]) * width[:, None]
    return Scored(issued, issued + 1800, quantiles, error * sign, usual * sign + error * sign)


# --- the gate of a retrained version ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("cover", "told"), [(0.8, ""), (0.6, "covers 60 %"), (1.0, "covers 100 %")])
def test_a_version_of_trees_must_cover(cover: float, told: str) -> None:
    assert lifecycle.gate(TREES, scored(cover=cover), scored(days=0)) == ("" if not told else f"80 % interval {told}")
    assert lifecycle.gate(LINEAR, scored(cover=cover), scored(days=0)) == ""


def test_a_version_may_be_one_percent_worse_and_no_more() -> None:
    assert lifecycle.gate(LINEAR, scored(1.009), scored(1.0)) == ""
    assert "mean pinball" in lifecycle.gate(LINEAR, scored(1.012), scored(1.0))
    easier = scored(1.2, usual=2.4 * 1.01)  # a harder fortnight for everyone: no worse against climatology
    assert lifecycle.gate(LINEAR, easier, scored(1.0)) == ""
    lax = msgspec.structs.replace(LINEAR, gates=Gates(max_pinball_loss_pct=5.0))
    assert lifecycle.gate(lax, scored(1.04), scored(1.0)) == ""


def test_a_trial_is_trained_on_what_was_known_when_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = open_world(tmp_path)
    fill(warehouse)
    trained: list[datetime] = []
    real = training.train

    def train(declared: Any, area: str, source: Any, at: datetime, **more: Any) -> Any:
        trained.append(at)
        return real(declared, area, source, at, **more)

    monkeypatch.setattr(training, "train", train)
    since = NOW - timedelta(days=5)
    source = declared_source(LINEAR, "DK1", warehouse, NOW)
    tried = lifecycle.trial(LINEAR, source, since, NOW)
    assert trained == [since]
    assert tried.issued.min() > since.timestamp()
    warehouse.close()


# --- challengers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def stores(tmp_path: Path) -> Any:
    warehouse = open_world(tmp_path)
    fill(warehouse)
    yield Stores(warehouse, FolderBlobs(tmp_path / "blobs"))
    warehouse.close()


def shadowed(stores: Stores, days: int) -> tuple[Registry, str, str]:
    """A champion, and a challenger that has stood for some days."""
    registry = Registry(stores.blobs)
    champion, other = (
        registry.save(card(BEGIN, model=LINEAR.id, features_hash=""), {**FILES, "n": n}) for n in (b"1", b"2")
    )
    registry.promote(LINEAR.id, "DK1", champion, "first training", BEGIN)
    registry.promote(LINEAR.id, "DK1", other, "nightly", NOW - timedelta(days=days), "challenger-1")
    return registry, champion, other


def judged(stores: Stores) -> str:
    return lifecycle.challenge(stores.held, LINEAR, "DK1", NOW, "challenger-1", "climatology28", {})


@pytest.mark.parametrize(
    ("days", "own", "published_days", "done", "wins"),
    [
        (16, 0.7, 16, "challenger-1 promoted", True),
        (16, 1.3, 16, "challenger-1 not better", False),
        (16, 1.0, 16, "challenger-1 not better", False),
        (13, 0.7, 13, "", False),  # not two weeks in shadow yet
        (16, 0.7, 5, "challenger-1 has too few scored days", False),
    ],
)
def test_a_challenger_must_win_its_shadow(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, days: int, own: float, published_days: int, done: str, wins: bool
) -> None:
    registry, champion, other = shadowed(stores, days)

    def published(*given: Any) -> Scored:
        return scored(own if given[-1] == "challenger-1" else 1.0, days=published_days)

    monkeypatch.setattr(lifecycle, "published", published)
    assert judged(stores) == done
    held = registry.alias(LINEAR.id, "DK1")
    assert held is not None
    assert held.version == (other if wins else champion)
    assert judged(stores) == ("" if wins else done)  # won once


# --- the night and the hour ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["nothing", "an alarm", "another method"])
def test_a_night_retrains_what_alarms_or_is_of_another_method(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    registry = Registry(stores.blobs)
    young, stale = (
        registry.save(card(at, model=LINEAR.id, method="acrdls"), {**FILES, "n": n})
        for at, n in ((NOW - timedelta(days=1), b"1"), (NOW - timedelta(days=100), b"2"))
    )
    registry.promote(LINEAR.id, "DK1", young, "first training", NOW)
    if reason == "an alarm":
        drift.keep(stores.blobs, LINEAR.id, "DK1", ["cover of 40 %"], NOW)
    declared = msgspec.structs.replace(LINEAR, method="zero_mass") if reason == "another method" else LINEAR
    asked: list[str] = []

    def retrain(*_: Any) -> str:
        asked.append("retrain")
        return "promoted"

    monkeypatch.setattr(lifecycle, "replay", lambda *_: "")
    monkeypatch.setattr(lifecycle, "retrain", retrain)
    lifecycle.nightly(stores.held, declared, NOW)
    assert asked == ([] if reason == "nothing" else ["retrain"])
    assert registry.versions(LINEAR.id, "DK1") == [young]
    assert stale not in str(stores.blobs.list())


def failing(days: int = 35) -> Scored:
    """Three good weeks, then medians three times as far off."""
    good, bad = scored(days=21, until=NOW - timedelta(days=14)), scored(2.0, usual=2.0, days=14)
    return Scored(*(np.concatenate([getattr(part, name) for part in (good, bad)]) for name in Scored.__annotations__))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: scored(days=35), ""),
        (lambda: scored(days=35, cover=0.5), "80 % interval covered"),
        (failing, "MAE against climatology drifted"),
    ],
    ids=["sound", "cover", "skill"],
)
def test_the_hourly_check_watches_cover_and_skill(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, made: Callable[[], Scored], told: str
) -> None:
    shadowed(stores, 1)
    monkeypatch.setattr(lifecycle, "published", lambda *_: made())
    assert lifecycle.check(stores.held, LINEAR, "DK1", NOW) == ("alarm" if told else "ok")
    alarm = drift.active(stores.blobs, LINEAR.id, "DK1")
    assert (alarm is not None) is bool(told)
    assert told in " ".join(alarm.reasons if alarm else [""])


def test_a_store_that_is_away_for_one_area_is_told_after_the_others_had_their_turn(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = msgspec.structs.replace(LINEAR, areas=("DK1", "DK2"))
    monkeypatch.setitem(models.MODELS, declared.id, declared)
    asked: list[str] = []

    def forecast(_declared: Any, area: str, *_: Any, **__: Any) -> None:
        asked.append(area)
        if area == "DK1":
            raise RetryLater("warehouse: connection refused")

    monkeypatch.setattr(production, "forecast", forecast)
    with pytest.raises(RetryLater, match="connection refused"):
        production.run_due(stores.held, declared, datetime(2026, 2, 1, 0, 5, tzinfo=UTC))
    assert asked == ["DK1", "DK2"]
