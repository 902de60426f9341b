"""Point in time on every warehouse: what was known when, pages, and compaction of repeated revisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.errors import Refused
from shared.persistence import pointintime
from shared.persistence.tables import RANK_STEP
from shared.persistence.warehouse import Warehouse
from tests.contract.warehouse_cases import CURRENT, PRICES, REVISIONS, label, revision_rows, rows

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def learn(warehouse: Warehouse, *versions: tuple[int, float | None], rank: int = 0, zone: str = "BE") -> None:
    """At each hour given, the price of T0 became known as that."""
    for hour, price in versions:
        known = T0 + hour * HOUR
        version = rank * RANK_STEP + int(known.timestamp() * 1_000_000)
        one = revision_rows(known_at=[known], price=[price], version=[version], zone=[zone])
        warehouse.load(REVISIONS, one, label=label())


def seen(warehouse: Warehouse, hour: int, **options: Any) -> list[float | None]:
    """The price of T0 as it was known at that hour."""
    sql, params = pointintime.select(PRICES, start=T0, end=T0 + DAY, as_of=T0 + hour * HOUR, **options)
    return [r["price_eur_mwh"] for r in warehouse.query(sql, params).to_pylist()]


def revisions(warehouse: Warehouse) -> list[tuple[int, float | None]]:
    sql, params = pointintime.history(PRICES, start=T0, end=T0 + DAY)
    found = warehouse.query(sql, params).to_pylist()
    return [(int((r["known_at"].replace(tzinfo=UTC) - T0) / HOUR), r["price_eur_mwh"]) for r in found]


def test_as_of_gives_what_was_known_then(warehouse: Warehouse) -> None:
    learn(warehouse, (5, 50.0), (1, 10.0), (3, None))
    assert [seen(warehouse, h) for h in (0, 1, 2, 3, 4, 5, 99)] == [[], [10.0], [10.0], [None], [None], [50.0], [50.0]]


def test_a_final_value_does_not_yield_to_a_later_weaker_one(warehouse: Warehouse) -> None:
    learn(warehouse, (1, 10.0))
    learn(warehouse, (2, 20.0), rank=1)
    learn(warehouse, (3, 30.0))
    assert [seen(warehouse, h) for h in (1, 2, 3)] == [[10.0], [20.0], [20.0]]


def test_filters_look_at_the_version_that_counts(warehouse: Warehouse) -> None:
    learn(warehouse, (1, 10.0), (2, 20.0))
    assert seen(warehouse, 2, filters={"price_eur_mwh": [10.0]}) == []
    assert seen(warehouse, 1, filters={"price_eur_mwh": [10.0, 11.0], "zone": ["BE"]}) == [10.0]
    assert seen(warehouse, 2, filters={"zone": ["NL"]}) == []
    assert seen(warehouse, 2, filters={"zone": []}) == []


def test_fetched_at_is_when_the_version_became_known(warehouse: Warehouse) -> None:
    learn(warehouse, (1, 10.0), (2, 20.0))
    sql, params = pointintime.select(
        PRICES, start=T0, end=T0 + DAY, as_of=T0 + 9 * HOUR, columns=["zone", "fetched_at"]
    )
    known = (T0 + 2 * HOUR).replace(tzinfo=None)
    assert warehouse.query(sql, params).to_pylist() == [{"zone": "BE", "fetched_at": known}]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("as_of", [None, T0 + 99 * HOUR])
def test_pages_join_without_gap_or_repeat(warehouse: Warehouse, descending: bool, as_of: datetime | None) -> None:
    keys = [(T0 + h * HOUR, zone, minutes) for h in range(4) for zone in ("BE", "FR", "NL") for minutes in (15, 60)]
    start, zone, minutes = (list(column) for column in zip(*keys, strict=True))
    warehouse.load(CURRENT, rows(start=start, zone=zone, minutes=minutes), label=label())
    many = revision_rows(start=start, zone=zone, minutes=minutes, known_at=[T0] * len(keys))
    warehouse.load(REVISIONS, many, label=label())
    found: list[tuple[Any, ...]] = []
    after: tuple[Any, ...] = ()
    for _ in range(len(keys)):
        sql, params = pointintime.select(
            PRICES, start=T0, end=T0 + DAY, limit=5, after_key=after, descending=descending, as_of=as_of
        )
        page = [tuple(r[k] for k in pointintime.page_key(PRICES)) for r in warehouse.query(sql, params).to_pylist()]
        if not page:
            break
        found += page
        after = page[-1]
    expected = sorted(((s.replace(tzinfo=None), z, m) for s, z, m in keys), reverse=descending)
    assert found == expected


def test_interval_is_half_open(warehouse: Warehouse) -> None:
    warehouse.load(CURRENT, rows(start=[T0 - HOUR, T0, T0 + HOUR]), label=label())
    sql, params = pointintime.select(PRICES, start=T0, end=T0 + HOUR, columns=["start"])
    assert warehouse.query(sql, params).to_pylist() == [{"start": T0.replace(tzinfo=None)}]


def test_compaction_drops_repeats_and_changes_no_answer(warehouse: Warehouse) -> None:
    learn(warehouse, (1, 10.0), (2, 10.0), (3, 10.0), (4, None), (5, None), (6, 10.0), (7, 20.0), (8, 20.0), (9, 20.0))
    learn(warehouse, (2, 10.0), zone="NL")
    before = [seen(warehouse, h) for h in range(12)]
    warehouse.execute(*pointintime.compact_revisions(PRICES, T0 + 9 * HOUR, since=T0 + HOUR))
    assert len(revisions(warehouse)) == 10
    sql, params = pointintime.compact_revisions(PRICES, T0 + 9 * HOUR)
    warehouse.execute(sql, params)
    assert revisions(warehouse) == [(1, 10.0), (4, None), (6, 10.0), (7, 20.0), (9, 20.0), (2, 10.0)]
    assert [seen(warehouse, h) for h in range(12)] == before
    warehouse.execute(sql, params)
    assert len(revisions(warehouse)) == 6


@pytest.mark.parametrize("wrong", [{"columns": ["nope"]}, {"filters": {'x" OR 1=1': ["a"]}}, {"after_key": [T0]}])
def test_unknown_columns_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        pointintime.select(PRICES, start=T0, end=T0 + DAY, **wrong)
