"""OpenTelemetry providers that export over OTLP/HTTP: spans, metrics every few seconds, and the ``scalar`` log."""

from __future__ import annotations

import logging
from typing import Any

from shared.settings import Settings


def providers(settings: Settings, role: str) -> tuple[Any, Any, Any]:
    """Tracer, meter and logger providers for this process, with the resource attributes Grafana groups by."""
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    base = str(settings.otel_exporter_otlp_endpoint).rstrip("/")
    resource = Resource.create(_resource(settings, role))
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{base}/v1/traces")))
    reader = PeriodicExportingMetricReader(
        OTLPMetricExporter(endpoint=f"{base}/v1/metrics"), export_interval_millis=settings.otel_metric_export_interval
    )
    logs = LoggerProvider(resource=resource)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(endpoint=f"{base}/v1/logs")))
    logging.getLogger("scalar").addHandler(LoggingHandler(logger_provider=logs))
    return tracers, MeterProvider(resource=resource, metric_readers=[reader]), logs


def _resource(settings: Settings, role: str) -> dict[str, str]:
    known = {
        "service.name": settings.service_name if role in settings.service_name else f"{settings.service_name}-{role}",
        "service.instance.id": settings.website_instance_id,
        "cloud.region": settings.region_name,
        "deployment.environment.name": settings.environment,
        "faas.name": settings.website_site_name,
    }
    return {name: value for name, value in known.items() if value}
