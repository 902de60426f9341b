"""Starts the embedded broker and cache, watches over them and stops them with the process.

One supervisor per data folder (a lock file sees to that). Ports are chosen once, remembered in the folder and kept
for as long as they are free, so that addresses survive a restart. A child that dies is started again; the broker is
also restarted when a subscription hangs, which pulsar-lite does when a consumer died holding messages: nothing is lost
by it, and clients reconnect by themselves.

``python -m embedded.supervisor FOLDER`` runs the two alone, until SIGTERM or Ctrl-C.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import msgspec
from msgspec import Struct

from embedded import children
from embedded.children import Child, Program
from shared.communication.lag import Lag, scrape
from shared.errors import ConfigError, RetryLater

log = logging.getLogger("scalar.embedded")

MIN_FREE_BYTES = 512 * 2**20
"""The broker hangs silently on a full disk, so it is not started close to one."""
WATCH_SECONDS = 0.25
LAG_SECONDS = 5.0
HUNG_SECONDS = 30.0
CALM_SECONDS = 60.0
SLOWEST_RESTART = 5.0


class Addresses(Struct, frozen=True):
    """Where the embedded servers listen; always loopback."""

    broker_port: int
    metrics_port: int
    cache_port: int

    @property
    def broker_url(self) -> str:
        """For ``SCALAR_BROKER_URL``."""
        return f"pulsar://127.0.0.1:{self.broker_port}"

    @property
    def broker_admin_url(self) -> str:
        """For ``SCALAR_BROKER_ADMIN_URL``."""
        return f"http://127.0.0.1:{self.metrics_port}"

    @property
    def cache_url(self) -> str:
        """For ``SCALAR_CACHE_URL``."""
        return f"redis://127.0.0.1:{self.cache_port}/0"

    def environment(self) -> dict[str, str]:
        """The settings that point a process at these servers."""
        return {
            "SCALAR_BROKER_URL": self.broker_url,
            "SCALAR_BROKER_ADMIN_URL": self.broker_admin_url,
            "SCALAR_CACHE_URL": self.cache_url,
        }


class Supervisor:
    """Broker and cache of one data folder, between ``start`` and ``stop``; also a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.restarts: dict[str, int] = {"broker": 0, "cache": 0}
        self._children: dict[str, Child] = {}
        self._lock: int | None = None
        self._guard = threading.RLock()
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        self._hung = HungSubscriptions(HUNG_SECONDS)
        self._addresses: Addresses | None = None

    @property
    def addresses(self) -> Addresses:
        """Where the servers listen; known once started."""
        assert self._addresses is not None, "the supervisor was not started"
        return self._addresses

    def start(self) -> Addresses:
        """Start both servers and the watch over them.

        Raises :class:`ConfigError` when another supervisor holds the folder or the disk is full, and
        :class:`RetryLater` when a server does not come up.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        check_disk(self.folder)
        self._lock = acquire_lock(self.folder)
        try:
            self._addresses = choose_ports(self.folder)
            for program in self._programs(self._addresses):
                self._children[program.name] = Child(program, self.folder / "logs")
                self._children[program.name].start()
        except BaseException:
            self.stop()
            raise
        self._stopping.clear()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()
        return self._addresses

    def stop(self) -> None:
        """Stop watching, then both servers; safe to call twice."""
        self._stopping.set()
        if self._watcher is not None and self._watcher is not threading.current_thread():
            self._watcher.join()
        with self._guard:
            for child in self._children.values():
                child.stop()
            self._children.clear()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def pid(self, name: str) -> int:
        """Process id of ``broker`` or ``cache``; waits while it is being restarted.

        Raises :class:`RetryLater` when it does not run. Never 0, which a signal would take for this process's group.
        """
        with self._guard:
            child = self._children.get(name)
            if child is None or child.pid <= 0:
                raise RetryLater(f"the embedded {name} is not running")
            return child.pid

    def worker_died(self) -> None:
        """Tell that a process holding messages ended without closing: its subscription hangs until a restart."""
        self._restart("broker", "a worker died holding messages")

    def __enter__(self) -> Supervisor:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _programs(self, at: Addresses) -> tuple[Program, Program]:
        return (
            children.broker(self.folder / "broker", at.broker_port, at.metrics_port),
            children.cache(self.folder / "cache", at.cache_port),
        )

    def _watch(self) -> None:
        next_lag, delay, calm_since = time.monotonic() + LAG_SECONDS, 0.0, time.monotonic()
        while not self._stopping.wait(WATCH_SECONDS + delay):
            dead = [name for name, child in self._children.items() if not child.alive()]
            for name in dead:
                self._restart(name, "it ended unexpectedly")
            if dead:
                # A child that cannot live must not be started in a tight loop.
                delay, calm_since = min(SLOWEST_RESTART, max(0.1, delay * 2)), time.monotonic()
            elif time.monotonic() - calm_since > CALM_SECONDS:
                delay = 0.0
            if time.monotonic() >= next_lag:
                next_lag = time.monotonic() + LAG_SECONDS
                self._check_subscriptions()

    def _check_subscriptions(self) -> None:
        try:
            lags = scrape(self.addresses.broker_admin_url)
        except RetryLater:
            return  # a broker that is away is the liveness check's business
        if hung := self._hung.look(lags, time.monotonic()):
            self._restart("broker", f"subscription of {hung} hangs")
        if shutil.disk_usage(self.folder).free < MIN_FREE_BYTES:
            log.error("less than %d MiB free in %s: the broker will hang when the disk is full",
                      MIN_FREE_BYTES // 2**20, self.folder)  # fmt: skip

    def _restart(self, name: str, reason: str) -> None:
        with self._guard:
            child = self._children.get(name)
            if child is None or (self._stopping.is_set() and not child.alive()):
                return
            log.warning("restarting the %s: %s", name, reason)
            child.stop(grace=1.0)
            try:
                child.start()
            except (RetryLater, OSError) as error:
                log.error("%s", error)  # the watch tries again
            self.restarts[name] += 1
            self._hung.reset()


class HungSubscriptions:
    """Spots a subscription that has messages and consumers, yet delivers and acknowledges nothing for ``patience``."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._since: dict[tuple[str, str], tuple[tuple[int, int], float]] = {}

    def look(self, lags: Sequence[Lag], now: float) -> str:
        """The first hung topic at monotonic time ``now``, else an empty string."""
        for lag in lags:
            key, progress = (lag.topic, lag.subscription), (lag.delivered, lag.acked)
            before, since = self._since.get(key, (None, now))
            if lag.backlog == 0 or lag.consumers == 0 or before != progress:
                since = now
            self._since[key] = (progress, since)
            if now - since >= self._patience:
                return lag.topic
        return ""

    def reset(self) -> None:
        """Forget what was seen: counters start anew with the broker."""
        self._since.clear()


def running(folder: Path) -> Addresses | None:
    """Addresses of the supervisor that holds this folder now, for other processes; None when there is none."""
    try:
        handle = os.open(folder / "supervisor.lock", os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return remembered(folder)
    finally:
        os.close(handle)
    return None


def acquire_lock(folder: Path) -> int:
    """Take the folder for this process; the file handle is the lock. Raises :class:`ConfigError` when it is taken."""
    handle = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode(errors="replace").strip()
        os.close(handle)
        raise ConfigError(f"{folder} is in use by process {holder}; stop it or choose another SCALAR_DATA") from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def choose_ports(folder: Path) -> Addresses:
    """The remembered ports where they are free, else free ones; what was chosen is remembered."""
    before = remembered(folder)
    wanted = msgspec.structs.astuple(before) if before else (0, 0, 0)
    with contextlib.ExitStack() as held:
        chosen = Addresses(*(_free_port(port, held) for port in wanted))
    (folder / "ports.json").write_bytes(msgspec.json.encode(chosen))
    return chosen


def check_disk(folder: Path) -> None:
    """Raise :class:`ConfigError` when too little space is left for the broker."""
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES:
        raise ConfigError(f"{folder}: {free // 2**20} MiB free, at least {MIN_FREE_BYTES // 2**20} MiB are needed")


def remembered(folder: Path) -> Addresses | None:
    """Where the servers of a data folder listened last; ``None`` for a folder that never had any."""
    try:
        return msgspec.json.decode((folder / "ports.json").read_bytes(), type=Addresses)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _free_port(wanted: int, held: contextlib.ExitStack) -> int:
    """A loopback port that can be bound; it stays bound until ``held`` ends, so that no two are the same."""
    for port in (wanted, 0):
        probe = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return int(probe.getsockname()[1])
    raise ConfigError("no loopback port is free")


def main(argv: Sequence[str]) -> int:
    """Run broker and cache in a folder until a signal; prints their addresses as JSON once they are ready."""
    if len(argv) != 1:
        sys.stderr.write("usage: python -m embedded.supervisor FOLDER\n")
        return 64
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    with Supervisor(Path(argv[0])) as supervisor:
        sys.stdout.write(msgspec.json.encode(supervisor.addresses.environment()).decode() + "\n")
        sys.stdout.flush()
        asked.wait()
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    sys.exit(main(sys.argv[1:]))
