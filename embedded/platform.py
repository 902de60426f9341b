"""The embedded platform, assembled: children, sandbox, warehouse and the very same functions as in Azure.

Everything lives in one data folder, so stopping and starting continues. Settings are handed to the product as
environment names, exactly as a deployment does.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from embedded.sandbox.server import Sandbox, Source
from embedded.supervisor import Supervisor
from shared.catalogue.registry import CATALOGUE
from shared.monitoring import telemetry
from shared.persistence.seed import seed
from shared.runtime import Runtime, close, runtime


class Platform:
    """Broker, cache, warehouse and (unless ``live``) the providers' sandbox, between ``start`` and ``stop``."""

    def __init__(self, data: Path, sources: Iterable[Source], *, live: bool = False) -> None:
        self.data = data.absolute()
        self.supervisor = Supervisor(self.data)
        self.sandbox = None if live else Sandbox(sources)
        self._environ = dict(os.environ)

    def start(self) -> Runtime:
        """Start everything and bring the warehouse up to the catalogue; the process's runtime."""
        addresses = self.supervisor.start()
        os.environ |= {"SCALAR_DATA": str(self.data), **addresses.environment()}
        os.environ.setdefault("SCALAR_HTTP_KEY", http_key(self.data))
        if self.sandbox is not None:
            self.sandbox.start()
            os.environ |= self.sandbox.environment()
        held = runtime("embedded")
        applied = held.warehouse.migrate()
        seeded = seed(held.warehouse, CATALOGUE.values(), datetime.now(UTC))
        telemetry.log("platform.started", migrations=len(applied), switches=seeded, data=str(self.data))
        return held

    def stop(self) -> None:
        """Stop everything, clients before the servers they talk to, and restore the environment."""
        close()
        if self.sandbox is not None:
            self.sandbox.stop()
        self.supervisor.stop()
        os.environ.clear()
        os.environ |= self._environ


def http_key(data: Path) -> str:
    """The function key of this data folder, made at first use and readable by its owner only."""
    path = data / "http.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text().strip()
