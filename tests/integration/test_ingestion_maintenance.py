"""Compaction, retention and cache repair over real stores."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from embedded.supervisor import Addresses, Supervisor
from shared.catalogue.model import Dataset
from shared.catalogue.registry import CATALOGUE
from shared.communication import dead_letters
from shared.communication.pulsar import Broker
from shared.ingestion import ops
from shared.ingestion.drain import Drain, Stores
from shared.ingestion.maintenance import GRACE, forget_claims, maintain
from shared.persistence.blob import Blobs
from shared.persistence.cache import Cache
from shared.persistence.duckdb import DuckDBWarehouse
from shared.runtime import Runtime
from shared.settings import load_settings
from tests.integration import sample
from tests.integration.sample import NOON, body, message, rows


@pytest.fixture
def dataset(provider: str) -> Dataset:
    return sample.make_dataset(provider)


@pytest.fixture
def stores(
    broker: Broker, warehouse: DuckDBWarehouse, redis_cache: Cache, blobs: Blobs, dataset: Dataset, tmp_path: Path
) -> Stores:
    sample.create_tables(warehouse, [dataset], tmp_path / "migrations")
    return Stores(broker, warehouse, redis_cache, blobs)


def ingest(stores: Stores, dataset: Dataset, *prices: float | None) -> None:
    """One answer an hour with one row each, of which some repeat the one before."""
    for hour, price in enumerate(prices):
        stores.broker.publish(message(dataset, body([price]), fetched_at=NOON + timedelta(hours=hour)))
    Drain(stores, {dataset.id: dataset}, batch_wait=0.1, clock=lambda: NOON).run(120, until_idle=0.5)


def known(stores: Stores, dataset: Dataset) -> list[tuple[int, float | None]]:
    """(hours after noon, price) of every revision."""
    noon = NOON.replace(tzinfo=None)
    found = rows(stores.warehouse, f"{dataset.table}__revisions")
    return sorted(((r["known_at"] - noon).seconds // 3600, r["price_eur_mwh"]) for r in found)


def test_revisions_that_repeat_their_predecessor_are_dropped_after_the_grace(stores: Stores, dataset: Dataset) -> None:
    ingest(stores, dataset, 1.0, 1.0, 2.0, None, None, 1.0, 1.0)
    early = maintain(stores, {dataset.id: dataset}, NOON + timedelta(hours=7))
    assert early.compacted == [dataset.id]
    assert len(known(stores, dataset)) == 7, "nothing is old enough yet"
    late = maintain(stores, {dataset.id: dataset}, NOON + GRACE + timedelta(hours=7))
    assert late.compacted == [], "nothing new came since the last compaction"
    stores.cache.redis.flushall()  # Redis forgot when that was, so everything is looked at
    again = maintain(stores, {dataset.id: dataset}, NOON + GRACE + timedelta(hours=7))
    assert again.compacted == [dataset.id]
    assert known(stores, dataset) == [(0, 1.0), (2, 2.0), (3, None), (5, 1.0)]
    assert [r["price_eur_mwh"] for r in rows(stores.warehouse, dataset.table)] == [1.0]


def test_compaction_waits_for_its_hour_or_its_threshold(stores: Stores, dataset: Dataset) -> None:
    catalogue = {dataset.id: dataset}
    assert maintain(stores, catalogue, NOON - timedelta(minutes=10)).compacted == [dataset.id]
    ingest(stores, dataset, 1.0)
    assert maintain(stores, catalogue, NOON).compacted == []
    assert maintain(stores, catalogue, NOON, threshold=1).compacted == [dataset.id]
    stores.broker.publish(message(dataset, body([2.0])))
    later = NOON + timedelta(minutes=30)
    Drain(stores, catalogue, batch_wait=0.1, clock=lambda: later).run(120, until_idle=0.5)
    assert maintain(stores, catalogue, later).compacted == []
    assert maintain(stores, catalogue, later + timedelta(minutes=31)).compacted == [dataset.id]


def test_an_emptied_cache_is_rebuilt(stores: Stores, dataset: Dataset) -> None:
    ingest(stores, dataset, 5.0)
    stores.cache.redis.flushall()
    assert stores.cache.latest(dataset, "BE", NOON) is None
    assert maintain(stores, {dataset.id: dataset}, NOON).cache_rows == 1
    latest = stores.cache.latest(dataset, "BE", NOON)
    assert latest is not None
    assert latest["price_eur_mwh"] == 5.0
    assert maintain(stores, {dataset.id: dataset}, NOON).cache_rows == 0


def test_old_claims_are_forgotten(blobs: Blobs) -> None:
    blobs.put("claims/elia/2026-01-01/abc", b"old")
    blobs.put("claims/elia/2026-03-01/abc", b"young")
    blobs.put("models/x/1", b"not a claim")
    assert forget_claims(blobs, NOON) == 1
    assert blobs.list() == ["claims/elia/2026-03-01/abc", "models/x/1"]


def test_rows_land_while_redis_is_away_and_the_drain_mends_the_cache(
    broker: Broker, warehouse: DuckDBWarehouse, dataset: Dataset, tmp_path: Path
) -> None:
    sample.create_tables(warehouse, [dataset], tmp_path / "migrations")
    with Supervisor(tmp_path / "servers") as supervisor:
        cache = sample.open_test_cache(supervisor.addresses.cache_url)
        stores = Stores(broker, warehouse, cache)
        supervisor.stop()
        ingest(stores, dataset, 3.0)
        assert sample.degraded(cache)
        assert [r["price_eur_mwh"] for r in rows(warehouse, dataset.table)] == [3.0]
        assert len(rows(warehouse, "ingest_ledger")) == 1
        supervisor.start()
        drain = Drain(stores, {dataset.id: dataset}, clock=lambda: NOON)
        mending = threading.Thread(target=drain.run, args=(20.0,))
        mending.start()
        for _ in range(400):
            if not sample.degraded(cache):
                break
            threading.Event().wait(0.05)
        drain.stop()
        mending.join()
        latest = cache.latest(dataset, "BE", NOON)
        assert latest is not None
        assert latest["price_eur_mwh"] == 3.0
        cache.close()


@pytest.fixture
def held(servers: Addresses, tmp_path: Path) -> Runtime:
    """A runtime as a deployed process has it, on the tests' servers."""
    return Runtime(load_settings({"SCALAR_DATA": str(tmp_path), **servers.environment()}), "ingestion")


def test_operations_over_http(held: Runtime, servers: Addresses) -> None:
    from shared.api.answer import BadQuestion

    provider = ops._providers()[0]
    known_dataset = next(d for d in CATALOGUE.values() if d.provider == provider)
    held.broker.publish(message(known_dataset, b"broken"))
    drain = Drain(Stores(held.broker, DuckDBWarehouse(":memory:"), held.cache), {known_dataset.id: known_dataset})
    sample.create_tables(drain._stores.warehouse, [known_dataset], held.settings.data / "migrations")
    drain.run(120, until_idle=0.5)
    listed = json.loads(ops.list_dead_letters(held, {"provider": provider, "limit": "10"}).body)["dead_letters"]
    (letter,) = [item for item in listed if item["dataset"] == known_dataset.id]
    shown = json.loads(ops.show_dead_letter(held, letter["id"]).body)
    assert (shown["body"], shown["truncated"]) == ("broken", False)
    request = json.dumps({"action": "discard", "ids": [letter["id"]]}).encode()
    assert json.loads(ops.settle_dead_letters(held, request).body) == {"settled": {letter["id"]: "discarded"}}
    assert dead_letters.unsettled(held.broker, [provider]) == []
    backlog = json.loads(ops.lag(held).body)
    assert any(item["topic"] == f"scalar/raw/{provider}" for item in backlog["subscriptions"])
    for bad in (b"", b"[]", b'{"action": "delete", "ids": []}', b'{"action": "discard", "ids": [], "x": 1}'):
        with pytest.raises(BadQuestion):
            ops.settle_dead_letters(held, bad)
    with pytest.raises(BadQuestion, match="exactly one"):
        ops.settle_dead_letters(held, b'{"action": "replay", "ids": ["a-1-1", "a-1-2"], "body": "x"}')
    for params in ({"limit": "0"}, {"limit": "x"}, {"limit": "1001"}, {"provider": "nobody"}):
        with pytest.raises(BadQuestion):
            ops.list_dead_letters(held, params)
    with pytest.raises(BadQuestion, match="no dead letter"):
        ops.show_dead_letter(held, "nobody-1-1")
    held.close()
