"""The backtester on markets whose answer is known, and a day of leakage put in on purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from shared.forecasting.leakage import LeakageFound
from shared.forecasting.strategy.backtest import (
    HISTORY_DAYS,
    Bids,
    Strategy,
    from_history,
    history_inputs,
    known_mean,
    run,
)
from shared.forecasting.strategy.limits import LossStop
from shared.forecasting.strategy.market import Market, with_delay
from shared.forecasting.strategy.settings import Fee, Settings
from shared.forecasting.strategy.statistics import figures

START = datetime(2025, 2, 28, 23, tzinfo=UTC)  # local midnight; the 23-hour day 2025-03-30 lies inside
SETTINGS = Settings(fees=(Fee(valid_from=date(2024, 1, 1), exchange=0.2, imbalance=0.2, balance=0.1),), flex_mw=5.0)


def market(days: int = 70, bias: float = 0.0, *, delay: timedelta = timedelta(hours=1), seed: int = 1) -> Market:
    """Heavy-tailed spreads around ``bias`` EUR/MWh without any other structure."""
    rng = np.random.default_rng(seed)
    n = days * 96
    price = 50 + 10 * np.sin(np.arange(n) / 96 * 2 * np.pi) + rng.normal(0, 3, n)
    return with_delay("DK1", START, price, price + bias + 15 * rng.standard_t(3, n), delay=delay)


def delivery_days(m: Market) -> list[date]:
    return m.days()[HISTORY_DAYS + 2 :]


def test_no_structure_shows_no_edge() -> None:
    m = market()
    report = run(m, from_history(SETTINGS), SETTINGS, delivery_days(m), name="rule")
    assert report.scramble_passed
    assert report.strategy.verdict == "no edge"
    names = [one.name for one in report.benchmarks]
    assert names[:3] == ["flat", "always long", "always short"]
    flat, long, short = report.benchmarks[:3]
    assert flat.net_day == flat.energy_mwh == 0
    assert long.net_day + short.net_day == pytest.approx(-2 * 0.5 * 24, rel=0.02)  # both pay the fees
    assert long.gross_day == pytest.approx(-short.gross_day)
    low, high = report.random_interval
    assert low < -0.5 * 24 < high
    assert report.document()["strategy"]["verdict"] == "no edge"


def test_a_true_bias_is_found_over_enough_days() -> None:
    m = market(140, bias=25.0)
    report = run(m, from_history(SETTINGS), SETTINGS, delivery_days(m), name="rule")
    assert report.strategy.verdict == "edge"
    assert report.strategy.net_day > 0
    short = run(m, from_history(SETTINGS), SETTINGS, delivery_days(m)[:40], name="rule")
    assert short.strategy.interval[0] > 0
    assert short.strategy.verdict == "no edge"  # forty days prove nothing


def _leaking(days: int) -> object:
    """The 28-day mean that ends ``days`` after what was known at the issue time."""

    def make(m: Market) -> Strategy:
        def positions(day: date, _stop: LossStop) -> Bids:
            return np.sign(np.nan_to_num(known_mean(m.past_spreads(day + timedelta(days=days), HISTORY_DAYS))))

        return positions

    return make


@pytest.mark.parametrize("days", [0, 1])
def test_a_day_of_leakage_is_caught(days: int) -> None:
    """``days = 0`` reads the day before delivery, which at 10:45 has not happened; 1 reads the delivery day itself."""
    m = market()
    chosen = [day for day in delivery_days(m) if day != date(2025, 3, 30) and day != date(2025, 3, 29)][:-2]
    with pytest.raises(LeakageFound, match="scramble"):
        run(m, _leaking(days), SETTINGS, chosen, name="leak")  # type: ignore[arg-type]


def test_a_strategy_that_reads_the_clearing_price_is_caught() -> None:
    def make(m: Market) -> Strategy:
        return lambda day, _stop: np.sign(m.price[m.periods(day)] - 50.0)

    with pytest.raises(LeakageFound):
        run(market(), make, SETTINGS, name="leak")


def test_a_strategy_that_sees_only_extremes_of_the_future_is_caught() -> None:
    """A missing price it takes for a usual one, so that only garbage shows that it looks."""

    def make(m: Market) -> Strategy:
        return lambda day, _stop: np.where(np.nan_to_num(m.price[m.periods(day)]) > 500, -1.0, 0.0)

    with pytest.raises(LeakageFound, match="scramble"):
        run(market(), make, SETTINGS, name="leak")


def test_prices_known_before_they_exist_are_refused() -> None:
    with pytest.raises(LeakageFound, match="before its period ended"):
        market(delay=timedelta(days=-1))


def test_leakage_would_have_looked_like_a_fortune() -> None:
    """What the check protects from: the same rule, one day of the future, many times the money."""
    m = market(120)
    days = delivery_days(m)[:-2]

    def net(shift: int) -> float:
        total = 0.0
        for day in days:
            if day in (date(2025, 3, 29), date(2025, 3, 30)):
                continue
            seen = m if shift else m.as_of(m.issue_time(day))
            side = np.sign(np.nan_to_num(known_mean(seen.past_spreads(day + timedelta(days=shift), HISTORY_DAYS))))
            window = m.periods(day)
            total += float((side * (m.imbalance[window] - m.price[window])).sum() / 4)
        return total / len(days)

    assert net(1) > 20 + abs(net(0))


def test_history_ends_at_the_issue_time() -> None:
    m = market()
    day = date(2025, 4, 15)
    issued = m.issue_time(day)
    assert issued == datetime(2025, 4, 14, 8, 45, tzinfo=UTC)  # 10:45 summer time
    assert m.issue_time(date(2025, 3, 20)) == datetime(2025, 3, 19, 9, 45, tzinfo=UTC)
    seen = m.as_of(issued)
    newest = int(np.flatnonzero(np.isfinite(seen.imbalance))[-1])
    assert START + timedelta(minutes=15 * (newest + 1)) + timedelta(hours=1) <= issued
    assert np.isfinite(seen.price[m.periods(date(2025, 4, 14))]).all()
    assert np.isnan(seen.price[m.periods(day)]).all()
    assert history_inputs(m, day).known_at == issued


def test_clock_change_days_have_92_quarters_and_match_local_time() -> None:
    m = market()
    window = m.periods(date(2025, 3, 30))
    assert window.stop - window.start == 92
    after = m.past_spreads(date(2025, 3, 31), 3)
    assert after.shape == (3, 96)
    assert np.isnan(after[2, 8:12]).all()  # 02:00 to 03:00 did not exist on the day before
    assert after[2, 12] == pytest.approx(m.imbalance[window.start + 8] - m.price[window.start + 8])
    autumn = with_delay(
        "DK1", datetime(2025, 10, 20, 22, tzinfo=UTC), np.zeros(900), np.ones(900), delay=timedelta(hours=1)
    )
    long_day = autumn.periods(date(2025, 10, 26))
    assert long_day.stop - long_day.start == 100
    assert autumn.past_spreads(date(2025, 10, 26), 2).shape == (2, 100)


def test_losses_stop_the_strategy_inside_the_backtest() -> None:
    m = market(bias=-60.0)

    def stubborn(_m: Market) -> Strategy:
        def positions(day: date, stop: LossStop) -> Bids:
            window = m.periods(day)
            return np.full(window.stop - window.start, 0.0 if stop.stopped else 2.0)

        return positions

    report = run(m, stubborn, SETTINGS, delivery_days(m), name="stubborn")
    assert report.stop.stopped
    assert report.strategy.energy_mwh <= 2 * 24 * 4  # stopped after the first days and for good


def test_a_gain_that_may_be_luck_is_no_edge() -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, 120)
    lucky, steady = ([np.array([gain]) for gain in 10 + spread * (noise - noise.mean())] for spread in (200, 5))
    one = [np.array([1.0])] * 120
    doubtful, sure = (figures("x", net, net, one, seed=1) for net in (lucky, steady))
    assert doubtful.net_day > 0
    assert (doubtful.verdict, sure.verdict) == ("no edge", "edge")


def test_figures_by_hand() -> None:
    net = [np.array([10.0, -4.0]), np.array([-20.0, 0.0]), np.array([6.0, 2.0])]
    energy = [np.array([1.0, 1.0]), np.array([1.0, 0.0]), np.array([1.0, 1.0])]
    made = figures("x", net, net, energy, seed=1)
    assert made.net_day == pytest.approx(-2.0)
    assert made.net_mwh == pytest.approx(-6 / 5)
    assert made.hit_rate == pytest.approx(3 / 5)
    assert made.worst_day == -20
    assert made.drawdown == 20
    assert made.es95_day == 20
    assert made.best_share == pytest.approx(10 / 18)
