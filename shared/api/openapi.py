"""``GET /api/openapi.json``: OpenAPI 3.1, its row schemas read from the catalogue."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.api.answer import Answer, json_answer
from shared.api.data import DEFAULT_LIMIT, MAX_LIMIT
from shared.api.formats import FORMATS
from shared.catalogue.model import Dataset
from shared.catalogue.registry import CATALOGUE

_PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
}


def document() -> Answer:
    """The whole document."""
    return json_answer(build())


def build() -> dict[str, Any]:
    """OpenAPI 3.1 as plain values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Scalar",
            "version": "0.1.0",
            "description": "European energy-market data: rows as they are and as they were known, and forecasts.",
        },
        "servers": [{"url": "/api"}],
        "security": [{"functionKey": []}],
        "paths": {**_fixed_paths(), **{f"/data/{d.id}": _dataset_path(d) for d in CATALOGUE.values()}, **_more_paths()},
        "components": {
            "schemas": {**{d.name: _row_schema(d) for d in CATALOGUE.values()}, "Problem": _PROBLEM},
            "securitySchemes": {"functionKey": {"type": "apiKey", "in": "header", "name": "x-functions-key"}},
        },
    }


def _row_schema(dataset: Dataset) -> dict[str, Any]:
    """The row class, named by its dataset because two providers may call theirs alike, and when it was fetched.

    Nothing is required: ``columns`` chooses.
    """
    _, found = msgspec.json.schema_components([dataset.row])
    schema: dict[str, Any] = found[dataset.row.__name__]
    fetched = {"type": "string", "format": "date-time", "description": "When the answer was fetched, UTC."}
    del schema["required"]
    return {**schema, "properties": {**schema["properties"], "fetched_at": fetched}}


def _more_paths() -> dict[str, Any]:
    from shared.api.paths import PATHS

    return PATHS


def _fixed_paths() -> dict[str, Any]:
    return {
        "/health": {"get": {"summary": "Liveness", "security": [], "responses": {"200": {"description": "Alive"}}}},
        "/ready": {
            "get": {
                "summary": "Whether each dependency answers",
                "responses": {
                    "200": {"description": "Ready"},
                    "401": _plain("Key missing"),
                    "503": _plain("Not ready"),
                },
            }
        },
        "/openapi.json": {
            "get": {"summary": "This document", "security": [], "responses": {"200": {"description": "OpenAPI 3.1"}}}
        },
        "/data": {
            "get": {
                "summary": "All datasets with columns, units and keys",
                "responses": {"200": {"description": "The catalogue"}, "401": _plain("Key missing")},
            }
        },
    }


def _dataset_path(dataset: Dataset) -> dict[str, Any]:
    time = {"type": "string", "format": "date-time"}
    parameters = [
        _parameter("start", "Delivery periods from here on, inclusive", time, "2026-03-29T00:00:00Z"),
        _parameter("end", "Delivery periods before this, exclusive", time, "2026-03-30T00:00:00Z"),
        _parameter("as_of", "Rows as they were known at this moment; default now", time),
        _parameter("columns", "Comma-separated columns", {"type": "string"}),
        _parameter("order", "By key", {"type": "string", "enum": ["asc", "desc"], "default": "asc"}),
        _parameter(
            "limit", "Rows at most", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        ),
        _parameter("cursor", "From the answer before", {"type": "string"}),
        _parameter("format", "Of the body", {"type": "string", "enum": list(FORMATS), "default": "json"}),
        *(
            _parameter(c.name, f"{c.description} Several values are separated by commas.", {"type": "string"})
            for c in dataset.columns
            if c.kind in ("text", "int", "bool")
        ),
    ]
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{dataset.name}"}}
    envelope = {
        "type": "object",
        "properties": {
            "dataset": {"const": dataset.id},
            "as_of": {"type": ["string", "null"], "format": "date-time"},
            "units": {"type": "object", "additionalProperties": {"type": "string"}},
            "rows": rows,
            "next": {"type": ["string", "null"]},
        },
    }
    content: dict[str, Any] = {f.content_type: {} for f in FORMATS.values()}
    content["application/json"] = {"schema": envelope}
    return {
        "get": {
            "summary": dataset.title,
            "description": f"Source: {dataset.source}",
            "operationId": f"data_{dataset.name}",
            "parameters": parameters,
            "responses": {
                "200": {"description": "Rows", "content": content},
                "400": _problem("A parameter is wrong"),
                "401": _plain("Key missing"),
                "503": _problem("The warehouse is away; Retry-After says when to come back"),
            },
        }
    }


def _parameter(name: str, description: str, schema: dict[str, Any], example: str = "") -> dict[str, Any]:
    item = {"name": name, "in": "query", "description": description, "schema": schema}
    return item | ({"example": example} if example else {})


def _plain(description: str) -> dict[str, Any]:
    return {"description": description}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
