"""SIGKILL in the middle of a load of 50,000 rows, several times for each part: nothing lost, nothing doubled.

An acknowledged message never comes again, so that all rows are there at the end also shows that none was acknowledged
before it was stored.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.supervisor import Supervisor
from shared.catalogue.model import Dataset
from shared.communication.pulsar import Broker
from shared.ingestion.drain import Stores
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.starrocks import StarRocksWarehouse
from tests.integration import market, sample
from tests.integration.market import BLOCKS, ROWS, answers, wait_until
from tests.integration.sample import NOON
from tests.starrocks_standin.process import StandIn

KILLS = 3
TOTAL = BLOCKS + market.TWICE


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """A broker and a cache that no other test shares, since they are about to be killed."""
    with Supervisor(tmp_path / "servers") as running:
        yield running


@pytest.fixture
def dataset(provider: str) -> Dataset:
    return sample.make_dataset(provider)


@pytest.fixture
def stores(supervisor: Supervisor, warehouse: DuckDBWarehouse, dataset: Dataset, tmp_path: Path) -> Iterator[Stores]:
    sample.create_tables(warehouse, [dataset], tmp_path / "migrations")
    broker = Broker(supervisor.addresses.broker_url)
    cache = sample.open_test_cache(supervisor.addresses.cache_url)
    yield Stores(broker, warehouse, cache)
    broker.close()
    cache.close()


def marks() -> list[int]:
    """Numbers of stored answers at which to kill: spread over the load."""
    return [TOTAL * (n + 1) // (KILLS + 2) for n in range(KILLS)]


def test_kill_broker(supervisor: Supervisor, stores: Stores, dataset: Dataset) -> None:
    publishing = market.publish_all(stores.broker, answers(dataset))
    drain, draining = market.start_drain(stores, dataset)
    for mark in marks():
        wait_until(lambda mark=mark: market.stored_answers(stores.warehouse) >= mark)  # type: ignore[misc]
        before = supervisor.restarts["broker"]
        os.kill(supervisor.pid("broker"), signal.SIGKILL)
        wait_until(lambda before=before: supervisor.restarts["broker"] > before)  # type: ignore[misc]
    wait_until(lambda: market.stored_answers(stores.warehouse) == TOTAL)
    publishing.join()
    drain.stop()
    draining.join()
    market.check(stores.warehouse, dataset)


def test_kill_cache(supervisor: Supervisor, stores: Stores, dataset: Dataset) -> None:
    publishing = market.publish_all(stores.broker, answers(dataset))
    drain, draining = market.start_drain(stores, dataset)
    for mark in marks():
        wait_until(lambda mark=mark: market.stored_answers(stores.warehouse) >= mark)  # type: ignore[misc]
        before = supervisor.restarts["cache"]
        os.kill(supervisor.pid("cache"), signal.SIGKILL)
        wait_until(lambda before=before: supervisor.restarts["cache"] > before)  # type: ignore[misc]
    wait_until(lambda: market.stored_answers(stores.warehouse) == TOTAL)
    publishing.join()
    wait_until(lambda: not stores.cache.degraded)
    drain.stop()
    draining.join()
    market.check(stores.warehouse, dataset)
    latest = stores.cache.latest(dataset, "BE", NOON)
    assert latest is not None
    assert latest["start"] == "2026-03-02T12:00:00Z"
    assert latest["price_eur_mwh"] == market.price(0, 720, 1)


def test_kill_worker(supervisor: Supervisor, dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "worker.duckdb"
    with_tables = DuckDBWarehouse(path)
    sample.create_tables(with_tables, [dataset], tmp_path / "migrations")
    with_tables.close()
    broker = Broker(supervisor.addresses.broker_url)
    publishing = market.publish_all(broker, answers(dataset))
    at = supervisor.addresses
    command = [
        sys.executable,
        "-m",
        "tests.integration.worker",
        at.broker_url,
        at.cache_url,
        str(path),
        dataset.provider,
    ]
    for number in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            for _ in range(5 + 2 * number):  # three tables a load: now in the revisions, now in the current rows
                assert worker.stdout.readline()
            worker.kill()
        supervisor.worker_died()
    unfinished = DuckDBWarehouse(path)
    assert market.stored_answers(unfinished) < TOTAL
    unfinished.close()
    assert supervisor.restarts["broker"] >= KILLS
    assert subprocess.run(command, timeout=300, check=False, stdout=subprocess.DEVNULL).returncode == 0
    publishing.join()
    broker.close()
    survived = DuckDBWarehouse(path)
    market.check(survived, dataset)
    survived.close()


def test_kill_starrocks(supervisor: Supervisor, stores: Stores, dataset: Dataset, tmp_path: Path) -> None:
    database = StandIn(tmp_path / "starrocks").start()
    starrocks = StarRocksWarehouse.from_url(database.url)
    try:
        sample.create_tables(starrocks, [dataset], tmp_path / "migrations")
        apart = Stores(stores.broker, starrocks, stores.cache)
        publishing = market.publish_all(apart.broker, answers(dataset))
        drain, draining = market.start_drain(apart, dataset)
        for mark in marks():
            wait_until(lambda mark=mark: drain.report.rows >= mark * ROWS)  # type: ignore[misc]
            database.kill()
            database.start()
        wait_until(lambda: drain.report.rows >= TOTAL * ROWS)
        publishing.join()
        drain.stop()
        draining.join()
        assert drain.report.released > 0, "no load was under way when the database was killed"
        market.check(starrocks, dataset)
    finally:
        starrocks.close()
        database.stop()
