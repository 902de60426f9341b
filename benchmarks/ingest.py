"""How fast ingestion is: broker → parse → warehouse → cache, against one INSERT per message on the same stores.

``python -m benchmarks.ingest [--json] [--quick]``. Both pipelines read the same messages from the same broker and leave
the same rows (current, revisions, ledger) in the same kind of warehouse; the naive one does it message by message, with
one INSERT per table and one write to Redis that does not even look which value is newer. The scaling part takes the
warehouse away and shows that the drain's own cost per row and its memory do not grow with the load.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from embedded.supervisor import Supervisor
from shared.catalogue.model import Dataset
from shared.communication.consume import Consumer
from shared.communication.pulsar import Broker
from shared.ingestion import ledger
from shared.ingestion.drain import Drain, Stores
from shared.ingestion.read import read
from shared.ingestion.stamp import as_revisions
from shared.persistence.cache import Cache
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.starrocks import StarRocksWarehouse
from shared.persistence.tables import Table, current_table, revisions_table
from shared.persistence.warehouse import Warehouse
from tests.integration import sample
from tests.integration.sample import MIDNIGHT, NOON
from tests.starrocks_standin.process import StandIn

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_PER_MESSAGE = 96
"""A day of quarter hours: the usual answer of a provider."""


class Result(Struct):
    """One pipeline on one warehouse."""

    pipeline: str
    warehouse: str
    messages: int
    rows: int
    seconds: float
    messages_per_second: float
    rows_per_second: float


class Scale(Struct):
    """The drain alone over a number of rows: its own CPU time and the growth of its memory."""

    rows: int
    seconds: float
    cpu_us_per_row: float
    peak_rss_mb: float


class Report(Struct):
    """Everything measured; ``speedup`` is batched over naive rows per second, by warehouse."""

    pipelines: list[Result]
    speedup: dict[str, float]
    scaling: list[Scale]
    flat: float
    """CPU per row of the largest load over that of the smallest."""


class Discarding:
    """A warehouse that takes everything and keeps nothing, so that only the drain's own work is measured."""

    rows = 0

    def load(self, table: Table, rows: pa.Table, *, label: str) -> None:  # noqa: ARG002 the interface's
        """Count and forget."""
        self.rows += rows.num_rows

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


def main(argv: Sequence[str] = ()) -> int:
    """Run the benchmark and print a table, or JSON."""
    parser = argparse.ArgumentParser(prog="bench ingest", description=__doc__)
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.add_argument("--quick", action="store_true", help="a tenth of the load")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, Supervisor(Path(folder) / "servers") as servers:
        broker = Broker(servers.addresses.broker_url)
        cache = sample.open_test_cache(servers.addresses.cache_url)
        try:
            report = run(broker, cache, Path(folder), factor=0.1 if options.quick else 1.0)
        finally:
            broker.close()
            cache.close()
    if options.json:
        print(json.dumps(_builtin(report), indent=2))
    else:
        _print(report)
    return 0


def run(broker: Broker, cache: Cache, folder: Path, *, factor: float = 1.0) -> Report:
    """Measure both pipelines on both warehouses, then the drain alone."""
    results = []
    for name in ("duckdb", "starrocks"):
        with _warehouse(name, folder) as warehouse:
            stores, batched, naive = Stores(broker, warehouse, cache), _dataset(), _dataset()
            keyed = [_keyed(current_table(naive)), _keyed(revisions_table(naive))]
            sample.create_tables(warehouse, [batched], folder / f"{name}-migrations", keyed)
            results.append(_batched(name, stores, batched, int(4000 * factor)))
            results.append(_naive(name, stores, naive, int(100 * factor)))
    speedup = {}
    for name in ("duckdb", "starrocks"):
        rate = {r.pipeline: r.rows_per_second for r in results if r.warehouse == name}
        speedup[name] = round(rate["batched"] / rate["naive"], 1)
    _scale(broker, cache, 10_000)  # the first run pays for imports
    scaling = [_scale(broker, cache, int(rows * factor)) for rows in (10_000, 100_000, 1_000_000)]
    return Report(results, speedup, scaling, round(scaling[-1].cpu_us_per_row / scaling[0].cpu_us_per_row, 2))


def _batched(name: str, stores: Stores, dataset: Dataset, count: int) -> Result:
    _publish(stores.broker, dataset, count, ROWS_PER_MESSAGE)
    drain = Drain(stores, {dataset.id: dataset}, clock=lambda: NOON)
    started = time.perf_counter()
    seconds = _drain_all(drain, count, started)
    return _result("batched", name, count, ROWS_PER_MESSAGE, seconds)


def _naive(name: str, stores: Stores, dataset: Dataset, count: int) -> Result:
    """One message after the other: an INSERT into each table, a write to Redis, an acknowledgement."""
    _publish(stores.broker, dataset, count, ROWS_PER_MESSAGE)
    current, revisions = _keyed(current_table(dataset)), _keyed(revisions_table(dataset))
    with Consumer(stores.broker, [dataset.provider]) as consumer:
        started = time.perf_counter()
        for _ in range(count):
            (message,) = consumer.receive(limit=1, max_bytes=1, wait=10, linger=0, quiet=0)
            parsed = read(message, {dataset.id: dataset}, None)
            _insert(stores.warehouse, revisions, as_revisions(dataset, parsed.rows))
            _insert(stores.warehouse, current, parsed.rows)
            ledger.write(stores.warehouse, [ledger.loaded(parsed, NOON)])
            last = parsed.rows.column(dataset.value)[-1].as_py()
            stores.cache.redis.hset(f"naive:{dataset.id}", mapping={"value": str(last)})
            consumer.acknowledge([message])
        seconds = time.perf_counter() - started
    return _result("naive", name, count, ROWS_PER_MESSAGE, seconds)


def _insert(warehouse: Warehouse, table: Table, rows: pa.Table) -> None:
    marks = "(" + ", ".join("?" * len(table.columns)) + ")"
    values = rows.select([c.name for c in table.columns]).to_pylist()
    sql = f'INSERT INTO "{table.name}" VALUES {", ".join([marks] * len(values))}'
    warehouse.execute(sql, [value for row in values for value in row.values()])


def _scale(broker: Broker, cache: Cache, rows: int) -> Scale:
    """CPU of this process while the drain works; publishing is done before."""
    import psutil

    dataset = _dataset()
    per_message = 960
    count = max(1, round(rows / per_message))
    _publish(broker, dataset, count, per_message)
    warehouse: Any = Discarding()
    drain = Drain(Stores(broker, warehouse, cache), {dataset.id: dataset}, clock=lambda: NOON)
    process, peak = psutil.Process(), 0
    cpu, started = time.process_time(), time.perf_counter()
    thread = threading.Thread(target=drain.run, args=(600.0,), kwargs={"until_idle": 0.5})
    thread.start()
    while thread.is_alive():
        peak = max(peak, process.memory_info().rss)
        thread.join(0.05)
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - started
    total = count * per_message
    assert drain.report.rows == total, f"{drain.report.rows} of {total} rows arrived"
    return Scale(total, round(seconds, 2), round(cpu / total * 1e6, 2), round(peak / 2**20, 1))


def _drain_all(drain: Drain, count: int, started: float) -> float:
    """Seconds until the last of ``count`` messages was acknowledged."""
    thread = threading.Thread(target=drain.run, args=(600.0,))
    thread.start()
    while drain.report.messages < count and thread.is_alive():
        time.sleep(0.005)
    seconds = time.perf_counter() - started
    drain.stop()
    thread.join()
    assert drain.report.messages == count
    return seconds


def _publish(broker: Broker, dataset: Dataset, count: int, rows: int) -> None:
    for number in range(count):
        first = MIDNIGHT - timedelta(minutes=15 * rows * (number % 500))  # a backfill, the newest day first
        prices = [float((number * 31 + row) % 977) for row in range(rows)]
        content = sample.body(prices, first=first)
        fetched_at = NOON + timedelta(seconds=number)
        broker.publish(sample.message(dataset, content, fetched_at=fetched_at, request_id=f"r{number}"))


def _dataset() -> Dataset:
    return sample.make_dataset(f"b{uuid.uuid4().hex[:10]}")


def _keyed(table: Table) -> Table:
    """The table with a primary key that INSERT can go by; DuckDB gives one to unpartitioned tables only."""
    keyed: Table = structs.replace(table, partition="", partition_column="")
    return keyed


@contextmanager
def _warehouse(name: str, folder: Path) -> Iterator[Warehouse]:
    if name == "duckdb":
        duck = DuckDBWarehouse(folder / "bench.duckdb")
        yield duck
        duck.close()
        return
    server = StandIn(folder / "starrocks").start()
    starrocks = StarRocksWarehouse.from_url(server.url)
    try:
        yield starrocks
    finally:
        starrocks.close()
        server.stop()


def _result(pipeline: str, warehouse: str, messages: int, per_message: int, seconds: float) -> Result:
    rows = messages * per_message
    return Result(
        pipeline, warehouse, messages, rows, round(seconds, 2), round(messages / seconds, 1), round(rows / seconds, 1)
    )


def _builtin(report: Report) -> dict[str, Any]:
    plain: dict[str, Any] = structs.asdict(report)
    return {**plain, "pipelines": [structs.asdict(r) for r in report.pipelines],
            "scaling": [structs.asdict(s) for s in report.scaling]}  # fmt: skip


def _print(report: Report) -> None:
    print(f"{'pipeline':10}{'warehouse':12}{'messages':>10}{'rows':>10}{'s':>8}{'msg/s':>10}{'rows/s':>12}")
    for r in report.pipelines:
        print(f"{r.pipeline:10}{r.warehouse:12}{r.messages:>10}{r.rows:>10}{r.seconds:>8}"
              f"{r.messages_per_second:>10}{r.rows_per_second:>12}")  # fmt: skip
    for name, factor in report.speedup.items():
        print(f"batched is {factor} times as fast as naive on {name}")
    print(f"\n{'rows':>10}{'s':>8}{'CPU us/row':>12}{'peak RSS MB':>13}")
    for s in report.scaling:
        print(f"{s.rows:>10}{s.seconds:>8}{s.cpu_us_per_row:>12}{s.peak_rss_mb:>13}")
    print(f"CPU per row grows by a factor of {report.flat} from the smallest to the largest load")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
