"""OpenAPI paths of the endpoints that are not read from the catalogue: operations and forecasts."""

from __future__ import annotations

from typing import Any

PATHS: dict[str, Any] = {}
