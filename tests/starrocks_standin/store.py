"""Rows, table definitions and load labels in one DuckDB file; a database is a DuckDB schema."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from msgspec import Struct

from tests.starrocks_standin.errors import SqlError

TYPES = {
    "BOOLEAN": "BOOLEAN", "INT": "INTEGER", "BIGINT": "BIGINT", "DOUBLE": "DOUBLE", "DATETIME": "TIMESTAMP",
    "DATE": "DATE", "VARCHAR": "VARCHAR", "DECIMAL": "DECIMAL",
}  # fmt: skip


class ColumnDef(Struct, frozen=True):
    """A column as declared; ``sql`` is StarRocks' type."""

    name: str
    sql: str
    nullable: bool

    @property
    def duck(self) -> str:
        """DuckDB's type."""
        base = self.sql.partition("(")[0]
        return self.sql if base == "DECIMAL" else TYPES[base]

    @property
    def limit(self) -> int | None:
        """Most bytes of a VARCHAR."""
        sized = re.fullmatch(r"VARCHAR\((\d+)\)", self.sql)
        return int(sized[1]) if sized else None

    @property
    def ddl(self) -> str:
        """The column in a DuckDB table."""
        null = "" if self.nullable else " NOT NULL"
        check = f' CHECK (strlen("{self.name}") <= {self.limit})' if self.limit else ""
        return f'"{self.name}" {self.duck}{null}{check}'


class TableDef(Struct, frozen=True):
    """A primary-key table."""

    name: str
    columns: tuple[ColumnDef, ...]
    keys: tuple[str, ...]


class Store:
    """All state. One writer at a time; every change is on disk before it is acknowledged."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.root = duckdb.connect(folder / "store.duckdb", config={"threads": 2, "python_enable_replacements": False})
        self.lock = threading.RLock()
        self.running: set[str] = set()
        for sql in (
            "SET TimeZone = 'UTC'",
            "CREATE SCHEMA IF NOT EXISTS _meta",
            "CREATE TABLE IF NOT EXISTS _meta.tables (db VARCHAR, name VARCHAR, definition VARCHAR, "
            "PRIMARY KEY (db, name))",
            "CREATE TABLE IF NOT EXISTS _meta.labels (db VARCHAR, label VARCHAR, PRIMARY KEY (db, label))",
            "CREATE TABLE IF NOT EXISTS _meta.jobs (db VARCHAR, name VARCHAR, polls INTEGER, PRIMARY KEY (db, name))",
        ):
            self.root.execute(sql)

    def cursor(self, database: str = "") -> duckdb.DuckDBPyConnection:
        """A session's connection."""
        cursor = self.root.cursor()
        cursor.execute("SET TimeZone = 'UTC'")
        if database:
            cursor.execute(f"SET schema = '{database}'")
        return cursor

    @contextmanager
    def write(self, database: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction that is on disk when the block ends."""
        with self.lock:
            cursor = self.cursor(database)
            cursor.begin()
            try:
                yield cursor
                cursor.commit()
            except BaseException:
                cursor.rollback()
                raise
            finally:
                cursor.close()

    def has_database(self, name: str) -> bool:
        """Whether CREATE DATABASE was said."""
        sql = "SELECT 1 FROM information_schema.schemata WHERE schema_name = ? AND catalog_name = current_database()"
        return bool(re.fullmatch(r"[a-zA-Z]\w*", name) and self.cursor().execute(sql, [name]).fetchall())

    def create_database(self, name: str) -> None:
        """CREATE DATABASE IF NOT EXISTS."""
        with self.write() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')

    def table(self, database: str, name: str) -> TableDef:
        """A table's definition; an error as StarRocks words it."""
        sql = "SELECT definition FROM _meta.tables WHERE db = ? AND name = ?"
        found = self.cursor().execute(sql, [database, name]).fetchall()
        if not found:
            raise SqlError(5502, f"Getting analyzing error. Detail message: Unknown table '{database}.{name}'.")
        return msgspec.convert(json.loads(found[0][0]), TableDef)

    def create_table(self, database: str, table: TableDef, if_not_exists: bool) -> None:
        """Make a table and remember its definition."""
        if self._exists(database, table.name):
            if if_not_exists:
                return
            raise SqlError(1050, f"Table '{table.name}' already exists", "42S01")
        key = ", ".join(f'"{k}"' for k in table.keys)
        with self.write(database) as cursor:
            columns = ", ".join(c.ddl for c in table.columns)
            cursor.execute(f'CREATE TABLE "{table.name}" ({columns}, PRIMARY KEY ({key}))')
            self._remember(cursor, database, table)

    def change_table(self, database: str, table: TableDef) -> None:
        """Rebuild a table under a new definition; columns of one name keep their values."""
        old = {c.name for c in self.table(database, table.name).columns}
        key = ", ".join(f'"{k}"' for k in table.keys)
        kept = ", ".join(f'"{c.name}"' for c in table.columns if c.name in old)
        with self.write(database) as cursor:
            columns = ", ".join(c.ddl for c in table.columns)
            cursor.execute(f'CREATE TABLE "_new" ({columns}, PRIMARY KEY ({key}))')
            cursor.execute(f'INSERT INTO "_new" ({kept}) SELECT {kept} FROM "{table.name}"')
            cursor.execute(f'DROP TABLE "{table.name}"')
            cursor.execute(f'ALTER TABLE "_new" RENAME TO "{table.name}"')
            self._remember(cursor, database, table)
            cursor.execute("INSERT OR REPLACE INTO _meta.jobs VALUES (?, ?, 0)", [database, table.name])

    def drop_table(self, database: str, name: str) -> None:
        """DROP TABLE IF EXISTS."""
        with self.write(database) as cursor:
            cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
            cursor.execute("DELETE FROM _meta.tables WHERE db = ? AND name = ?", [database, name])

    def job_state(self, database: str, name: str) -> str | None:
        """State of the last schema change: running when first asked, finished from then on."""
        with self.write() as cursor:
            where = "WHERE db = ? AND name = ?"
            found = cursor.execute(f"SELECT polls FROM _meta.jobs {where}", [database, name]).fetchall()
            cursor.execute(f"UPDATE _meta.jobs SET polls = polls + 1 {where}", [database, name])
        return None if not found else "FINISHED" if found[0][0] else "RUNNING"

    def has_label(self, database: str, label: str) -> bool:
        """Whether a load of this label was committed."""
        sql = "SELECT 1 FROM _meta.labels WHERE db = ? AND label = ?"
        return bool(self.cursor().execute(sql, [database, label]).fetchall())

    def _exists(self, database: str, name: str) -> bool:
        sql = "SELECT 1 FROM _meta.tables WHERE db = ? AND name = ?"
        return bool(self.cursor().execute(sql, [database, name]).fetchall())

    def _remember(self, cursor: Any, database: str, table: TableDef) -> None:
        definition = msgspec.json.encode(table).decode()
        cursor.execute("INSERT OR REPLACE INTO _meta.tables VALUES (?, ?, ?)", [database, table.name, definition])
