"""Bodies that could not be ingested: kept as they came with the reason, to be listed, looked at, fixed and replayed.

Each provider's dead letters are an append-only topic. Settling one (by replay or by discarding it) appends a marker
that names it, so nothing is ever removed by hand; retention is the broker's (``scalar/dlq`` in the deployment).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from shared.communication.envelope import sha256
from shared.communication.pulsar import broker_errors
from shared.communication.topics import dead_letter_topic, provider_of, raw_topic
from shared.errors import ConfigError, ScalarError
from shared.secrets.redaction import redact

if TYPE_CHECKING:
    from shared.communication.consume import Received
    from shared.communication.pulsar import Broker

PREFIX = "dlq_"
LONGEST_REASON = 2_000
IDLE_MS = 1_500
"""A reader that gets nothing for this long has reached the end of its topic."""


class NoSuchLetter(ConfigError):
    """No dead letter has this id."""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """One kept body. ``id`` names it for show, replay and discard; ``properties`` are the original message's."""

    id: str
    provider: str
    dataset: str
    key: str
    reason: str
    family: str
    failed_at: datetime
    size: int
    properties: Mapping[str, str]


def bury(broker: Broker, message: Received, error: ScalarError, now: datetime) -> None:
    """Store a message with the reason why it cannot be ingested; returns once the broker has it.

    Raises :class:`RetryLater` when it cannot be stored; the message must then not be acknowledged.
    """
    provider = provider_of(message.topic)
    facts = {
        "dlq_reason": redact(str(error))[:LONGEST_REASON],
        "dlq_family": error.family,
        "dlq_at": now.astimezone(UTC).isoformat(),
        "dlq_message_id": message.message_id,
    }
    broker.send(dead_letter_topic(provider), message.body, {**message.properties, **facts})


def unsettled(broker: Broker, providers: Sequence[str], *, limit: int = 100) -> list[DeadLetter]:
    """The newest ``limit`` dead letters neither replayed nor discarded, oldest first.

    Raises :class:`RetryLater` when the broker is away.
    """
    letters: deque[DeadLetter] = deque()
    for provider in providers:
        found: dict[str, DeadLetter] = {}
        for identity, body, props in _read(broker, provider):
            if settled := props.get("dlq_settles"):
                found.pop(settled, None)
            else:
                found[identity] = _letter(identity, provider, body, props)
        letters.extend(found.values())
    return sorted(letters, key=lambda letter: letter.failed_at)[-limit:]


def show(broker: Broker, identity: str) -> tuple[DeadLetter, bytes]:
    """One dead letter and its body. Raises :class:`NoSuchLetter` when there is none with this id."""
    provider = identity.partition("-")[0]
    for found, body, props in _read(broker, provider):
        if found == identity:
            return _letter(identity, provider, body, props), body
    raise NoSuchLetter(f"no dead letter is called {identity!r}; list them first")


def replay(broker: Broker, identity: str, now: datetime, *, body: bytes | None = None) -> str:
    """Publish a dead letter to its raw topic again, with a corrected ``body`` if one is given; the new message id.

    Fetch time and slice stay what they were: a replay restores what was known then. Raises as ``show`` does.
    """
    letter, original = show(broker, identity)
    props = {**letter.properties, "origin": "replay", "attempt": str(int(letter.properties.get("attempt", "1")) + 1)}
    if body is not None:
        props |= {"sha256": sha256(body), "claim": ""}
    key = f"{letter.dataset}|{letter.key}"
    receipt = broker.send(raw_topic(letter.provider), original if body is None else body, props, key=key)
    _settle(broker, letter, "replayed", now)
    return receipt


def discard(broker: Broker, identity: str, now: datetime) -> None:
    """Take a dead letter off the list without replaying it. Raises as ``show`` does."""
    letter, _ = show(broker, identity)
    _settle(broker, letter, "discarded", now)


def _settle(broker: Broker, letter: DeadLetter, how: Literal["replayed", "discarded"], now: datetime) -> None:
    facts = {"dlq_settles": letter.id, "dlq_how": how, "dlq_at": now.astimezone(UTC).isoformat()}
    broker.send(dead_letter_topic(letter.provider), b"", facts)


def _letter(identity: str, provider: str, body: bytes, props: Mapping[str, str]) -> DeadLetter:
    return DeadLetter(
        id=identity,
        provider=provider,
        dataset=props.get("dataset", ""),
        key=props.get("key", ""),
        reason=props.get("dlq_reason", ""),
        family=props.get("dlq_family", ""),
        failed_at=datetime.fromisoformat(props["dlq_at"]),
        size=len(body),
        properties={name: value for name, value in props.items() if not name.startswith(PREFIX)},
    )


def _read(broker: Broker, provider: str) -> Iterator[tuple[str, bytes, Mapping[str, str]]]:
    """(id, body, properties) of every entry of a provider's dead-letter topic, oldest first."""
    import pulsar

    with broker_errors(f"read dead letters of {provider}"):
        reader = broker.client().create_reader(dead_letter_topic(provider), pulsar.MessageId.earliest)
    try:
        while True:
            try:
                message = reader.read_next(timeout_millis=IDLE_MS)
            except pulsar.Timeout:
                return
            yield _identity(provider, message.message_id()), message.data(), message.properties()
    finally:
        reader.close()


def _identity(provider: str, message_id: Any) -> str:
    return f"{provider}-{message_id.ledger_id()}-{message_id.entry_id()}"
