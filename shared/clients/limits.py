"""Rate limits and circuit breakers, per provider.

Limits are shared by all instances through Redis, because providers count per address and per token, not per process;
without Redis each process keeps to the limit on its own.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from shared.clients.providers import Limit
from shared.errors import RetryLater

if TYPE_CHECKING:
    from pyrate_limiter import Limiter


class Limits:
    """Waits for a place under a named limit.

    ``redis`` is a redis-py client or ``None``. Limiters are made once per name and kept.
    """

    def __init__(self, redis: Any = None) -> None:
        self._redis = redis
        self._limiters: dict[str, Limiter] = {}
        self._lock = threading.Lock()

    def wait(self, name: str, limits: tuple[Limit, ...], *, timeout: float) -> None:
        """Block until a call is allowed. Raises :class:`RetryLater` when that takes longer than ``timeout`` seconds."""
        if not limits:
            return
        if not self._limiter(name, limits).try_acquire(name, timeout=timeout):
            raise RetryLater(f"{name}: no call is free under its rate limit within {timeout:.0f} s", after=timeout)

    def _limiter(self, name: str, limits: tuple[Limit, ...]) -> Limiter:
        with self._lock:
            if name not in self._limiters:
                self._limiters[name] = self._make(name, limits)
            return self._limiters[name]

    def _make(self, name: str, limits: tuple[Limit, ...]) -> Limiter:
        from pyrate_limiter import InMemoryBucket, Limiter, Rate, RedisBucket

        rates = [Rate(limit.calls, int(limit.seconds * 1000)) for limit in limits]
        if self._redis is not None:
            from redis.exceptions import RedisError

            try:
                bucket = RedisBucket.init(rates, self._redis, f"{{limit}}:{name}")
                return Limiter(bucket)
            except RedisError:
                self._redis = None  # limit locally; a restart, or the next process, shares again
        return Limiter(InMemoryBucket(rates))


class Breaker:
    """Stops calling a provider that keeps failing, and tries again after a pause.

    Opens after ``failures`` in a row, for ``pause`` seconds or as long as the provider asked; then one call probes.
    """

    def __init__(self, name: str, *, failures: int = 5, pause: float = 60.0) -> None:
        self.name, self.failures, self.pause = name, failures, pause
        self._run = 0
        self._open_until = 0.0
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise :class:`RetryLater` while the circuit is open."""
        left = self._open_until - time.monotonic()
        if left > 0:
            raise RetryLater(f"{self.name}: circuit is open after {self._run} failures in a row", after=left)

    def succeeded(self) -> None:
        """Close the circuit."""
        with self._lock:
            self._run, self._open_until = 0, 0.0

    def failed(self, after: float | None = None) -> None:
        """Count a failure; ``after`` is the wait the provider asked for, obeyed at once when longer than the pause."""
        with self._lock:
            self._run += 1
            if self._run >= self.failures or (after or 0) > self.pause:
                self._open_until = time.monotonic() + max(self.pause, after or 0)
