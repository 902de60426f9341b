"""Which datasets run: the database-driven switch, with a way to go on without the database.

``worker_config`` in the warehouse (seeded from the declarations) says what is enabled per environment; it can be
changed while running. A process asks at most every ``KEEP_SECONDS``; if the warehouse is away the last known state
holds, else the declaration.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from shared.catalogue.model import Dataset
from shared.errors import ScalarError
from shared.monitoring import telemetry
from shared.persistence.warehouse import Warehouse

KEEP_SECONDS = 60.0


class Switches:
    """``warehouse`` is called when the switches are first needed, so that a timer run may do without it."""

    def __init__(self, warehouse: Callable[[], Warehouse], environment: str) -> None:
        self._warehouse = warehouse
        self._environment = environment
        self._known: dict[str, bool] = {}
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def enabled(self, dataset: Dataset) -> bool:
        """Whether the dataset's timer should work now."""
        with self._lock:
            if self._read_at is None or time.monotonic() - self._read_at > KEEP_SECONDS:
                self._refresh()
        return self._known.get(dataset.id, self._environment in dataset.environments)

    def forget(self) -> None:
        """Read the table again at the next question, e.g. after this process changed it."""
        self._read_at = None

    def _refresh(self) -> None:
        try:
            rows = self._warehouse().query(
                "SELECT dataset, enabled FROM worker_config WHERE environment = ?", [self._environment]
            )
            self._known = {row["dataset"]: bool(row["enabled"]) for row in rows.to_pylist()}
        except ScalarError as error:
            telemetry.log("acquisition.switches_unread", error=str(error), using="last known state")
        self._read_at = time.monotonic()
