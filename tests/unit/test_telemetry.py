"""What a run leaves behind: a span, metrics and a log line, with its outcome and without secrets."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shared.api.answer import Answer, BadQuestion, answered
from shared.errors import RetryLater
from shared.monitoring import telemetry
from shared.secrets import remember

SECRET = "telemetry-test-secret-0123456789"


class Collected:
    """Providers that keep what they are given."""

    def __init__(self) -> None:
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.meters = MeterProvider(metric_readers=[self.reader])

    def points(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """(attributes, sum) of a metric's points."""
        found: list[tuple[dict[str, Any], Any]] = []
        data = self.reader.get_metrics_data()
        for resource in data.resource_metrics if data else []:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    if metric.name == name:
                        found += [
                            (dict(p.attributes or {}), getattr(p, "value", getattr(p, "sum", 0)))
                            for p in metric.data.data_points
                        ]
        return found


@pytest.fixture
def collected() -> Iterator[Collected]:
    held = Collected()
    telemetry.use(held.tracers, held.meters)
    yield held
    held.tracers.shutdown()
    held.meters.shutdown()
    telemetry.use_nothing()


def line(record: logging.LogRecord) -> tuple[str, dict[str, object]]:
    event, _, facts = record.getMessage().partition(" ")
    return event, json.loads(facts)


def test_a_run_leaves_a_span_two_metrics_and_a_line(collected: Collected, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "scalar"), telemetry.run("acquisition.fetch", dataset="a.b", window="w") as run:
        run.rows, run.outcome = 96, "published"
        run.note(pages=2, reason=None)
    span = collected.exporter.get_finished_spans()[0]
    assert span.name == "acquisition.fetch"
    assert span.attributes is not None
    told = {k: v for k, v in span.attributes.items() if k != "seconds"}
    assert told == {"dataset": "a.b", "window": "w", "pages": 2, "rows": 96, "outcome": "published"}
    labels = {"function": "acquisition.fetch", "dataset": "a.b"}
    assert collected.points("scalar.runs") == [({**labels, "outcome": "published"}, 1)]
    assert [attributes for attributes, _ in collected.points("scalar.run.seconds")] == [labels]
    event, facts = line(caplog.records[0])
    assert event == "acquisition.fetch"
    assert facts.pop("seconds") >= 0  # type: ignore[operator]
    assert facts == {"dataset": "a.b", "window": "w", "pages": 2, "rows": 96, "outcome": "published"}
    assert caplog.records[0].levelno == logging.INFO


@pytest.mark.parametrize(
    ("error", "outcome"), [(RetryLater("the broker is away"), "retry"), (KeyError("missing"), "crashed")]
)
def test_a_failed_run_is_told_and_goes_on_failing(
    collected: Collected, caplog: pytest.LogCaptureFixture, error: Exception, outcome: str
) -> None:
    with pytest.raises(type(error)), telemetry.run("ingestion.drain"):
        raise error
    span = collected.exporter.get_finished_spans()[0]
    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes is not None
    assert span.attributes["outcome"] == outcome
    assert collected.points("scalar.runs")[0][0]["outcome"] == outcome
    assert line(caplog.records[0])[1]["error"] == f"{type(error).__name__}: {error}"
    assert caplog.records[0].levelno == logging.WARNING


def run_that_shows_secrets() -> None:
    with telemetry.run("acquisition.fetch", url=f"https://x/api?a={SECRET}") as run:
        run.note(header="Authorization: Bearer abcdefghijklmnop0123", password="pwd=hunter2hunter2")
        telemetry.log("provider.asked", url=f"https://u:{SECRET}@host/?securityToken=0a1b2c3d4e5f", deep={"k": SECRET})
        with telemetry.span("inner", detail=SECRET):
            raise RuntimeError(f"refused {SECRET} at https://x?securityToken=0a1b2c3d4e5f")


def test_no_secret_leaves_in_lines_spans_or_errors(collected: Collected, caplog: pytest.LogCaptureFixture) -> None:
    remember(SECRET)
    with caplog.at_level(logging.INFO, "scalar"), pytest.raises(RuntimeError):
        run_that_shows_secrets()
    shown = [record.getMessage() + str(record.__dict__["facts"]) for record in caplog.records]
    shown += [span.to_json() for span in collected.exporter.get_finished_spans()]
    assert len(shown) == 4
    for text in shown:
        for secret in (SECRET, "0a1b2c3d4e5f", "abcdefghijklmnop0123", "hunter2hunter2"):
            assert secret not in text
        assert "***" in text


def test_a_bad_question_is_no_failure_of_ours(collected: Collected, caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> Answer:
        raise BadQuestion("limit='none' is not a whole number")

    with caplog.at_level(logging.INFO, "scalar"):
        assert answered("http.data", refuse).status == 400
    assert collected.points("scalar.runs") == [({"function": "http.data", "outcome": "bad_question"}, 1)]
    assert caplog.records[0].levelno == logging.INFO
    assert collected.exporter.get_finished_spans()[0].status.status_code is StatusCode.UNSET


def test_a_crash_of_an_endpoint_tells_the_caller_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def crash() -> Answer:
        raise ZeroDivisionError("at /srv/app with password=hunter2hunter2")

    answer = answered("http.data", crash)
    assert (answer.status, answer.content_type) == (500, "application/problem+json")
    assert b"srv" not in answer.body
    assert "ZeroDivisionError" in caplog.text
    assert "hunter2hunter2" not in caplog.text


def test_spans_nest_and_a_traceparent_carries_the_trace_on(collected: Collected) -> None:
    with telemetry.span("outer"):
        parent = telemetry.traceparent()
        with telemetry.span("inner"):
            assert telemetry.traceparent() != parent
    with telemetry.span("elsewhere", parent=parent):
        pass
    spans = {span.name: span for span in collected.exporter.get_finished_spans()}
    outer, inner, elsewhere = (spans[name] for name in ("outer", "inner", "elsewhere"))
    assert outer.context is not None
    assert outer.parent is None
    assert inner.parent is not None
    assert elsewhere.parent is not None
    assert inner.parent.span_id == elsewhere.parent.span_id == outer.context.span_id
    assert {span.context.trace_id for span in spans.values() if span.context} == {outer.context.trace_id}
    assert parent.startswith(f"00-{outer.context.trace_id:032x}-{outer.context.span_id:016x}-")


@pytest.mark.parametrize("parent", ["", "nonsense", "00-zz-yy-01"])
def test_a_parent_that_is_none_begins_a_trace(collected: Collected, parent: str) -> None:
    with telemetry.span("alone", parent=parent):
        pass
    assert collected.exporter.get_finished_spans()[0].parent is None


def test_without_an_exporter_only_lines_are_left(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "scalar"), telemetry.run("cli.query"):
        assert telemetry.traceparent() == ""
        telemetry.count("rows", 5)
        telemetry.record("batch.messages", 3)
    telemetry.flush()
    assert [line(record)[0] for record in caplog.records] == ["cli.query"]
