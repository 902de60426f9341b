"""Views built from stored revisions: nothing later, the right version, backfills counted, days of 23 and 25 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.errors import BadData, ConfigError
from shared.forecasting import leakage
from shared.forecasting.features import declared_source, warehouse_source
from shared.forecasting.interface import METHODS, DayBefore, Feature, Regime
from shared.forecasting.revisions import expected
from shared.forecasting.schedule import last_issue, next_midnight, tick
from tests.forecast_world import BEGIN, HOURLY, IMBALANCE, PRICED, SPOT, fill, load, open_world, signal

NOW = BEGIN + timedelta(days=30)


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Any]:
    opened = open_world(tmp_path)
    yield opened
    opened.close()


def test_a_view_ends_at_the_origin_and_knows_the_received_values(stored: Any) -> None:
    values = fill(stored)
    view = declared_source(HOURLY, "DK1", stored, NOW).view(NOW)
    assert view.issued_at == NOW
    assert view.first_start == NOW
    # issued at 00:00, the hour from 22:00 was received at 23:55
    assert view.start_of(view.origin) == NOW - timedelta(hours=2)
    assert view.target[-1] == values[30 * 24 - 2]
    assert view.start == BEGIN  # no rows of nothing before the first value


def test_a_correction_counts_from_its_receipt_and_a_weaker_rank_never(stored: Any) -> None:
    fill(stored)
    hour = NOW - timedelta(hours=10)
    corrected = NOW - timedelta(hours=2)
    load(stored, IMBALANCE, "satisfied_demand_mw", [999.0], start=hour, known_at=corrected, rank=1)
    load(stored, IMBALANCE, "satisfied_demand_mw", [-5.0], start=hour, known_at=NOW - timedelta(hours=1), rank=0)
    source = declared_source(HOURLY, "DK1", stored, NOW)
    seen = {}
    for at in (corrected - timedelta(hours=1), corrected, NOW):
        view = source.view(at)
        seen[at] = view.target[(hour - view.start) // timedelta(hours=1)]
    assert seen[corrected - timedelta(hours=1)] not in (999.0, -5.0)
    assert seen[corrected] == seen[NOW] == 999.0


def test_backfilled_rows_take_the_declared_availability_and_are_counted(stored: Any) -> None:
    values = signal(24 * 30)
    fetched = BEGIN + timedelta(days=30)
    load(stored, IMBALANCE, "satisfied_demand_mw", values.tolist(), known_at=fetched)
    source = declared_source(HOURLY, "DK1", stored, fetched)
    past = BEGIN + timedelta(days=20)
    assert source.view(past).target[-1] == values[20 * 24 - 2]
    # the two newest hours were due at the fetch, or later
    assert source.fallback_rows() == {"target": 30 * 24 - 2}


def test_a_value_received_late_was_not_known_before(stored: Any) -> None:
    values = fill(stored)
    hour = NOW - timedelta(hours=5)
    at = (hour - BEGIN) // timedelta(hours=1)
    late = hour + timedelta(hours=4)
    other = [v if i != at else None for i, v in enumerate(values.tolist())]
    load(stored, IMBALANCE, "satisfied_demand_mw", other, area="DK2")
    load(stored, IMBALANCE, "satisfied_demand_mw", [values[at]], area="DK2", start=hour, known_at=late)
    source = declared_source(HOURLY, "DK2", stored, NOW)
    before, after = source.view(late - timedelta(hours=1)), source.view(late)
    assert np.isnan(before.target[at])
    assert after.target[at] == values[at]


def test_shorter_periods_are_averaged_and_longer_ones_repeated(stored: Any) -> None:
    load(stored, IMBALANCE, "satisfied_demand_mw", [1.0, 2.0, 3.0, 6.0, 7.0, 7.0, 7.0], minutes=15)
    load(stored, SPOT, "price_eur_mwh", [10.0, 20.0], minutes=60)
    asked: dict[str, Any] = {"area": "DK1", "gap": 0, "horizon": 1, "warehouse": stored}
    hourly = warehouse_source(dataset=IMBALANCE.id, column="satisfied_demand_mw", minutes=60, **asked)
    first = (BEGIN - hourly.start) // timedelta(hours=1)
    final = hourly.target.final()
    assert final[first] == 3.0
    assert np.isnan(final[first + 1])  # three of four quarters are no hour
    quarters = warehouse_source(dataset=SPOT.id, column="price_eur_mwh", minutes=15, **asked)
    first = (BEGIN - quarters.start) // timedelta(minutes=15)
    assert quarters.target.final()[first : first + 8].tolist() == [10.0] * 4 + [20.0] * 4


def test_day_ahead_prices_are_known_from_half_past_one_the_day_before() -> None:
    rule = DayBefore(at="13:30")
    summer, winter = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 1, 15, 12, tzinfo=UTC)
    starts = np.array([int(summer.timestamp()), int(winter.timestamp())])
    assert expected(starts, 15, rule).tolist() == [
        int(datetime(2026, 6, 30, 11, 30, tzinfo=UTC).timestamp()),
        int(datetime(2026, 1, 14, 12, 30, tzinfo=UTC).timestamp()),
    ]


def test_covariates_are_known_for_the_target_periods_as_far_as_published(stored: Any) -> None:
    fill(stored)
    load(stored, SPOT, "price_eur_mwh", signal(24 * 45, 9).tolist(), known_at=BEGIN + timedelta(days=60))
    view = declared_source(PRICED, "DK1", stored, NOW).view(NOW)
    assert view.ahead("spot") == view.gap + view.horizon
    morning = NOW + timedelta(hours=8)
    late = NOW + timedelta(hours=12)  # local 13:00: tomorrow's prices are not out yet
    source = declared_source(PRICED, "DK1", stored, late)
    assert source.view(morning).ahead("spot") == view.gap + view.horizon
    tomorrow = source.covariates["spot"].as_of(int(late.timestamp()), len(source.target) - 30, len(source.target))
    assert np.isnan(tomorrow).all()


@pytest.mark.parametrize("declared", [HOURLY, PRICED], ids=lambda d: d.id)
def test_views_and_forecasts_pass_the_leakage_tests(stored: Any, declared: Any) -> None:
    fill(stored)
    load(stored, SPOT, "price_eur_mwh", signal(24 * 45, 9).tolist(), known_at=timedelta(hours=-36))
    source = declared_source(declared, "DK1", stored, NOW)
    leakage.check_views(source, [NOW - timedelta(days=3), NOW])
    leakage.check_forecasts(METHODS["acrdls"], source, NOW, NOW - timedelta(days=2))


def test_a_source_that_shows_rows_an_hour_early_is_caught(stored: Any) -> None:
    fill(stored)
    source = declared_source(HOURLY, "DK1", stored, NOW)

    class Leaking(type(source)):  # type: ignore[misc]
        def view(self, as_of: datetime) -> Any:
            return super().view(as_of + timedelta(hours=1))

    leaking = Leaking(**{name: getattr(source, name) for name in source.__dataclass_fields__})
    with pytest.raises(leakage.LeakageFound, match="scramble"):
        leakage.check_views(leaking, [NOW - timedelta(days=3)])


def test_training_never_crosses_a_rule_change(stored: Any) -> None:
    fill(stored)
    changed = msgspec.structs.replace(HOURLY, regimes=(Regime(valid_from=date(2026, 1, 20), reason="new rule"),))
    view = declared_source(changed, "DK1", stored, NOW).view(NOW)
    assert view.start >= datetime(2026, 1, 19, 23, tzinfo=UTC)


@pytest.mark.parametrize(("day", "quarters"), [((2026, 3, 28), 92), ((2026, 10, 24), 100), ((2026, 6, 1), 96)])
def test_the_next_local_day_has_its_own_length(day: tuple[int, int, int], quarters: int) -> None:
    issued = datetime(*day, 9, 30, tzinfo=UTC)
    begin = next_midnight(issued, "Europe/Copenhagen")
    assert (next_midnight(begin, "Europe/Copenhagen") - begin) / timedelta(minutes=15) == quarters


def test_issue_times_follow_the_market_clock() -> None:
    summer = last_issue("30 10 * * *", "Europe/Copenhagen", datetime(2026, 7, 1, 8, 30, tzinfo=UTC))
    assert summer == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    winter = last_issue("30 10 * * *", "Europe/Copenhagen", datetime(2026, 1, 15, 9, 29, 59, tzinfo=UTC))
    assert winter == datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
    assert tick("30 10 * * *", "Europe/Copenhagen") == "30 30 * * * *"
    assert tick("*/15 * * * *", "UTC") == "30 */15 * * * *"


def test_unknown_areas_columns_and_empty_series_are_refused_by_name(stored: Any) -> None:
    with pytest.raises(ConfigError, match="SE3"):
        declared_source(HOURLY, "SE3", stored, NOW)
    wrong = msgspec.structs.replace(
        HOURLY, target=Feature(name="x", dataset=IMBALANCE.id, column="nothing", available=HOURLY.target.available)
    )
    with pytest.raises(ConfigError, match="no column nothing"):
        declared_source(wrong, "DK1", stored, NOW)
    with pytest.raises(BadData, match="nothing received"):
        declared_source(HOURLY, "DK2", stored, NOW).view(NOW)


@pytest.mark.parametrize(
    ("column", "seen"),
    [
        ("imbalance_price_eur_mwh - spot_price_eur_mwh", [2.0, None, None, None]),
        ("imbalance_price_eur_mwh? - spot_price_eur_mwh?", [2.0, 10.0, -5.0, None]),
    ],
)
def test_a_difference_of_columns_says_what_a_null_means(stored: Any, column: str, seen: list[float | None]) -> None:
    spot = {"spot_price_eur_mwh": [10.0, None, 5.0, None]}
    load(stored, IMBALANCE, "imbalance_price_eur_mwh", [12.0, 10.0, None, None], also=spot)
    net = Feature(name="net", dataset=IMBALANCE.id, column=column, available=HOURLY.target.available)
    source = declared_source(msgspec.structs.replace(HOURLY, target=net), "DK1", stored, NOW)
    first = (BEGIN - source.start) // timedelta(hours=1)
    found = source.target.final()[first : first + 4].tolist()
    assert [None if np.isnan(v) else v for v in found] == seen
