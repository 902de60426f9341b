"""Curves against a dense reference: filling, DST, calendar steps, and documents written from random series."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalogue import entsoe as catalogue
from shared.catalogue.model import Slice
from shared.ingestion.validate import to_table
from shared.providers import entsoe_curves as curves

PIECE = Slice(key="BE", start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 1, 2, tzinfo=UTC))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MIDNIGHTS = st.dates(datetime(2015, 1, 1).date(), datetime(2035, 12, 31).date())
VALUES = st.integers(-5_000_000, 40_000_000).map(lambda n: n / 1000)
BRUSSELS = ZoneInfo("Europe/Brussels")


def midnight(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BRUSSELS).astimezone(UTC)


def document(periods: list[str], curve: str = "A03") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Publication_MarketDocument '
        'xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3"><mRID>1</mRID><type>A44</type>'
        "<TimeSeries><mRID>1</mRID><in_Domain.mRID>10YBE----------2</in_Domain.mRID>"
        "<out_Domain.mRID>10YBE----------2</out_Domain.mRID><currency_Unit.name>EUR</currency_Unit.name>"
        f"<curveType>{curve}</curveType>{''.join(periods)}</TimeSeries></Publication_MarketDocument>"
    ).encode()


def period(start: datetime, end: datetime, minutes: int, points: dict[int, float]) -> str:
    inner = "".join(
        f"<Point><position>{position}</position><price.amount>{value}</price.amount></Point>"
        for position, value in points.items()
    )
    return (
        f"<Period><timeInterval><start>{start:%Y-%m-%dT%H:%MZ}</start><end>{end:%Y-%m-%dT%H:%MZ}</end></timeInterval>"
        f"<resolution>PT{minutes}M</resolution>{inner}</Period>"
    )


def parsed(body: bytes) -> list[tuple[datetime, int, float]]:
    table = to_table(catalogue.DAY_AHEAD_PRICES, catalogue.DAY_AHEAD_PRICES.parse(body, PIECE)).sort_by("start")
    starts = [moment.replace(tzinfo=UTC) for moment in table["start"].to_pylist()]
    return list(zip(starts, table["minutes"].to_pylist(), table["price"].to_pylist(), strict=True))


@st.composite
def local_days(draw: Any) -> tuple[datetime, datetime, int, list[float]]:
    """A market day and a value for each of its slots: 23, 24 or 25 hours of them."""
    day = draw(MIDNIGHTS)
    start, end = midnight(day), midnight(day + timedelta(days=1))
    minutes = draw(st.sampled_from([15, 30, 60]))
    count = (end - start) // timedelta(minutes=minutes)
    # Few distinct values, so that runs of equal ones occur as in real curves.
    return start, end, minutes, draw(st.lists(st.sampled_from([1.5, -7.0, 0.0, 88.25]), min_size=count, max_size=count))


@settings(deadline=None)
@given(local_days())
def test_leaving_out_repeated_values_changes_nothing(day: tuple[datetime, datetime, int, list[float]]) -> None:
    start, end, minutes, values = day
    dense = dict(enumerate(values, 1))
    sparse = {i: v for i, v in dense.items() if i == 1 or v != dense[i - 1]}
    expected = [(start + i * timedelta(minutes=minutes), minutes, value) for i, value in enumerate(values)]
    assert parsed(document([period(start, end, minutes, sparse)])) == expected
    assert parsed(document([period(start, end, minutes, dense)])) == expected
    assert parsed(document([period(start, end, minutes, dense)], "A01")) == expected
    assert expected[-1][0] + timedelta(minutes=minutes) == end


@settings(deadline=None)
@given(st.sets(st.integers(1, 96), min_size=1), st.data())
def test_filling_equals_looking_back(positions: set[int], data: st.DataObject) -> None:
    start = datetime(2026, 1, 10, 23, tzinfo=UTC)
    points = {p: data.draw(VALUES) for p in sorted(positions)}
    shuffled = dict(data.draw(st.permutations(list(points.items()))))
    last = {slot: max((p for p in points if p <= slot), default=0) for slot in range(1, 97)}
    expected = [(start + (slot - 1) * timedelta(minutes=15), 15, points[p]) for slot, p in last.items() if p]
    assert parsed(document([period(start, start + timedelta(days=1), 15, points)])) == expected
    assert parsed(document([period(start, start + timedelta(days=1), 15, shuffled)])) == expected
    only = [(start + (p - 1) * timedelta(minutes=15), 15, v) for p, v in points.items()]
    assert parsed(document([period(start, start + timedelta(days=1), 15, points)], "A01")) == only


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 8), VALUES), min_size=1, max_size=12))
def test_holes_between_periods_are_left_out(pieces: list[tuple[int, int, float]]) -> None:
    moment = datetime(2026, 3, 28, 20, tzinfo=UTC)
    periods, expected = [], []
    for count, hole, value in pieces:
        end = moment + count * timedelta(minutes=15)
        periods.append(period(moment, end, 15, {1: value}))
        expected += [(moment + i * timedelta(minutes=15), 15, value) for i in range(count)]
        moment = end + hole * timedelta(minutes=15)
    assert parsed(document(periods)) == expected


@settings(deadline=None)
@given(MIDNIGHTS, st.integers(1, 12), st.sampled_from(["P1D", "P7D", "P1M", "P1Y"]))
def test_calendar_slots_meet_and_begin_at_local_midnight(day: Any, count: int, resolution: str) -> None:
    if resolution in ("P1M", "P1Y"):
        day = day.replace(day=1)
    steps = {"P1D": (0, 1), "P7D": (0, 7), "P1M": (1, 0), "P1Y": (12, 0)}[resolution]
    months = day.year * 12 + day.month - 1 + steps[0] * count
    last = day.replace(year=months // 12, month=months % 12 + 1) + timedelta(days=steps[1] * count)
    start, end = midnight(day), midnight(last)
    edges = curves.slots(micros(start), micros(end), curves.step(resolution), "BE")
    assert len(edges) == count + 1
    assert (edges[0], edges[-1]) == (micros(start), micros(end))
    local = [(EPOCH + timedelta(microseconds=edge)).astimezone(BRUSSELS) for edge in edges]
    assert all((moment.hour, moment.minute) == (0, 0) for moment in local)
    assert all(left < right for left, right in pairwise(edges))


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@settings(deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_instants_are_exact_to_the_microsecond(moment: datetime) -> None:
    assert curves.instant(moment.isoformat()) == micros(moment)
