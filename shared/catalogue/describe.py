"""A dataset told in plain values: for the command line, the API and the docs pages."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.catalogue.model import Dataset


def describe(dataset: Dataset) -> dict[str, Any]:
    """Facts of a declaration as JSON-ready values; times are RFC 3339 UTC, durations whole seconds."""
    return {
        "id": dataset.id,
        "title": dataset.title,
        "provider": dataset.provider,
        "source": dataset.source,
        "function": dataset.name,
        "table": dataset.table,
        "primary_key": list(dataset.primary_key),
        "value": dataset.value,
        "keys": list(dataset.keys),
        "key_column": dataset.key_column,
        "schedule": {"cron": dataset.schedule.expr, "tz": dataset.schedule.tz},
        "fresh_within_seconds": int(dataset.fresh_within.total_seconds()),
        "since": dataset.window.since.isoformat(),
        "until": dataset.window.until.isoformat() if dataset.window.until else None,
        "environments": list(dataset.environments),
        "match": dict(dataset.match),
        "columns": [_without_empty(msgspec.to_builtins(c)) for c in dataset.columns],
        "notes": dataset.notes,
    }


def _without_empty(column: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in column.items() if value not in (None, "")}
