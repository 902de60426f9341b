"""``./scalar up`` as a process: timers fire, data is visible in seconds, Ctrl-C stops all, starting again goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pytest
import requests

from shared.catalogue.model import Dataset
from shared.catalogue.registry import CATALOGUE
from shared.persistence.duckdb import DuckDBWarehouse
from shared.persistence.tables import WORKER_CONFIG
from tests.integration.command import PROJECT, environment, scalar
from tests.integration.sample import open_test_cache

PAST_DUE, BY_HAND = CATALOGUE["elia.system_imbalance_recent"], CATALOGUE["energinet.production_exchange_5min"]
"""One fires because its last tick lies hours back, the other by hand; all others are switched off. The second has a
tick of its own every five minutes, which may come at any point of these tests."""
FRESH = timedelta(seconds=6)
"""Five seconds, and the polls of the test."""


class Host:
    """A running ``./scalar up``."""

    def __init__(self, process: subprocess.Popen[bytes], data: Path, log: Path) -> None:
        self.process, self.data, self._log = process, data, log
        self.key = (data / "http.key").read_text().strip()
        port = json.loads((data / "http.json").read_text())["port"]
        self.base = f"http://127.0.0.1:{port}"
        at = json.loads((data / "ports.json").read_text())
        self.cache = open_test_cache(f"redis://127.0.0.1:{at['cache_port']}/0")

    def get(self, path: str, **params: str) -> requests.Response:
        return requests.get(f"{self.base}/api/{path}", params=params, headers={"x-functions-key": self.key}, timeout=20)

    def fire(self, name: str) -> None:
        answer = requests.post(f"{self.base}/admin/functions/{name}", headers={"x-functions-key": self.key}, timeout=20)
        assert answer.status_code == 202

    def select(self, sql: str) -> list[dict[str, Any]]:
        asked = {"sql": sql, "format": "json"}
        answer = requests.post(
            f"{self.base}/api/ops/query", json=asked, headers={"x-functions-key": self.key}, timeout=20
        )
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found

    def ledger(self, dataset: str) -> list[dict[str, Any]]:
        return self.select(f"SELECT * FROM ingest_ledger WHERE dataset = '{dataset}' ORDER BY fetched_at")

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]


@contextmanager
def running(data: Path) -> Iterator[Host]:
    """``up`` on a free port; killed if the test leaves it running."""
    (data / "http.json").unlink(missing_ok=True)
    path = data / "up.log"
    with path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", "--port", "0", "--data", str(data), "--verbose"],
            cwd=PROJECT, env=environment(data), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: (data / "http.json").exists() or process.poll() is not None, 120)
        assert process.poll() is None, path.read_text()[-3000:]
        yield Host(process, data, path)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            finally:
                process.kill()


def until(reached: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"not reached within {seconds} s"
        time.sleep(0.05)


def prepare(data: Path) -> None:
    """Two datasets on, all others off; one of them with a tick that was missed."""
    warehouse = DuckDBWarehouse(data / "warehouse.duckdb", memory_limit="500MB")
    warehouse.migrate()
    names = list(CATALOGUE)
    switches = pa.table(
        {
            "environment": ["development"] * len(names),
            "dataset": names,
            "enabled": pa.array([name in (PAST_DUE.id, BY_HAND.id) for name in names], pa.bool_()),
            "changed_at": pa.array([datetime.now(UTC)] * len(names), pa.timestamp("us", "UTC")),
            "changed_by": ["test"] * len(names),
        }
    )
    warehouse.load(WORKER_CONFIG, switches, label="two-datasets")
    warehouse.close()
    long_ago = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    (data / "timers.json").write_text(json.dumps({PAST_DUE.name: long_ago}))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which recordings were played, one of them with an impossible price, before the host runs."""
    folder = tmp_path_factory.mktemp("up serve") / "data"
    recordings = folder.parent / "recordings"
    for name in ("index.json", "a44_nl_2025-10-26_impossible_price.xml"):
        (recordings / "entsoe").mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "tests/fixtures/recordings/entsoe" / name, recordings / "entsoe")
    index = recordings / "entsoe/index.json"
    kept = [entry for entry in json.loads(index.read_text()) if "impossible" in entry["file"]]
    index.write_text(json.dumps(kept))
    done = scalar("up", "--once", "--recordings", str(recordings), "--data", str(folder), data=folder)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    prepare(folder)
    return folder


def test_the_platform_runs_stops_and_goes_on(data: Path) -> None:
    with running(data) as host:
        check_timers(host)
        check_freshness(host)
        check_while_running(host)
        check_dead_letters(host)
        rows = host.select(f"SELECT count(*) AS n FROM {PAST_DUE.table}")[0]["n"]
        marks = {key: host.cache.redis.get(key) for key in host.cache.redis.keys("{acq:*")}
        check_stop(host, signal.SIGINT)

    check_direct_query(data, rows)
    (data / "timers.json").write_text("{}")
    with running(data) as host:
        assert any(key.endswith(":mark:BE") for key in marks), marks
        for key, value in marks.items():
            if ":print:" not in key:
                assert (host.cache.redis.get(key) or "") >= value, f"{key} was lost"
        answers = len(host.ledger(PAST_DUE.id))
        until(lambda: host.get("ready").status_code == 200, 120)
        assert forget_runs(host, PAST_DUE) > 1
        host.fire(PAST_DUE.name)
        until(lambda: len(host.ledger(PAST_DUE.id)) > answers, 120)
        check_no_row_twice(host, rows)
        check_stop(host, signal.SIGTERM)


def forget_runs(host: Host, dataset: Dataset) -> int:
    """Due again at once, and published again even if the market says nothing new; how many notes were forgotten."""
    lost = [f"{{acq:{dataset.id}}}:run", *host.cache.redis.keys(f"{{acq:{dataset.id}}}:print:*")]
    return int(host.cache.redis.delete(*lost))


def check_timers(host: Host) -> None:
    """The tick that was missed fires at once; no dataset that is switched off does anything."""
    until(lambda: bool(host.ledger(PAST_DUE.id)), 120)
    entry = host.ledger(PAST_DUE.id)[0]
    assert (entry["outcome"], entry["origin"]) == ("rows", "timer"), host.log()
    assert entry["rows"] > 0
    fired = host.select("SELECT DISTINCT dataset FROM ingest_ledger WHERE origin = 'timer'")
    assert {row["dataset"] for row in fired} <= {PAST_DUE.id, BY_HAND.id}


def check_freshness(host: Host) -> None:
    """From the fetch to warehouse, HTTP and Redis in less than five seconds; other work on the machine only ever adds,
    so one time in three will do."""
    key = f"{{DK1}}:{BY_HAND.id}:latest"
    took = [_time_to_see(host, key)]
    while min(took) >= FRESH and len(took) < 3:
        took.append(_time_to_see(host, key))
    assert min(took) < FRESH
    newest = host.get(f"data/{BY_HAND.id}", zone="DK1", order="desc", limit="400").json()["rows"]
    assert newest
    cached = json.loads(host.cache.redis.hget(key, "row"))
    stored = next(row for row in newest if row["start"] == cached["start"])
    assert stored[BY_HAND.value] == cached[BY_HAND.value]


def _time_to_see(host: Host, key: str) -> timedelta:
    """From the newest fetch, fired by hand, to its row in the warehouse and in Redis."""
    before = len(host.ledger(BY_HAND.id))
    forget_runs(host, BY_HAND)
    host.cache.redis.delete(key)
    host.fire(BY_HAND.name)
    until(lambda: len(host.ledger(BY_HAND.id)) > before and bool(host.cache.redis.exists(key)), 120)
    return datetime.now(UTC) - datetime.fromisoformat(host.ledger(BY_HAND.id)[-1]["fetched_at"])


def check_while_running(host: Host) -> None:
    """The command line asks the host, which alone may open the warehouse's file."""
    found = scalar("query", "--json", "SELECT count(*) AS n FROM ingest_ledger", data=host.data)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)[0]["n"] >= 3
    refused = scalar("query", "DROP TABLE ingest_ledger", data=host.data)
    assert refused.returncode == 70
    assert "one SELECT statement" in refused.stderr.decode()
    second = scalar("up", "--once", data=host.data)
    assert second.returncode == 78, "one platform per data folder"
    doctor = scalar("doctor", "--json", data=host.data)
    answers = {d["name"]: d["ok"] for d in json.loads(doctor.stdout)["dependencies"]}
    assert answers["broker"] is True
    assert answers["cache"] is True


def check_dead_letters(host: Host) -> None:
    """List, show, replay with a corrected body: the rows arrive and the list is empty."""
    listed = scalar("dead-letters", "list", "--provider", "entsoe", data=host.data).stdout.decode().splitlines()
    assert len(listed) == 2, listed
    identity = listed[1].split()[0]
    assert "99999999" in listed[1]
    shown = scalar("dead-letters", "show", identity, data=host.data)
    body = (PROJECT / "tests/fixtures/recordings/entsoe/a44_nl_2025-10-26_impossible_price.xml").read_bytes()
    assert shown.stdout == body
    assert b"above 8e+06" in shown.stderr
    assert host.get(f"ops/dead-letters/{identity}").json()["dead_letter"]["dataset"] == "entsoe.day_ahead_prices"
    assert host.get("ops/dead-letters/entsoe-999-999").status_code == 404
    assert scalar("dead-letters", "show", "entsoe-999-999", data=host.data).returncode == 78
    fixed = host.data / "fixed.xml"
    fixed.write_bytes(body.replace(b">99999999<", b">6.5<"))
    assert scalar("dead-letters", "replay", identity, "--body", str(fixed), data=host.data).returncode == 0
    sql = "SELECT count(*) AS n, sum(price) AS total FROM entsoe__day_ahead_prices WHERE zone = 'NL'"
    until(lambda: host.select(sql)[0]["n"] == 100, 120)
    assert host.select(sql)[0]["total"] == 5 + 99 * 6.5
    listed = scalar("dead-letters", "list", "--provider", "entsoe", data=host.data).stdout.decode().splitlines()
    assert len(listed) == 1


def check_stop(host: Host, number: int) -> None:
    """Everything ends, in order and by itself: exit code 0, no child left, no port answering."""
    children = psutil.Process(host.process.pid).children(recursive=True)
    assert len(children) >= 2, "broker and cache"
    host.cache.close()
    os.kill(host.process.pid, number)
    assert host.process.wait(120) == 0, host.log()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{host.base}/api/health", timeout=2)
    assert "Traceback" not in host.log()
    after = host.log().rpartition("scalar up: stopping\n")[2].splitlines()
    assert [text for text in after if not text.startswith("INFO ")] == [], "noise while stopping"


def check_direct_query(data: Path, rows: int) -> None:
    """With no host running the command line opens the file itself."""
    found = scalar("query", "--format", "csv", f"SELECT count(*) AS n FROM {PAST_DUE.table}", data=data)
    assert found.stdout.split() == [b'"n"', str(rows).encode()]


def check_no_row_twice(host: Host, rows: int) -> None:
    keys = ", ".join(f'"{name}"' for name in PAST_DUE.primary_key)
    doubled = host.select(f"SELECT {keys} FROM {PAST_DUE.table} GROUP BY {keys} HAVING count(*) > 1")
    assert doubled == []
    assert host.select(f"SELECT count(*) AS n FROM {PAST_DUE.table}")[0]["n"] >= rows
