"""An ingesting process to be killed: ``python -m tests.integration.worker BROKER CACHE WAREHOUSE PROVIDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from shared.communication.pulsar import Broker
from shared.ingestion.drain import Drain, Stores
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import Table
from tests.integration.sample import NOON, make_dataset, open_test_cache


class Telling(DuckDBWarehouse):
    """Says on standard output that a load begins, so that it can be killed in its middle."""

    def load(self, table: Table, rows: pa.Table, *, label: str) -> None:
        """Tell, then load."""
        sys.stdout.write(f"{table.name}\n")
        sys.stdout.flush()
        super().load(table, rows, label=label)


if __name__ == "__main__":
    broker_url, cache_url, path, provider = sys.argv[1:]
    dataset = make_dataset(provider)
    stores = Stores(Broker(broker_url), Telling(Path(path), memory_limit="500MB"), open_test_cache(cache_url))
    Drain(stores, {dataset.id: dataset}, batch_size=3, batch_wait=0.05, clock=lambda: NOON).run(600.0, until_idle=1.5)
    stores.warehouse.close()
    stores.broker.close()
