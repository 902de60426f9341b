"""Small series with known structure, as views; times of year are chosen for their clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from shared.forecasting.interface import View

Floats = NDArray[np.float64]
TZ = "Europe/Copenhagen"
SPRING = datetime(2025, 3, 2, 23, tzinfo=UTC)  # local midnight, four weeks before the 23-hour day 2025-03-30
AUTUMN = datetime(2025, 9, 28, 22, tzinfo=UTC)  # local midnight, four weeks before the 25-hour day 2025-10-26
WINTER = datetime(2024, 10, 27, 23, tzinfo=UTC)  # local midnight, 154 days without a clock change


def demand(days: int, seed: int = 1) -> tuple[Floats, Floats]:
    """Autocorrelated quarter-hours with a daily shape that follows a covariate; (target, covariate known ahead)."""
    rng = np.random.default_rng(seed)
    n = days * 96
    wind = np.repeat(rng.normal(0, 1, n // 4 + 60), 4)[: n + 200]
    noise, y = rng.normal(0, 30, n), np.zeros(n)
    level = 0.0
    for i in range(n):
        level = 0.8 * level + noise[i]
        y[i] = level + 60 * np.sin(2 * np.pi * (i % 96) / 96) + 40 * wind[i]
    return y, wind


def quarter_view(days: int = 24, *, start: datetime = SPRING, gap: int = 2, horizon: int = 4, seed: int = 1) -> View:
    y, wind = demand(days, seed)
    o = len(y) - 1
    return as_view(y, {"wind": wind[: o + 1 + gap + horizon]}, o, start=start, gap=gap, horizon=horizon)


def as_view(
    y: Floats,
    covariates: dict[str, Floats],
    origin: int,
    *,
    start: datetime = SPRING,
    minutes: int = 15,
    gap: int = 2,
    horizon: int = 4,
) -> View:
    end = origin + 1 + gap + horizon
    issued = start + timedelta(minutes=minutes * (origin + 1 + gap))
    known = {name: values[:end] for name, values in covariates.items()}
    return View(issued, start, minutes, y[: origin + 1], known, gap, horizon, TZ)


def prices(days: int, *, minutes: int = 60, seed: int = 3) -> tuple[Floats, Floats]:
    """Day-ahead prices of local days in UTC order: daily and weekly shape, a slow level, a load known ahead."""
    rng = np.random.default_rng(seed)
    n = (days + 2) * 1440 // minutes
    hour = (np.arange(n) * minutes / 60) % 24
    day = (np.arange(n) * minutes // 1440).astype(int)
    steps, walk = rng.normal(0, 3, days + 3), np.zeros(days + 3)
    for i in range(1, days + 3):
        walk[i] = 0.6 * walk[i - 1] + steps[i]
    level = walk[day]
    load = np.repeat(rng.normal(0, 1, days + 3), 1)[day]
    weekend = np.isin(day % 7, (5, 6))
    shape = 20 * np.sin(2 * np.pi * (hour - 6) / 24) - 12 * weekend
    return 60 + level + shape + 15 * load + rng.normal(0, 2, n), load
