"""The process's long-lived clients, opened on first use and closed with the process.

Functions ask for what they need (``runtime("ingestion").warehouse``); nothing is connected before. Tests and the CLI
make a :class:`Runtime` of their own with their own settings.
"""

from __future__ import annotations

import atexit
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from shared.monitoring import telemetry
from shared.secrets import SecretStore, secret_store, warehouse_password
from shared.settings import Settings, load_settings

if TYPE_CHECKING:
    from shared.acquisition.state import AcquisitionState
    from shared.acquisition.switches import Switches
    from shared.clients.http import ProviderClient
    from shared.clients.limits import Limits
    from shared.communication.pulsar import Broker
    from shared.persistence.blob import Blobs
    from shared.persistence.cache import Cache
    from shared.persistence.warehouse import Warehouse

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801 used as a decorator, like the property it extends
    """A cached property that two threads cannot compute at once."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        with instance.lock:
            return super().__get__(instance, owner)


class Runtime:
    """Everything one process holds open. Attributes connect on first use; :meth:`close` releases them."""

    def __init__(self, settings: Settings, role: str) -> None:
        self.settings = settings
        self.role = role
        self._clients: dict[str, ProviderClient] = {}
        self.lock = threading.RLock()
        telemetry.configure(settings, role)

    @once
    def secrets(self) -> SecretStore:
        """Secret values by name."""
        return secret_store(self.settings)

    @once
    def warehouse(self) -> Warehouse:
        """StarRocks or DuckDB, as the settings say."""
        from shared.persistence.warehouse import open_warehouse

        return open_warehouse(
            self.settings.warehouse_url, password=lambda: warehouse_password(self.settings, self.secrets)
        )

    @once
    def broker(self) -> Broker:
        """This process's Pulsar client and producers."""
        from shared.communication.pulsar import open_broker

        return open_broker(self.settings, self.secrets)

    @once
    def cache(self) -> Cache:
        """Latest values and run state in Redis."""
        from shared.persistence.cache import open_cache

        return open_cache(self.settings, self.secrets)

    @once
    def blobs(self) -> Blobs:
        """Models and claim checks."""
        from shared.persistence.blob import open_blobs

        return open_blobs(self.settings)

    @once
    def limits(self) -> Limits:
        """Provider rate limits, shared through Redis."""
        from shared.clients.limits import Limits

        return Limits(self.cache.redis)

    @once
    def acquisition_state(self) -> AcquisitionState:
        """High-water marks, last runs and fingerprints."""
        from shared.acquisition.state import AcquisitionState

        return AcquisitionState(self.cache.redis)

    @once
    def switches(self) -> Switches:
        """Which datasets are enabled."""
        from shared.acquisition.switches import Switches

        return Switches(lambda: self.warehouse, self.settings.environment)

    def client(self, provider: str) -> ProviderClient:
        """The client of one provider."""
        from shared.clients.http import ProviderClient

        with self.lock:
            if provider not in self._clients:
                self._clients[provider] = ProviderClient(provider, self.settings, self.secrets, self.limits)
            return self._clients[provider]

    def close(self) -> None:
        """Release what was opened; the object must not be used afterwards."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        for name in ("broker", "cache", "warehouse"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
        telemetry.flush()


_lock = threading.Lock()
_current: Runtime | None = None


def runtime(role: str) -> Runtime:
    """This process's runtime, made at the first call with the settings of the environment."""
    global _current
    with _lock:
        if _current is None:
            _current = Runtime(load_settings(), role)
            atexit.register(close)
        return _current


def close() -> None:
    """Close this process's runtime; the next call of :func:`runtime` opens a new one."""
    global _current
    with _lock:
        held, _current = _current, None
    if held is not None:
        held.close()
