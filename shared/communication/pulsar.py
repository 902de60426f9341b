"""The process's one connection to Apache Pulsar, and publishing through it.

``Broker`` makes its client on first use and keeps one producer per topic; the client is neither fork-safe nor cheap,
so a process has one (``open_broker``). Producers do not batch, so one message is one acknowledgement and one backlog
entry, and every receipt is waited for. A body still above 4 MiB when compressed is put into Blob, and the message
carries its address (claim check); there is no chunking.

Leaving with sends in flight aborts the process, so every broker is closed on SIGTERM and at exit.
"""

from __future__ import annotations

import atexit
import os
import signal
import threading
import weakref
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from shared.communication.envelope import RawMessage, properties
from shared.communication.topics import provider_of, raw_topic
from shared.errors import ConfigError, RetryLater
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.persistence.blob import Blobs
    from shared.secrets import SecretStore
    from shared.settings import Settings

CLAIM_BYTES = 4 * 2**20
"""Largest compressed body that travels in a message; the broker refuses 5 MiB with metadata."""
SEND_TIMEOUT_MS = 10_000
OPERATION_SECONDS = 10
CONNECT_MS = 3_000
CLOSE_SECONDS = 5.0


class Broker:
    """A lazily made Pulsar client and its producers; safe to share between threads, not between processes.

    ``token`` is called at each connect, so that a rotated token needs no restart. ``blobs`` takes bodies too large
    for a message.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str] | None = None,
        tls_trust_certs: Path | None = None,
        blobs: Blobs | None = None,
    ) -> None:
        if token is not None and not url.startswith("pulsar+ssl:") and not _loopback(url):
            raise ConfigError("SCALAR_BROKER_URL: a token travels over pulsar+ssl:// only")
        self.url = url
        self.blobs = blobs
        self._token = token
        self._tls_trust_certs = tls_trust_certs
        self._lock = threading.RLock()
        self._client: Any = None
        self._producers: dict[str, Any] = {}
        _open_brokers.add(self)
        close_on_exit()

    def client(self) -> Any:
        """The ``pulsar.Client`` of this broker, made on first use."""
        with self._lock:
            if self._client is None:
                if ending.is_set():
                    raise RetryLater("the process is ending; the next one will connect")
                self._client = self._connect()
            return self._client

    def publish(self, message: RawMessage) -> str:
        """Publish a raw answer to its provider's topic and wait for the receipt; the message id.

        Raises :class:`RetryLater` when the broker (or Blob, for a large body) is away, :class:`ConfigError` when it
        refuses the credentials or the topic.
        """
        provider = message.dataset.partition(".")[0]
        with telemetry.span("publish", dataset=message.dataset):
            props = properties(message) | {"traceparent": message.traceparent or telemetry.traceparent()}
            body = message.body
            if len(body) > CLAIM_BYTES and not message.claim and compressed_size(body) > CLAIM_BYTES:
                body, props = b"", props | {"claim": self._claim(provider, message)}
            receipt = self.send(
                raw_topic(provider), body, props, key=message.partition_key, event_ms=_millis(message.fetched_at)
            )
        telemetry.count("published", dataset=message.dataset, provider=provider)
        return receipt

    def send(
        self, topic: str, body: bytes, props: Mapping[str, str], *, key: str | None = None, event_ms: int | None = None
    ) -> str:
        """Send one message and wait for its receipt; the message id. Raises as ``publish`` does."""
        with broker_errors(f"publish to {provider_of(topic)}"):
            producer = self._producer(topic)
            try:
                return str(producer.send(body, properties=dict(props), partition_key=key, event_timestamp=event_ms))
            except _closed():
                self._producers.pop(topic, None)  # the next send makes a new one
                raise

    def ping(self) -> None:
        """Raise :class:`RetryLater` unless the broker answers a lookup."""
        with broker_errors("answer"):
            self.client().get_topic_partitions(raw_topic("ping"))

    def close(self) -> None:
        """Close producers and client; the next use connects anew."""
        # From a signal handler another thread may hold the lock for as long as a lookup takes: then go on without it.
        held = self._lock.acquire(timeout=CLOSE_SECONDS)
        try:
            client, self._client = self._client, None
            self._producers.clear()
        finally:
            if held:
                self._lock.release()
        if client is not None:
            import pulsar

            try:
                client.close()
            except pulsar.PulsarException as error:  # already closed, or the broker is gone: nothing left to release
                telemetry.log("broker.close", url=self.url, error=str(error))

    def _producer(self, topic: str) -> Any:
        import pulsar

        with self._lock:
            if topic not in self._producers:
                self._producers[topic] = self.client().create_producer(
                    topic,
                    batching_enabled=False,
                    block_if_queue_full=True,
                    compression_type=pulsar.CompressionType.ZSTD,
                    send_timeout_millis=SEND_TIMEOUT_MS,
                )
            return self._producers[topic]

    def _connect(self) -> Any:
        import pulsar

        tls: dict[str, Any] = {"tls_validate_hostname": True} if self.url.startswith("pulsar+ssl:") else {}
        if self._tls_trust_certs is not None:
            tls["tls_trust_certs_file_path"] = str(self._tls_trust_certs)
        return pulsar.Client(
            self.url,
            authentication=pulsar.AuthenticationToken(self._token) if self._token else None,
            operation_timeout_seconds=OPERATION_SECONDS,
            connection_timeout_ms=CONNECT_MS,
            # A Python logger would be called from C++ threads, also while the process ends; the console logger writes
            # to standard output, which belongs to the commands' own answers.
            logger=pulsar.FileLogger(pulsar.LoggerLevel.Warn, "/dev/stderr"),
            **tls,
        )

    def _claim(self, provider: str, message: RawMessage) -> str:
        from shared.persistence.blob import Conflict

        if self.blobs is None:
            raise ConfigError(f"{message.dataset}: a body of {len(message.body)} bytes needs SCALAR_BLOB_URL")
        name = f"claims/{provider}/{message.fetched_at:%Y-%m-%d}/{message.sha256}"
        try:
            self.blobs.put(name, message.body, if_none_match=True)
        except Conflict:
            return name  # named by its content: it is the same body
        return name


class broker_errors:  # noqa: N801 reads as the statement it is
    """Turns the client library's failures into ours: ``with broker_errors("publish to entsoe"): ...``."""

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        import pulsar

        if not isinstance(error, pulsar.PulsarException):
            return
        reason = f"{self._doing}: {type(error).__name__}: {error}"
        if isinstance(error, _refusals()):
            raise ConfigError(f"broker refused to {reason}; check token, grants and topics") from error
        raise RetryLater(f"broker could not {reason}", after=1.0) from error


def compressed_size(body: bytes) -> int:
    """Size of ``body`` under ZSTD, as the producer would send it."""
    import pyarrow as pa

    return len(pa.compress(body, codec="zstd", asbytes=True))


_process_lock = threading.Lock()
_process_broker: Broker | None = None
_open_brokers: weakref.WeakSet[Broker] = weakref.WeakSet()


def open_broker(settings: Settings, secrets: SecretStore) -> Broker:
    """This process's broker; every call gives the same one for as long as the address stays the same."""
    global _process_broker
    from shared.persistence.blob import open_blobs

    with _process_lock:
        if _process_broker is None or _process_broker.url != settings.broker_url:
            if _process_broker is not None:
                _process_broker.close()
            token = secrets.find("SCALAR_BROKER_TOKEN")
            _process_broker = Broker(
                settings.broker_url,
                token=(lambda: secrets.get("SCALAR_BROKER_TOKEN")) if token else None,
                tls_trust_certs=settings.broker_tls_trust_certs,
                blobs=open_blobs(settings),
            )
        return _process_broker


ending = threading.Event()
"""Set once the process is on its way out: long-running loops end, and nothing connects anew."""


def close_all() -> None:
    """Close every broker of this process for good."""
    ending.set()
    for broker in list(_open_brokers):
        broker.close()


_hooked = {"exit": False, "signal": False}


def close_on_exit() -> None:
    """Close brokers at exit and on SIGTERM, then do what SIGTERM did before. Idempotent.

    A signal handler can only be set from the main thread; elsewhere the exit hook alone stands.
    """
    if not _hooked["exit"]:
        atexit.register(close_all)
        _hooked["exit"] = True
    if _hooked["signal"] or threading.current_thread() is not threading.main_thread():
        return
    previous = signal.getsignal(signal.SIGTERM)

    def on_term(number: int, frame: FrameType | None) -> None:
        close_all()
        if callable(previous):
            previous(number, frame)
        elif previous != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, on_term)
    _hooked["signal"] = True


def _closed() -> tuple[type[Exception], ...]:
    import pulsar

    return (pulsar.AlreadyClosed, pulsar.NotConnected, pulsar.ProducerFenced)


def _refusals() -> tuple[type[Exception], ...]:
    import pulsar

    return (
        pulsar.AuthenticationError,
        pulsar.AuthorizationError,
        pulsar.ErrorGettingAuthenticationData,
        pulsar.InvalidTopicName,
        pulsar.InvalidUrl,
        pulsar.InvalidConfiguration,
        pulsar.TopicNotFound,
    )


def _loopback(url: str) -> bool:
    from urllib.parse import urlsplit

    from shared.settings import LOOPBACK

    return (urlsplit(url).hostname or "") in LOOPBACK


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
