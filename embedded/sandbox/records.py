"""Elia's and Energinet's answers out of the synthetic market.

The provider's field names come from each dataset's own declaration, so a new dataset needs nothing here unless its
rows have a further dimension than area and time; those are listed in :data:`DIMENSIONS`.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from embedded.sandbox import market
from embedded.sandbox.server import Question, Reply
from shared.catalogue.model import Dataset
from shared.catalogue.registry import by_provider
from shared.catalogue.schema import Column

DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "region": ("Belgium", "Flanders", "Wallonia", "Brussels"),
    "technology": ("Offshore Wind", "Onshore Wind", "Solar"),
    "grid_connection": ("Elia", "Dso"),
    "fuel": ("Fossil Gas", "Nuclear", "Solar", "Wind Onshore", "Wind Offshore", "Biomass"),
    "fuel_type": ("Fossil Gas", "Nuclear", "Solar", "Wind Onshore", "Wind Offshore", "Biomass"),
    "product": ("FCR-N", "FCR-D upp", "FCR-D ned"),
    "auction": ("Total",),
    "connected_zone": ("SE3", "NO2", "DE"),
    "to_zone": ("France", "Netherlands", "UnitedKingdom", "Germany", "Luxembourg"),
    "from_zone": ("BE",),
}
AUCTION_IDS = re.compile(r"day_ahead|spot|capacity|reserves|fcr|commercial|nominat")
FORECAST_IDS = re.compile(r"forecast|load|wind|solar")
LAG = timedelta(minutes=5)


def known_until(dataset_id: str, now: datetime) -> datetime:
    """Until when a dataset is published: auctions to the end of tomorrow after noon, forecasts two days ahead."""
    if AUCTION_IDS.search(dataset_id):
        days = 2 if now.hour >= 12 else 1
        return now.replace(hour=22, minute=0, second=0, microsecond=0) + timedelta(days=days - 1)
    if FORECAST_IDS.search(dataset_id):
        return now + timedelta(days=2)
    return now - LAG


class RecordAnswers:
    """Answers for the providers of flat records."""

    def __init__(self, now: datetime | None = None) -> None:
        self._fixed = now
        self._elia = {d.match["dataset"]: d for d in by_provider("elia")}
        self._energinet = {d.match["dataset"]: d for d in by_provider("energinet")}

    def reply(self, question: Question) -> Reply | None:
        """The answer to one request, or ``None`` when it is not for these providers."""
        now = self._fixed or datetime.now(UTC)
        if question.provider == "energinet":
            return self._energinet_reply(question, now)
        if question.provider == "elia":
            return self._elia_reply(question, now)
        return None

    def _energinet_reply(self, question: Question, now: datetime) -> Reply:
        name = question.path.rpartition("/")[2]
        dataset = self._energinet.get(name)
        if dataset is None:
            return Reply(b'{"statusCode": 404, "message": "Resource not found"}', 404)
        start, end = (datetime.fromisoformat(question.params[k]).replace(tzinfo=UTC) for k in ("start", "end"))
        areas = next(iter(json.loads(question.params.get("filter", "{}")).values()), [""])
        rows = list(_rows(dataset, areas, start, min(end, known_until(dataset.id, now)), now, "%Y-%m-%dT%H:%M:%S"))
        body = {"total": len(rows), "filters": question.params.get("filter", ""), "dataset": name, "records": rows}
        return Reply(json.dumps(body).encode())

    def _elia_reply(self, question: Question, now: datetime) -> Reply:
        name = re.search(r"datasets/(\w+)/", question.path)
        dataset = self._elia.get(name.group(1)) if name else None
        if dataset is None:
            return Reply(b'{"error_code": "NotFoundResource", "message": "The dataset does not exist."}', 404)
        start, end = (datetime.fromisoformat(t) for t in re.findall(r"date'([^']+)'", question.params["where"])[:2])
        rows = list(
            _rows(dataset, ["BE"], start, min(end, known_until(dataset.id, now)), now, "%Y-%m-%dT%H:%M:%S+00:00")
        )
        if question.path.endswith("/records"):
            offset, limit = int(question.params.get("offset", 0)), int(question.params.get("limit", 10))
            page = {"total_count": len(rows), "results": rows[offset : offset + limit]}
            return Reply(json.dumps(page).encode())
        return Reply(json.dumps(rows).encode())


def _rows(
    dataset: Dataset, areas: list[str], start: datetime, end: datetime, now: datetime, form: str
) -> Iterator[dict[str, Any]]:
    """Records of the provider's fields, in time order within each area and dimension."""
    source: Any = getattr(dataset.request, "__self__")  # noqa: B009 bound method: the declaration's source
    step = {0: 5, -1: 15}.get(source.minutes, source.minutes) * 60
    first = -(-int(start.timestamp()) // step) * step
    times = np.arange(first, int(end.timestamp()), step, dtype=np.int64)
    if "day_ahead_prices" in dataset.id or "spot_prices" in dataset.id:
        times = _market_time_units(times)
    columns = {c.name: c for c in dataset.columns}
    names = {ours: theirs.split("|")[0].rstrip("?") for ours, theirs in source.columns.items()}
    free = [d for d in names if d in DIMENSIONS and columns.get(d) is not None]
    for area in areas:
        for chosen in itertools.product(*(DIMENSIONS[d] for d in free)):
            fixed = dict(zip(free, chosen, strict=True))
            yield from _series(names, columns, area, times, fixed, now, form, source)


def _market_time_units(times: market.Times) -> market.Times:
    """Hourly before the day-ahead market's switch to quarter hours, 2025-09-30T22:00Z."""
    switch = int(datetime(2025, 9, 30, 22, tzinfo=UTC).timestamp())
    kept: market.Times = times[(times >= switch) | (times % 3600 == 0)]
    return kept


def _series(
    names: Mapping[str, str], columns: Mapping[str, Column], area: str, times: market.Times,
    fixed: Mapping[str, str], now: datetime, form: str, source: Any,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    salt = " ".join(fixed.values()).lower()
    past = times + 300 < int(now.timestamp())
    found: dict[str, list[Any]] = {}
    for ours, theirs in names.items():
        found[theirs.rstrip("*") + ("minus_inf_to_minus_400" if theirs.endswith("*") else "")] = _values(
            ours, columns.get(ours), area, times, fixed, past, form, source, salt
        )
    for row in zip(*found.values(), strict=True):
        yield dict(zip(found, row, strict=True))


def _values(
    ours: str, column: Column | None, area: str, times: market.Times, fixed: Mapping[str, str],
    past: Any, form: str, source: Any, salt: str,
) -> list[Any]:  # fmt: skip
    count = len(times)
    if ours in fixed:
        return [fixed[ours]] * count
    if ours == "zone":
        return [area] * count
    if ours == "resolution":
        return [f"PT{source.minutes}M"] * count
    if ours == "quality_status":
        return ["NotValidated"] * count
    if ours == "bin_probabilities":
        return np.round(0.5 + 0.3 * market.noise(f"bin {area}", times, 3600), 3).tolist()  # type: ignore[no-any-return]
    if column is not None and column.kind == "time":
        shift = {"run_at": -3600, "quarter_start": 0}.get(ours, 0)
        moments = times // 900 * 900 if ours == "quarter_start" else times + shift
        return [datetime.fromtimestamp(int(t), UTC).strftime(form) for t in moments]
    if column is None or column.kind == "text":
        return [None] * count
    values = market.values(column, area or "DK", times, salt)
    if column.kind == "int":
        return np.sign(market.demand(area, times)).astype(int).tolist()  # type: ignore[no-any-return]
    ahead = re.search(r"forecast|ahead|recent|spot|price|week|p10|p90|capacity|procured|demand_mw", ours)
    shown = values.tolist()
    return shown if ahead else [v if p else None for v, p in zip(shown, past, strict=True)]
