"""A run of the embedded platform with marked secrets: the marks turn up where they belong and nowhere else.

The run happens in a process of its own (``python -m tests.integration.test_secrets_leak``): providers are asked, fail,
and throw the token back at us; answers go through broker, warehouse and cache; HTTP callers ask, some without a key.
"""

import json
import os
import subprocess
import sys
import traceback
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from shared.settings import SETTINGS

MARK = "planted-mark"
ROOT = Path(__file__).parents[2]
NOT_OURS_TO_SET = {"SCALAR_CACHE_PASSWORD", "SCALAR_BROKER_TOKEN"}
"""The embedded servers ask for none."""
DATASETS = ("entsoe.day_ahead_prices", "elia.system_imbalance_recent", "energinet.day_ahead_prices")
FAULTS = ("401", "500", "truncated", "html")


def planted() -> dict[str, str]:
    """Every secret the platform knows, with a value that tells which it is."""
    names = {setting.name for setting in SETTINGS if setting.secret} - NOT_OURS_TO_SET
    names |= {"EntsoeApi__day_ahead_prices__SecurityToken", "EntsoeApi__A44__SecurityToken"}
    return {name: f"{MARK}-{name}-0123456789" for name in names}


@pytest.fixture
def collector() -> Iterator[tuple[list[bytes], str]]:
    """What an OTLP endpoint was sent, path and body."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.path.encode() + b" " + self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet: a test's output is its assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield received, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_marked_secrets_leak_nowhere(tmp_path: Path, collector: tuple[list[bytes], str]) -> None:
    received, endpoint = collector
    data = tmp_path / "data"
    environ = {**os.environ, **planted(), "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "SCALAR_DATA": str(data)}
    command = [sys.executable, "-m", "tests.integration.test_secrets_leak", str(data)]
    run = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, timeout=240)
    assert run.returncode == 0, run.stderr.decode()[-4000:]
    told = json.loads(run.stdout.splitlines()[-1])

    assert told["provider_saw"] >= 2, "the providers were never shown a token, so nothing was tried"
    assert told["rows"] > 0
    assert told["messages"] > 0
    assert told["failures"] >= 2, "no fault reached the run"
    paths = {item.partition(b" ")[0] for item in received}
    assert {b"/v1/traces", b"/v1/metrics"} <= paths

    mark = MARK.encode()
    assert mark not in run.stdout, "shown on stdout"
    assert mark not in run.stderr, f"shown on stderr: {_around(run.stderr, mark)}"
    for item in received:
        assert mark not in item, f"sent as telemetry: {_around(item, mark)}"
    for path in data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert mark not in content, f"stored in {path.relative_to(data)}: {_around(content, mark)}"


def _around(content: bytes, mark: bytes) -> str:
    at = content.find(mark)
    return content[max(0, at - 200) : at + 100].decode(errors="replace")


# Below: the run itself.


class Mirror:
    """Counts requests that bring a marked token and, while ``on``, refuses them showing the token to the caller."""

    def __init__(self) -> None:
        self.on = False
        self.saw = 0

    def reply(self, question: Any) -> Any:
        from embedded.sandbox.server import Reply

        shown = [value for value in (*question.headers.values(), *question.params.values()) if MARK in value]
        self.saw += bool(shown)
        if not self.on:
            return None
        return Reply(f"<p>cannot answer https://provider/api?securityToken={shown} {shown}</p>".encode(), 400)


def _show(*facts: object) -> None:
    sys.stderr.write(f"{facts}\n")


def drive(data: Path) -> dict[str, int]:
    """Start everything, ask, fail, read back; counts of what happened."""
    from embedded import once
    from embedded.platform import Platform
    from embedded.sandbox.server import Sandbox
    from embedded.sandbox.synthetic import SyntheticMarket

    mirror = Mirror()
    sandbox = Sandbox([mirror, SyntheticMarket()])
    marked = planted()
    platform = Platform(data, [], live=True)
    sandbox.start()
    # The sandbox brings a token of its own, which would take the place of the marked ones.
    os.environ |= sandbox.environment() | marked
    try:
        held = platform.start()
        with once.draining(held):
            rows = _acquire(held, "")
            failures = sum(_acquire(held, fault, sandbox) == 0 for fault in FAULTS)
            mirror.on = True
            failures += _acquire(held, "mirror") == 0
            mirror.on = False
        _ask_over_http(data)
        return {"provider_saw": mirror.saw, "rows": rows, "failures": failures, "messages": _read_back(held)}
    finally:
        platform.stop()
        sandbox.stop()


def _acquire(held: Any, fault: str, sandbox: Any = None) -> int:
    """Runs that published something. What they report or raise is shown, as a careless log would show it."""
    from datetime import UTC, datetime

    from shared.acquisition.timer import acquire_now
    from shared.catalogue.registry import dataset

    published = 0
    for name in DATASETS:
        declared = dataset(name)
        if sandbox is not None:
            sandbox.fault(declared.provider, fault, times=1)
        try:
            report = acquire_now(held, declared, datetime.now(UTC))
            _show(name, fault, report)
            published += any(piece.request_ids for piece in report.slices)
        except Exception:
            traceback.print_exc()
    return published


def _ask_over_http(data: Path) -> None:
    """Callers with the key, without, and with a wrong one; headers and bodies of the answers are shown."""
    from embedded.host import index
    from embedded.web import WebApp, WebServer
    from function_app import app

    key = os.environ["SCALAR_HTTP_KEY"]
    web = WebServer(WebApp(index(app).http, key, lambda name: None), 0)  # type: ignore[arg-type,return-value]
    web.start()
    try:
        for path in ("health", "ready", "data/energinet.day_ahead_prices?limit=1", "data/nothing", "openapi.json"):
            for given in (key, "", "wrong"):
                url = f"http://127.0.0.1:{web.port}/api/{path}"
                request = urllib.request.Request(url, headers={"x-functions-key": given} if given else {})
                try:
                    with urllib.request.urlopen(request, timeout=20) as answer:
                        _show(path, answer.status, answer.headers, answer.read())
                except urllib.error.HTTPError as error:
                    with error:
                        _show(path, error.code, error.headers, error.read())
    finally:
        web.stop()


def _read_back(held: Any) -> int:
    """Every message of the raw and dead-letter topics, body and properties shown as they are."""
    import pulsar

    from shared.communication.topics import dead_letter_topic, raw_topic

    count = 0
    for provider in ("entsoe", "elia", "energinet"):
        for topic in (raw_topic(provider), dead_letter_topic(provider)):
            reader = held.broker.client().create_reader(topic, pulsar.MessageId.earliest)
            try:
                while True:
                    message = reader.read_next(timeout_millis=500)
                    _show(topic, message.properties(), message.data())
                    count += 1
            except pulsar.Timeout:
                reader.close()
    return count


if __name__ == "__main__":
    sys.stdout.write(json.dumps(drive(Path(sys.argv[1]))))
