"""The ingestion loop: pull, parse, gather, load, cache, ledger, acknowledge, until the time budget ends.

What a failure does:

- a bad body goes to the dead letters and is acknowledged once it is stored there; no other message notices;
- warehouse or broker away: the subscription is left with nothing acknowledged, which gives everything held back to the
  broker, and the loop backs off until the warehouse answers; then it all comes again;
- Redis away: rows still land, the cache is degraded and rebuilt afterwards;
- the process dies: nothing it held was acknowledged, so it comes again, and repeats change nothing.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from shared.catalogue.model import Dataset
from shared.communication import dead_letters
from shared.communication.consume import Consumer, Received
from shared.communication.pulsar import ending
from shared.errors import BadData, RetryLater, ScalarError
from shared.ingestion import ledger
from shared.ingestion.buffers import LOAD_INTERVAL, Buffers, Pending
from shared.ingestion.load import load
from shared.ingestion.read import Parsed, read
from shared.monitoring import telemetry

if TYPE_CHECKING:
    from shared.communication.pulsar import Broker
    from shared.persistence.blob import Blobs
    from shared.persistence.cache import Cache
    from shared.persistence.warehouse import Warehouse

BATCH_BYTES = 32 * 2**20
QUIET_SECONDS = 0.2
LINGER_SECONDS = 1.0
IDLE_SECONDS = 1.0
FIRST_BACKOFF, LONGEST_BACKOFF = 0.5, 15.0
MEND_SECONDS = 5.0


class Stores(Struct, frozen=True):
    """Everything ingestion talks to."""

    broker: Broker
    warehouse: Warehouse
    cache: Cache
    blobs: Blobs | None = None


class DrainReport(Struct):
    """What one drain did. ``released`` counts messages given back because a store was away."""

    messages: int = 0
    rows: int = 0
    loads: int = 0
    dead_letters: int = 0
    released: int = 0
    redelivered: int = 0
    degraded: bool = False


def utc_now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


_running: weakref.WeakSet[Drain] = weakref.WeakSet()


def stop_running() -> None:
    """Ask every drain of this process to end soon; for a host that wants to stop."""
    for drain in list(_running):
        drain.stop()


class Drain:
    """One member of the ingestion subscription at work. ``run`` may be called from one thread; ``stop`` from any."""

    def __init__(
        self,
        stores: Stores,
        catalogue: Mapping[str, Dataset],
        *,
        batch_size: int = 100,
        batch_wait: float = 30.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.report = DrainReport()
        self._stores = stores
        self._catalogue = catalogue
        self._batch_size = batch_size
        self._buffers = Buffers(min(LOAD_INTERVAL, batch_wait))
        self._linger = min(LINGER_SECONDS, batch_wait)
        self._clock = clock
        self._stopping = threading.Event()
        self._backoff = FIRST_BACKOFF
        self._mend_at = 0.0

    def stop(self) -> None:
        """End the run soon: what is held is loaded first."""
        self._stopping.set()

    def _ended(self, deadline: float) -> bool:
        return time.monotonic() >= deadline or self._stopping.is_set() or ending.is_set()

    def run(self, budget_seconds: float, *, until_idle: float | None = None) -> DrainReport:
        """Keep pulling for ``budget_seconds``, or until nothing has come for ``until_idle`` seconds.

        What is held when the time ends is loaded before the return.
        """
        _running.add(self)
        deadline = time.monotonic() + budget_seconds
        while not self._ended(deadline):
            try:
                with Consumer(self._stores.broker, self._providers()) as consumer:
                    if self._pull(consumer, deadline, until_idle):
                        break
            except RetryLater as error:
                self._back_off(error, deadline)
        self.report.degraded = self._stores.cache.degraded
        telemetry.flush()
        return self.report

    def _providers(self) -> list[str]:
        return sorted({dataset.provider for dataset in self._catalogue.values()})

    def _pull(self, consumer: Consumer, deadline: float, until_idle: float | None) -> bool:
        """Work on one subscription; True once there is nothing more to do. Raises :class:`RetryLater`."""
        busy_at = time.monotonic()
        try:
            while not self._ended(deadline):
                now = time.monotonic()
                wait = min(IDLE_SECONDS, self._buffers.next_due(now), deadline - now)
                received = consumer.receive(
                    limit=self._batch_size,
                    max_bytes=BATCH_BYTES,
                    wait=max(0.0, wait),
                    linger=self._linger,
                    quiet=QUIET_SECONDS,
                )
                self._take_in(consumer, received)
                self._flush(consumer, self._buffers.due(time.monotonic()))
                if received or self._buffers:
                    busy_at = time.monotonic()
                    continue
                self._mend_cache()
                if until_idle is not None and time.monotonic() - busy_at >= until_idle:
                    return True
            self._flush(consumer, self._buffers.due(time.monotonic(), everything=True))
        finally:
            # Whatever is left here was not acknowledged; leaving the subscription gives it back to the broker.
            self.report.released += len(self._buffers.clear())
        return True

    def _take_in(self, consumer: Consumer, received: Sequence[Received]) -> None:
        if not received:
            return
        telemetry.record("batch.messages", len(received))
        bad: list[tuple[Received, ScalarError]] = []
        for message in received:
            try:
                self._buffers.add(read(message, self._catalogue, self._stores.blobs), time.monotonic())
            except BadData as error:
                bad.append((message, error))
        again = sum(1 for message in received if message.handle.redelivery_count() > 0)
        telemetry.count("redelivered", again)
        self.report.redelivered += again
        self._bury(consumer, bad)

    def _flush(self, consumer: Consumer, pending: Sequence[Pending]) -> None:
        """Load, cache, note and acknowledge what is due."""
        for number, item in enumerate(pending):
            try:
                self._store(consumer, item)
            except BaseException:
                self.report.released += sum(len(unstored.messages) for unstored in pending[number:])
                raise
            self._backoff = FIRST_BACKOFF

    def _store(self, consumer: Consumer, item: Pending) -> None:
        stores, now = self._stores, self._clock()
        refused = load(stores.warehouse, item.dataset, item.messages)
        good = [m for m in item.messages if all(m is not bad for bad, _ in refused)]
        if good:
            self._cache(item.dataset, good, now)
        ledger.write(stores.warehouse, [ledger.loaded(m, self._clock()) for m in good])
        self._bury_left_out(good)
        consumer.acknowledge([m.received for m in good])
        self._bury(consumer, [(m.received, error) for m, error in refused])
        self.report.messages += len(good)
        self.report.rows += sum(m.rows.num_rows for m in good)
        self.report.loads += 1

    def _cache(self, dataset: Dataset, messages: Sequence[Parsed], now: datetime) -> None:
        import pyarrow as pa

        self._stores.cache.store(dataset, pa.concat_tables([m.rows for m in messages]), now)

    def _bury_left_out(self, messages: Sequence[Parsed]) -> None:
        """A partly bad body was loaded as far as it is valid; the body itself is kept for repair."""
        for parsed in messages:
            if parsed.left_out:
                reasons = "; ".join(parsed.left_out[:20])
                self._keep(parsed.received, BadData(f"{parsed.dataset.id}: {len(parsed.left_out)} rows: {reasons}"))

    def _bury(self, consumer: Consumer, bad: Sequence[tuple[Received, ScalarError]]) -> None:
        for message, error in bad:
            self._keep(message, error)
        ledger.write(self._stores.warehouse, [ledger.buried(m, error, self._clock()) for m, error in bad])
        consumer.acknowledge([message for message, _ in bad])

    def _keep(self, message: Received, error: ScalarError) -> None:
        dead_letters.bury(self._stores.broker, message, error, self._clock())
        self.report.dead_letters += 1
        dataset = message.properties.get("dataset", "")
        telemetry.count("dead_letters", dataset=dataset, family=error.family)
        telemetry.log("ingest.dead_letter", dataset=dataset, reason=str(error))

    def _mend_cache(self) -> None:
        """Fill a degraded cache again once Redis answers; only while there is nothing else to do."""
        cache = self._stores.cache
        if not cache.degraded or time.monotonic() < self._mend_at:
            return
        self._mend_at = time.monotonic() + MEND_SECONDS
        try:
            rows = cache.rebuild(self._stores.warehouse, self._catalogue.values(), self._clock())
        except RetryLater as error:
            telemetry.log("cache.still_degraded", reason=str(error))
        else:
            telemetry.log("cache.rebuilt", rows=rows)

    def _back_off(self, error: RetryLater, deadline: float) -> None:
        """Wait, longer each time; a warehouse that was away and answers again ends the wait."""
        telemetry.count("ingest.backoff")
        telemetry.log("ingest.backoff", reason=str(error), seconds=self._backoff)
        until = min(deadline, time.monotonic() + max(self._backoff, error.after or 0.0))
        self._backoff = min(LONGEST_BACKOFF, self._backoff * 2)
        away = False
        while not self._ended(until):
            self._stopping.wait(max(0.0, min(FIRST_BACKOFF, until - time.monotonic())))
            try:
                self._stores.warehouse.ping()
            except RetryLater:
                away = True
                continue
            if away:
                return
