"""Latest values in a running Redis: newest wins in any order, time moves on, everything can be rebuilt."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.crc import key_slot

from embedded.supervisor import Supervisor
from shared.catalogue.model import Dataset
from shared.errors import RetryLater
from shared.ingestion.stamp import stamp
from shared.ingestion.validate import to_table
from shared.persistence.cache import Cache
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import current_table
from tests.integration.sample import (
    MIDNIGHT,
    NOON,
    body,
    create_tables,
    degraded,
    make_dataset,
    message,
    open_test_cache,
    parse,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def dataset(provider: str) -> Dataset:
    return make_dataset(provider)


def rows(
    dataset: Dataset,
    prices: Sequence[float | None],
    *,
    fetched_at: datetime = NOON,
    status: str = "final",
    first: datetime = MIDNIGHT,
    key: str = "BE",
) -> Any:
    """Stamped rows as ingestion hands them to the cache; one an hour."""
    content = body(prices, first=first, status=status, minutes=60)
    return stamp(dataset, to_table(dataset, parse(content, message(dataset, content, key=key).slice)), fetched_at)


def test_latest_is_the_newest_begun_row_with_a_value(redis_cache: Cache, dataset: Dataset) -> None:
    redis_cache.store(dataset, rows(dataset, [*map(float, range(12)), None, 13.0, 14.0]), NOON)
    latest = redis_cache.latest(dataset, "BE", NOON)
    assert latest is not None
    assert latest == {
        "start": "2026-03-02T11:00:00Z",
        "zone": "BE",
        "minutes": 60,
        "price_eur_mwh": 11.0,
        "status": "final",
        "fetched_at": "2026-03-02T12:00:00Z",
        "version": f"{2 * 10**16 + int(NOON.timestamp()) * 10**6:020d}",
    }
    assert redis_cache.latest(dataset, "NL", NOON) is None


def test_rows_published_ahead_become_the_latest_as_their_time_comes(redis_cache: Cache, dataset: Dataset) -> None:
    redis_cache.store(dataset, rows(dataset, list(map(float, range(24)))), NOON)
    for hour in (12, 15, 23):
        latest = redis_cache.latest(dataset, "BE", MIDNIGHT + hour * HOUR + HOUR / 2)
        assert latest is not None
        assert latest["price_eur_mwh"] == float(hour)


def test_the_newest_version_wins_in_any_order(redis_cache: Cache, dataset: Dataset) -> None:
    versions = [
        rows(dataset, [1.0], fetched_at=NOON),
        rows(dataset, [2.0], fetched_at=NOON + HOUR),
        rows(dataset, [3.0], fetched_at=NOON + 2 * HOUR, status="intermediate"),
    ]
    for order in itertools.permutations(versions):
        redis_cache.redis.flushall()
        for version in order:
            redis_cache.store(dataset, version, NOON)
        latest = redis_cache.latest(dataset, "BE", NOON)
        (recent,) = redis_cache.recent(dataset, "BE", MIDNIGHT, NOON)
        assert latest == recent
        assert (recent["price_eur_mwh"], recent["status"]) == (2.0, "final")


def test_keys_expire_and_the_window_is_trimmed(redis_cache: Cache, dataset: Dataset) -> None:
    redis_cache.store(dataset, rows(dataset, [1.0, 2.0]), NOON)
    latest_key, recent_key = f"{{BE}}:{dataset.id}:latest", f"{{BE}}:{dataset.id}:recent"
    assert key_slot(latest_key.encode()) == key_slot(recent_key.encode())
    assert 0 < redis_cache.redis.ttl(latest_key) <= 3 * 86_400
    assert 0 < redis_cache.redis.ttl(recent_key) <= 5 * 86_400
    assert redis_cache.redis.hget(latest_key, "price_eur_mwh") == "2.0"
    later = NOON + timedelta(days=2)
    redis_cache.store(dataset, rows(dataset, [3.0], first=later), later)
    assert [r["price_eur_mwh"] for r in redis_cache.recent(dataset, "BE", MIDNIGHT, later + HOUR)] == [3.0]


def test_history_does_not_enter_the_window(redis_cache: Cache, dataset: Dataset) -> None:
    old = MIDNIGHT - timedelta(days=30)
    redis_cache.store(dataset, rows(dataset, [1.0] * 24, first=old), NOON)
    assert redis_cache.recent(dataset, "BE", old, NOON) == []
    latest = redis_cache.latest(dataset, "BE", NOON)
    assert latest is not None
    assert latest["start"] == "2026-01-31T23:00:00Z"


def test_series_do_not_mix(redis_cache: Cache, dataset: Dataset, provider: str) -> None:
    other = make_dataset(provider, "others")
    redis_cache.store(dataset, rows(dataset, [1.0]), NOON)
    redis_cache.store(dataset, rows(dataset, [2.0], key="NL"), NOON)
    redis_cache.store(other, rows(other, [3.0]), NOON)
    found = [redis_cache.latest(d, z, NOON) for d, z in ((dataset, "BE"), (dataset, "NL"), (other, "BE"))]
    assert [row["price_eur_mwh"] for row in found if row] == [1.0, 2.0, 3.0]


def test_many_rows_at_once(redis_cache: Cache, dataset: Dataset) -> None:
    redis_cache.store(dataset, rows(dataset, [float(n) for n in range(60)], first=NOON - 48 * HOUR), NOON)
    content = body([float(n) for n in range(2000)], first=NOON - 33 * HOUR, minutes=1)
    dense = stamp(dataset, to_table(dataset, parse(content, message(dataset, content).slice)), NOON)
    redis_cache.store(dataset, dense, NOON)
    assert len(redis_cache.recent(dataset, "BE", NOON - 48 * HOUR, NOON + 48 * HOUR)) == 2060


def test_away_is_degraded_and_a_rebuild_makes_it_whole(
    tmp_path: Path, warehouse: DuckDBWarehouse, dataset: Dataset
) -> None:
    create_tables(warehouse, [dataset], tmp_path / "migrations")
    stored = rows(dataset, [float(n) for n in range(24)])
    with Supervisor(tmp_path / "servers") as supervisor:
        cache = open_test_cache(supervisor.addresses.cache_url)
        assert cache.stale(NOON), "an empty Redis needs a rebuild"
        assert cache.rebuild(warehouse, [dataset], NOON) == 0
        assert not cache.stale(NOON)
        assert cache.stale(NOON + timedelta(days=1))
        supervisor.stop()
        assert cache.store(dataset, stored, NOON) is False
        assert degraded(cache)
        warehouse.load(current_table(dataset), stored, label="rows")
        with pytest.raises(RetryLater):
            cache.latest(dataset, "BE", NOON)
        with pytest.raises(RetryLater):
            cache.rebuild(warehouse, [dataset], NOON)
        supervisor.start()
        assert cache.stale(NOON)
        assert cache.rebuild(warehouse, [dataset], NOON) == 24
        assert not degraded(cache)
        latest = cache.latest(dataset, "BE", NOON)
        assert latest is not None
        assert latest["price_eur_mwh"] == 12.0
        cache.close()


def test_a_kill_loses_nothing_that_was_stored(tmp_path: Path, dataset: Dataset) -> None:
    with Supervisor(tmp_path / "servers") as supervisor:
        cache = open_test_cache(supervisor.addresses.cache_url)
        cache.store(dataset, rows(dataset, [1.0, 2.0]), NOON)
        os.kill(supervisor.pid("cache"), signal.SIGKILL)
        for _ in range(200):
            try:
                latest = cache.latest(dataset, "BE", NOON)
                break
            except RetryLater:
                continue
        assert latest is not None
        assert latest["price_eur_mwh"] == 2.0
        cache.close()
