"""Each drift check alarms on its own fault and is silent on a sound series."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from shared.forecasting import drift
from shared.forecasting.interface import View
from shared.persistence.blob import FolderBlobs
from tests.forecast_world import signal

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def view(target: np.ndarray, spot: np.ndarray | None = None) -> View:
    covariates = {} if spot is None else {"spot": spot}
    return View(NOW, NOW - timedelta(days=40), 60, target, covariates, 1, 4, "Europe/Copenhagen")


def test_a_sound_series_raises_nothing() -> None:
    values = signal(24 * 40)
    assert drift.input_alarms(view(values)) == []
    errors = np.random.default_rng(1).normal(0, 1, 1000)
    assert drift.cover_alarm(errors, np.full(1000, -1.2816), np.full(1000, 1.2816)) == []
    assert drift.cusum_alarm(list(np.random.default_rng(2).normal(0.9, 0.05, 35))) == []


@pytest.mark.parametrize(("width", "covers"), [(0.4, "32 %"), (4.0, "100 %")])
def test_intervals_that_lie_either_way_raise(width: float, covers: str) -> None:
    errors = np.random.default_rng(1).normal(0, 1, 1000)
    found = drift.cover_alarm(errors, np.full(1000, -width), np.full(1000, width))
    assert covers in found[0]


@pytest.mark.parametrize("sigmas", [1.5, 3.0])
def test_a_slow_loss_of_skill_raises(sigmas: float) -> None:
    """A loss of one and a half standard deviations, hardly seen in any one day, adds up over two weeks."""
    rng = np.random.default_rng(2)
    ratios = [*rng.normal(0.9, 0.05, 21), *rng.normal(0.9 + 0.05 * sigmas, 0.05, 14)]
    assert "sigma" in drift.cusum_alarm(ratios)[0]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda v: v * 4, "jumped"),
        (lambda v: v / 4, "fell"),
        (lambda v: v + 300, "stability"),
        (lambda v: np.where(np.arange(len(v)) % 3 == 0, v, 0.0), "exactly zero"),
        (lambda v: np.where(np.arange(len(v)) % 3 == 0, v, np.nan), "missing"),
        (lambda v: np.full(len(v), v[0]), "constant"),
    ],
)
def test_a_week_of_a_fault_raises_its_alarm(fault: object, told: str) -> None:
    values = signal(24 * 40)
    days = 1 if told in ("jumped", "fell") else 7
    values[-24 * days :] = fault(values[-24 * days :])  # type: ignore[operator]
    assert any(told in reason for reason in drift.input_alarms(view(values)))


def test_a_covariate_that_stops_raises() -> None:
    spot = signal(24 * 40 + 5, 8)
    spot[-24 * 5 :] = np.nan
    assert any(reason.startswith("spot") for reason in drift.input_alarms(view(signal(24 * 40), spot)))


def test_an_alarm_keeps_its_beginning_and_ends(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    drift.keep(blobs, "m", "DK1", ["one"], NOW)
    later = drift.keep(blobs, "m", "DK1", ["two"], NOW + timedelta(hours=5))
    assert later is not None
    assert (later.since, later.reasons) == (NOW, ["two"])
    assert drift.keep(blobs, "m", "DK1", [], NOW + timedelta(hours=6)) is None
    assert drift.active(blobs, "m", "DK1") is None
