"""One trace from the fetch through the message to the rows, and the metrics of the way there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from embedded.sandbox.server import Sandbox
from embedded.sandbox.synthetic import SyntheticMarket
from shared.acquisition.run import fetch
from shared.acquisition.state import AcquisitionState
from shared.catalogue.model import Slice
from shared.catalogue.registry import CATALOGUE
from shared.clients.http import ProviderClient
from shared.clients.limits import Limits
from shared.ingestion.drain import Drain, Stores
from shared.monitoring import telemetry
from shared.secrets import secret_store
from shared.settings import load_settings
from tests.integration.sample import create_tables

if TYPE_CHECKING:
    from shared.communication.pulsar import Broker
    from shared.persistence.cache import Cache
    from shared.persistence.duckdb import DuckDBWarehouse

DATASET = CATALOGUE["energinet.day_ahead_prices"]
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def exported() -> Iterator[tuple[InMemorySpanExporter, InMemoryMetricReader]]:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers, meters = TracerProvider(), MeterProvider(metric_readers=[reader])
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    telemetry.use(tracers, meters)
    yield spans, reader
    telemetry.use_nothing()
    tracers.shutdown()
    meters.shutdown()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    started = Sandbox([SyntheticMarket(NOW)])
    started.start()
    yield started
    started.stop()


def test_one_trace_from_fetch_to_rows(
    exported: tuple[InMemorySpanExporter, InMemoryMetricReader],
    sandbox: Sandbox,
    broker: Broker,
    redis_cache: Cache,
    warehouse: DuckDBWarehouse,
    tmp_path: Path,
) -> None:
    spans, reader = exported
    create_tables(warehouse, [DATASET], tmp_path / "migrations")
    settings = load_settings(sandbox.environment())
    client = ProviderClient("energinet", settings, secret_store(settings, {}), Limits())
    key = "DK1"
    sandbox.fault("energinet", "429")
    report = fetch(
        DATASET, Slice(key=key, start=NOW - timedelta(hours=12), end=NOW),
        client=client, publish=broker.publish, state=AcquisitionState(), now=NOW,
    )  # fmt: skip
    assert report.outcome == "published"
    drain = Drain(Stores(broker, warehouse, redis_cache), {DATASET.id: DATASET}, batch_wait=0.1)
    drain.run(120, until_idle=0.5)
    assert warehouse.query(f"SELECT COUNT(*) AS n FROM {DATASET.table}").column("n")[0].as_py() == 48

    found = {s.name: s for s in spans.get_finished_spans() if dict(s.attributes or {}).get("dataset") == DATASET.id}
    assert set(found) == {"acquisition.fetch", "publish", "ingest.parse", "ingest.load"}
    root = found["acquisition.fetch"]
    assert root.parent is None
    assert {trace_id(s) for s in found.values()} == {trace_id(root)}
    for name in ("publish", "ingest.parse", "ingest.load"):
        parent = found[name].parent
        assert parent is not None
        assert root.context is not None
        assert parent.span_id == root.context.span_id, name
    assert dict(root.attributes or {})["outcome"] == "published"
    assert dict(found["ingest.load"].attributes or {})["rows"] == 48
    assert told(reader) >= {
        ("scalar.published", 1),
        ("scalar.rows", 48),
        ("scalar.runs", 1),
        ("scalar.provider.errors", 1),
        ("scalar.provider.throttles", 1),
    }
    assert names(reader) >= {"scalar.answer.bytes", "scalar.batch.messages", "scalar.insert.seconds"}


def trace_id(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.trace_id)


def metrics(reader: InMemoryMetricReader) -> Iterator[Any]:
    data = reader.get_metrics_data()
    for resource in data.resource_metrics if data else []:
        for scope in resource.scope_metrics:
            yield from scope.metrics


def told(reader: InMemoryMetricReader) -> set[tuple[str, float]]:
    """(counter, value) of each counter's points."""
    return {(m.name, p.value) for m in metrics(reader) for p in m.data.data_points if hasattr(p, "value")}


def names(reader: InMemoryMetricReader) -> set[str]:
    return {m.name for m in metrics(reader)}
