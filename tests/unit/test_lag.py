"""Backlog read from Prometheus text, and the sign of a hung subscription."""

from __future__ import annotations

from embedded.supervisor import HungSubscriptions
from shared.communication.lag import Lag, read_lags

PULSAR = """
# TYPE pulsar_subscription_back_log gauge
pulsar_subscription_back_log{cluster="a",namespace="scalar/raw",topic="persistent://scalar/raw/elia-partition-0",subscription="ingestion"} 5
pulsar_subscription_back_log{cluster="a",namespace="scalar/raw",topic="persistent://scalar/raw/elia-partition-1",subscription="ingestion"} 7.0
pulsar_subscription_unacked_messages{cluster="a",namespace="scalar/raw",topic="persistent://scalar/raw/elia-partition-1",subscription="ingestion"} 2
pulsar_in_messages_total{cluster="a",namespace="scalar/raw",topic="persistent://scalar/raw/elia-partition-0"} 9
"""  # noqa: E501
LITE = """
pulsar_out_messages_total{cluster="pulsar-lite",namespace="scalar/raw",partition="-1",subscription="ingestion",topic="elia"} 40
pulsar_subscription_back_log{cluster="pulsar-lite",namespace="scalar/raw",partition="-1",subscription="ingestion",topic="elia"} 12
pulsar_subscription_consumers_count{cluster="pulsar-lite",namespace="scalar/raw",partition="-1",subscription="ingestion",topic="elia"} 1
"""  # noqa: E501


def test_partitions_of_a_topic_are_added_up() -> None:
    assert read_lags(PULSAR) == [Lag("scalar/raw/elia", "ingestion", backlog=12, unacked=2)]


def test_the_embedded_broker_says_the_same() -> None:
    assert read_lags(LITE) == [Lag("scalar/raw/elia", "ingestion", backlog=12, consumers=1, delivered=40)]


def lag(backlog: int, *, consumers: int = 1, delivered: int = 10, acked: int = 5) -> list[Lag]:
    return [Lag("scalar/raw/elia", "ingestion", backlog, 0, consumers, delivered, acked)]


def test_a_subscription_hangs_when_nothing_moves_for_the_whole_time() -> None:
    hung = HungSubscriptions(patience=30)
    assert hung.look(lag(8), 0) == ""
    assert hung.look(lag(8), 29) == ""
    assert hung.look(lag(9), 30) == "scalar/raw/elia"


def test_deliveries_acknowledgements_an_empty_backlog_or_no_consumer_are_no_hang() -> None:
    for moved in (lag(8, delivered=11), lag(8, acked=6), lag(0), lag(8, consumers=0)):
        hung = HungSubscriptions(patience=30)
        hung.look(lag(8), 0)
        hung.look(moved, 20)
        assert hung.look(lag(8), 40) == ""


def test_a_restart_starts_the_clock_anew() -> None:
    hung = HungSubscriptions(patience=30)
    hung.look(lag(8), 0)
    hung.reset()
    assert hung.look(lag(8), 31) == ""
