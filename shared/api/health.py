"""Liveness and readiness."""

from __future__ import annotations

from collections.abc import Callable

from shared.api.answer import Answer, json_answer
from shared.errors import ScalarError
from shared.runtime import Runtime
from shared.secrets import redact


def health() -> Answer:
    """``GET /api/health``: the process answers."""
    return json_answer({"status": "ok"})


def ready(runtime: Runtime) -> Answer:
    """``GET /api/ready``: whether each dependency answers now; 503 when a compulsory one does not.

    The cache is not compulsory: without it rows still land and are still served.
    """
    checks: dict[str, Callable[[], None]] = {
        "warehouse": lambda: runtime.warehouse.ping(),
        "broker": lambda: runtime.broker.ping(),
        "cache": lambda: runtime.cache.ping(),
    }
    found: dict[str, str] = {}
    for name, check in checks.items():
        try:
            check()
            found[name] = "ok"
        except ScalarError as error:
            found[name] = redact(f"{error.family}: {error}")
    missing = [name for name in ("warehouse", "broker") if found[name] != "ok"]
    return json_answer({"status": "ready" if not missing else "not ready", "checks": found}, 503 if missing else 200)
