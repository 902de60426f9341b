"""A load large enough to be killed in its middle: 50,000 rows, some of them published twice, and how to check them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.catalogue.model import Dataset
from shared.communication.envelope import RawMessage
from shared.communication.pulsar import Broker
from shared.errors import RetryLater
from shared.ingestion.drain import Drain, Stores
from shared.persistence.warehouse import Warehouse
from tests.integration.sample import MIDNIGHT, NOON, body, message

BLOCKS, ROWS, TWICE = 25, 2000, 6
"""Answers of the first round, rows in each, and how many of them are published again with other values."""


def price(block: int, row: int, version: int) -> float:
    """Tells every row of every version apart by content."""
    return (block * ROWS + row) % 9973 + version / 2


def answers(dataset: Dataset) -> list[RawMessage]:
    """The second versions stand before the first ones for half of the blocks: order must not matter."""
    found = [_answer(dataset, block, 0) for block in range(BLOCKS)]
    for block in range(TWICE):
        found.insert(3 * block, _answer(dataset, block, 1))
    return found


def _answer(dataset: Dataset, block: int, version: int) -> RawMessage:
    first = MIDNIGHT + timedelta(minutes=block * ROWS)
    prices = [price(block, row, version) for row in range(ROWS)]
    content = body(prices, first=first, minutes=1)
    return message(dataset, content, fetched_at=NOON + timedelta(hours=version), request_id=f"{block}-{version}")


def publish_all(broker: Broker, messages: list[RawMessage]) -> threading.Thread:
    """Publish in the background, as acquisition would: again and again while the broker is away."""

    def work() -> None:
        for item in messages:
            while True:
                try:
                    broker.publish(item)
                    break
                except RetryLater:
                    continue

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def start_drain(stores: Stores, dataset: Dataset) -> tuple[Drain, threading.Thread]:
    """A drain at work in the background, with many small loads so that there is something to be killed in."""
    drain = Drain(stores, {dataset.id: dataset}, batch_size=3, batch_wait=0.05, clock=lambda: NOON)
    thread = threading.Thread(target=drain.run, args=(600.0,))
    thread.start()
    return drain, thread


def check(warehouse: Warehouse, dataset: Dataset) -> None:
    """Not one row missing or doubled, every value the newest, every version known."""
    current = _by_minute(warehouse, dataset.table)
    assert len(current) == BLOCKS * ROWS
    for minute, versions in current.items():
        block = minute // ROWS
        assert versions == [price(block, minute % ROWS, 1 if block < TWICE else 0)]
    revisions = _by_minute(warehouse, f"{dataset.table}__revisions")
    assert len(revisions) == BLOCKS * ROWS
    for minute, versions in revisions.items():
        block = minute // ROWS
        assert sorted(versions) == [price(block, minute % ROWS, v) for v in range(2 if block < TWICE else 1)]
    ledger = warehouse.query('SELECT "request_id" FROM "ingest_ledger"').column("request_id").to_pylist()
    assert sorted(ledger) == sorted(m.request_id for m in answers(dataset))


def stored_answers(warehouse: Warehouse) -> int:
    """How many answers the ledger knows of."""
    return int(warehouse.query('SELECT COUNT(*) AS "n" FROM "ingest_ledger"').column("n")[0].as_py())


def wait_until(reached: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for something to become true; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"not reached within {seconds} s"
        time.sleep(0.02)


def _by_minute(warehouse: Warehouse, table: str) -> dict[int, list[Any]]:
    rows = warehouse.query(f'SELECT "start", "price_eur_mwh" FROM "{table}"')
    origin = int(MIDNIGHT.timestamp()) * 1_000_000
    found: dict[int, list[Any]] = {}
    for start, value in zip(
        rows.column("start").cast("int64").to_pylist(), rows.column("price_eur_mwh").to_pylist(), strict=True
    ):
        found.setdefault((start - origin) // 60_000_000, []).append(value)
    return found
