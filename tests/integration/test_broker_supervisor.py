"""The embedded servers as children: one owner, loopback only, restarted when dead or hung, gone with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import psutil
import pytest

from embedded import supervisor as module
from embedded.supervisor import Supervisor, running
from shared.communication.consume import Consumer
from shared.communication.pulsar import Broker
from shared.communication.topics import raw_topic
from shared.errors import ConfigError
from tests.integration.market import wait_until


def test_one_owner_per_folder_and_ports_that_stay(tmp_path: Path) -> None:
    folder = tmp_path / "a folder with spaces"
    assert running(folder) is None
    with Supervisor(folder) as first:
        assert running(folder) == first.addresses
        with pytest.raises(ConfigError, match=f"in use by process {os.getpid()}"):
            Supervisor(folder).start()
    assert running(folder) is None
    with Supervisor(folder) as second:
        assert second.addresses == first.addresses


def test_servers_listen_on_loopback_only(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        for name in ("broker", "cache"):
            for connection in psutil.Process(supervisor.pid(name)).net_connections():
                assert connection.laddr.ip == "127.0.0.1", name


def test_messages_outlive_a_stop(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        broker = Broker(supervisor.addresses.broker_url)
        broker.send(raw_topic("x"), b"kept", {})
        broker.close()
    with Supervisor(tmp_path) as supervisor:
        broker = Broker(supervisor.addresses.broker_url)
        with Consumer(broker, ["x"]) as consumer:
            (received,) = consumer.receive(limit=1, max_bytes=1, wait=30, linger=0, quiet=0)
            assert received.body == b"kept"
        broker.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_children_end_with_their_parent(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "embedded.supervisor", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = msgspec.json.decode(process.stdout.readline())
        assert told["SCALAR_BROKER_URL"].startswith("pulsar://127.0.0.1:")
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(family) == 4  # two servers, each under its guard
        process.send_signal(number)
    assert process.returncode == (0 if number != signal.SIGKILL else -signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []
    assert running(tmp_path) is None


def test_a_killed_guard_takes_its_server_along(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        server = psutil.Process(supervisor.pid("cache"))
        guard = server.parent()
        assert guard is not None
        guard.kill()
        wait_until(lambda: supervisor.restarts["cache"] == 1)
        wait_until(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE)
        assert supervisor.pid("cache") != server.pid


def test_too_full_a_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MIN_FREE_BYTES", 2**62)
    with pytest.raises(ConfigError, match="MiB are needed"):
        Supervisor(tmp_path).start()
    assert running(tmp_path) is None


HOLDING = """
import os, sys
from shared.communication.pulsar import Broker
from shared.communication.consume import Consumer
consumer = Consumer(Broker(sys.argv[1]), ["hung"])
held = consumer.receive(limit=50, max_bytes=10**9, wait=10, linger=5, quiet=1)
print(len(held), flush=True)
sys.stdin.read()
"""


def die_holding(broker_url: str) -> None:
    """Start a consumer and kill it while it holds messages."""
    command = [sys.executable, "-c", HOLDING, broker_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()  # "50", or nothing when the subscription hangs already
        holder.kill()


def test_a_subscription_that_hangs_is_freed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HUNG_SECONDS", 2.0)
    monkeypatch.setattr(module, "LAG_SECONDS", 0.5)
    with Supervisor(tmp_path) as supervisor:
        broker = Broker(supervisor.addresses.broker_url)
        for _ in range(1000):
            broker.send(raw_topic("hung"), b"x" * 1000, {})
        # Most deaths hang the subscription, not all: the broker now and then notices in time.
        deaths = 0
        while not supervisor.restarts["broker"]:
            deaths += 1
            assert deaths <= 10, "no death was followed by a restart"
            die_holding(supervisor.addresses.broker_url)
            threading.Event().wait(4.0)
        got: list[str] = []

        def pull() -> None:
            with Consumer(broker, ["hung"]) as consumer:
                while len(set(got)) < 1000:
                    messages = consumer.receive(limit=1000, max_bytes=10**9, wait=5, linger=1, quiet=0.3)
                    got.extend(m.message_id for m in messages)
                    consumer.acknowledge(messages)

        thread = threading.Thread(target=pull)
        thread.start()
        thread.join(120)
        assert len(set(got)) == 1000
        broker.close()
