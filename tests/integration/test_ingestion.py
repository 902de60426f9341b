"""Ingestion over real stores: the same tables whatever the order, the repeats and the number of members."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue.model import Dataset
from shared.communication import dead_letters
from shared.communication.consume import Consumer
from shared.communication.envelope import RawMessage, properties
from shared.communication.pulsar import Broker
from shared.communication.topics import raw_topic
from shared.errors import RetryLater
from shared.ingestion.drain import Drain, DrainReport, Stores, stop_running
from shared.persistence.blob import Blobs
from shared.persistence.cache import Cache
from shared.persistence.duckdb import DuckDBWarehouse
from tests.integration import sample
from tests.integration.market import wait_until
from tests.integration.sample import MIDNIGHT, NOON, body, message, rows

Drained = Callable[..., DrainReport]


@pytest.fixture
def dataset(provider: str) -> Dataset:
    return sample.make_dataset(provider)


@pytest.fixture
def stores(
    broker: Broker, warehouse: DuckDBWarehouse, redis_cache: Cache, blobs: Blobs, dataset: Dataset, tmp_path: Path
) -> Stores:
    partial = sample.make_dataset(dataset.provider, "partial", partial=True)
    sample.create_tables(warehouse, [dataset, partial], tmp_path / "migrations")
    return Stores(broker, warehouse, redis_cache, blobs)


def drained(stores: Stores, *datasets: Dataset, seconds: float = 120.0, idle: float = 0.6) -> DrainReport:
    """Ingest until nothing comes any more."""
    drain = Drain(stores, {d.id: d for d in datasets}, batch_wait=1.0, clock=lambda: NOON)
    return drain.run(seconds, until_idle=idle)


def history(dataset: Dataset) -> list[RawMessage]:
    """Three days of a market for two zones: hourly republished, intermediate first, then final, some prices missing."""
    chance = random.Random(7)
    found = []
    for key in ("BE", "NL"):
        for hour in range(12):
            status = "final" if hour in (6, 11) else "intermediate"
            prices = [None if chance.random() < 0.1 else round(chance.uniform(-50, 300), 2) for _ in range(96)]
            found.append(
                message(
                    dataset,
                    body(prices, status=status),
                    key=key,
                    fetched_at=MIDNIGHT + timedelta(hours=hour),
                    request_id=f"{key}-{hour}",
                )
            )
    return found


def expected(dataset: Dataset) -> tuple[dict[Any, Any], int]:
    """(current price and status by start and zone, number of revisions) of ``history``, worked out row by row."""
    best: dict[Any, Any] = {}
    count = 0
    for item in sorted(history(dataset), key=lambda m: m.fetched_at):
        answer = json.loads(item.body)
        for i, price in enumerate(answer["prices"]):
            count += 1
            key = (MIDNIGHT.replace(tzinfo=None) + timedelta(minutes=15 * i), item.slice.key)
            if key not in best or not (best[key][1] == "final" and answer["status"] == "intermediate"):
                best[key] = (price, answer["status"])
    return best, count


def check(stores: Stores, dataset: Dataset) -> None:
    current = {
        (r["start"], r["zone"]): (r["price_eur_mwh"], r["status"]) for r in rows(stores.warehouse, dataset.table)
    }
    best, count = expected(dataset)
    assert current == best
    revisions = rows(stores.warehouse, f"{dataset.table}__revisions")
    assert len(revisions) == count
    assert len({(r["start"], r["zone"], r["known_at"]) for r in revisions}) == count


def test_rows_revisions_cache_and_ledger_of_one_answer(stores: Stores, dataset: Dataset) -> None:
    stores.broker.publish(message(dataset, body([10.0, 20.5, None]), request_id="one"))
    report = drained(stores, dataset)
    assert (report.messages, report.rows, report.dead_letters) == (1, 3, 0)
    found = rows(stores.warehouse, dataset.table)
    assert [r["price_eur_mwh"] for r in found] == [10.0, 20.5, None]
    assert {r["fetched_at"] for r in found} == {NOON.replace(tzinfo=None)}
    assert {r["version"] for r in found} == {2 * 10**16 + int(NOON.timestamp()) * 10**6}
    (entry,) = rows(stores.warehouse, "ingest_ledger")
    assert (entry["dataset"], entry["request_id"], entry["rows"]) == (dataset.id, "one", 3)
    assert (entry["outcome"], entry["value_sum"]) == ("rows", 30.5)
    latest = stores.cache.latest(dataset, "BE", NOON)
    assert latest is not None
    assert latest["price_eur_mwh"] == 20.5


def test_repeats_in_any_order_from_two_members_equal_once_in_order(stores: Stores, dataset: Dataset) -> None:
    messages = history(dataset) * 3
    random.Random(11).shuffle(messages)
    drains = [Drain(stores, {dataset.id: dataset}, batch_size=10, clock=lambda: NOON) for _ in range(2)]
    threads = [threading.Thread(target=d.run, args=(20.0,), kwargs={"until_idle": 2.0}) for d in drains]
    for thread in threads:
        thread.start()
    for item in messages:
        stores.broker.publish(item)
    for thread in threads:
        thread.join()
    assert sum(d.report.messages for d in drains) == len(messages)
    check(stores, dataset)


def test_once_in_order(stores: Stores, dataset: Dataset) -> None:
    for item in history(dataset):
        stores.broker.publish(item)
    assert drained(stores, dataset).messages == 24
    check(stores, dataset)


def test_a_final_value_does_not_yield_to_a_later_intermediate_one(stores: Stores, dataset: Dataset) -> None:
    stores.broker.publish(message(dataset, body([50.0]), fetched_at=NOON))
    drained(stores, dataset)
    late = NOON + timedelta(hours=1)
    stores.broker.publish(message(dataset, body([99.0], status="intermediate"), fetched_at=late))
    drained(stores, dataset)
    (row,) = rows(stores.warehouse, dataset.table)
    assert (row["price_eur_mwh"], row["status"]) == (50.0, "final")
    assert [r["price_eur_mwh"] for r in rows(stores.warehouse, f"{dataset.table}__revisions")] == [50.0, 99.0]
    latest = stores.cache.latest(dataset, "BE", late)
    assert latest is not None
    assert latest["price_eur_mwh"] == 50.0


BAD = {
    "not JSON": b"<html>Service unavailable</html>",
    "a field is missing": b'{"first": 0, "minutes": 15, "prices": [1.0]}',
    "empty": b"",
    "cut off": body([1.0, 2.0])[:-4],
    "out of bounds": body([1.0, 1e9]),
    "not a number": body([1.0]).replace(b"1.0", b"NaN"),
    "text for a number": body([1.0]).replace(b"1.0", b'"x"'),
    "deeply nested": b"[" * 100_000,
}


def test_bad_bodies_go_to_the_dead_letters_and_disturb_no_other(stores: Stores, dataset: Dataset) -> None:
    for number, content in enumerate(BAD.values()):
        stores.broker.publish(message(dataset, content, request_id=f"bad-{number}"))
        stores.broker.publish(message(dataset, body([1.0]), fetched_at=NOON + timedelta(minutes=number)))
    report = drained(stores, dataset)
    assert (report.messages, report.dead_letters) == (len(BAD), len(BAD))
    letters = dead_letters.unsettled(stores.broker, [dataset.provider])
    assert [letter.properties["request_id"] for letter in letters] == [f"bad-{n}" for n in range(len(BAD))]
    for letter, content in zip(letters, BAD.values(), strict=True):
        assert dead_letters.show(stores.broker, letter.id)[1] == content
        assert dataset.id in letter.reason or "JSON" in letter.reason
    ledger = rows(stores.warehouse, "ingest_ledger")
    assert sum(entry["outcome"] == "dead_letter" for entry in ledger) == len(BAD)
    assert drained(stores, dataset).messages == 0, "dead letters are acknowledged"


def test_a_broken_envelope_is_a_dead_letter_too(stores: Stores, dataset: Dataset) -> None:
    props = properties(message(dataset, body([1.0])))
    topic = raw_topic(dataset.provider)
    stores.broker.send(topic, body([2.0]), props)  # not the body the digest names
    stores.broker.send(topic, body([1.0]), {k: v for k, v in props.items() if k != "fetched_at"})
    stores.broker.send(topic, body([1.0]), {**props, "dataset": f"{dataset.provider}.unknown"})
    stores.broker.send(topic, body([1.0]), {**props, "window_start": "yesterday"})
    stores.broker.send(topic, b"no properties", {})
    report = drained(stores, dataset)
    assert (report.messages, report.dead_letters) == (0, 5)
    reasons = [letter.reason for letter in dead_letters.unsettled(stores.broker, [dataset.provider])]
    for part, reason in zip(("sha256", "fetched_at", "no dataset", "yesterday", "schema"), reasons, strict=True):
        assert part in reason
    assert rows(stores.warehouse, dataset.table) == []


def test_a_fixed_dead_letter_is_replayed(stores: Stores, dataset: Dataset) -> None:
    stores.broker.publish(message(dataset, b"{", fetched_at=NOON, request_id="broken"))
    drained(stores, dataset)
    (letter,) = dead_letters.unsettled(stores.broker, [dataset.provider])
    dead_letters.replay(stores.broker, letter.id, NOON, body=body([7.0]))
    drained(stores, dataset)
    (row,) = rows(stores.warehouse, dataset.table)
    assert row["price_eur_mwh"] == 7.0
    assert dead_letters.unsettled(stores.broker, [dataset.provider]) == []
    (entry,) = rows(stores.warehouse, "ingest_ledger")
    assert (entry["outcome"], entry["origin"], entry["request_id"]) == ("rows", "replay", "broken")


def test_a_partial_dataset_keeps_its_good_rows(stores: Stores, provider: str) -> None:
    partial = sample.make_dataset(provider, "partial", partial=True)
    stores.broker.publish(message(partial, body([1.0, 1e9, 3.0])))
    stores.broker.publish(message(partial, body([1e9]), key="NL"))
    report = drained(stores, partial)
    assert (report.rows, report.dead_letters) == (2, 2)
    assert [r["price_eur_mwh"] for r in rows(stores.warehouse, partial.table)] == [1.0, 3.0]
    entries = {e["slice_key"]: e for e in rows(stores.warehouse, "ingest_ledger")}
    assert (entries["BE"]["outcome"], entries["BE"]["rows"]) == ("rows", 2)
    assert entries["BE"]["reason"].startswith("1 rows left out")
    assert entries["NL"]["outcome"] == "dead_letter"


def test_no_data_is_an_outcome(stores: Stores, dataset: Dataset) -> None:
    stores.broker.publish(message(dataset, body([])))
    assert drained(stores, dataset).messages == 1
    (entry,) = rows(stores.warehouse, "ingest_ledger")
    assert (entry["outcome"], entry["rows"], entry["value_sum"]) == ("no_data", 0, None)


def test_a_large_body_travels_by_claim_check(stores: Stores, dataset: Dataset, blobs: Blobs) -> None:
    # Random hexadecimal digits shrink to half: too large a message even when compressed.
    note = random.Random(3).randbytes(5 * 2**20).hex().encode()
    content = body([1.0, 2.0])[:-1] + b', "note": "' + note + b'"}'
    stores.broker.publish(message(dataset, content))
    (claim,) = blobs.list("claims/")
    assert blobs.get(claim)[0] == content
    report = drained(stores, dataset)
    assert (report.messages, report.rows) == (1, 2)


def test_a_claim_whose_body_is_gone_is_a_dead_letter(stores: Stores, dataset: Dataset, blobs: Blobs) -> None:
    content = random.Random(5).randbytes(5 * 2**20)
    stores.broker.publish(message(dataset, content))
    (claim,) = blobs.list("claims/")
    blobs.delete(claim)
    assert drained(stores, dataset).dead_letters == 1
    (letter,) = dead_letters.unsettled(stores.broker, [dataset.provider])
    assert "gone from Blob" in letter.reason


class Away(DuckDBWarehouse):
    """A real warehouse behind a switch: while ``away`` it behaves as one that cannot be reached."""

    away = False

    def load(self, *args: Any, **more: Any) -> None:
        if self.away:
            raise RetryLater("warehouse: connection refused")
        super().load(*args, **more)

    def ping(self) -> None:
        if self.away:
            raise RetryLater("warehouse: connection refused")


def test_nothing_is_acknowledged_while_the_warehouse_is_away(stores: Stores, dataset: Dataset, tmp_path: Path) -> None:
    away = Away(tmp_path / "away.duckdb", memory_limit="500MB")
    sample.create_tables(away, [dataset], tmp_path / "migrations")
    apart = Stores(stores.broker, away, stores.cache, stores.blobs)
    away.away = True
    for item in history(dataset):
        stores.broker.publish(item)
    drain = Drain(apart, {dataset.id: dataset}, batch_wait=1.0, clock=lambda: NOON)
    draining = threading.Thread(target=drain.run, args=(120.0,))
    draining.start()
    wait_until(lambda: drain.report.released >= 24)
    drain.stop()
    draining.join()
    assert drain.report.messages == 0
    # It comes back in the middle of a drain.
    threading.Timer(1.5, lambda: setattr(away, "away", False)).start()
    report = drained(apart, dataset, seconds=120.0)
    assert report.messages == 24
    check(apart, dataset)
    away.close()


def test_a_lone_answer_is_visible_at_once_although_batches_may_wait(stores: Stores, dataset: Dataset) -> None:
    drain = Drain(stores, {dataset.id: dataset}, batch_size=100, batch_wait=30.0, clock=lambda: NOON)
    thread = threading.Thread(target=drain.run, args=(60.0,))
    thread.start()
    for number in range(2):
        published = time.monotonic()
        stores.broker.publish(message(dataset, body([1.0], first=MIDNIGHT + timedelta(hours=number))))
        while len(rows(stores.warehouse, dataset.table)) <= number:
            assert time.monotonic() - published < 25, "the drain waits for a batch to fill"
            time.sleep(0.02)
    stop_running()
    thread.join(60)
    assert not thread.is_alive()


def test_a_member_that_leaves_without_acknowledging_loses_nothing(stores: Stores, dataset: Dataset) -> None:
    for item in history(dataset):
        stores.broker.publish(item)
    with Consumer(stores.broker, [dataset.provider]) as consumer:
        held = consumer.receive(limit=24, max_bytes=10**9, wait=30, linger=30, quiet=5)
        assert len(held) == 24
    assert drained(stores, dataset).messages == 24
    check(stores, dataset)
