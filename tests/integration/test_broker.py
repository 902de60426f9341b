"""Publishing, consuming and dead letters over a running broker."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from embedded.supervisor import Addresses
from shared.catalogue.model import Dataset
from shared.communication import dead_letters, pulsar
from shared.communication.consume import Consumer
from shared.communication.envelope import decode
from shared.communication.lag import scrape
from shared.communication.pulsar import Broker
from shared.communication.topics import dead_letter_topic, forecast_topic, provider_of, raw_topic
from shared.errors import BadData, ConfigError, RetryLater
from tests.integration.sample import NOON, body, make_dataset, message


@pytest.fixture
def dataset(provider: str) -> Dataset:
    return make_dataset(provider)


def test_names() -> None:
    assert raw_topic("elia") == "persistent://scalar/raw/elia"
    assert dead_letter_topic("elia") == "persistent://scalar/dlq/elia"
    assert forecast_topic("acrdls") == "persistent://scalar/forecast/acrdls"
    assert provider_of("persistent://scalar/raw/elia-partition-3") == "elia"


def test_a_message_arrives_as_it_was_sent(broker: Broker, dataset: Dataset) -> None:
    sent = message(dataset, body([1.5]))
    broker.publish(sent)
    with Consumer(broker, [dataset.provider]) as consumer:
        (received,) = consumer.receive(limit=1, max_bytes=10**6, wait=30, linger=10, quiet=2)
        assert decode(received.body, received.properties) == sent
        assert received.handle.partition_key() == f"{dataset.id}|BE"
        assert received.handle.event_timestamp() == int(NOON.timestamp() * 1000)
        consumer.acknowledge([received])


def test_batches_end_at_their_limits(broker: Broker, dataset: Dataset) -> None:
    for _ in range(9):
        broker.publish(message(dataset, b"x" * 1000))
    with Consumer(broker, [dataset.provider]) as consumer:
        first = consumer.receive(limit=4, max_bytes=10**6, wait=30, linger=10, quiet=2)
        second = consumer.receive(limit=100, max_bytes=2000, wait=30, linger=10, quiet=2)
        third = consumer.receive(limit=3, max_bytes=10**6, wait=30, linger=10, quiet=2)
        assert [len(first), len(second), len(third)] == [4, 2, 3]
        assert consumer.receive(limit=1, max_bytes=1, wait=0.1, linger=1, quiet=0.2) == []


def test_what_is_acknowledged_is_gone_and_the_rest_comes_again(broker: Broker, dataset: Dataset) -> None:
    for number in range(4):
        broker.publish(message(dataset, body([float(number)]), request_id=str(number)))
    with Consumer(broker, [dataset.provider]) as consumer:
        held = consumer.receive(limit=4, max_bytes=10**6, wait=30, linger=10, quiet=2)
        consumer.acknowledge(held[:2])
    with Consumer(broker, [dataset.provider]) as consumer:
        again = consumer.receive(limit=2, max_bytes=10**6, wait=30, linger=10, quiet=2)
        assert [m.properties["request_id"] for m in again] == ["2", "3"]
        consumer.acknowledge(again)


def test_threads_share_one_producer(broker: Broker, dataset: Dataset) -> None:
    def work() -> None:
        for _ in range(25):
            broker.publish(message(dataset, body([1.0])))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Consumer(broker, [dataset.provider]) as consumer:
        got = consumer.receive(limit=100, max_bytes=10**9, wait=30, linger=30, quiet=5)
        assert len({m.message_id for m in got}) == 100


def test_an_absent_broker_is_retry_later(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulsar, "OPERATION_SECONDS", 1)
    absent = Broker("pulsar://127.0.0.1:9")
    with pytest.raises(RetryLater, match="could not publish"):
        absent.publish(message(dataset, body([1.0])))
    with pytest.raises(RetryLater):
        absent.ping()
    with pytest.raises(RetryLater):
        Consumer(absent, [dataset.provider])
    absent.close()


def test_a_broker_that_is_there_answers(broker: Broker) -> None:
    broker.ping()


def test_a_large_body_needs_a_blob_store(servers: Addresses, dataset: Dataset) -> None:
    import random

    without = Broker(servers.broker_url)
    with pytest.raises(ConfigError, match="SCALAR_BLOB_URL"):
        without.publish(message(dataset, random.Random(1).randbytes(5 * 2**20)))
    without.publish(message(dataset, b"0" * 20 * 2**20))  # compresses to almost nothing, so it travels as it is
    without.close()


def test_a_token_does_not_travel_in_clear() -> None:
    with pytest.raises(ConfigError, match=r"pulsar\+ssl"):
        Broker("pulsar://broker.example.org:6650", token=lambda: "secret")


def test_dead_letters_are_listed_shown_replayed_and_discarded(broker: Broker, dataset: Dataset) -> None:
    with Consumer(broker, [dataset.provider]) as consumer:
        for number in range(3):
            broker.publish(message(dataset, b"bad %d" % number, request_id=str(number)))
        received = consumer.receive(limit=3, max_bytes=10**6, wait=30, linger=10, quiet=2)
        for number, item in enumerate(received):
            reason = BadData(f"{dataset.id}: no JSON, asked with securityToken=abcdef123456")
            dead_letters.bury(broker, item, reason, NOON + timedelta(minutes=number))
        consumer.acknowledge(received)
        first, second, third = dead_letters.unsettled(broker, [dataset.provider])
        assert (first.dataset, first.key, first.family, first.size) == (dataset.id, "BE", "bad_data", 5)
        assert "abcdef123456" not in first.reason
        assert dead_letters.show(broker, second.id) == (second, b"bad 1")
        dead_letters.discard(broker, second.id, NOON)
        dead_letters.replay(broker, first.id, NOON)
        dead_letters.replay(broker, third.id, NOON, body=b"good")
        assert dead_letters.unsettled(broker, [dataset.provider]) == []
        again = consumer.receive(limit=2, max_bytes=10**6, wait=30, linger=10, quiet=2)
        replayed = [decode(m.body, m.properties) for m in again]
        assert [(m.body, m.origin, m.attempt, m.request_id) for m in replayed] == [
            (b"bad 0", "replay", 2, "0"),
            (b"good", "replay", 2, "2"),
        ]
        assert {m.fetched_at for m in replayed} == {NOON}
    with pytest.raises(ConfigError, match="no dead letter"):
        dead_letters.show(broker, f"{dataset.provider}-9-9")


def test_the_newest_dead_letters_are_listed_up_to_the_limit(broker: Broker, dataset: Dataset) -> None:
    for number in range(5):
        facts = {"dlq_reason": str(number), "dlq_family": "bad_data", "dlq_at": f"2026-01-01T00:0{number}:00+00:00"}
        broker.send(dead_letter_topic(dataset.provider), b"x", facts)
    found = dead_letters.unsettled(broker, [dataset.provider], limit=2)
    assert [letter.reason for letter in found] == ["3", "4"]


def test_lag_names_the_subscription(broker: Broker, dataset: Dataset, servers: Addresses) -> None:
    with Consumer(broker, [dataset.provider]):
        broker.publish(message(dataset, body([1.0])))
        found = [lag for lag in scrape(servers.broker_admin_url) if lag.topic == f"scalar/raw/{dataset.provider}"]
        assert [lag.subscription for lag in found] == ["ingestion"]
    with pytest.raises(RetryLater):
        scrape("http://127.0.0.1:9")


ENDING = """
import signal, sys, time
from shared.communication.pulsar import Broker
signal.signal(signal.SIGTERM, lambda *_: (print("handler of before", flush=True), sys.exit(7)))
broker = Broker(sys.argv[1])
broker.send("persistent://scalar/raw/" + sys.argv[2], b"x", {})
print("ready", flush=True)
while True:
    broker.send("persistent://scalar/raw/" + sys.argv[2], b"x", {})
"""


def test_sigterm_closes_the_client_and_then_does_what_it_did_before(servers: Addresses, provider: str) -> None:
    command = [sys.executable, "-c", ENDING, servers.broker_url, provider]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 7, err
    assert out == "handler of before\n"
    assert "terminate called" not in err
