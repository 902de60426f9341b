"""The series of ``./scalar bench forecast``, the methods worth running on each, and the bars that must hold.

Files are exports of Energi Data Service: ``dk1_imbalance_15min*``, ``dk2_imbalance_15min*`` (balancing demand),
``dk1_mfrr_activation_15min*``, ``dk2_...`` (activation), ``dk_and_neighbour_spot*``, ``dk_spot_hourly*`` (day-ahead
prices) and ``dk1_balancing_hourly*``, all ``.csv`` or ``.csv.gz`` with a ``time_utc`` column.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import BadData

if TYPE_CHECKING:
    from shared.forecasting.source import SeriesSource

Bar = Callable[[Mapping[str, Any]], str | None]

COMBINED = "combination"
NEIGHBOURS = ("DE", "NO2", "SE3", "SE4")
REFERENCES = ("climatology28", "snaive_week", "snaive_day")
LINEAR_AND_TREES = ("lasso_direct", "lightgbm_q", COMBINED)
WIDE = "autogluon_ts"  # minutes a series: on one series of each kind
PRICE_DAYS = 364  # issue days of a price: a year, for its seasons differ
PRICE_HISTORY = timedelta(days=182)


@dataclass(frozen=True)
class Case:
    """One series. The first of ``methods`` is the one that is tested against the others.

    ``most``: at most this many issue times, the newest. ``signs``: direction matters, so log loss is shown.
    """

    title: str
    source: SeriesSource
    methods: Sequence[str]
    step: int = 25
    daily: bool = False
    bars: Sequence[Bar] = ()
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    most: int = 10_000
    start: timedelta | None = None  # history before the first issue time; half of it otherwise
    signs: bool = False


def cases(folder: Path | None, step: int) -> Iterator[Case]:
    """All series of the folder, read one after the other; the synthetic one without a folder."""
    if folder is None or not folder.is_dir():
        where = f"{folder} is not a folder" if folder else "no --series DIR and SCALAR_SERIES is not set"
        print(f"{where}: a seeded synthetic series stands in, its numbers say nothing about markets", file=sys.stderr)
        yield Case("synthetic demand", _synthetic(), ("acrdls", *REFERENCES, "lightgbm_q", COMBINED))
        return
    yield _demand("DK1", folder, "BalancingDemand", step)
    yield _demand("DK2", folder, "SatisfiedDemand", step)
    yield _activation("DK1", folder, step)
    yield _activation("DK2", folder, step)
    yield _price_with_neighbours("DK1", folder)
    yield _price_with_neighbours("DK2", folder)
    yield _price("DK1", folder)
    yield _price("DK2", folder)
    yield _hourly(folder)


def _demand(area: str, folder: Path, column: str, step: int) -> Case:
    source = _read(folder, f"{area.lower()}_imbalance_15min", column, gap=2, horizon=16)
    bars = (_significant("acrdls", "climatology28"), _covers("acrdls"))
    methods = ("acrdls", *REFERENCES, *LINEAR_AND_TREES, *_wide(area))
    return Case(f"{area} balancing demand, MW (gap 2)", source, methods, step, bars=bars)


def _wide(area: str) -> tuple[str, ...]:
    return (WIDE,) if area == "DK1" else ()


def _activation(area: str, folder: Path, step: int) -> Case:
    """Net activation; nothing activated in a direction is an empty field."""
    import numpy as np

    prefix = f"{area.lower()}_mfrr_activation_15min"
    up = _read(folder, prefix, "TotalmFRRUpMW", gap=2, horizon=8)
    down = _read(folder, prefix, "TotalmFRRDownMW", gap=2, horizon=8)
    n = max(len(up.target), len(down.target))
    both = [np.nan_to_num(np.pad(one.target, (0, n - len(one.target)), constant_values=np.nan)) for one in (up, down)]
    source = replace(up, name=f"{area} net activation", target=both[0] - both[1])
    methods = ("hurdle", *REFERENCES, "markov", "acrdls", "lightgbm_q", COMBINED)
    title = f"{area} mFRR activation, up less down, MW (gap 2)"
    return Case(title, source, methods, step, bars=(_lower_log_loss, _covers("hurdle")), signs=True)


def _price_with_neighbours(area: str, folder: Path) -> Case:
    """The whole next local day, the neighbours' prices only up to the day before."""
    source = _read(folder, "dk_and_neighbour_spot", "price_eur", area=area)
    neighbours = {}
    for near in NEIGHBOURS:
        other = _read(folder, "dk_and_neighbour_spot", "price_eur", area=near)
        if other.start == source.start:
            neighbours[near] = source.past(other.target[: len(source.target)])
    source = replace(source, covariates=neighbours)
    methods = ("lear", *REFERENCES, "acrdls", "lightgbm_q", COMBINED, *_wide(area))
    bars = (_under_weekly_naive, _covers("lear"))
    title = f"{area} day-ahead price 2023-24, with neighbours, EUR/MWh"
    return Case(title, source, methods, 24, True, bars, most=PRICE_DAYS, start=PRICE_HISTORY)


def _price(area: str, folder: Path) -> Case:
    """Prices alone, over the last year of the long history."""
    source = _read(folder, "dk_spot_hourly", "price_eur", area=area)
    methods = ("lear", *REFERENCES, "acrdls", "lightgbm_q", COMBINED)
    title = f"{area} day-ahead price 2022, EUR/MWh"
    return Case(title, source, methods, 24, True, (_under_weekly_naive, _covers("lear")), most=PRICE_DAYS)


def _hourly(folder: Path) -> Case:
    source = _read(folder, "dk1_balancing_hourly", "ImbalanceMWh", gap=2, horizon=12)
    title = "DK1 settlement imbalance, hourly, MWh (gap 2)"
    return Case(title, source, ("acrdls", *REFERENCES, *LINEAR_AND_TREES, WIDE), 25, bars=(_covers("acrdls"),))


def _significant(model: str, reference: str) -> Bar:
    def bar(report: Mapping[str, Any]) -> str | None:
        if report["model"] != model or reference not in report["dm"]:
            return None
        p = report["dm"][reference]["p"]
        return None if p < 0.01 else f"{model} against {reference}: p = {p:.4f}, below 0.01 expected"

    return bar


def _covers(model: str) -> Bar:
    def bar(report: Mapping[str, Any]) -> str | None:
        cover = report["metrics"].get(model, {}).get("cover80")
        if cover is None or 0.77 <= cover <= 0.83:
            return None
        return f"80 % interval of {model} covers {cover:.1%}, 77 to 83 % expected"

    return bar


def _lower_log_loss(report: Mapping[str, Any]) -> str | None:
    own, markov = (report["metrics"].get(name, {}).get("log_loss") for name in ("hurdle", "markov"))
    if own is None or markov is None or own < markov:
        return None
    return f"log loss of hurdle {own:.4f} is not under that of markov, {markov:.4f}"


def _under_weekly_naive(report: Mapping[str, Any]) -> str | None:
    own, week = (report["metrics"].get(name, {}).get("mae") for name in ("lear", "snaive_week"))
    if own is None or week is None or own <= 0.7 * week:
        return None
    return f"LEAR MAE {own:.2f} is not 30 % under weekly naive {week:.2f}"


def _read(
    folder: Path, prefix: str, column: str, *, gap: int = 0, horizon: int = 24, area: str | None = None
) -> SeriesSource:
    from shared.forecasting.csv_source import csv_source

    found = sorted(folder.glob(f"{prefix}*.csv*"))
    if not found:
        raise BadData(f"bench forecast: no {prefix}*.csv.gz in {folder}")
    return csv_source(found[0], column, gap=gap, horizon=horizon, where={"area": area} if area else None)


def _synthetic() -> SeriesSource:
    import numpy as np

    from shared.forecasting.source import SeriesSource

    rng = np.random.default_rng(2025)
    n = 75 * 96
    noise = np.zeros(n)
    for i in range(1, n):
        noise[i] = 0.92 * noise[i - 1] + rng.standard_t(4)
    y = 40 * noise + 60 * np.sin(2 * np.pi * np.arange(n) / 96)
    return SeriesSource("synthetic", datetime(2025, 3, 10, tzinfo=UTC), 15, y, 2, 16)
