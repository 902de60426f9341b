"""Day-ahead proposals from published forecasts: read at the issue time, written once, announced; never an order.

A proposal of a delivery day is a blob that is written once and read by people and endpoints; the loss stop lies beside
it and only a person resets it.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from shared.errors import BadData, ConfigError
from shared.forecasting.interface import MEAN_PCT, QUANTILES
from shared.forecasting.models import MODELS, StrategyDeclaration
from shared.forecasting.outputs import FALLBACK, PCT
from shared.forecasting.schedule import last_issue, next_midnight
from shared.forecasting.strategy.limits import LossStop
from shared.forecasting.strategy.proposal import DayInputs, propose
from shared.forecasting.strategy.settings import Fee, Settings
from shared.monitoring import telemetry
from shared.persistence.blob import Conflict, Missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.forecasting.features import WarehouseSource
    from shared.persistence.blob import Blobs
    from shared.persistence.warehouse import Warehouse
    from shared.runtime import Runtime

PAST_DAYS = 28
SETTINGS = "strategies/settings.json"
DEFAULT = Settings(fees=(Fee(valid_from=date(2020, 1, 1), exchange=0.10, imbalance=0.25, balance=0.15),))
"""Half a euro per MWh and no flexibility: every proposed deviation is zero until a person stores other settings."""


def run_due(held: Runtime, declared: StrategyDeclaration, now: datetime) -> int:
    """Propose for the next delivery day where that has not been done; how many areas."""
    issued_at = last_issue(declared.issue, declared.tz, now)
    done = 0
    for area in declared.areas:
        try:
            held.blobs.get(_name(declared, area, _day(declared, issued_at)))
        except Missing:
            done += bool(make(held, declared, area, issued_at))
    return done


def make(held: Runtime, declared: StrategyDeclaration, area: str, issued_at: datetime) -> dict[str, Any] | None:
    """Write and announce the proposal of one area; None when a forecast it needs was not published by then."""
    from shared.communication.topics import forecast_topic

    with telemetry.run("strategy", model=declared.id, area=area) as run:
        found = day_inputs(held.warehouse, declared, area, issued_at)
        if found is None:
            run.outcome = "no_data"
            return None
        inputs, versions = found
        stop = loss_stop(held.blobs, declared, area)
        document = propose(inputs, settings(held.blobs), stop).document()
        document |= {"strategy": declared.id, "versions": versions}
        body = json.dumps(document, sort_keys=True).encode()
        try:
            held.blobs.put(_name(declared, area, inputs.day), body, if_none_match=True)
        except Conflict:
            body = held.blobs.get(_name(declared, area, inputs.day))[0]  # proposed before: that one stands
        facts = {"schema": "1", "strategy": declared.id, "area": area, "issued_at": document["issued_at"]}
        held.broker.send(forecast_topic(declared.id), body, facts, key=area)
    return dict(json.loads(body))


def day_inputs(
    warehouse: Warehouse, declared: StrategyDeclaration, area: str, issued_at: datetime
) -> tuple[DayInputs, dict[str, str]] | None:
    """What both forecasts said of the delivery day, and the spreads of the days before; None without one of them."""
    from shared.forecasting.features import declared_source

    found = known_forecasts(warehouse, declared, area, issued_at)
    if found is None:
        return None
    source = declared_source(MODELS[declared.spread_model], area, warehouse, issued_at)
    return inputs_on(source, found, declared, area, issued_at), {name: one["version"] for name, one in found.items()}


def known_forecasts(
    warehouse: Warehouse, declared: StrategyDeclaration, area: str, issued_at: datetime
) -> dict[str, Any] | None:
    """Model id -> its newest forecast at ``issued_at``; None without one of them, or when their periods differ."""
    price = _forecast(warehouse, declared.price_model, area, issued_at)
    spread = _forecast(warehouse, declared.spread_model, area, issued_at)
    if price is None or spread is None or price["starts"] != spread["starts"]:
        return None
    return {declared.price_model: price, declared.spread_model: spread}


def inputs_on(
    source: WarehouseSource, found: Mapping[str, Any], declared: StrategyDeclaration, area: str, issued_at: datetime
) -> DayInputs:
    """The inputs of one day from forecasts and the received spreads in ``source``; proposals and replays use it.

    Raises BadData when no spread was received by ``issued_at``.
    """
    price, spread = found[declared.price_model], found[declared.spread_model]
    past = _past(source.view(issued_at), len(spread["starts"]))
    mean = spread["mean"]
    return DayInputs(
        area=area,
        day=_day(declared, issued_at),
        issued_at=issued_at,
        known_at=min(price["issued_at"], spread["issued_at"]),
        minutes=source.minutes,
        price=price["quantiles"],
        spread=spread["quantiles"],
        edge=mean if mean is not None else np.full(len(past.T), np.nan),
        past=past,
        degraded=price["degraded"] | spread["degraded"],
        expected_mw=np.zeros(len(past.T)),
    )


def _past(view: Any, count: int) -> Any:
    """Received spreads of the same local period on the last days (days, n), the newest last."""
    from shared.forecasting.climatology import same_quarter

    return np.asarray(same_quarter(view, PAST_DAYS))[:count].T[::-1]


def _forecast(warehouse: Warehouse, model: str, area: str, issued_at: datetime) -> dict[str, Any] | None:
    """The newest published forecast at ``issued_at`` of the last day."""
    sql = (
        'SELECT "issued_at", "model_version", "start", "quantile_pct", "value", "degraded" FROM "forecasts" '
        'WHERE "model_id" = ? AND "area" = ? AND "alias" = ? AND "issued_at" <= ? AND "issued_at" > ? '
        'ORDER BY "issued_at", "model_version", "start", "quantile_pct"'
    )
    since = issued_at - timedelta(days=1)
    rows = warehouse.query(sql, [model, area, "champion", issued_at, since]).to_pylist()
    if not rows:
        return None
    which = (rows[-1]["issued_at"], rows[-1]["model_version"])
    newest = [row for row in rows if (row["issued_at"], row["model_version"]) == which]
    by_level = {pct: [r for r in newest if r["quantile_pct"] == pct] for pct in (*PCT, MEAN_PCT)}
    point = by_level[50]
    return {
        "issued_at": newest[0]["issued_at"].replace(tzinfo=UTC),
        "version": newest[0]["model_version"],
        "starts": [r["start"] for r in point],
        "quantiles": np.array([[r["value"] for r in by_level[pct]] for pct in PCT]).T.reshape(-1, len(QUANTILES)),
        "mean": np.array([r["value"] for r in by_level[MEAN_PCT]]) if by_level[MEAN_PCT] else None,
        "degraded": np.array([r["degraded"] or newest[0]["model_version"] == FALLBACK for r in point], dtype=bool),
    }


def settings(blobs: Blobs) -> Settings:
    """Fees, flexibility and limits a person stored under ``strategies/settings.json``; without them no deviation."""
    try:
        return parse_settings(blobs.get(SETTINGS)[0])
    except Missing:
        return DEFAULT


def parse_settings(body: bytes) -> Settings:
    """Settings from JSON. Raises ConfigError that names the field which is missing, unknown or out of bounds."""
    try:
        return msgspec.json.decode(body, type=Settings)
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{SETTINGS}: {error}; see the example in docs/forecasting.md") from error


def loss_stop(blobs: Blobs, declared: StrategyDeclaration, area: str) -> LossStop:
    """The results booked so far and whether they stopped the strategy."""
    try:
        return LossStop.parse(blobs.get(folder(declared, area) + "/loss_stop.json")[0])
    except Missing:
        return LossStop()


def read(blobs: Blobs, declared: StrategyDeclaration, area: str, day: date | None) -> dict[str, Any]:
    """The proposal of a delivery day, or the newest one. Raises Missing when there is none."""
    names = [n for n in blobs.list(folder(declared, area) + "/days/") if n.endswith(".json")]
    if day is not None:
        names = [name for name in names if name == _name(declared, area, day)]
    if not names:
        raise Missing(f"{declared.id} {area}: no proposal {f'for {day}' if day else 'yet'}")
    found: dict[str, Any] = json.loads(blobs.get(names[-1])[0])
    return found


def verdict(blobs: Blobs, declared: StrategyDeclaration, area: str) -> str:
    """The verdict of the newest backtest; "no edge" until one has shown otherwise."""
    try:
        found = json.loads(blobs.get(folder(declared, area) + "/backtest.json")[0])
    except Missing:
        return "no edge (no backtest stored)"
    if "verdict" not in found:
        raise BadData(f"{declared.id} {area}: the stored backtest has no verdict")
    return str(found["verdict"])


def _day(declared: StrategyDeclaration, issued_at: datetime) -> date:
    from zoneinfo import ZoneInfo

    return next_midnight(issued_at, declared.tz).astimezone(ZoneInfo(declared.tz)).date()


def folder(declared: StrategyDeclaration, area: str) -> str:
    """Where proposals (``days/``), ``loss_stop.json`` and ``backtest.json`` of one area lie."""
    return f"strategies/{declared.id}/{area}"


def _name(declared: StrategyDeclaration, area: str, day: date) -> str:
    return f"{folder(declared, area)}/days/{day.isoformat()}.json"
