"""Who may ask what, what the query endpoint accepts, and what a failure gives away."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from shared.persistence.duckdb import DuckDBWarehouse
from tests.integration.api import DATASET, Api, load_answers, served

HOLD = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(600)"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("api access")
    warehouse = DuckDBWarehouse(folder / "warehouse.duckdb", memory_limit="500MB")
    warehouse.migrate()
    load_answers(warehouse)
    warehouse.close()
    nobody = {"SCALAR_BROKER_URL": "pulsar://127.0.0.1:9", "SCALAR_CACHE_URL": "redis://127.0.0.1:9/0"}
    with served(folder, {"SCALAR_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb", **nobody}) as found:
        yield found


def test_every_route_but_two_is_closed_without_the_key(api: Api) -> None:
    for function in api.functions:
        path = function.route.replace("{dataset}", DATASET.id).replace("{id}", "entsoe-1-2").replace("{model}", "m")
        for method in function.methods:
            answer = api.get(path, key=None) if method == "GET" else api.post(path, b"{}", key=None)
            assert answer.status_code == (200 if path in ("health", "openapi.json") else 401), (method, path)
            if answer.status_code == 401:
                assert answer.content == b""
    assert api.get("data", key="wrong").status_code == 401


def test_health_says_only_that_it_lives(api: Api) -> None:
    assert api.get("health", key=None).json() == {"status": "ok"}


def test_ready_names_what_is_away(api: Api) -> None:
    answer = api.get("ready")
    assert answer.status_code == 503
    told = answer.json()
    assert told["status"] == "not ready"
    assert told["checks"]["warehouse"] == "ok"
    assert told["checks"]["broker"].startswith("retry: ")
    assert told["checks"]["cache"].startswith("retry: ")


def test_a_query_is_one_select(api: Api) -> None:
    table = DATASET.table
    counted = api.post("ops/query", f'{{"sql": "SELECT count(*) AS n FROM {table}"}}'.encode())
    assert pa.ipc.open_stream(counted.content).read_all().to_pylist() == [{"n": 400}]
    as_json = api.post("ops/query", f'{{"sql": "SELECT max(price) AS p FROM {table}", "format": "json"}}'.encode())
    assert as_json.json() == [{"p": 1299.5}]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM {table}",
        "DROP TABLE {table}",
        "UPDATE {table} SET price = 0",
        "CREATE TABLE x AS SELECT 1",
        "SELECT 1; DROP TABLE {table}",
        "COPY {table} TO 'leak.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "SELECT",
        "SELECT * FROM nowhere_at_all",
    ],
)
def test_anything_but_a_select_on_tables_is_refused(api: Api, sql: str) -> None:
    answer = api.post("ops/query", f'{{"sql": "{sql.format(table=DATASET.table)}"}}'.encode())
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Path("leak.csv").exists()
    left = api.post("ops/query", f'{{"sql": "SELECT count(*) AS n FROM {DATASET.table}", "format": "json"}}'.encode())
    assert left.json() == [{"n": 400}]


@pytest.mark.parametrize("body", [b"", b"SELECT 1", b"[]", b'{"sql": 1}', b'{"sql": "SELECT 1", "format": "xls"}'])
def test_another_body_than_a_statement_is_a_problem(api: Api, body: bytes) -> None:
    answer = api.post("ops/query", body)
    assert answer.status_code == 400
    assert answer.json()["title"] == "Bad request"


@pytest.mark.parametrize("identity", ["nobody-1-2", "x"])
def test_a_dead_letter_of_nobody_is_not_found(api: Api, identity: str) -> None:
    assert api.get(f"ops/dead-letters/{identity}").status_code == 404


def test_a_locked_warehouse_gives_503_without_its_path(tmp_path: Path) -> None:
    file = tmp_path / "locked.duckdb"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            with served(tmp_path, {"SCALAR_WAREHOUSE_URL": f"duckdb:///{file}"}) as api:
                answer = api.get(f"data/{DATASET.id}")
        finally:
            holder.kill()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["family"] == "retry"
    assert str(tmp_path) not in answer.text
    assert str(holder.pid) not in answer.text


def test_tables_that_were_never_made_are_a_problem_without_sql(tmp_path: Path) -> None:
    with served(tmp_path, {"SCALAR_WAREHOUSE_URL": f"duckdb:///{tmp_path}/empty.duckdb"}) as api:
        answer = api.get(f"data/{DATASET.id}")
    assert answer.status_code == 500
    assert answer.json()["family"] == "config"
    assert "SELECT" not in answer.text
    assert DATASET.table not in answer.text
