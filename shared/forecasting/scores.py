"""Published forecasts beside what happened: the only honest record of a model's skill."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import BadData
from shared.forecasting import metrics
from shared.forecasting.climatology import climatology
from shared.forecasting.interface import MEDIAN, ModelDeclaration
from shared.forecasting.outputs import PCT
from shared.forecasting.registry import CHAMPION
from shared.persistence.blob import Missing

if TYPE_CHECKING:
    from shared.forecasting.features import WarehouseSource
    from shared.forecasting.interface import Floats
    from shared.forecasting.local_time import Seconds
    from shared.persistence.blob import Blobs
    from shared.persistence.warehouse import Warehouse

SKILL_DAYS = 7
MOST_ISSUES = 300
"""Issue times scored at once: beyond it every n-th is taken, for climatology is remade for each of them."""


@dataclass(frozen=True)
class Scored:
    """Forecast periods in order of issue: ``issued`` and ``start`` (n,) seconds, ``quantiles`` (n, 7), ``actual`` and
    ``usual`` (n,), the median of climatology as it was at the issue."""

    issued: Seconds
    start: Seconds
    quantiles: Floats
    actual: Floats
    usual: Floats

    def __len__(self) -> int:
        return len(self.issued)

    @property
    def issues(self) -> int:
        """Number of issue times among them."""
        return len(np.unique(self.issued))

    @property
    def loss(self) -> Floats:
        """Mean pinball loss (n,)."""
        return np.asarray(metrics.pinball(self.actual, self.quantiles).mean(axis=1))

    def metrics(self) -> dict[str, float]:
        """MAE, mean pinball, cover and ``rmae`` against climatology; empty without a scored period."""
        if not len(self):
            return {}
        found = metrics.scores(self.actual[:, None], self.quantiles[:, None, :])
        usual = float(np.abs(self.actual - self.usual).mean())
        kept = {key: float(found[key]) for key in ("mae", "mean_pinball", "cover80", "bias")}
        ratio = {"against_climatology": kept["mae"] / usual} if usual > 0 else {}
        return {**kept, **ratio, "periods": float(len(self))}

    def since(self, moment: datetime) -> Scored:
        """Those issued at ``moment`` or later."""
        kept = self.issued >= int(moment.timestamp())
        return Scored(self.issued[kept], self.start[kept], self.quantiles[kept], self.actual[kept], self.usual[kept])

    def daily_ratio(self) -> list[float]:
        """MAE over that of climatology per day of issue, oldest first."""
        days = self.issued // 86_400
        own, usual = np.abs(self.actual - self.quantiles[:, MEDIAN]), np.abs(self.actual - self.usual)
        return [float(own[days == d].mean() / max(usual[days == d].mean(), 1e-9)) for d in np.unique(days)]


def published(
    warehouse: Warehouse, declaration: ModelDeclaration, area: str, source: WarehouseSource, since: datetime,
    until: datetime, alias: str = CHAMPION,
) -> Scored:  # fmt: skip
    """Forecasts of one alias issued in ``[since, until)`` whose periods have a value by now; thinned if many."""
    moments = _moments(warehouse, [declaration.id, area, alias, since, until])
    places = ", ".join("?" * len(moments)) or "NULL"
    sql = (
        'SELECT "issued_at", "start", "quantile_pct", "value" FROM "forecasts" WHERE "model_id" = ? AND "area" = ? '
        f'AND "alias" = ? AND "issued_at" IN ({places}) AND "quantile_pct" >= 0 '
        'ORDER BY "issued_at", "start", "quantile_pct", "model_version"'
    )
    rows = warehouse.query(sql, [declaration.id, area, alias, *moments])
    issued, start = (rows.column(c).cast("timestamp[s]").cast("int64").to_numpy() for c in ("issued_at", "start"))
    level = np.searchsorted(PCT, rows.column("quantile_pct").to_numpy())
    keys, number = np.unique(np.column_stack([issued, start]), axis=0, return_inverse=True)
    quantiles = np.full((len(keys), len(PCT)), np.nan)
    quantiles[number.ravel(), level] = rows.column("value").to_numpy()
    return _scored(source, keys[:, 0], keys[:, 1], quantiles)


def _moments(warehouse: Warehouse, asked: Sequence[object]) -> list[object]:
    """Issue times of (model, area, alias, since, until), at most ``MOST_ISSUES``, evenly over all times of day."""
    sql = (
        'SELECT DISTINCT "issued_at" FROM "forecasts" WHERE "model_id" = ? AND "area" = ? AND "alias" = ? '
        'AND "issued_at" >= ? AND "issued_at" < ? ORDER BY "issued_at"'
    )
    found: list[object] = warehouse.query(sql, asked).column("issued_at").to_pylist()
    step = -(-len(found) // MOST_ISSUES) or 1
    while step > 1 and (step % 2 == 0 or step % 3 == 0):
        step += 1  # shares no factor with 24 or 96, so that no time of day is left out
    return found[::step]


def from_forecasts(source: WarehouseSource, issued: Sequence[tuple[datetime, Floats]]) -> Scored:
    """Forecasts made in a trial: (issue time, quantiles (H, 7)) each."""
    origin, step = int(source.start.timestamp()), 60 * source.minutes
    moments, starts, levels = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], [np.empty((0, len(PCT)))]
    for at, quantiles in issued:
        k = np.arange(len(quantiles), dtype=np.int64)
        moments.append(np.full(len(k), int(at.timestamp())))
        starts.append(origin + step * (source.first_target(at) + k))
        levels.append(quantiles)
    return _scored(source, np.concatenate(moments), np.concatenate(starts), np.concatenate(levels))


def _scored(source: WarehouseSource, issued: Seconds, start: Seconds, quantiles: Floats) -> Scored:
    final = source.target.final()
    place = (start - int(source.start.timestamp())) // (60 * source.minutes)
    inside = (place >= 0) & (place < len(final))
    actual = np.where(inside, final[np.clip(place, 0, len(final) - 1)], np.nan)
    usual = np.full(len(start), np.nan)
    for moment in np.unique(issued):
        here = np.flatnonzero(issued == moment)
        usual[here] = _usual(source, int(moment), place[here])
    known = np.isfinite(actual) & np.isfinite(usual) & np.isfinite(quantiles).all(axis=1)
    return Scored(issued[known], start[known], quantiles[known], actual[known], usual[known])


def _usual(source: WarehouseSource, moment: int, place: Seconds) -> Floats:
    """The median of climatology as it would have been published at ``moment`` for grid places."""
    as_of = datetime.fromtimestamp(moment, UTC)
    try:
        view = source.view(as_of)
        median = climatology(view)[0][:, MEDIAN]
    except BadData:
        return np.full(len(place), np.nan)
    k = place - source.first_target(as_of)
    inside = (k >= 0) & (k < len(median))
    return np.where(inside, median[np.clip(k, 0, len(median) - 1)], np.nan)


def keep_skill(blobs: Blobs, model: str, area: str, scored: Scored, now: datetime) -> None:
    """Store the skill of the last days where the model list finds it."""
    found: Mapping[str, Any] = {**scored.metrics(), "scored_at": now.isoformat(), "days": SKILL_DAYS}
    blobs.put(_name(model, area), json.dumps(found, sort_keys=True).encode())


def kept_skill(blobs: Blobs, model: str, area: str) -> dict[str, Any] | None:
    """The skill stored last; None before the first scoring."""
    try:
        found: dict[str, Any] = json.loads(blobs.get(_name(model, area))[0])
    except Missing:
        return None
    return found


def _name(model: str, area: str) -> str:
    return f"models/{model}/{area}/skill.json"
