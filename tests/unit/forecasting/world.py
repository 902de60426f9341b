"""Seeded synthetic series and views for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from shared.forecasting.interface import View

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats

START = datetime(2025, 4, 2, tzinfo=UTC)


def demand(days: int, minutes: int = 15, seed: int = 7, phi: float = 0.9) -> Floats:
    """A balancing-demand-like series: autoregressive noise around a daily wave, 100 MW scale."""
    per_day = 1440 // minutes
    n = days * per_day
    noise = np.random.default_rng(seed).normal(size=n)
    value = np.zeros(n)
    for i in range(1, n):
        value[i] = phi * value[i - 1] + noise[i]
    wave = np.sin(2 * np.pi * np.arange(n) / per_day)
    series: Floats = 100 * value + 60 * wave
    return series


def view_of(
    target: Floats,
    covariates: dict[str, Floats] | None = None,
    *,
    start: datetime = START,
    minutes: int = 15,
    gap: int = 2,
    horizon: int = 8,
    tz: str = "Europe/Copenhagen",
) -> View:
    issued = start + timedelta(minutes=minutes * (len(target) + gap))
    return View(issued, start, minutes, target, covariates or {}, gap, horizon, tz)


def cut(view: View, origin: int) -> View:
    """The view as it was when ``origin`` was the newest received value."""
    return replace(
        view,
        issued_at=view.start_of(origin + 1 + view.gap),
        target=view.target[: origin + 1],
        covariates={name: v[: origin + 1 + view.gap + view.horizon] for name, v in view.covariates.items()},
    )


def shift_start(view: View, steps: int) -> View:
    """The same knowledge on a grid that starts ``steps`` later."""
    return replace(
        view,
        start=view.start_of(steps),
        target=view.target[steps:],
        covariates={name: v[steps:] for name, v in view.covariates.items()},
    )
