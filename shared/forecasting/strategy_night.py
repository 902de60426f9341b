"""The night of a strategy: settled proposals are booked once, and the strategy is replayed on what was known then.

Both stand on one history of prices with their receipt times, read from the warehouse. Booking feeds the loss stop; the
replay writes ``backtest.json``, whose verdict stands beside every proposal.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import BadData, ScalarError
from shared.forecasting import stored
from shared.forecasting.features import WarehouseSource, declared_source
from shared.forecasting.leakage import LeakageFound
from shared.forecasting.models import MODELS, StrategyDeclaration
from shared.forecasting.outputs import FALLBACK
from shared.forecasting.proposals import PAST_DAYS, folder, inputs_on, known_forecasts, settings
from shared.forecasting.revisions import Revisions
from shared.forecasting.strategy import backtest, settlement
from shared.forecasting.strategy.curve import Curve
from shared.forecasting.strategy.limits import LossStop
from shared.forecasting.strategy.market import Market
from shared.forecasting.strategy.proposal import propose
from shared.forecasting.strategy.statistics import LEAST_DAYS
from shared.forecasting.strategy_standing import change
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.forecasting.strategy.settings import Settings
    from shared.persistence.blob import Blobs
    from shared.persistence.warehouse import Warehouse
    from shared.runtime import Runtime

BOOKING_DAYS = 45
"""Older proposals are not booked any more: the loss stop looks back 30 days and keeps results for 60."""


def nightly(held: Runtime, declared: StrategyDeclaration, now: datetime) -> None:
    """Every area: book what has settled, then replay. Raises LeakageFound after the last area if one saw the future.

    Any other failure of an area is logged with its reason by ``telemetry.run`` and keeps no other from its turn.
    """
    leaked: LeakageFound | None = None
    for area in declared.areas:
        try:
            with telemetry.run("insights.strategy_night", model=declared.id, area=area) as run:
                market, source = history(held.warehouse, declared, area, now)
                run.note(booked=book(held.blobs, declared, area, market, now))
                run.note(verdict=judge(held, declared, area, market, source, now))
        except LeakageFound as error:
            _keep(held.blobs, declared, area, {"verdict": "no edge (leakage found)", "reason": str(error)}, now)
            leaked = error
        except ScalarError:
            continue
    if leaked is not None:
        raise leaked


def history(
    warehouse: Warehouse, declared: StrategyDeclaration, area: str, now: datetime
) -> tuple[Market, WarehouseSource]:
    """Prices received by ``now`` with the time each became known, and the source of the spread forecasts' past.

    Raises LeakageFound when an imbalance price is marked as known before its period ended.
    """
    source = declared_source(MODELS[declared.spread_model], area, warehouse, now)
    grid = stored.Grid(source.start, source.minutes, len(source.target))
    price = stored.read(warehouse, MODELS[declared.price_model].target, area, grid)
    imbalance = stored.read(warehouse, declared.imbalance, area, grid)
    second, n = int(now.timestamp()), grid.count
    market = Market(
        area=area,
        start=source.start,
        price=price.as_of(second, 0, n),
        imbalance=imbalance.as_of(second, 0, n),
        imbalance_first=imbalance.first_version(second, 0, n),
        price_known=price.known_at[0],
        imbalance_known=imbalance.known_at[0],
        tz=declared.tz,
        minutes=source.minutes,
    )
    return market, source


# --- booking ---------------------------------------------------------------------------------------------------------


def book(blobs: Blobs, declared: StrategyDeclaration, area: str, market: Market, now: datetime) -> int:
    """Feed the loss stop with every proposal whose prices are all received, once each; how many were new.

    A day stays as it was booked first, whatever is corrected later. Raises RetryLater when others keep writing.
    """
    chosen = settings(blobs)
    days = [day for day in _proposed(blobs, declared, area, now) if backtest.settled(market, day)]
    new: list[date] = []

    def booked(stop: LossStop) -> LossStop:
        held = {day for day, _ in stop.results}
        new[:] = [day for day in days if day not in held]
        for day in new:
            stop = stop.booked(day, _net(blobs, declared, area, market, day, chosen), chosen.limits)
        return stop

    before, after = change(blobs, declared, area, booked)
    if after.stopped and not before.stopped:
        reason = after.stopped
        telemetry.log("strategy.stopped", level=logging.WARNING, model=declared.id, area=area, reason=reason)
    return len(new)


def _proposed(blobs: Blobs, declared: StrategyDeclaration, area: str, now: datetime) -> list[date]:
    names = blobs.list(f"{folder(declared, area)}/days/")
    days = [date.fromisoformat(name.rpartition("/")[2].removesuffix(".json")) for name in names]
    return [day for day in days if now.date() - timedelta(days=BOOKING_DAYS) < day <= now.date()]


def _net(blobs: Blobs, declared: StrategyDeclaration, area: str, market: Market, day: date, chosen: Settings) -> float:
    """EUR after fees of the proposal as it was written, filled at the published price."""
    bids = _bids(json.loads(blobs.get(f"{folder(declared, area)}/days/{day.isoformat()}.json")[0]))
    window = market.periods(day)
    price, imbalance = market.price[window], market.imbalance[window]
    if len(bids.price) != len(price):
        raise BadData(f"{declared.id} {area} {day}: proposal of {len(price)} periods expected, got {len(bids.price)}")
    position = backtest.executed_volume(bids, price)
    return float(settlement.profit(position, price, imbalance, chosen.fee(day), market.hours).sum())


def _bids(document: Mapping[str, Any]) -> Curve:
    """The deviation's curve of a written proposal, whose volumes include the expected volume."""
    periods = document["periods"]
    price = [[step["price_eur_mwh"] for step in one["steps"]] for one in periods]
    volume = [[step["volume_mw"] - one["expected_mw"] for step in one["steps"]] for one in periods]
    return Curve(np.array(price, dtype=np.float64), np.array(volume, dtype=np.float64))


# --- replay ----------------------------------------------------------------------------------------------------------


def judge(
    held: Runtime, declared: StrategyDeclaration, area: str, market: Market, source: WarehouseSource, now: datetime
) -> str:
    """Replay every settled day for which both forecasts had been published, and store the result; its verdict."""
    found = _replayable(held.warehouse, declared, area, market, source)
    document: dict[str, Any] = {"days": len(found), "verdict": f"no edge (0 settled days, {LEAST_DAYS} needed)"}
    if found:
        chosen = settings(held.blobs)
        report = backtest.run(
            market, _maker(found, declared, area, source, chosen), chosen, list(found), name=declared.id
        )
        document |= {"verdict": _verdict(report), "report": report.document()}
    _keep(held.blobs, declared, area, document, now)
    return str(document["verdict"])


def _replayable(
    warehouse: Warehouse, declared: StrategyDeclaration, area: str, market: Market, source: WarehouseSource
) -> dict[date, dict[str, Any]]:
    """Settled days -> the forecasts known at their issue time; the first days of the history only serve as past."""
    found = {}
    own = _spreads(market, source)
    for day in market.days()[PAST_DAYS:]:
        issued = market.issue_time(day)
        known = known_forecasts(warehouse, declared, area, issued) if backtest.settled(market, day) else None
        if known is None:
            continue
        _check_versions(known, area, issued)
        try:
            count = len(inputs_on(own, known, declared, area, issued).edge)
        except BadData as error:
            telemetry.log("strategy.left_out", model=declared.id, area=area, day=day.isoformat(), reason=str(error))
            continue
        window = market.periods(day)
        if count == window.stop - window.start:
            found[day] = known
    return found


def _check_versions(known: Mapping[str, Any], area: str, issued: datetime) -> None:
    """A forecast of a version that was trained after the issue time has seen the future."""
    for model, one in known.items():
        if one["version"] != FALLBACK and one["version"][:16] > f"{issued:%Y%m%dT%H%M%SZ}":
            raise LeakageFound(
                f"leakage: {model} {area}: the forecast known at {issued:%Y-%m-%d %H:%M}Z is of version "
                f"{one['version']}, which was trained later",
                test="version",
                feature=model,
            )


def _maker(
    found: Mapping[date, Mapping[str, Any]], declared: StrategyDeclaration, area: str, source: WarehouseSource,
    chosen: Settings,
) -> backtest.Maker:  # fmt: skip
    """The way a proposal is made, on the prices of the market it is given: the scramble test reaches all it reads."""

    def make(market: Market) -> backtest.Strategy:
        own = _spreads(market, source)

        def positions(day: date, stop: LossStop) -> backtest.Bids:
            inputs = inputs_on(own, found[day], declared, area, market.issue_time(day))
            return propose(inputs, chosen, stop).curve

        return positions

    return make


def _spreads(market: Market, source: WarehouseSource) -> WarehouseSource:
    """The spread source on a market's prices: first revisions, known once both prices were."""
    known = np.maximum(market.price_known, market.imbalance_known)
    spread = market.imbalance_first - market.price
    return replace(source, target=Revisions(spread[None], known[None], np.zeros(len(spread), dtype=bool)))


def _verdict(report: backtest.Report) -> str:
    """The verdict of the figures; without an edge, with the reason."""
    made = report.strategy
    if made.verdict == "edge":
        return made.verdict
    if made.days < LEAST_DAYS:
        return f"{made.verdict} ({made.days} settled days, {LEAST_DAYS} needed)"
    if not made.energy_mwh:
        return f"{made.verdict} (no position in {made.days} days)"
    low, high = made.interval
    return f"{made.verdict} ({low:.0f} to {high:.0f} EUR a day after fees over {made.days} days)"


def _keep(blobs: Blobs, declared: StrategyDeclaration, area: str, document: Mapping[str, Any], now: datetime) -> None:
    body = {"strategy": declared.id, "area": area, "made_at": now.isoformat(), **document}
    blobs.put(f"{folder(declared, area)}/backtest.json", json.dumps(body, sort_keys=True).encode())
