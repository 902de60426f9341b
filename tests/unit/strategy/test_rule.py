"""Rule, size, curve, limits and the loss stop, each against numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from msgspec.structs import replace as changed

from shared.errors import BadData, ConfigError
from shared.forecasting import strategy_night
from shared.forecasting.strategy import rule, settlement
from shared.forecasting.strategy.curve import curve
from shared.forecasting.strategy.limits import LossStop, Reset, limited
from shared.forecasting.strategy.proposal import DayInputs, propose
from shared.forecasting.strategy.settings import Fee, Limits, Settings

FEES = (
    Fee(valid_from=date(2024, 1, 1), exchange=0.2, imbalance=0.1, balance=0.1),
    Fee(valid_from=date(2025, 10, 1), exchange=0.3, imbalance=0.1, balance=0.1),
)
OPEN = Settings(fees=FEES, flex_mw=10.0)
SPREAD = np.array([-10.0, -8.0, -2.0, 10.0, 30.0, 60.0, 80.0])


def inputs(**parts: object) -> DayInputs:
    n, edge = 96, 12.0
    rng = np.random.default_rng(1)
    made = DayInputs(
        area="DK1",
        day=date(2025, 11, 5),
        issued_at=datetime(2025, 11, 4, 9, 45, tzinfo=UTC),
        known_at=datetime(2025, 11, 4, 9, 0, tzinfo=UTC),
        minutes=15,
        price=np.tile([20.0, 25, 35, 50, 65, 80, 90], (n, 1)),
        spread=np.tile(SPREAD, (n, 1)),
        edge=np.full(n, edge),
        past=rng.normal(edge, 5, (28, n)),
        degraded=np.zeros(n, dtype=bool),
        expected_mw=np.zeros(n),
    )
    return replace(made, **parts)  # type: ignore[arg-type]


def test_settlement_of_a_bought_and_a_sold_quarter() -> None:
    position, price, imbalance = np.array([2.0, -2.0]), np.array([50.0, 50.0]), np.array([70.0, 70.0])
    assert settlement.gross(position, price, imbalance, 0.25).tolist() == [10.0, -10.0]
    assert settlement.profit(position, price, imbalance, 0.5, 0.25).tolist() == [9.75, -10.25]
    assert settlement.hourly(np.array([1.0, 2, 3, 2, 0, 0, 0, 4])).tolist() == [2.0, 1.0]


def test_fees_follow_their_dates_and_must_be_given() -> None:
    assert OPEN.fee(date(2025, 9, 30)) == pytest.approx(0.4)
    assert OPEN.fee(date(2025, 10, 1)) == pytest.approx(0.5)
    with pytest.raises(ConfigError, match="no fee valid"):
        OPEN.fee(date(2023, 12, 31))
    with pytest.raises(ConfigError, match="no fees"):
        Settings(fees=())
    with pytest.raises(ConfigError, match="order"):
        Settings(fees=FEES[::-1])


def test_probability_and_shortfall_from_quantiles() -> None:
    assert rule.probability_positive(SPREAD[None])[0] == pytest.approx(1 - (0.25 + 0.25 * 2 / 12))
    long, short = rule.shortfall(SPREAD[None])
    assert long[0] == pytest.approx(10 + 2 / np.log(2))
    assert short[0] == pytest.approx(80 + 20 / np.log(2))
    # Exact for an exponential tail: mean beyond the 5 % quantile.
    tail = np.log(1 / np.array([0.05, 0.1]))
    exact = np.array([[-tail[0], -tail[1], 0, 0, 0, 0, 0]])
    assert rule.shortfall(exact)[0][0] == pytest.approx(tail[0] + 1)


def test_uncertainty_is_that_of_the_mean() -> None:
    past = np.random.default_rng(2).normal(0, 10, (28, 300))
    half = rule.uncertainty(past, block_days=1, draws=400, seed=3)
    assert half.mean() == pytest.approx(0.674 * 10 / np.sqrt(28), rel=0.1)
    repeated = np.repeat(past[::7], 7, axis=0)  # four different days only: more doubt once blocks keep them together
    apart, together = (rule.uncertainty(repeated, block_days=b, draws=400, seed=3).mean() for b in (1, 7))
    assert together > 1.5 * apart
    past[4:, 0] = np.nan
    assert np.isinf(rule.uncertainty(past, 3, 50, 3)[0])
    assert rule.uncertainty(past, 3, 50, 3).tobytes() == rule.uncertainty(past, 3, 50, 3).tobytes()


def test_direction_needs_edge_beyond_cost_and_agreement() -> None:
    edge, cost = np.array([5.0, 5.0, 5.0, -5.0, -5.0]), np.array([2.0, 6.0, 2.0, 2.0, 2.0])
    chance = np.array([0.6, 0.6, 0.4, 0.4, 0.5])
    assert rule.direction(edge, cost, chance).tolist() == [1, 0, 0, -1, 0]


def test_size_is_clipped_and_rounded_towards_zero() -> None:
    quantiles = np.tile(SPREAD, (3, 1))
    edge = np.array([1.0, 100.0, -9.0])
    made = rule.size(np.sign(edge), edge, quantiles, kappa_mw=4.0, max_mw=3.0)
    assert made == pytest.approx([4 / (10 + 2 / np.log(2)), 3.0, -36 / (80 + 20 / np.log(2))])
    assert rule.rounded(np.array([0.39, -0.39, 0.3, 2.0, -0.04])).tolist() == [0.3, -0.3, 0.3, 2.0, 0.0]


def test_curve_shrinks_as_the_price_moves_against_the_edge() -> None:
    price = np.tile([20.0, 25, 35, 50, 65, 80, 90], (2, 1))
    made = curve(np.array([3.0, -3.0]), price)
    assert made.price[0].tolist() == [35, 50, 65]
    assert made.volume.tolist() == [[3.0, 2.0, 1.0], [-1.0, -2.0, -3.0]]
    bought = [made.filled(np.array([p, 0.0]))[0] for p in (30, 35, 40, 60, 65, 66)]
    sold = [made.filled(np.array([0.0, p]))[1] for p in (30, 35, 40, 60, 65, 90)]
    assert bought == [3, 3, 2, 1, 1, 0]
    assert sold == [0, -1, -1, -2, -3, -3]
    assert made.filled(np.array([np.nan, np.nan])).tolist() == [0, 0]


def test_an_edge_must_pay_its_fees_and_its_doubt() -> None:
    past = inputs().past
    doubt = float(rule.uncertainty(past, OPEN.bootstrap_block_days, OPEN.bootstrap_draws, OPEN.seed).min())
    assert doubt > 0.3
    fee = OPEN.fee(date(2025, 11, 5))
    small = changed(OPEN, kappa_mw=50.0)  # so that an edge of one euro is worth more than 0.1 MW
    for edge, bought in ((0.9 * fee, False), (fee + 0.5 * doubt, False), (fee + 10 * doubt, True)):
        made = propose(inputs(edge=np.full(96, edge)), small, LossStop())
        assert (made.deviation_mw > 0).all() if bought else (made.deviation_mw == 0).all(), edge
    certain = inputs(past=np.full((28, 96), 12.0), edge=np.full(96, 0.9 * fee))
    assert (propose(certain, small, LossStop()).deviation_mw == 0).all()  # without doubt the fees remain
    at_cost = np.array([0.5])
    assert rule.direction(at_cost, at_cost, np.array([0.9])).tolist() == [0.0]


def test_default_flex_proposes_nothing() -> None:
    made = propose(inputs(), Settings(fees=FEES), LossStop())
    assert (made.deviation_mw == 0).all()
    assert (made.curve.volume == 0).all()
    assert "cut by flex_mw" in made.notes
    assert (propose(inputs(), OPEN, LossStop()).deviation_mw > 0).all()


def _with(**limits: object) -> Settings:
    return changed(OPEN, limits=changed(OPEN.limits, **limits))


def test_every_limit_holds() -> None:
    position, spread = np.full(96, 4.0), np.tile(SPREAD, (96, 1))
    one = 10 + 2 / np.log(2)
    cases: dict[str, tuple[Settings, Callable[[np.ndarray], bool]]] = {
        "max_mw": (_with(max_mw=2.5), lambda q: bool(q.max() == 2.5)),
        "max_mwh_day": (_with(max_mwh_day=30.0), lambda q: bool(25 < q.sum() / 4 <= 30)),
        "max_es95_eur_day": (_with(max_es95_eur_day=500.0), lambda q: bool(400 < q.sum() / 4 * one <= 500)),
    }
    for name, (settings, holds) in cases.items():
        made, cuts = limited(position, spread, 0.25, settings)
        assert holds(made), name
        assert name in cuts
    offered = np.full(96, 40.0)
    offered[0] = np.nan
    made, cuts = limited(position, spread, 0.25, OPEN, offered_mw=offered, cleared_mw=np.full(96, 150.0))
    assert made[0] == 0
    assert made[1:].max() == 1.5  # 1 % of the cleared 150 MW, less than 5 % of 40 MW offered
    assert {"offered_share", "cleared_share"} <= set(cuts)
    for bad in ({"max_mw": -1.0}, {"max_loss_7d_eur": 0.0}, {"cleared_share": 0.02}, {"price_low": 5_000.0}):
        with pytest.raises(ConfigError):
            Limits(**bad)  # type: ignore[arg-type]


def test_no_position_on_degraded_stale_or_absurd_input() -> None:
    degraded = np.zeros(96, dtype=bool)
    degraded[:4] = True
    made = propose(inputs(degraded=degraded), OPEN, LossStop())
    assert (made.deviation_mw[:4] == 0).all()
    assert (made.deviation_mw[4:] > 0).all()
    stale = propose(inputs(known_at=datetime(2025, 11, 4, 3, tzinfo=UTC)), OPEN, LossStop())
    ahead = propose(inputs(known_at=datetime(2025, 11, 4, 10, tzinfo=UTC)), OPEN, LossStop())
    assert (stale.deviation_mw == 0).all()
    assert (ahead.deviation_mw == 0).all()  # an input from after the issue time
    price = inputs().price.copy()
    price[7, 6] = 4_500.0
    assert propose(inputs(price=price), OPEN, LossStop()).deviation_mw[7] == 0
    edge = inputs().edge.copy()
    edge[9] = np.nan
    holes = propose(inputs(edge=edge), OPEN, LossStop())
    assert holes.deviation_mw[9] == 0
    assert holes.deviation_mw[10] > 0


def test_loss_stop_stays_until_a_person_lifts_it() -> None:
    limits = Limits(max_loss_1d_eur=1_000, max_loss_7d_eur=1_500, max_loss_30d_eur=2_500)
    first = date(2025, 11, 1)
    single = LossStop().booked(first, -1_001.0, limits)
    assert "1 days" in single.stopped
    week = LossStop()
    for i in range(4):
        assert not week.stopped
        week = week.booked(first + timedelta(days=2 * i), -400.0, limits)
    assert "7 days" in week.stopped
    month = LossStop()
    for i in range(4):
        month = month.booked(first + timedelta(days=8 * i), -700.0, limits)
    assert "30 days" in month.stopped
    rich = single.booked(first + timedelta(days=1), 50_000.0, limits)
    assert rich.stopped == single.stopped
    assert (propose(inputs(), OPEN, rich).deviation_mw == 0).all()
    assert LossStop.parse(rich.dump()) == rich
    at = datetime(2025, 11, 3, 9, tzinfo=UTC)
    for by, reason, told in ((" ", "explained", "name"), ("Ada Holm", " ", "reason")):
        with pytest.raises(ConfigError, match=told):
            rich.reset(by, reason, at, first)
    lifted = rich.reset("Ada Holm", "outage explained", at, first + timedelta(days=2))
    assert not lifted.stopped
    assert lifted.resets == (Reset(at=at, by="Ada Holm", reason="outage explained", lifted=single.stopped),)
    assert lifted.reset("Bo Friis", "again", at, first + timedelta(days=9)) == lifted  # no reset in advance
    twice = lifted.booked(first + timedelta(days=2), -1_100.0, limits).reset("Bo Friis", "again", at, first)
    assert [one.by for one in LossStop.parse(twice.dump()).resets] == ["Ada Holm", "Bo Friis"]
    poor = (
        LossStop().booked(first, -1_001.0, limits).reset("Ada Holm", "outage explained", at, first + timedelta(days=1))
    )
    for i in (1, 2):
        poor = poor.booked(first + timedelta(days=i), -700.0, limits)
        assert not poor.stopped  # 2,401 EUR in a week, of which 1,001 were before the reset and no longer count
    assert "7 days" in poor.booked(first + timedelta(days=3), -101.0, limits).stopped
    again = LossStop().booked(first, -600.0, limits).booked(first, -600.0, limits)
    assert again.results == ((first, -600.0),)


def test_proposal_document_is_a_proposal_and_carries_expected_volume() -> None:
    made = propose(inputs(expected_mw=np.full(96, 7.0)), OPEN, LossStop()).document()
    assert made["kind"] == "proposal"
    period = made["periods"][0]
    assert period["steps"][0]["volume_mw"] == pytest.approx(7.0 + period["deviation_mw"])
    assert "order" not in str(made)
    with pytest.raises(BadData, match="96"):
        inputs(expected_mw=np.zeros(92))


def test_a_written_proposal_settles_as_the_curve_it_was() -> None:
    made = propose(inputs(expected_mw=np.full(96, 7.0)), OPEN, LossStop())
    bids = strategy_night._bids(made.document())
    assert bids.volume == pytest.approx(made.curve.volume)
    assert bids.price == pytest.approx(made.curve.price)


def test_a_day_that_settled_late_counts_in_the_spans_that_hold_it() -> None:
    limits = Limits(max_loss_1d_eur=1_000.0, max_loss_7d_eur=2_000.0, max_loss_30d_eur=9_000.0)
    day = date(2026, 1, 10)
    fine = LossStop().booked(day + timedelta(days=2), -900.0, limits)
    assert "1 days up to 2026-01-10" in fine.booked(day, -1_001.0, limits).stopped
    week = fine.booked(day + timedelta(days=1), -900.0, limits)
    assert not week.stopped
    assert "7 days up to 2026-01-12" in week.booked(day, -900.0, limits).stopped
    assert not fine.booked(day - timedelta(days=9), -900.0, limits).stopped
