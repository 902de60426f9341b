"""SQL and migrations against the stand-in, and what the stand-in refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pymysql
import pytest

from shared.errors import ConfigError, Refused, RetryLater
from shared.persistence import ddl, migrate
from shared.persistence.starrocks import StarRocksWarehouse, to_mysql
from shared.persistence.warehouse import open_warehouse
from tests.contract.warehouse_cases import CURRENT, label, rows, write_migrations
from tests.starrocks_standin import StandIn
from tests.unit.test_ddl import EXTRA

T0 = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    found = StandIn(tmp_path_factory.mktemp("starrocks") / "data").start()
    yield found
    found.stop()


def database(stand_in: StandIn, name: str) -> StarRocksWarehouse:
    """A database of its own on the shared stand-in."""
    found = open_warehouse(stand_in.url.replace("/scalar?", f"/{name}?"))
    assert isinstance(found, StarRocksWarehouse)
    return found


def test_the_platforms_own_migrations(stand_in: StandIn) -> None:
    warehouse = database(stand_in, "platform")
    names = [m.name for m in migrate.migrations()]
    assert warehouse.migrate() == names
    assert warehouse.migrate() == []
    for table in migrate.replay(migrate.migrations()):
        assert warehouse.query(f'SELECT count(*) AS n FROM "{table}"').to_pylist() == [{"n": 0}]
    warehouse.close()


def test_changes_wait_for_their_jobs_and_keep_values(stand_in: StandIn, tmp_path: Path) -> None:
    warehouse = database(stand_in, "changes")
    folder = write_migrations(tmp_path / "migrations")
    warehouse.migrate(folder)
    warehouse.load(CURRENT, rows(note=["kept"]), label=label())
    changes: list[ddl.Statement] = [
        ddl.AddColumn(CURRENT.name, EXTRA),
        ddl.ModifyColumn(CURRENT.name, CURRENT.column("note")),
        ddl.DropColumn(CURRENT.name, "is_final"),
    ]
    (folder / "0002_more.sql").write_text(migrate.render(changes, "More"))
    assert warehouse.migrate(folder) == ["0002_more.sql"]
    found = warehouse.query(f'SELECT * FROM "{CURRENT.name}"').to_pylist()[0]
    assert (found["note"], found["extra"], "is_final" in found) == ("kept", None, False)
    warehouse.close()


def test_a_migration_cut_off_halfway_is_completed(stand_in: StandIn, tmp_path: Path) -> None:
    warehouse = database(stand_in, "cut_off")
    folder = write_migrations(tmp_path / "migrations")
    warehouse.migrate(folder)
    warehouse.execute(f'ALTER TABLE "{CURRENT.name}" ADD COLUMN "extra" INT NULL COMMENT \'More.\'')
    changes: list[ddl.Statement] = [ddl.AddColumn(CURRENT.name, EXTRA), ddl.DropColumn(CURRENT.name, "note")]
    (folder / "0002_more.sql").write_text(migrate.render(changes, "More"))
    assert warehouse.migrate(folder) == ["0002_more.sql"]
    assert "extra" in warehouse.query(f'SELECT * FROM "{CURRENT.name}"').schema.names
    warehouse.close()


def test_more_replicas_than_back_ends_is_refused(stand_in: StandIn) -> None:
    warehouse = open_warehouse(stand_in.url.replace("/scalar?", "/three?").replace("replication=1", "replication=3"))
    with pytest.raises(Refused, match="replication num"):
        warehouse.migrate()


def test_a_restarted_server_is_found_again(tmp_path: Path) -> None:
    stand_in = StandIn(tmp_path / "data").start()
    warehouse = database(stand_in, "scalar")
    try:
        warehouse.migrate(write_migrations(tmp_path / "migrations"))
        warehouse.load(CURRENT, rows(), label="once")
        stand_in.kill()
        for call in (warehouse.ping, lambda: warehouse.load(CURRENT, rows(price=[2.0]), label="away")):
            with pytest.raises(RetryLater):
                call()
        stand_in.start()
        warehouse.ping()
        stand_in.kill()
        stand_in.start()
        warehouse.ping()  # the kept connection is dead, and nobody notices
        warehouse.load(CURRENT, rows(price=[3.0]), label="once")  # the label outlived the crash
        assert warehouse.query(f'SELECT "price_eur_mwh" AS p FROM "{CURRENT.name}"').to_pylist() == [{"p": 1.0}]
    finally:
        warehouse.close()
        stand_in.stop()


def test_a_missing_database_says_migrate(stand_in: StandIn) -> None:
    with pytest.raises(ConfigError, match="migrate"):
        database(stand_in, "never_made").ping()


@pytest.mark.parametrize(
    "url",
    ["starrocks://fe:9030/db", "starrocks://root@fe:9030", "starrocks://root@fe/db?colour=red",
     "starrocks://root@fe/db;drop"],
)  # fmt: skip
def test_urls_that_say_too_little_or_too_much(url: str) -> None:
    with pytest.raises(ConfigError, match="SCALAR_WAREHOUSE_URL"):
        open_warehouse(url)


@pytest.mark.parametrize(
    ("sql", "params", "expected"),
    [
        ('SELECT "a" FROM t WHERE "b" = ?', 1, "SELECT `a` FROM t WHERE `b` = %s"),
        ("SELECT '?' , 'it''s', '100%', '\\'", 0, "SELECT '?' , 'it''s', '100%%', '\\\\'"),
        ("SELECT 1 -- really?\n, ?", 1, "SELECT 1  \n, %s"),
        ('SELECT "we""ird`%"', 0, 'SELECT `we"ird``%%`'),
        ("SELECT a % b, ?", 1, "SELECT a %% b, %s"),
    ],
)
def test_statements_as_mysql_takes_them(sql: str, params: int, expected: str) -> None:
    assert to_mysql(sql, params) == expected
    with pytest.raises(Refused):
        to_mysql(sql, params + 1)


# --- what the stand-in refuses ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def raw(stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pymysql.Connection[Any]]:
    """A connection without our translation."""
    warehouse = database(stand_in, "raw")
    warehouse.migrate(write_migrations(tmp_path_factory.mktemp("migrations")))
    connection: pymysql.Connection[Any] = pymysql.connect(
        host="127.0.0.1", port=stand_in.mysql_port, user="root", database="raw", autocommit=True
    )
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "BEGIN", "SET time_zone = 'Europe/Brussels'", "SELECT dayofweek('2026-01-01')", "SELECT length('é')",
        "SELECT unix_timestamp()", "WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a", "SELECT 1; SELECT 2",
        "GRANT SELECT ON ALL TABLES IN DATABASE raw TO ROLE r", "SELECT CAST(1.5 AS INT)",
        "SELECT count(*) FILTER (WHERE enabled) FROM worker_config", "SELECT * FROM _meta.labels",
        "INSERT INTO worker_config SELECT * FROM worker_config", "TRUNCATE TABLE worker_config",
        "SELECT 1 FROM worker_config WHERE (environment, dataset) > ('a', 'b')", "DROP TABLE worker_config",
        "SELECT 1 FROM worker_config WHERE enabled <=> NULL", "SHOW FRONTENDS",
        "CREATE TABLE t (a INT NOT NULL) DUPLICATE KEY (a)",
    ],
)  # fmt: skip
def test_outside_the_allow_list(raw: pymysql.Connection[Any], sql: str) -> None:
    with pytest.raises(pymysql.err.Error) as caught, raw.cursor() as cursor:
        cursor.execute(sql)
    assert caught.value.args[0] == 1235


CREATE = "CREATE TABLE t ({columns}) PRIMARY KEY ({key}) COMMENT 't' {partition} DISTRIBUTED BY HASH({hash}) BUCKETS 1"
GOOD = {"columns": "a INT NOT NULL, b DATETIME NOT NULL, c DOUBLE NULL", "key": "a, b", "partition": "", "hash": "a"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"columns": "c DOUBLE, a INT NOT NULL, b DATETIME NOT NULL"}, "first"),
        ({"key": "b, a"}, "first"),
        ({"columns": "a INT NULL, b DATETIME NOT NULL"}, "nullable"),
        ({"columns": "a DOUBLE NOT NULL, b DATETIME NOT NULL"}, "not supported"),
        ({"columns": "a VARCHAR(121) NOT NULL, b DATETIME NOT NULL"}, "128"),
        ({"key": "a", "partition": "PARTITION BY date_trunc('month', b)"}, "part of the primary key"),
        ({"key": "a", "hash": "b"}, "part of the primary key"),
    ],
)
def test_tables_against_the_rules(raw: pymysql.Connection[Any], change: dict[str, str], complaint: str) -> None:
    with pytest.raises(pymysql.err.Error, match=complaint), raw.cursor() as cursor:
        cursor.execute(CREATE.format(**(GOOD | change)))


@pytest.mark.parametrize(
    "sql",
    ["UPDATE worker_config SET dataset = 'x' WHERE dataset = 'y'", "DELETE FROM worker_config",
     "SELECT * FROM nowhere", "SELECT nothing FROM worker_config", "SELEC 1"],
)  # fmt: skip
def test_statements_that_cannot_mean_anything(raw: pymysql.Connection[Any], sql: str) -> None:
    with pytest.raises(pymysql.err.Error), raw.cursor() as cursor:
        cursor.execute(sql)


def test_types_on_the_wire(raw: pymysql.Connection[Any]) -> None:
    """PyMySQL's own decoders read what the stand-in sends, nulls and long texts included."""
    moment = datetime(2026, 1, 1, 0, 0, 0, 7, tzinfo=UTC).replace(tzinfo=None)
    with raw.cursor() as cursor:
        cursor.execute(
            "INSERT INTO worker_config VALUES (%s, %s, %s, %s, %s)",
            ("e", 'it\'s \\ a "test" ☀', True, moment, "x" * 128),
        )
        assert cursor.rowcount == 1
        cursor.execute("SELECT *, NULL AS n, CAST(1.5 AS DOUBLE) AS f, count(*) OVER () AS c FROM worker_config")
        assert cursor.fetchall() == (("e", 'it\'s \\ a "test" ☀', 1, moment, "x" * 128, None, 1.5, 1),)


def test_a_failed_login_answers_nothing_more(stand_in: StandIn) -> None:
    with pytest.raises(pymysql.err.OperationalError) as caught:
        pymysql.connect(host="127.0.0.1", port=stand_in.mysql_port, user="root", password="wrong")
    assert caught.value.args[0] == 1045
