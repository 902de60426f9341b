"""Forecasts on the embedded platform: enough history to train on, then every declared model, beside what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from shared.acquisition.run import fetch
from shared.catalogue.model import Dataset, Slice, floor_hour
from shared.catalogue.registry import CATALOGUE
from shared.errors import ScalarError
from shared.forecasting.models import MODELS, STRATEGIES, inputs
from shared.persistence.tables import revisions_table
from shared.runtime import Runtime

if TYPE_CHECKING:
    from shared.forecasting.interface import ModelDeclaration
    from shared.forecasting.outputs import Issued

EARLIER = timedelta(hours=6)
"""A second forecast is issued this much earlier, so that what it forecast has happened."""
Progress = Callable[[str], None]


class ForecastResult(Struct, kw_only=True):
    """One forecast of the pass: ``ok``, ``degraded``, ``not_installed``, ``no_data``, or an error family.

    ``mae`` compares the median with what has happened since, over ``scored`` periods; ``usual`` is the same for
    climatology.
    """

    model: str
    area: str
    issued_at: str
    outcome: str
    version: str = ""
    unit: str = ""
    periods: int = 0
    first: str = ""
    median: float | None = None
    low: float | None = None
    high: float | None = None
    actual: float | None = None
    scored: int = 0
    mae: float | None = None
    usual: float | None = None
    cover80: float | None = None
    reason: str = ""


def pieces(held: Runtime, now: datetime) -> Iterator[tuple[Dataset, Slice]]:
    """Slices of history that models need and the warehouse does not have yet."""
    for dataset_id, (areas, days) in sorted(inputs().items()):
        declared = CATALOGUE[dataset_id]
        start = floor_hour(now - timedelta(days=days))
        if held.switches.enabled(declared):
            keys = [key for key in declared.keys if key in areas and not _reaches(held, declared, key, start)]
            yield from (
                (declared, piece) for piece in declared.window.slices(keys, start, declared.window.span(now)[1])
            )


def _reaches(held: Runtime, declared: Dataset, key: str, start: datetime) -> bool:
    table, time = revisions_table(declared).name, declared.time_column
    sql = f'SELECT COUNT(*) AS "n" FROM "{table}" WHERE "{declared.key_column}" = ? AND "{time}" >= ? AND "{time}" < ?'
    found = held.warehouse.query(sql, [key, start - timedelta(days=1), start + timedelta(days=5)])
    return bool(found.column("n")[0].as_py())


def acquire_history(held: Runtime, now: datetime) -> list[str]:
    """Fetch and publish what :func:`pieces` names, providers side by side; the request ids to wait for."""
    wanted: dict[str, list[tuple[Dataset, Slice]]] = {}
    for declared, piece in pieces(held, now):
        wanted.setdefault(declared.provider, []).append((declared, piece))
    with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
        runs = [
            pool.submit(lambda mine: [i for d, p in mine for i in _fetch(held, d, p, now)], w) for w in wanted.values()
        ]
        return [i for run in runs for i in run.result()]


def _fetch(held: Runtime, declared: Dataset, piece: Slice, now: datetime) -> list[str]:
    report = fetch(
        declared,
        piece,
        client=held.client(declared.provider),
        publish=held.broker.publish,
        state=held.acquisition_state,
        now=now,
        origin="backfill",
    )
    return report.request_ids


def run_models(held: Runtime, now: datetime, progress: Progress) -> tuple[list[ForecastResult], list[Issued]]:
    """Every model and area as it was issued six hours ago, or the issue before the newest, then the newest.

    Two models side by side: training trees and writing files leave the interpreter to the other.
    """

    def run(declared: ModelDeclaration) -> list[tuple[ForecastResult, Issued | None]]:
        made = [_forecast(held, declared, area, at) for area in declared.areas for at in _moments(declared, now)]
        progress(declared.id)
        return made

    with ThreadPoolExecutor(max_workers=2) as pool:
        pairs = [pair for made in pool.map(run, MODELS.values()) for pair in made]
    return [result for result, _ in pairs], [made for _, made in pairs if made is not None]


def _moments(declared: ModelDeclaration, now: datetime) -> tuple[datetime, datetime]:
    from shared.forecasting.schedule import last_issue

    newest = last_issue(declared.issue, declared.issue_tz, now)
    return last_issue(declared.issue, declared.issue_tz, min(now - EARLIER, newest - timedelta(minutes=1))), newest


def run_strategies(held: Runtime, now: datetime) -> list[dict[str, object]]:
    """The newest proposal of every strategy and area; without one, why."""
    from shared.forecasting.proposals import make
    from shared.forecasting.schedule import last_issue

    found: list[dict[str, object]] = []
    for declared in STRATEGIES.values():
        for area in declared.areas:
            moment = last_issue(declared.issue, declared.tz, now)
            proposal = make(held, declared, area, moment)
            if proposal is None:
                proposal = {"strategy": declared.id, "area": area, "notes": ["a forecast it needs was not published"]}
            found.append({key: value for key, value in proposal.items() if key != "periods"})
    return found


def _forecast(
    held: Runtime, declared: ModelDeclaration, area: str, moment: datetime
) -> tuple[ForecastResult, Issued | None]:
    from shared.forecasting.run import forecast
    from shared.forecasting.training import installed

    result = ForecastResult(
        model=declared.id, area=area, issued_at=moment.isoformat(), outcome="ok", unit=declared.unit
    )
    if not installed(declared.method):
        result.outcome, result.reason = "not_installed", f"{declared.method} needs ./scalar setup insights"
        return result, None
    try:
        made = forecast(declared, area, moment, held)
    except ScalarError as error:
        result.outcome = "no_data" if error.facts.get("received") == 0 else error.family
        result.reason = str(error)
        return result, None
    result.version, result.periods = made.version, len(made.starts)
    result.first = made.starts[0].isoformat()
    result.outcome = "degraded" if made.degraded.any() else "ok"
    result.reason = "; ".join(made.notes)
    _score(held, declared, made, result)
    return result, made


def _score(held: Runtime, declared: ModelDeclaration, made: Issued, result: ForecastResult) -> None:
    """The first period beside what happened, and the error over all periods that have happened."""
    import numpy as np

    from shared.forecasting.climatology import climatology
    from shared.forecasting.features import declared_source
    from shared.forecasting.interface import MEDIAN, QUANTILES

    source = declared_source(declared, made.area, held.warehouse, made.issued_at)
    view = source.view(made.issued_at)
    actual = source.actual(view)[: len(made.starts)]
    low, high = (made.quantiles[:, QUANTILES.index(q)] for q in (0.1, 0.9))
    median = made.quantiles[:, MEDIAN]
    result.median, result.low, result.high = (round(float(v[0]), 2) for v in (median, low, high))
    result.actual = round(float(actual[0]), 2) if np.isfinite(actual[0]) else None
    known = np.isfinite(actual)
    result.scored = int(known.sum())
    if result.scored:
        usual = climatology(view)[0][: len(actual), MEDIAN]
        result.mae = round(float(np.abs(actual - median)[known].mean()), 3)
        result.usual = round(float(np.abs(actual - usual)[known].mean()), 3)
        result.cover80 = round(float(((actual >= low) & (actual <= high))[known].mean()), 3)
