"""One timer run of one dataset: slices → answers → published raw messages.

At least once: the high-water mark of a (dataset, key) moves only after the broker's receipt, so a run that dies is
simply repeated. Nothing here reads a body beyond asking the provider's classifier whether it is an answer.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from shared.acquisition.state import AcquisitionState
from shared.catalogue.model import Dataset, Slice, floor_hour
from shared.clients.http import Answer
from shared.communication.envelope import Origin, RawMessage, sha256
from shared.errors import ConfigError, Refused, RetryLater, ScalarError
from shared.monitoring import telemetry

CATCH_UP_SLICES = 4
"""Most slices per key that one timer run fetches; a longer gap is a backfill's work."""


class Client(Protocol):
    """What acquisition needs of a provider client."""

    def pages(self, dataset: Dataset, piece: Slice, *, budget: float) -> Iterator[Answer]: ...


Publish = Callable[[RawMessage], object]


class SliceReport(Struct, kw_only=True):
    """What became of one slice: ``published``, ``unchanged``, ``no_data`` or an error family."""

    slice: Slice
    outcome: str
    pages: int = 0
    bytes: int = 0
    reason: str = ""
    request_ids: list[str] = []


class RunReport(Struct, kw_only=True):
    """What one run of a dataset did; ``missed`` lists spans too long to catch up with, for a backfill."""

    dataset: str
    slices: list[SliceReport]
    missed: list[Slice] = []

    @property
    def outcome(self) -> str:
        """The worst thing that happened: an error family if any slice failed, else what most slices were."""
        outcomes = Counter(s.outcome for s in self.slices)
        for family in ("config", "refused", "bad_data", "retry", "crashed"):
            if outcomes[family]:
                return family
        return outcomes.most_common(1)[0][0] if outcomes else "idle"


def plan(
    dataset: Dataset, now: datetime, state: AcquisitionState, *, history: timedelta = timedelta(0)
) -> tuple[list[Slice], list[Slice]]:
    """The slices a timer run asks for, and the spans it leaves to a backfill.

    Per key the run covers ``[min(now - back, mark), now + ahead)``; a key never fetched starts at ``now - history``
    if that is earlier than the usual window. If that needs more than :data:`CATCH_UP_SLICES` requests, the newest are
    fetched and the rest is reported as missed.
    """
    usual, end = dataset.window.span(now)
    pieces: list[Slice] = []
    missed: list[Slice] = []
    for key in dataset.keys:
        mark = state.mark(dataset.id, key)
        start = min(usual, now - history if mark is None else mark)
        tiles = list(dataset.window.slices([key], floor_hour(start), end))
        pieces += tiles[-CATCH_UP_SLICES:]
        if rest := tiles[:-CATCH_UP_SLICES]:
            missed.append(Slice(key=key, start=rest[0].start, end=rest[-1].end))
    return pieces, missed


def acquire(
    dataset: Dataset,
    now: datetime,
    *,
    client: Client,
    publish: Publish,
    state: AcquisitionState,
    budget: float = 240.0,
    history: timedelta = timedelta(0),
) -> RunReport:
    """Run one dataset's timer: fetch every planned slice and publish what changed.

    A slice that fails does not stop the others, except when the credential is refused or the broker is away. Raises
    the first :class:`ConfigError` or :class:`RetryLater` of that kind after noting it.
    """
    pieces, missed = plan(dataset, now, state, history=history)
    report = RunReport(dataset=dataset.id, slices=[], missed=missed)
    for piece in pieces:
        report.slices.append(
            fetch(dataset, piece, client=client, publish=publish, state=state, budget=budget / len(pieces), now=now)
        )
    for gap in missed:
        telemetry.log("acquisition.missed", dataset=dataset.id, slice=str(gap), hint="start a backfill for this span")
    if all(s.outcome in _DONE for s in report.slices):
        state.ran(dataset.id, now)
    return report


_DONE = ("published", "unchanged", "no_data")


def fetch(
    dataset: Dataset,
    piece: Slice,
    *,
    client: Client,
    publish: Publish,
    state: AcquisitionState,
    now: datetime,
    budget: float = 60.0,
    origin: Origin = "timer",
) -> SliceReport:
    """Fetch and publish one slice; failures become the report's outcome.

    A slice that the provider calls too large is halved until it fits. Raises :class:`ConfigError` (a refused
    credential stops the provider).
    """
    report = SliceReport(slice=piece, outcome="no_data")
    with telemetry.run("acquisition.fetch", dataset=dataset.id, provider=dataset.provider, window=str(piece)) as run:
        try:
            for part in _parts(dataset, piece, client, budget):
                _publish_pages(dataset, part, publish, state, origin, report)
            state.advance(dataset.id, piece.key, min(piece.end, now))
        except ConfigError as error:
            report.outcome, report.reason = error.family, str(error)
            raise
        except (RetryLater, Refused, ScalarError) as error:
            report.outcome, report.reason = error.family, str(error)
        run.outcome = report.outcome
        run.note(pages=report.pages, bytes=report.bytes, reason=report.reason)
    return report


def _parts(dataset: Dataset, piece: Slice, client: Client, budget: float) -> Iterator[tuple[Slice, list[Answer]]]:
    """The slice's answers, cut in halves where the provider says the window holds too much."""
    try:
        yield piece, list(client.pages(dataset, piece, budget=budget))
    except Refused as error:
        middle = piece.start + (piece.end - piece.start) / 2
        middle = middle.replace(minute=0, second=0, microsecond=0)
        if not error.facts.get("split") or not piece.start < middle < piece.end:
            raise
        yield from _parts(dataset, Slice(key=piece.key, start=piece.start, end=middle), client, budget)
        yield from _parts(dataset, Slice(key=piece.key, start=middle, end=piece.end), client, budget)


def _publish_pages(
    dataset: Dataset,
    part: tuple[Slice, list[Answer]],
    publish: Publish,
    state: AcquisitionState,
    origin: Origin,
    report: SliceReport,
) -> None:
    piece, answers = part
    for page, answer in enumerate(answers):
        report.pages += 1
        report.bytes += len(answer.body)
        telemetry.record("answer.bytes", len(answer.body), dataset=dataset.id)
        if answer.verdict == "no_data":
            continue
        if state.fingerprint(dataset.id, piece, page) == answer.fingerprint:
            telemetry.count("unchanged", dataset=dataset.id)
            report.outcome = "unchanged" if report.outcome == "no_data" else report.outcome
            continue
        message = message_for(dataset, piece, answer, origin)
        publish(message)
        state.published(dataset.id, piece, page, answer.fingerprint)
        report.outcome = "published"
        report.request_ids.append(message.request_id)


def message_for(dataset: Dataset, piece: Slice, answer: Answer, origin: Origin) -> RawMessage:
    """The envelope around one accepted answer."""
    return RawMessage(
        dataset=dataset.id,
        slice=piece,
        body=answer.body,
        fetched_at=answer.fetched_at,
        content_type=answer.content_type,
        request_id=str(uuid.uuid4()),
        sha256=sha256(answer.body),
        origin=origin,
        attempt=answer.attempt,
        traceparent=telemetry.traceparent(),
    )
