"""Real stores for tests: broker and cache as processes on free loopback ports, DuckDB in a file of its own.

Processes are started once for the whole run; tests keep apart by a provider name, and so topics and tables, of their
own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from embedded.supervisor import Addresses
    from shared.communication.pulsar import Broker
    from shared.persistence.blob import Blobs
    from shared.persistence.cache import Cache
    from shared.persistence.duckdb import DuckDBWarehouse


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """Addresses of a running broker and cache."""
    from embedded.supervisor import Supervisor

    with Supervisor(tmp_path_factory.mktemp("embedded servers")) as supervisor:
        yield supervisor.addresses


@pytest.fixture
def provider() -> str:
    """A provider name that no other test uses."""
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """A blob store in a folder."""
    from shared.persistence.blob import FolderBlobs

    return FolderBlobs(tmp_path / "blobs")


@pytest.fixture
def broker(servers: Addresses, blobs: Blobs) -> Iterator[Broker]:
    """A connection to the running broker, closed after the test."""
    from shared.communication.pulsar import Broker

    connected = Broker(servers.broker_url, blobs=blobs)
    yield connected
    connected.close()


@pytest.fixture
def redis_cache(servers: Addresses) -> Iterator[Cache]:
    """The running cache, emptied first."""
    from tests.integration.sample import open_test_cache

    cache = open_test_cache(servers.cache_url)
    cache.redis.flushall()
    yield cache
    cache.close()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckDBWarehouse]:
    """An empty DuckDB warehouse in a file; ``tests.integration.sample.create_tables`` gives it tables."""
    from shared.persistence.duckdb import DuckDBWarehouse

    opened = DuckDBWarehouse(tmp_path / "warehouse.duckdb", memory_limit="500MB")
    yield opened
    opened.close()
