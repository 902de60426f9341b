"""Where a forecast goes: the warehouse, Redis and Pulsar; the same forecast is the same content everywhere, always."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import RetryLater
from shared.forecasting.interface import MEAN_PCT, QUANTILES, SIGN_PCT
from shared.forecasting.registry import CHAMPION
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.forecasting.interface import Bools, Floats
    from shared.persistence.warehouse import Warehouse
    from shared.runtime import Runtime

FALLBACK = "0-climatology28"
"""Stands for a version where no trained model could be used; sorts before every version."""
PCT = tuple(round(100 * q) for q in QUANTILES)
LATEST_SECONDS = 3 * 86_400

# Keeps the newest issue: a run that was repeated late must not put an older forecast in its place.
_LATEST = """
local held = redis.call('HGET', KEYS[1], 'issued_at')
if held and held > ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'issued_at', ARGV[1], 'version', ARGV[2], 'forecast', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
"""


@dataclass(frozen=True)
class Issued:
    """One published forecast: ``quantiles`` (n, 7), ``mean`` and ``degraded`` (n,) and ``signs`` (n, 3), as a
    ``Forecast`` has them, beside the n period starts (UTC)."""

    model: str
    area: str
    issued_at: datetime
    version: str
    alias: str
    unit: str
    minutes: int
    starts: tuple[datetime, ...]
    quantiles: Floats
    mean: Floats | None
    degraded: Bools
    notes: tuple[str, ...] = ()
    signs: Floats | None = None

    def document(self) -> dict[str, Any]:
        """Plain data for JSON."""
        periods = []
        for i, start in enumerate(self.starts):
            levels = {str(q): _rounded(v) for q, v in zip(QUANTILES, self.quantiles[i], strict=True)}
            mean = None if self.mean is None else _rounded(self.mean[i])
            period = {"start": _text(start), "quantiles": levels, "mean": mean, "degraded": bool(self.degraded[i])}
            if self.signs is not None:
                period["probabilities"] = {name: _rounded(p) for name, p in zip(SIGN_PCT, self.signs[i], strict=True)}
            periods.append(period)
        return {
            "model_id": self.model,
            "model_version": self.version,
            "alias": self.alias,
            "area": self.area,
            "issued_at": _text(self.issued_at),
            "unit": self.unit,
            "minutes": self.minutes,
            "degraded": bool(self.degraded.any()),
            "notes": list(self.notes),
            "periods": periods,
        }

    def body(self) -> bytes:
        """The message: the same bytes for the same forecast."""
        return json.dumps(self.document(), sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def announce(held: Runtime, made: Issued) -> None:
    """Store and publish; every step may be repeated. Raises RetryLater when the warehouse or the broker is away."""
    from shared.communication.topics import forecast_topic
    from shared.persistence.tables import FORECASTS

    body = made.body()
    digest = hashlib.sha256(body).hexdigest()
    stamp = f"{made.issued_at:%Y%m%dT%H%M%SZ}"
    label = f"forecast-{made.model}-{made.area}-{made.alias}-{stamp}-{digest[:16]}"
    held.warehouse.load(FORECASTS, rows(made), label=label)
    if made.alias == CHAMPION:
        remember(held, made, body)
    facts = {
        "schema": "1",
        "model": made.model,
        "model_version": made.version,
        "alias": made.alias,
        "area": made.area,
        "issued_at": _text(made.issued_at),
        "sha256": digest,
    }
    millis = int(made.issued_at.timestamp() * 1000)
    held.broker.send(forecast_topic(made.model), body, facts, key=made.area, event_ms=millis)
    telemetry.count("forecasts", model=made.model, area=made.area, alias=made.alias)


def rows(made: Issued) -> Any:
    """The forecast as rows of the ``forecasts`` table (pyarrow)."""
    import pyarrow as pa

    values = [made.quantiles[:, i] for i in range(len(PCT))]
    levels = list(PCT)
    if made.mean is not None:
        values.append(made.mean)
        levels.append(MEAN_PCT)
    if made.signs is not None:
        values.extend(made.signs.T)
        levels.extend(SIGN_PCT.values())
    n, total = len(made.starts), len(made.starts) * len(levels)
    starts = [s.astimezone(UTC).replace(tzinfo=None) for s in made.starts]
    issued_at = made.issued_at.astimezone(UTC).replace(tzinfo=None)
    return pa.table(
        {
            "model_id": [made.model] * total,
            "area": [made.area] * total,
            "issued_at": pa.array([issued_at] * total, pa.timestamp("us")),
            "start": pa.array(starts * len(levels), pa.timestamp("us")),
            "quantile_pct": np.repeat(levels, n),
            "model_version": [made.version] * total,
            "minutes": [made.minutes] * total,
            "value": np.round(np.concatenate(values), 4),
            "degraded": np.tile(made.degraded, len(levels)),
            "alias": [made.alias] * total,
        }
    )


def latest_key(model: str, area: str) -> str:
    """Redis key of the newest forecast of an area, a hash of issue time, version and message."""
    return f"{{{area}}}:forecast:{model}:latest"


def remember(held: Runtime, made: Issued, body: bytes) -> None:
    """Keep the newest forecast in Redis; without Redis the forecast still stands in the warehouse."""
    import redis

    try:
        held.cache.redis.eval(
            _LATEST, 1, latest_key(made.model, made.area), _text(made.issued_at), made.version, body.decode(),
            LATEST_SECONDS,
        )  # fmt: skip
    except redis.RedisError as error:
        telemetry.log("forecast.cache_away", model=made.model, area=made.area, error=type(error).__name__)


def member_means(warehouse: Warehouse, model: str, members: Sequence[str], made: Issued) -> list[float] | None:
    """Sum over the members of the means that were issued with ``made``; None unless all of them are there."""
    places = ", ".join("?" * len(members))
    sql = (
        'SELECT "start", "area", "model_version", "value" FROM "forecasts" WHERE "model_id" = ? AND "issued_at" = ? '
        f'AND "quantile_pct" = ? AND "alias" = ? AND "area" IN ({places}) ORDER BY "model_version"'
    )
    params = [model, made.issued_at, MEAN_PCT, made.alias, *members]
    found: dict[datetime, dict[str, float]] = {start.replace(tzinfo=None): {} for start in made.starts}
    for row in warehouse.query(sql, params).to_pylist():
        if row["start"] in found:
            found[row["start"]][row["area"]] = row["value"]
    if any(len(values) < len(members) for values in found.values()):
        return None
    return [sum(values[area] for area in members) for values in found.values()]


def last_issued(warehouse: Warehouse, model: str, alias: str = CHAMPION) -> dict[str, datetime]:
    """Area -> newest issue time that was published."""
    sql = (
        'SELECT "area", max("issued_at") AS "at" FROM "forecasts" WHERE "model_id" = ? AND "alias" = ? GROUP BY "area"'
    )
    return {row["area"]: row["at"].replace(tzinfo=UTC) for row in warehouse.query(sql, [model, alias]).to_pylist()}


def latest(held: Runtime, model: str, area: str) -> dict[str, Any] | None:
    """The newest forecast in Redis as it was published. Raises RetryLater while Redis is away."""
    import redis

    try:
        body = held.cache.redis.hget(latest_key(model, area), "forecast")
    except redis.RedisError as error:
        raise RetryLater(f"Redis is away: {type(error).__name__}") from error
    found: dict[str, Any] | None = json.loads(body) if body else None
    return found


def _rounded(value: Any) -> float:
    return round(float(value), 4) + 0.0


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
