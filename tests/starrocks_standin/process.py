"""Start, fault, kill and restart a stand-in from a test."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any


class StandIn:
    """A stand-in in a process of its own; it keeps its ports and its folder over a restart."""

    def __init__(self, folder: Path, password: str = "") -> None:
        self.folder, self.password = folder, password
        self.mysql_port, self.http_port, self.be_port = _free_ports(3)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What ``open_warehouse`` takes."""
        return f"starrocks://root@127.0.0.1:{self.mysql_port}/scalar?http_port={self.http_port}&replication=1"

    def start(self) -> StandIn:
        """Start and wait until it answers."""
        log = self.folder.parent / f"{self.folder.name}.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [
                    sys.executable, "-m", "tests.starrocks_standin", "--data", str(self.folder),
                    "--mysql-port", str(self.mysql_port), "--http-port", str(self.http_port),
                    "--be-port", str(self.be_port), "--password", self.password,
                ],
                cwd=Path(__file__).parents[2], stdout=out, stderr=out,
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/api/health", timeout=1):
                    return self
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the stand-in did not start: {log.read_text()[-2000:]}") from None
                time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    stop = kill

    def fault(self, *faults: str) -> None:
        """Order faults for the next loads; see ``http.py``."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http_port}/_standin/faults", json.dumps(faults).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=5):
            return

    def requests(self) -> list[dict[str, Any]]:
        """The last loads that reached the BE: label, size, headers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/_standin/requests", timeout=5) as reply:
            found: list[dict[str, Any]] = json.load(reply)
        return found


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports
