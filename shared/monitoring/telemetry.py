"""Spans, metrics and structured logs: what every function run leaves behind.

Call :func:`configure` once per process; without an OTLP endpoint nothing is exported and the OpenTelemetry API is not
even imported, so the calls below cost next to nothing. Logs always flow: each is one line ``event {facts as JSON}`` on
the ``scalar`` logger, which the Functions worker, a terminal or an OTLP handler carries on.

Names: metrics are ``scalar.<noun>[.<unit>]``, attributes are the facts of the run (dataset, provider, outcome ...).
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shared.secrets.redaction import redact

if TYPE_CHECKING:
    from shared.settings import Settings

logger = logging.getLogger("scalar")


class Run:
    """One function run in progress; set ``rows``, ``outcome`` and any further facts while it goes on."""

    def __init__(self, name: str, facts: dict[str, object]) -> None:
        self.name = name
        self.facts = facts
        self.outcome = "ok"
        self.rows = 0

    def note(self, **facts: object) -> None:
        """Add facts to the run's span and log line."""
        self.facts.update(facts)


class _Exporters:
    """The process's OpenTelemetry providers, made on first use when an endpoint is configured."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.tracer: Any = None
        self.meter: Any = None
        self.instruments: dict[str, Any] = {}
        self.providers: list[Any] = []


_state = _Exporters()


def configure(settings: Settings, role: str) -> None:
    """Export spans, metrics and logs over OTLP/HTTP when ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set. Idempotent."""
    if not settings.otel_exporter_otlp_endpoint or _state.tracer is not None:
        return
    from shared.monitoring.otlp import providers

    use(*providers(settings, role))


def use(tracer_provider: Any, meter_provider: Any, *others: Any) -> None:
    """Send spans and metrics to these providers from now on (an exporter's, or in-memory ones)."""
    with _state.lock:
        _state.tracer = tracer_provider.get_tracer("scalar")
        _state.meter = meter_provider.get_meter("scalar")
        _state.instruments.clear()
        _state.providers = [tracer_provider, meter_provider, *others]


def use_nothing() -> None:
    """Send nothing from now on; what was used must be shut down by its owner."""
    with _state.lock:
        _state.tracer = _state.meter = None
        _state.instruments.clear()
        _state.providers = []


def flush(timeout_seconds: float = 2.0) -> None:
    """Push what is buffered; at the end of timer runs and batches, because a worker may be frozen right after."""
    for provider in _state.providers:
        provider.force_flush(int(timeout_seconds * 1000))


@contextmanager
def span(name: str, *, parent: str = "", **facts: object) -> Iterator[Any]:
    """A span around a block. ``parent`` is a W3C traceparent, e.g. a message's; errors set its status, and go on."""
    if _state.tracer is None:
        yield None
        return
    from opentelemetry.trace import Status, StatusCode

    # The library would record an exception's text and stack as they are; both may quote what must not be read.
    with _state.tracer.start_as_current_span(
        name, context=_context(parent), attributes=_clean(facts), record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(Status(StatusCode.ERROR, redact(f"{type(error).__name__}: {error}")))
            raise


def traceparent() -> str:
    """W3C traceparent of the current span, to travel in message properties; empty outside a span."""
    if _state.tracer is None:
        return ""
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent", "")


def count(name: str, value: int = 1, /, **facts: object) -> None:
    """Add to the counter ``scalar.<name>``."""
    if _state.meter is not None:
        _instrument("create_counter", name).add(value, _clean(facts))


def record(name: str, value: float, /, **facts: object) -> None:
    """Record one value in the histogram ``scalar.<name>`` (seconds, rows, bytes: the name ends in the unit)."""
    if _state.meter is not None:
        _instrument("create_histogram", name).record(value, _clean(facts))


def log(event: str, *, level: int = logging.INFO, **facts: object) -> None:
    """One structured log line: ``event {"dataset": …}``, cleared of secrets."""
    if logger.isEnabledFor(level):
        clean = _clean(facts)
        logger.log(level, "%s %s", event, json.dumps(clean), extra={"facts": clean})


@contextmanager
def run(name: str, *, parent: str = "", **facts: object) -> Iterator[Run]:
    """One function run: leaves a span, ``scalar.runs`` and ``scalar.run.seconds``, and a log line with its outcome.

    A deliberate failure's family becomes the outcome (``retry``, ``bad_data`` ...), anything else is ``crashed``; both
    are re-raised.
    """
    current = Run(name, dict(facts))
    started = time.perf_counter()
    with span(name, parent=parent, **facts) as active:
        try:
            yield current
        except Exception as error:
            current.outcome = getattr(error, "family", "crashed")
            current.note(error=f"{type(error).__name__}: {error}")
            raise
        finally:
            seconds = time.perf_counter() - started
            told = {**current.facts, "rows": current.rows, "outcome": current.outcome, "seconds": round(seconds, 3)}
            if active is not None:
                active.set_attributes(_clean(told))
            labels: dict[str, object] = {k: v for k, v in facts.items() if k in _LABELS}
            count("runs", function=name, outcome=current.outcome, **labels)
            record("run.seconds", seconds, function=name, **labels)
            log(name, level=logging.INFO if current.outcome in _FINE else logging.WARNING, **told)


_LABELS = ("dataset", "provider", "model", "area")
_FINE = ("ok", "published", "rows", "no_data", "unchanged", "disabled", "not_due", "idle", "bad_question")


def _instrument(factory: str, name: str) -> Any:
    with _state.lock:
        if name not in _state.instruments:
            _state.instruments[name] = getattr(_state.meter, factory)(f"scalar.{name}")
        return _state.instruments[name]


def _clean(facts: Mapping[str, object]) -> dict[str, str | int | float | bool]:
    """Facts as plain values; whatever is text has passed the last gate before it leaves the process."""
    return {k: v if isinstance(v, int | float) else redact(str(v)) for k, v in facts.items() if v is not None}


def _context(parent: str) -> Any:
    if not parent:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": parent})
