"""Backtests on request: one worker each, an abandoned one goes on, a failed one says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.errors import BadData
from shared.forecasting import queue
from shared.persistence.blob import FolderBlobs
from tests.forecast_world import Stores

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ASKED = queue.Request(model="dk_balancing_demand", area="DK1")


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(queue, "execute", lambda *_: {"metrics": {}})
    return Stores(None, FolderBlobs(tmp_path)).held


def state(held: Any, changed_at: datetime = NOW, **facts: Any) -> queue.Status:
    """The backtest in a state that another worker left at ``changed_at``."""
    made = msgspec.structs.replace(queue.submit(held.blobs, ASKED, NOW), changed_at=changed_at, **facts)
    held.blobs.put(f"{queue.ROOT}/{made.id}/status.json", msgspec.json.encode(made))
    return made


def test_asking_twice_is_asking_once_and_it_is_worked_on_once(held: Any) -> None:
    first = queue.submit(held.blobs, ASKED, NOW)
    assert queue.submit(held.blobs, ASKED, NOW + timedelta(hours=1)) == first
    assert queue.work(held, NOW) == 1
    assert queue.work(held, NOW) == 0
    assert queue.status(held.blobs, first.id)[0].state == "done"


@pytest.mark.parametrize(("silent_minutes", "taken"), [(29, 0), (31, 1)])
def test_a_running_backtest_is_taken_over_only_when_its_worker_fell_silent(
    held: Any, silent_minutes: int, taken: int
) -> None:
    one = state(held, NOW - timedelta(minutes=silent_minutes), state="running")
    assert queue.work(held, NOW) == taken
    assert queue.status(held.blobs, one.id)[0].state == ("done" if taken else "running")


def test_of_two_workers_one_gets_it(held: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = queue.submit(held.blobs, ASKED, NOW)
    seen = queue.status(held.blobs, one.id)
    assert queue._claim(held.blobs, one, NOW)
    assert queue._claim(held.blobs, one, NOW) == ""  # it is not as it was when this one chose it
    monkeypatch.setattr(queue, "status", lambda *_: seen)  # looked before the other wrote
    assert queue._claim(held.blobs, one, NOW) == ""


def test_whoever_lost_it_meanwhile_leaves_it_to_the_other(held: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = queue.submit(held.blobs, ASKED, NOW)

    def slow(*_: Any) -> dict[str, Any]:
        state(held, state="running", done_parts=3)
        return {}

    monkeypatch.setattr(queue, "execute", slow)
    assert queue.work(held, NOW) == 0
    assert queue.status(held.blobs, one.id)[0].done_parts == 3


def test_a_failure_is_kept_with_its_reason(held: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = queue.submit(held.blobs, ASKED, NOW)

    def refuse(*_: Any) -> dict[str, Any]:
        raise BadData("the target is constant")

    monkeypatch.setattr(queue, "execute", refuse)
    assert queue.work(held, NOW) == 1
    found = queue.status(held.blobs, one.id)[0]
    assert (found.state, found.reason) == ("failed", "BadData: the target is constant")
    assert queue.work(held, NOW) == 0
