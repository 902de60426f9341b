"""Pulling raw messages: one Shared subscription over all provider topics, acknowledged by hand.

Topics are an explicit list (no pattern subscription), so that the embedded broker and Apache Pulsar behave alike.
Nothing is acknowledged here on its own: a message leaves the broker only when its rows, or its dead letter, are stored.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from shared.communication.pulsar import broker_errors
from shared.communication.topics import INGESTION, raw_topic

if TYPE_CHECKING:
    from shared.communication.pulsar import Broker

QUEUE = 200
"""Messages fetched ahead per topic: enough to keep a batch full, few enough to bound memory."""
POLL_MS = 250


class Received(Struct, frozen=True):
    """One message as it came; ``handle`` is the client library's own object, needed to acknowledge."""

    topic: str
    message_id: str
    body: bytes
    properties: Mapping[str, str]
    handle: Any


class Consumer:
    """A member of the ingestion subscription; also a context manager. Use from one thread.

    Raises :class:`RetryLater` from any call while the broker is away.
    """

    def __init__(
        self, broker: Broker, providers: Sequence[str], *, subscription: str = INGESTION, queue: int = QUEUE
    ) -> None:
        import pulsar

        with broker_errors("subscribe"):
            self._consumer = broker.client().subscribe(
                [raw_topic(provider) for provider in providers],
                subscription,
                consumer_type=pulsar.ConsumerType.Shared,
                initial_position=pulsar.InitialPosition.Earliest,
                receiver_queue_size=queue,
            )

    def receive(self, *, limit: int, max_bytes: int, wait: float, linger: float, quiet: float) -> list[Received]:
        """Up to ``limit`` messages of ``max_bytes`` together; empty when none came within ``wait`` seconds.

        Once the first is here, more are gathered for at most ``linger`` seconds, and no longer than until none came
        for ``quiet`` seconds: a lone message does not wait, a burst becomes one batch.
        """
        first = self._next(wait)
        if first is None:
            return []
        batch, size = [first], len(first.body)
        deadline = time.monotonic() + linger
        while len(batch) < limit and size < max_bytes:
            message = self._next(min(quiet, deadline - time.monotonic()))
            if message is None:
                break
            batch.append(message)
            size += len(message.body)
        return batch

    def acknowledge(self, messages: Iterable[Received]) -> None:
        """Tell the broker that these are stored; it forgets them."""
        with broker_errors("acknowledge"):
            for message in messages:
                self._consumer.acknowledge(message.handle)

    def close(self) -> None:
        """Leave the subscription; what was not acknowledged goes back to the broker and comes again."""
        import pulsar

        try:
            self._consumer.close()
        except pulsar.PulsarException:
            return  # the client was closed before, or the broker is gone; both forget this member by themselves

    def __enter__(self) -> Consumer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _next(self, wait: float) -> Received | None:
        """The next message within ``wait`` seconds; waits in short steps so that signals are heard meanwhile."""
        import pulsar

        deadline = time.monotonic() + wait
        with broker_errors("receive"):
            while True:
                left = int((deadline - time.monotonic()) * 1000)
                try:
                    handle = self._consumer.receive(timeout_millis=max(1, min(POLL_MS, left)))
                except pulsar.Timeout:
                    if left <= POLL_MS:
                        return None
                    continue
                return Received(
                    handle.topic_name(), str(handle.message_id()), handle.data(), handle.properties(), handle
                )
