"""Cover of every declared model's intervals: ``./scalar bench cover --series DIR [--only WORD] [--json]``.

Each model of ``shared/forecasting/models.py`` runs its declared method with its declared gap, horizon, parameters, zone
and retraining on the nearest real series in the folder, through the backtest, which forecasts as production does. Each
row says what stands in for what. Next-day models mostly run on hourly series, because the quarter-hours span 69 days;
gap and horizon are then those of the declaration in whole hours.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import BadData
from shared.forecasting.interface import METHODS, ModelDeclaration
from shared.forecasting.models import CHALLENGERS, MODELS

if TYPE_CHECKING:
    from shared.forecasting.interface import Floats
    from shared.forecasting.source import SeriesSource

WANTED = (0.77, 0.83)  # of the 80 % interval
STEP = 7  # quarters between issue times: coprime to a day, so that all times of day take part
REFITS = {"hurdle": 7, "combination": 28}  # days; production trains these nightly, which would take an hour here
SEED = 20250601


@dataclass(frozen=True)
class StandIn:
    """One series of the folder: the target is the first of ``columns`` less the second."""

    title: str
    prefix: str
    columns: tuple[str, ...]
    known: tuple[str, ...] = ()  # covariates known for every target period
    past: tuple[str, ...] = ()  # areas of a long table, received with the target
    area: str = ""  # of a long table
    training_days: int = 28
    test_days: int = 0  # 0: all that follow
    begin: datetime | None = None  # earlier values are left out: another rule held
    change: Callable[[Floats], Floats] | None = None


def main(argv: list[str]) -> int:
    """Print the table; exit 1 when an 80 % interval covers outside 77 to 83 % by more than chance."""
    parser = argparse.ArgumentParser(prog="scalar bench cover", description=__doc__)
    parser.add_argument("--series", type=Path, default=os.environ.get("SCALAR_SERIES"), help="folder of real series")
    parser.add_argument("--only", help="only rows whose model or series holds this word")
    parser.add_argument("--step", type=int, default=STEP, help="periods between issue times within the day")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="folder of finished parts")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if not options.series or not Path(options.series).is_dir():
        print("bench cover: no folder of real series; give --series DIR or set SCALAR_SERIES", file=sys.stderr)
        return 0
    rows = []
    for model, method, params, stand_in in cases():
        if options.only and options.only.lower() not in f"{model.id} {method} {stand_in.title}".lower():
            continue
        if not METHODS[method].installed:
            print(f"skipped {model.id}: {METHODS[method].requires} is not installed", file=sys.stderr)
            continue
        rows.append(measure(model, method, params, stand_in, options))
    missed = [row for row in rows if row["beyond_chance"]]
    if options.json:
        print(json.dumps({"rows": rows, "missed": len(missed)}, allow_nan=False))
    else:
        show(rows)
    for row in missed:
        where = f"{row['model']} ({row['method']}) on {row['series']}"
        wanted = f"77 to 83 % and {row['chance']:.1%} of chance expected"
        print(f"bar missed: {where}: 80 % interval covers {row['cover80']:.1%}, {wanted}", file=sys.stderr)
    return 1 if missed else 0


def cases() -> Iterator[tuple[ModelDeclaration, str, Mapping[str, Any], StandIn]]:
    """Every declared model with its method, then its challengers, on each of its stand-ins; altered series once."""
    for name, model in MODELS.items():
        for stand_in in STAND_INS[name]:
            others = () if stand_in.change else CHALLENGERS.get(name, ())
            for method, params in ((model.method, model.params), *others):
                yield model, method, params, stand_in


def measure(
    model: ModelDeclaration, method: str, params: Mapping[str, Any], stand_in: StandIn, options: argparse.Namespace
) -> dict[str, Any]:
    """One row: the method beside climatology28, and how far the cover of so many days may be off by chance."""
    from shared.forecasting.backtest import Candidate, issue_times, run
    from shared.forecasting.metrics import scores

    source = adapted(model, stand_in, options.series)
    daily = model.horizon > 24
    first, last = source.span()
    start = last - timedelta(days=stand_in.test_days) if stand_in.test_days else first
    times = issue_times(source, start, step=options.step, training_days=stand_in.training_days, daily=daily)
    candidate = Candidate(method, params, REFITS.get(method, model.refit_days))
    test = run(
        source,
        candidate,
        times,
        [Candidate("climatology28")],
        workers=options.workers,
        cache=options.cache,
        audit=False,
    )
    made, reference = test.issued[method], test.issued["climatology28"]
    found = scores(test.actual, made.quantiles)
    luck = chance(test.actual, made.quantiles, test.days)
    return {
        "model": model.id,
        "method": method,
        "series": stand_in.title,
        "gap": source.gap,
        "horizon": source.horizon,
        "issue_times": len(times),
        **{name: found[name] for name in ("mae", "mean_pinball", "cover80", "cover90")},
        "chance": luck,
        "beyond_chance": not WANTED[0] - luck <= found["cover80"] <= WANTED[1] + luck,
        "climatology28": scores(test.actual, reference.quantiles)["cover80"],
        "degraded": float(made.degraded.mean()),
        "refused": dict(made.refused),
        "cpu_seconds": made.cpu_seconds,
    }


def adapted(model: ModelDeclaration, stand_in: StandIn, folder: Path) -> SeriesSource:
    """The series as the model would see it; gap and horizon in steps of the series."""
    from shared.forecasting.csv_source import read_columns
    from shared.forecasting.source import SeriesSource

    found = sorted(Path(folder).glob(f"{stand_in.prefix}*.csv*"))
    if not found:
        raise BadData(f"bench cover: no {stand_in.prefix}*.csv.gz in {folder}")
    where = {"area": stand_in.area} if stand_in.area else {}
    start, minutes, values = read_columns(found[0], [*stand_in.columns, *stand_in.known], where)
    target = values[stand_in.columns[0]]
    if len(stand_in.columns) > 1:
        target = target - values[stand_in.columns[1]]
    skip = (stand_in.begin - start) // timedelta(minutes=minutes) if stand_in.begin else 0
    ratio = minutes // model.minutes
    source = SeriesSource(
        stand_in.title,
        start + skip * timedelta(minutes=minutes),
        minutes,
        stand_in.change(target[skip:]) if stand_in.change else target[skip:],
        -(-model.gap // ratio),
        -(-model.horizon // ratio),
        model.tz,
        history_days=model.history_days,
    )
    covariates = {name: source.known(values[name][skip:]) for name in stand_in.known}
    for area in stand_in.past:
        other = read_columns(found[0], stand_in.columns, {"area": area})[2][stand_in.columns[0]]
        covariates[area] = source.past(other[skip : skip + len(source.target)])
    return replace(source, covariates=covariates)


def chance(actual: Floats, quantiles: Floats, days: Any) -> float:
    """Half the 95 % interval of the 80 % cover, from its spread between days: the errors of one day are alike."""
    import numpy as np

    from shared.forecasting.metrics import INTERVALS

    low, high = INTERVALS["80"]
    kept = np.isfinite(actual) & np.isfinite(quantiles).all(axis=-1)
    inside = (actual >= quantiles[..., low]) & (actual <= quantiles[..., high])
    daily = [inside[days == day][kept[days == day]].mean() for day in np.unique(days) if kept[days == day].any()]
    return float(1.96 * np.std(daily, ddof=1) / np.sqrt(len(daily)))


def with_zeros(values: Floats) -> Floats:
    """A tenth of the values set to zero, in runs and rather where they are small, as in DK1 since June 2025."""
    import numpy as np

    noise = np.random.default_rng(SEED).normal(size=len(values))
    run = np.zeros(len(values))
    for i in range(1, len(values)):
        run[i] = 0.8 * run[i - 1] + 0.6 * noise[i]
    score = run + 0.5 * np.abs(values) / np.nanmedian(np.abs(values))
    return np.where(score < np.nanquantile(score, 0.1), 0.0, values)


def show(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    heads = ("model", "series", "issued", "MAE", "pinball", "cover 80", "\u00b1", "cover 90", "clim. 80", "CPU s")
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        shares = (f"{100 * row[name]:.1f}" for name in ("cover80", "chance", "cover90", "climatology28"))
        inside = WANTED[0] <= row["cover80"] <= WANTED[1]
        model = row["model"] if row["method"] == MODELS[row["model"]].method else f"{row['model']} ({row['method']})"
        figures = (str(row["issue_times"]), f"{row['mae']:.2f}", f"{row['mean_pinball']:.2f}", *shares)
        table.add_row(model, row["series"], *figures, f"{row['cpu_seconds']:.0f}", style=None if inside else "bold red")
    console = Console(width=150)
    console.print(table)
    console.print("\u00b1: half the 95 % interval of the cover, from its spread between days; red: outside 77 to 83 %")


QUARTER_PRICES = datetime(2025, 3, 19, tzinfo=UTC)
DK1 = StandIn("DK1 demand", "dk1_imbalance_15min", ("BalancingDemand",), ("SpotPriceEUR",))
DK2 = StandIn("DK2 demand", "dk2_imbalance_15min", ("SatisfiedDemand",), ("SpotPriceEUR",))
DK1_SOLAR = replace(DK1, known=("SpotPriceEUR", "SolarForecastDayAheadMW"))
SETTLED = StandIn(
    "DK1 settlement imbalance, hourly", "dk1_balancing_hourly", ("ImbalanceMWh",), training_days=200, test_days=300
)
STAND_INS: dict[str, tuple[StandIn, ...]] = {
    "acrdls_nordic_imbalance": (DK1, DK2),
    "acrdls_nordic_imbalance_next_day": (SETTLED,),
    "baltic_imbalance": (DK1, DK2),
    "baltic_imbalance_next_day": (SETTLED,),
    "baltic_imbalance_price": tuple(
        StandIn(
            f"{area} imbalance price", f"{area.lower()}_imbalance_15min", ("ImbalancePriceEUR",), ("SpotPriceEUR",),
            begin=QUARTER_PRICES,
        )
        for area in ("DK1", "DK2")
    ),
    "dk_balancing_demand": (
        DK1_SOLAR,
        DK2,
        replace(DK1_SOLAR, title="DK1 demand, a tenth zeroed (seeded)", change=with_zeros),
        replace(DK2, title="DK2 demand, a tenth zeroed (seeded)", change=with_zeros),
    ),
    "dk_balancing_demand_next_day": (
        replace(DK1, title="DK1 demand, quarters", known=()),
        replace(DK2, title="DK2 demand, quarters", known=()),
    ),
    "DKAct_2": tuple(
        StandIn(f"{area} net mFRR activation", f"{area.lower()}_mfrr_activation", ("TotalmFRRUpMW", "TotalmFRRDownMW"))
        for area in ("DK1", "DK2")
    ),
    "dk_da_price": tuple(
        StandIn(
            f"{area} day-ahead price, hourly", "dk_and_neighbour_spot", ("price_eur",), area=area,
            past=("DE", "NO2", "SE3", "SE4"), training_days=200, test_days=84,
        )
        for area in ("DK1", "DK2")
    ),
    "dk_imbalance_spread_next_day": (
        StandIn(
            "DK1 spread, hourly", "dk1_balancing_hourly", ("ImbalancePriceEUR", "SpotPriceEUR"),
            begin=datetime(2023, 4, 26, 22, tzinfo=UTC), training_days=120, test_days=300,
        ),
    ),
    "autogluon_ts": (DK1, DK2),
}  # fmt: skip
"""What stands in for each model's target. Nordic and Baltic volumes are not in the folder: Danish demand does for them,
and the settled imbalance, which is another quantity, for their next day."""
