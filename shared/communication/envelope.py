"""The raw message: one provider answer, exactly as received, and what is known about it.

Envelope version 1. The body travels as the Pulsar payload; everything else as message properties (strings). No secret
and no token-bearing URL may enter either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from shared.catalogue.model import Slice
from shared.errors import BadData

VERSION = "1"
Origin = Literal["timer", "backfill", "realtime", "replay"]


class RawMessage(Struct, frozen=True, kw_only=True):
    """One provider answer for one slice. ``request_id`` names the fetch and makes every later effect repeatable."""

    dataset: str
    slice: Slice
    body: bytes
    fetched_at: datetime
    content_type: str
    request_id: str
    sha256: str
    origin: Origin = "timer"
    attempt: int = 1
    content_encoding: str = ""
    traceparent: str = ""
    claim: str = ""
    """Blob address of a body too large for a message; ``body`` is then empty until it is fetched."""

    @property
    def partition_key(self) -> str:
        """``<dataset>|<key>``: answers of one series stay in order on one partition."""
        return f"{self.dataset}|{self.slice.key}"


def sha256(body: bytes) -> str:
    """Hex digest that names a body."""
    return hashlib.sha256(body).hexdigest()


def properties(message: RawMessage) -> dict[str, str]:
    """The message's facts as Pulsar properties; times as RFC 3339 UTC with microseconds."""
    return {
        "schema": VERSION,
        "dataset": message.dataset,
        "key": message.slice.key,
        "window_start": _format(message.slice.start),
        "window_end": _format(message.slice.end),
        "fetched_at": _format(message.fetched_at),
        "content_type": message.content_type,
        "content_encoding": message.content_encoding,
        "sha256": message.sha256,
        "request_id": message.request_id,
        "attempt": str(message.attempt),
        "origin": message.origin,
        "traceparent": message.traceparent,
        "claim": message.claim,
    }


def decode(body: bytes, props: Mapping[str, str]) -> RawMessage:
    """The message behind a Pulsar payload.

    Raises :class:`BadData` naming the property that is missing or malformed, or when the body is not the one that
    was published (sha256).
    """
    try:
        if props["schema"] != VERSION:
            raise BadData(f"envelope version {props['schema']!r} is not {VERSION}", dataset=props.get("dataset", ""))
        message = RawMessage(
            dataset=props["dataset"],
            slice=Slice(key=props["key"], start=_parse(props["window_start"]), end=_parse(props["window_end"])),
            body=body,
            fetched_at=_parse(props["fetched_at"]),
            content_type=props["content_type"],
            content_encoding=props.get("content_encoding", ""),
            sha256=props["sha256"],
            request_id=props["request_id"],
            attempt=int(props.get("attempt", "1")),
            origin=props.get("origin", "timer"),  # type: ignore[arg-type]
            traceparent=props.get("traceparent", ""),
            claim=props.get("claim", ""),
        )
    except (KeyError, ValueError) as error:
        dataset = props.get("dataset", "unknown dataset")
        raise BadData(f"{dataset}: envelope property is missing or malformed: {error}", dataset=dataset) from error
    if not message.claim and sha256(body) != message.sha256:
        raise BadData(f"{message.dataset} {message.slice}: body does not match its sha256", dataset=message.dataset)
    return message


def _format(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment.astimezone(UTC)
