"""Replays a strategy day by day on what was known at 10:45 the day before, and puts it beside benchmarks.

A strategy is made from a market and asked for positions by day. Before its results are shown it is asked again on
markets in which everything that became known later is missing or garbage: a position that changes has seen the future,
and the backtest ends in ``LeakageFound``. A day of such leakage turns "no edge" into 15 EUR/MWh.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.errors import BadData
from shared.forecasting.interface import QUANTILES
from shared.forecasting.leakage import LeakageFound
from shared.forecasting.strategy import settlement
from shared.forecasting.strategy.curve import Curve
from shared.forecasting.strategy.limits import LossStop
from shared.forecasting.strategy.proposal import DayInputs, propose
from shared.forecasting.strategy.statistics import Figures, figures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.strategy.market import Market
    from shared.forecasting.strategy.settings import Settings

    Floats = NDArray[np.float64]

RANDOM_DRAWS = 1_000
CHECKED_DAYS = 12
HISTORY_DAYS = 28

Bids = Curve | np.ndarray
"""A bid curve, or MW per period that are taken at any price."""
Strategy = Callable[[date, LossStop], Bids]
Maker = Callable[["Market"], Strategy]


@dataclass(frozen=True, slots=True)
class Report:
    """The strategy, its benchmarks at 1 MW, and the range of 1,000 random sign draws (net EUR a day, 2.5 to 97.5 %)."""

    strategy: Figures
    benchmarks: tuple[Figures, ...]
    random_interval: tuple[float, float]
    scramble_passed: bool
    stop: LossStop
    days: tuple[date, date]

    def document(self) -> dict[str, Any]:
        return {
            "strategy": self.strategy.document(),
            "benchmarks": [one.document() for one in self.benchmarks],
            "random_sign_net_day_interval": list(self.random_interval),
            "scramble_passed": self.scramble_passed,
            "stopped": self.stop.stopped,
            "from": self.days[0].isoformat(),
            "to": self.days[1].isoformat(),
        }


def run(market: Market, make: Maker, settings: Settings, days: Sequence[date] | None = None, *, name: str) -> Report:
    """Backtest over complete delivery days with prices. Raises LeakageFound, and BadData when no day is left."""
    chosen = [day for day in (days or market.days()) if settled(market, day)]
    if not chosen:
        raise BadData(f"strategy {market.area}: no delivery day with day-ahead and imbalance prices")
    check_scramble(market, make, chosen)
    strategy, stop = make(market), LossStop()
    executed: list[Floats] = []
    for day in chosen:
        window = market.periods(day)
        position = executed_volume(strategy(day, stop), market.price[window])
        executed.append(position)
        net = settlement.profit(
            position, market.price[window], market.imbalance[window], settings.fee(day), market.hours
        )
        stop = stop.booked(day, float(net.sum()), settings.limits)
    benchmarks = [
        _figures(market, rule, chosen, [make_rule(market)(day, LossStop()) for day in chosen], settings)
        for rule, make_rule in BENCHMARKS.items()
    ]
    return Report(
        strategy=_figures(market, name, chosen, executed, settings),
        benchmarks=tuple(benchmarks),
        random_interval=_random_interval(market, chosen, settings),
        scramble_passed=True,
        stop=stop,
        days=(chosen[0], chosen[-1]),
    )


def check_scramble(market: Market, make: Maker, days: Sequence[date]) -> None:
    """Positions must be byte-identical when what became known after the issue time is missing, or garbage.

    Looks at up to 12 days spread over the test and raises LeakageFound naming the first day that differs.
    """
    spread = sorted({len(days) * i // CHECKED_DAYS for i in range(CHECKED_DAYS)})
    honest = make(market)
    for day in (days[i] for i in spread):
        issued = market.issue_time(day)
        expected = _bytes(honest(day, LossStop()))
        for seed in (None, int(issued.timestamp())):
            if _bytes(make(market.scrambled(issued, seed))(day, LossStop())) != expected:
                raise LeakageFound(
                    f"leakage: scramble test failed for the strategy on {market.area} {day}: its position changed with "
                    f"values that were not known at {issued:%Y-%m-%d %H:%M}Z",
                    test="scramble",
                    feature="strategy",
                )


def executed_volume(bids: Bids, clearing: Floats) -> Floats:
    """MW executed per period at the published price."""
    return bids.filled(clearing) if isinstance(bids, Curve) else np.asarray(bids, dtype=np.float64)


def _bytes(bids: Bids) -> bytes:
    return bids.price.tobytes() + bids.volume.tobytes() if isinstance(bids, Curve) else np.asarray(bids).tobytes()


def settled(market: Market, day: date) -> bool:
    """Whether every day-ahead and imbalance price of a delivery day is there."""
    window = market.periods(day)
    return bool(np.isfinite(market.price[window]).all() and np.isfinite(market.imbalance[window]).all())


def _figures(market: Market, name: str, days: Sequence[date], bids: Sequence[Bids], settings: Settings) -> Figures:
    net, gross, energy = [], [], []
    for day, bid in zip(days, bids, strict=True):
        window = market.periods(day)
        price, imbalance = market.price[window], market.imbalance[window]
        position = executed_volume(bid, price)
        gross.append(settlement.gross(position, price, imbalance, market.hours))
        net.append(settlement.profit(position, price, imbalance, settings.fee(day), market.hours))
        energy.append(np.abs(position) * market.hours)
    return figures(name, net, gross, energy, seed=settings.seed)


def _random_interval(market: Market, days: Sequence[date], settings: Settings) -> tuple[float, float]:
    """Net EUR a day of 1 MW with random signs: the range luck alone gives."""
    rng = np.random.default_rng(settings.seed)
    total = np.zeros(RANDOM_DRAWS)
    for day in days:
        window = market.periods(day)
        spread = market.imbalance[window] - market.price[window]
        sign = rng.choice((-1.0, 1.0), size=(RANDOM_DRAWS, len(spread)))
        total += (sign @ spread - settings.fee(day) * len(spread)) * market.hours
    low, high = np.quantile(total / len(days), (0.025, 0.975))
    return float(low), float(high)


def _constant(mw: float) -> Maker:
    def make(market: Market) -> Strategy:
        def positions(day: date, _stop: LossStop) -> Bids:
            window = market.periods(day)
            return np.full(window.stop - window.start, mw)

        return positions

    return make


def _sign_of(summary: Callable[[Floats], Floats]) -> Maker:
    """1 MW in the direction of a summary of the last 28 days' spreads per period, as known at the issue time."""

    def make(market: Market) -> Strategy:
        def positions(day: date, _stop: LossStop) -> Bids:
            past = market.as_of(market.issue_time(day)).past_spreads(day, HISTORY_DAYS)
            return np.sign(np.nan_to_num(summary(past)))

        return positions

    return make


def known_mean(past: Floats, trim: float = 0.0) -> Floats:
    """Mean per period over known days (days, n), without the ``trim`` share at either end; NaN where none is known."""
    ordered = np.sort(past, axis=0)  # NaN last
    count = np.isfinite(past).sum(axis=0)
    cut = np.floor(trim * count).astype(int)
    row = np.arange(len(past))[:, None]
    inside = (row >= cut) & (row < count - cut)
    number = inside.sum(axis=0)
    total = np.where(inside, ordered, 0.0).sum(axis=0)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def _newest(past: Floats) -> Floats:
    """The newest known spread per period: yesterday's sign, as far as it has been published."""
    out = np.full(past.shape[1], np.nan)
    for row in past:
        out = np.where(np.isfinite(row), row, out)
    return out


def _climatology(past: Floats) -> Floats:
    """How much more often the spread was positive than negative."""
    return np.asarray(np.where(np.isfinite(past), np.sign(past), 0.0).sum(axis=0))


BENCHMARKS: dict[str, Maker] = {
    "flat": _constant(0.0),
    "always long": _constant(1.0),
    "always short": _constant(-1.0),
    "yesterday's sign": _sign_of(_newest),
    "climatology sign": _sign_of(_climatology),
    "sign of 28-day mean": _sign_of(known_mean),
    "sign of 28-day trimmed mean": _sign_of(lambda past: known_mean(past, trim=0.1)),
}


def from_history(settings: Settings) -> Maker:
    """The rule of ``proposal`` on climatology: 28-day mean, quantiles of spreads and prices of the same local time.

    The baseline that a strategy on model forecasts must beat; it uses the same limits, curve and loss stop.
    """

    def make(market: Market) -> Strategy:
        def positions(day: date, stop: LossStop) -> Bids:
            return propose(history_inputs(market, day), settings, stop).curve

        return positions

    return make


def history_inputs(market: Market, day: date) -> DayInputs:
    """Inputs at 10:45 from the last 28 known days alone. Periods with fewer than 10 known spreads are degraded."""
    issued = market.issue_time(day)
    known = market.as_of(issued)
    past = known.past_spreads(day, HISTORY_DAYS)
    count = np.isfinite(past).sum(axis=0)
    window = known.periods(day)
    recent = known.price[max(window.start - HISTORY_DAYS * 24 * 60 // market.minutes, 0) : window.start]
    recent = recent[np.isfinite(recent)]
    n = past.shape[1]
    enough = count >= 10
    spread = np.zeros((n, len(QUANTILES)))
    spread[enough] = np.nanquantile(past[:, enough], QUANTILES, axis=0).T
    price = np.tile(np.quantile(recent, QUANTILES), (n, 1)) if len(recent) else np.full((n, len(QUANTILES)), np.nan)
    return DayInputs(
        area=market.area,
        day=day,
        issued_at=issued,
        known_at=issued,
        minutes=market.minutes,
        price=price,
        spread=spread,
        edge=np.nan_to_num(known_mean(past)),
        past=past,
        degraded=~enough,
        expected_mw=np.zeros(n),
    )
