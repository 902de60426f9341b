"""Run state of acquisition: high-water marks, last runs and content fingerprints.

It lives in Redis, shared by all instances. Losing it is harmless: a timer then asks for its usual window again and the
repeated answers change nothing. While Redis is away the process remembers for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from shared.catalogue.model import Slice
from shared.monitoring import telemetry

FINGERPRINTS_KEPT = timedelta(days=3)
T = TypeVar("T")


class AcquisitionState:
    """``redis`` is a redis-py client that decodes to text, or ``None`` to remember in this process only."""

    def __init__(self, redis: Any = None) -> None:
        self._redis = redis
        self._local: dict[str, str] = {}

    def mark(self, dataset: str, key: str) -> datetime | None:
        """End of the newest window that the broker has a receipt for."""
        return _moment(self._get(f"{{acq:{dataset}}}:mark:{key}"))

    def advance(self, dataset: str, key: str, until: datetime) -> None:
        """Move the mark forward; it never moves back."""
        current = self.mark(dataset, key)
        if current is None or until > current:
            self._set(f"{{acq:{dataset}}}:mark:{key}", until.astimezone(UTC).isoformat())

    def last_run(self, dataset: str) -> datetime | None:
        """When the dataset's last complete run began."""
        return _moment(self._get(f"{{acq:{dataset}}}:run"))

    def ran(self, dataset: str, at: datetime) -> None:
        """Note a complete run."""
        self._set(f"{{acq:{dataset}}}:run", at.astimezone(UTC).isoformat())

    def fingerprint(self, dataset: str, piece: Slice, page: int) -> str | None:
        """Fingerprint of the answer last published for exactly this slice and page."""
        return self._get(_print_key(dataset, piece, page))

    def published(self, dataset: str, piece: Slice, page: int, fingerprint: str) -> None:
        """Note what was published, once the broker's receipt is in."""
        self._set(_print_key(dataset, piece, page), fingerprint, FINGERPRINTS_KEPT)

    def _get(self, name: str) -> str | None:
        found = self._try(lambda redis: redis.get(name))
        return self._local.get(name) if found is None else str(found)

    def _set(self, name: str, value: str, keep: timedelta | None = None) -> None:
        self._local[name] = value
        if len(self._local) > 20_000:  # fingerprints of long backfills: forget the oldest half
            self._local = dict(list(self._local.items())[10_000:])
        self._try(lambda redis: redis.set(name, value, ex=keep))

    def _try(self, call: Callable[[Any], T]) -> T | None:
        if self._redis is None:
            return None
        from redis.exceptions import RedisError

        try:
            return call(self._redis)
        except RedisError as error:
            telemetry.count("cache.errors", operation="acquisition_state")
            telemetry.log("acquisition.state_degraded", error=f"{type(error).__name__}: {error}")
            return None


def _print_key(dataset: str, piece: Slice, page: int) -> str:
    """Rolling windows move by a minute each run; only an identical slice may be compared."""
    return f"{{acq:{dataset}}}:print:{piece.key}:{piece.start:%Y%m%d%H%M}:{piece.end:%Y%m%d%H%M}:{page}"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
