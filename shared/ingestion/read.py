"""From a message to checked rows: decode → fetch a claimed body → decompress → parse → validate → stamp.

Whatever is wrong with one message becomes :class:`BadData` about that message alone, also a parser that trips over an
answer nobody foresaw: such a body is kept as a dead letter, the others go on.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from shared.catalogue.model import Dataset
from shared.communication.consume import Received
from shared.communication.envelope import RawMessage, decode, sha256
from shared.errors import BadData
from shared.ingestion.stamp import stamp
from shared.ingestion.validate import split, to_table
from shared.monitoring import telemetry

if TYPE_CHECKING:
    import pyarrow as pa

    from shared.persistence.blob import Blobs

LARGEST_BODY = 256 * 2**20
"""A compressed body that grows beyond this is refused rather than unpacked."""


class Parsed(Struct, frozen=True):
    """One message's rows, ready to load: the dataset's columns, ``fetched_at`` and ``version``.

    ``left_out`` gives the reasons for rows of a partial dataset that are not among them.
    """

    received: Received
    message: RawMessage
    dataset: Dataset
    rows: pa.Table
    left_out: list[str]


def read(received: Received, catalogue: Mapping[str, Dataset], blobs: Blobs | None) -> Parsed:
    """The message's rows. Raises :class:`BadData`, or :class:`RetryLater` when a claimed body is out of reach."""
    message = decode(received.body, received.properties)
    dataset = catalogue.get(message.dataset)
    if dataset is None:
        raise BadData(f"{message.dataset}: no dataset has this id; deploy its declaration and replay")
    with telemetry.span("ingest.parse", parent=message.traceparent, dataset=dataset.id):
        body = _unpacked(message, message.body if not message.claim else _claimed(message, blobs))
        rows, left_out = _rows(dataset, message, body)
    if left_out and not rows.num_rows:
        raise BadData(f"{dataset.id} {message.slice}: no row is valid: {left_out[0]}", dataset=dataset.id)
    stamped = stamp(dataset, rows, message.fetched_at)
    # The body has served; keeping it would double what waits to be loaded.
    return Parsed(received, structs.replace(message, body=b""), dataset, stamped, left_out)


def _rows(dataset: Dataset, message: RawMessage, body: bytes) -> tuple[pa.Table, list[str]]:
    try:
        columns = dataset.parse(body, message.slice)
        return split(dataset, columns) if dataset.partial else (to_table(dataset, columns), [])
    except BadData as error:
        reason = str(error).removeprefix(f"{dataset.id}: ")
        raise BadData(f"{dataset.id} {message.slice}: {reason}", **{"dataset": dataset.id, **error.facts}) from error
    except Exception as error:  # whatever a parser trips over concerns this body alone
        reason = f"parser failed: {type(error).__name__}: {error}"
        raise BadData(f"{dataset.id} {message.slice}: {reason}", dataset=dataset.id) from error


def _claimed(message: RawMessage, blobs: Blobs | None) -> bytes:
    from shared.persistence.blob import Missing

    if blobs is None:
        raise BadData(f"{message.dataset} {message.slice}: body lies in Blob, which is not configured")
    try:
        body, _ = blobs.get(message.claim)
    except Missing as error:
        raise BadData(f"{message.dataset} {message.slice}: body {message.claim} is gone from Blob") from error
    if sha256(body) != message.sha256:
        raise BadData(f"{message.dataset} {message.slice}: body {message.claim} does not match its sha256")
    return body


def _unpacked(message: RawMessage, body: bytes) -> bytes:
    if message.content_encoding in ("", "identity"):
        return body
    if message.content_encoding != "gzip":
        raise BadData(f"{message.dataset} {message.slice}: content encoding {message.content_encoding!r} is unknown")
    try:
        engine = zlib.decompressobj(wbits=31)
        plain = engine.decompress(body, LARGEST_BODY)
    except zlib.error as error:
        raise BadData(f"{message.dataset} {message.slice}: body is not gzip: {error}") from error
    if not engine.eof:
        raise BadData(f"{message.dataset} {message.slice}: gzip body is cut off or larger than {LARGEST_BODY} bytes")
    return plain
