"""Windows tile exactly, schedules mean market time, and a bad declaration is refused by name."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.acquisition.schedule import is_due, tick
from shared.catalogue.model import Cron, Dataset, Slice, Window, floor_hour
from shared.catalogue.registry import CATALOGUE, dataset
from shared.errors import ConfigError

DAY_AHEAD = CATALOGUE["entsoe.day_ahead_prices"]
moments = st.datetimes(datetime(2015, 2, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def window(tz: str = "UTC", step: timedelta = timedelta(days=7)) -> Window:
    return Window(back=timedelta(hours=6), ahead=timedelta(0), step=step, since=datetime(2015, 1, 1, tzinfo=UTC), tz=tz)


@given(
    moments,
    st.timedeltas(timedelta(minutes=1), timedelta(days=60)),
    st.timedeltas(timedelta(hours=1), timedelta(days=30)),
)
def test_slices_tile_the_span_exactly(start: datetime, length: timedelta, step: timedelta) -> None:
    pieces = list(window(step=step).slices(["A"], start, start + length))
    assert pieces[0].start == start
    assert pieces[-1].end == start + length
    assert all(left.end == right.start for left, right in pairwise(pieces))
    assert all(timedelta(0) < p.end - p.start <= step for p in pieces)


@given(moments, st.integers(1, 90), st.integers(1, 40))
def test_local_slices_lie_on_local_midnights_and_cover_the_span(start: datetime, days: int, step: int) -> None:
    zone = ZoneInfo("Europe/Brussels")
    end = start + timedelta(days=days)
    pieces = list(window("Europe/Brussels", timedelta(days=step)).slices(["A"], start, end))
    edges = [pieces[0].start, *(p.end for p in pieces)]
    assert all(e.astimezone(zone).time().isoformat() == "00:00:00" for e in edges)
    assert all(left < right for left, right in pairwise(edges))
    assert edges[0] <= start
    assert end <= edges[-1] < end + timedelta(hours=25)


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 3, 29), 23), (datetime(2026, 10, 25), 25), (datetime(2026, 7, 1), 24)]
)
def test_a_local_day_has_23_24_or_25_hours(day: datetime, hours: int) -> None:
    noon = day.replace(hour=10, tzinfo=UTC)
    (piece,) = window("Europe/Brussels", timedelta(days=1)).slices(["BE"], noon, noon + timedelta(hours=1))
    assert piece.end - piece.start == timedelta(hours=hours)


def test_slices_stay_between_since_and_until() -> None:
    ended = msgspec.structs.replace(window(), until=datetime(2016, 1, 1, tzinfo=UTC))
    assert list(ended.slices(["A"], datetime(2016, 1, 1, tzinfo=UTC), datetime(2017, 1, 1, tzinfo=UTC))) == []
    (first, *_, last) = ended.slices(["A"], datetime(2014, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
    assert (first.start, last.end) == (ended.since, ended.until)


def test_runs_of_one_hour_ask_for_the_same_span() -> None:
    early, late = datetime(2026, 3, 29, 0, 1, tzinfo=UTC), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert (
        window().span(early)
        == window().span(late)
        == (floor_hour(early) - timedelta(hours=6), floor_hour(early) + timedelta(hours=1))
    )


def test_a_schedule_means_market_time_on_both_sides_of_the_clock_change() -> None:
    noon = Cron("0 12 * * *", tz="Europe/Brussels")
    assert noon.next_after(datetime(2026, 3, 28, 0, tzinfo=UTC)).hour == 11
    assert noon.next_after(datetime(2026, 3, 29, 0, tzinfo=UTC)).hour == 10
    assert noon.due(datetime(2026, 3, 29, 9, 59, tzinfo=UTC), datetime(2026, 3, 29, 10, 0, tzinfo=UTC))
    assert not noon.due(datetime(2026, 3, 29, 10, 0, tzinfo=UTC), datetime(2026, 3, 29, 23, 0, tzinfo=UTC))


def test_a_tick_comes_soon_after_every_due_instant() -> None:
    from cronsim import CronSim

    for item in CATALOGUE.values():
        due = item.schedule.next_after(datetime(2026, 3, 28, 22, 30, tzinfo=UTC))
        first = next(CronSim(tick(item), due - timedelta(seconds=1)))
        assert first - due < timedelta(minutes=6), item.id
        assert len(tick(item).split()) == 6


def test_a_dataset_that_never_ran_is_due() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert is_due(DAY_AHEAD, None, now)
    assert not is_due(DAY_AHEAD, now, now)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "entsoe.Day Ahead"}, "id must read 'entsoe.noun_phrase'"),
        ({"primary_key": ("strat", "zone")}, r"primary key \['strat'\] is not a field of AuctionPrice"),
        ({"primary_key": ("zone", "minutes")}, "primary key holds no time column"),
        ({"primary_key": ("start", "price")}, "may not be a float"),
        ({"primary_key": ("start", "currency")}, "may not be null"),
        ({"value": "prize"}, "value column 'prize' is not a field"),
        ({"key_column": "area"}, "key column 'area' is not a field"),
        ({"keys": ()}, "keys are empty"),
        ({"schedule": Cron("61 * * * *")}, r"schedule '61 \* \* \* \*' in 'UTC' is not valid"),
        ({"schedule": Cron("* * * * *", tz="Europe/Brussel")}, "in 'Europe/Brussel' is not valid"),
    ],
)
def test_a_bad_declaration_is_refused_by_name(change: dict[str, Any], reason: str) -> None:
    facts = {name: getattr(DAY_AHEAD, name) for name in Dataset.__struct_fields__}
    with pytest.raises(ConfigError, match=reason) as caught:
        Dataset(**(facts | change))
    assert str(caught.value).startswith(str(change.get("id", DAY_AHEAD.id)))


def test_an_unknown_dataset_is_answered_with_close_names() -> None:
    with pytest.raises(ConfigError, match=r"entsoe\.day_ahead_prices"):
        dataset("entsoe.day_ahead_price")


def test_a_slice_reads_as_its_key_and_interval() -> None:
    piece = Slice(key="BE", start=datetime(2026, 3, 28, 23, tzinfo=UTC), end=datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert str(piece) == "BE 2026-03-28T23:00Z/2026-03-29T22:00Z"
