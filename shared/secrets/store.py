"""Secrets by name: asked of each source in turn, cached with expiry, so that a rotation needs no restart.

A value is used for ``ttl`` seconds. Then one thread asks again while the others go on with the old value; if the
source is away, the old value holds and the next attempt waits ``RETRY_SECONDS``. A provider that answers 401 says
``invalidate`` and the next ``get`` asks at once.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Protocol

from msgspec import Struct

from shared.errors import ConfigError, ScalarError
from shared.secrets.redaction import remember
from shared.settings import BY_NAME, SETTINGS, UNRESOLVED

log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
PROVIDER_TOKEN = "EntsoeApi--{part}SecurityToken"  # noqa: S105 a name
_VAULT_NAMES = {setting.name: setting.vault for setting in SETTINGS if setting.vault}
_ENV_NAMES = {vault: name for name, vault in _VAULT_NAMES.items()}


class Source(Protocol):
    """Where secrets come from. ``read`` gives None for a name it does not have and raises when it is away."""

    title: str
    remote: bool

    def read(self, name: str) -> str | None: ...


class Environment:
    """Secrets from environment variables: local runs, and what the host resolved from Key Vault references."""

    title = "environment"
    remote = False

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        for name, value in environ.items():
            if name in _VAULT_NAMES or re.fullmatch(r"(?i)\w+__SecurityToken", name) or _is_host_secret(name):
                remember(value)

    def read(self, name: str) -> str | None:
        for variable in environment_names(name):
            value = self._environ.get(variable)
            if value and value.lstrip().startswith(UNRESOLVED):
                raise ConfigError(f"{variable}: its Key Vault reference was not resolved; check the app's identity")
            if value:
                return value
        return None


class _Entry(Struct):
    value: str | None
    read_at: float
    expired: bool = False


class SecretStore:
    """Values of secrets by their environment name (``DB_PASSWORD``) or Key Vault name (``db-pass``)."""

    def __init__(
        self, sources: Sequence[Source], ttl: float = 600.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sources = sources
        self._ttl = ttl
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._locks: dict[str, Lock] = {}
        self._guard = Lock()

    def __repr__(self) -> str:
        return f"SecretStore({', '.join(source.title for source in self._sources)})"

    def get(self, name: str) -> str:
        """The value of ``name``; ``ConfigError`` if no source has it, ``RetryLater`` if its source is away."""
        value = self.find(name)
        if value is None:
            raise ConfigError(f"secret missing: {self._whereabouts(name)}", secret=name)
        return value

    def find(self, name: str) -> str | None:
        """The value of ``name``, or None if no source has it."""
        name = vault_name(name)
        for source in self._sources:
            value = self._cached(source, name) if source.remote else source.read(name)
            if value is not None:
                remember(value)
                return value
        return None

    def require(self, *names: str) -> None:
        """Raise one ``ConfigError`` naming every one of ``names`` that no source has."""
        missing = [self._whereabouts(name) for name in names if self.find(name) is None]
        if missing:
            raise ConfigError(f"secrets missing: {'; '.join(missing)}")

    def invalidate(self, name: str) -> None:
        """Ask the source again at the next ``get``: the value was refused by who it is meant for."""
        entry = self._entries.get(vault_name(name))
        if entry is not None:
            entry.expired = True

    def entsoe_token(self, dataset: str = "", family: str = "") -> tuple[str, str]:
        """Name and value of the ENTSO-E token for a dataset: its own, else its document family's, else the provider's.

        The name may be logged and is what ``invalidate`` takes after a 401.
        """
        names = token_names(dataset, family)
        for name in names:
            value = self.find(name)
            if value is not None:
                return name, value
        raise ConfigError(f"secret missing, any of: {'; '.join(self._whereabouts(name) for name in names)}")

    def _cached(self, source: Source, name: str) -> str | None:
        entry = self._entries.get(name)
        if entry is not None and not self._stale(entry):
            return entry.value
        with self._guard:
            lock = self._locks.setdefault(name, Lock())
        waits = entry is None or entry.expired
        if not lock.acquire(blocking=waits):
            assert entry is not None
            return entry.value
        try:
            latest = self._entries.get(name)
            if latest is not None and not self._stale(latest):
                return latest.value
            return self._refresh(source, name, latest)
        finally:
            lock.release()

    def _refresh(self, source: Source, name: str, old: _Entry | None) -> str | None:
        try:
            value = source.read(name)
        except ScalarError as error:
            if old is None:
                raise
            log.warning("%s: %s; the value read earlier stays in use", name, error)
            self._entries[name] = _Entry(old.value, self._clock() - self._ttl + min(RETRY_SECONDS, self._ttl))
            return old.value
        remember(value)
        self._entries[name] = _Entry(value, self._clock())
        return value

    def _stale(self, entry: _Entry) -> bool:
        return entry.expired or self._clock() - entry.read_at >= self._ttl

    def _whereabouts(self, name: str) -> str:
        name = vault_name(name)
        looked = (
            f"{name if source.remote else environment_names(name)[0]} in {source.title}" for source in self._sources
        )
        return " or ".join(looked)


def vault_name(name: str) -> str:
    """The Key Vault name of a secret given by either of its names; Key Vault takes letters, digits and dashes."""
    return _VAULT_NAMES.get(name, name).replace(".", "-").replace("_", "-")


def environment_names(name: str) -> tuple[str, ...]:
    """The environment variables that may hold the secret with this Key Vault name, the usual one first."""
    declared = _ENV_NAMES.get(name)
    spelled = name.replace("--", "__").replace("-", "_")
    return tuple(dict.fromkeys(filter(None, (declared, spelled, spelled.upper()))))


def token_names(dataset: str, family: str) -> tuple[str, ...]:
    """Names of the ENTSO-E tokens that serve a dataset, most specific first; `entsoe.` may lead the dataset's id."""
    parts = (f"{vault_name(part.removeprefix('entsoe.'))}--" for part in (dataset, family) if part)
    return tuple(PROVIDER_TOKEN.format(part=part) for part in (*parts, ""))


def _is_host_secret(name: str) -> bool:
    setting = BY_NAME.get(name)
    return setting is not None and setting.secret
