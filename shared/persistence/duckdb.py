"""The warehouse as one DuckDB file inside the process: the embedded default.

One writer at a time (a lock), any number of readers beside it; each load is one transaction in DuckDB's write-ahead
log, so a killed process loses nothing that was acknowledged. A file belongs to one process at a time.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from shared.errors import BadData, ConfigError, Refused, RetryLater
from shared.persistence import ddl, migrate
from shared.persistence.rows import arrange
from shared.persistence.tables import SCHEMA_MIGRATIONS, Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LABELS = "load_labels"
LABEL_DAYS = 3
"""How long a load's label is remembered, as in StarRocks (``label_keep_max_second``)."""
_PRUNE_EVERY = 1000


class DuckDBWarehouse:
    """See :class:`shared.persistence.warehouse.Warehouse`."""

    def __init__(self, path: str | Path = ":memory:", *, memory_limit: str = "1GB", threads: int = 2) -> None:
        """Open or make the file. Raises :class:`RetryLater` when another process holds it."""
        self._path = str(path)
        self._write_lock = threading.RLock()
        self._local = threading.local()
        self._cursors: weakref.WeakSet[duckdb.DuckDBPyConnection] = weakref.WeakSet()
        self._loads = 0
        if self._path != ":memory:":
            Path(self._path).parent.mkdir(parents=True, exist_ok=True)
        with _mapped("opening"):
            self._root = _connect(self._path, memory_limit, threads)
            self._root.execute(
                f"CREATE TABLE IF NOT EXISTS {LABELS} (label VARCHAR PRIMARY KEY, loaded_at TIMESTAMP NOT NULL)"
            )
        self._prune_labels()

    @classmethod
    def from_url(cls, url: str) -> DuckDBWarehouse:
        """``duckdb:///PATH[?memory_limit=2GB&threads=4]``; the path may be ``:memory:``."""
        path, _, options = url.removeprefix("duckdb:").removeprefix("///").partition("?")
        given = dict(parse_qsl(options, strict_parsing=bool(options)))
        if not path or (unknown := given.keys() - {"memory_limit", "threads"}):
            raise ConfigError(f"SCALAR_WAREHOUSE_URL: expected duckdb:///FILE, options {sorted(unknown)} are unknown")
        return cls(path, memory_limit=given.get("memory_limit", "1GB"), threads=int(given.get("threads", "2")))

    def migrate(self, folder: Path = migrate.FOLDER) -> list[str]:
        with self._write() as cursor:
            for sql in ddl.duckdb(migrate.bootstrap()):
                cursor.execute(sql)
            known = cursor.execute(f"SELECT name, sha256 FROM {SCHEMA_MIGRATIONS.name}").fetchall()
        files = migrate.pending(migrate.migrations(folder), dict(known))
        for file in files:
            with self._write() as cursor:
                for statement in file.statements:
                    for sql in ddl.duckdb(statement):
                        cursor.execute(sql)
                cursor.execute(
                    f"INSERT INTO {SCHEMA_MIGRATIONS.name} VALUES (?, ?, ?)", [file.name, file.sha256, _now()]
                )
        return [file.name for file in files]

    def load(self, table: Table, rows: pa.Table, *, label: str) -> None:
        batch = arrange(table, rows)
        if not batch.num_rows:
            return
        mark = f"{table.name}:{label}"
        with self._write_lock, _mapped("load"):
            self._cursor().register("incoming", batch)
            try:
                with self._write() as cursor:
                    if cursor.execute(f"SELECT 1 FROM {LABELS} WHERE label = ?", [mark]).fetchall():
                        return
                    cursor.execute(_merge(table))
                    cursor.execute(f"INSERT INTO {LABELS} VALUES (?, ?)", [mark, _now()])
            finally:
                self._cursor().unregister("incoming")
        self._loads += 1
        if self._loads % _PRUNE_EVERY == 0:
            self._prune_labels()

    def query(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        import duckdb

        with _mapped("query"):
            cursor = self._cursor()
            statements = cursor.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise Refused("warehouse: a query is one SELECT statement")
            relation = cursor.sql(sql, params=[_naive(p) for p in params])
            return _plain_types(relation.to_arrow_table())

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        with self._write() as cursor:
            # In StarRocks an INSERT into a primary-key table replaces; here that must be said.
            if sql.lstrip()[:11].upper() == "INSERT INTO":
                sql = "INSERT OR REPLACE INTO" + sql.lstrip()[11:]
            done = cursor.execute(sql, [_naive(p) for p in params]).fetchall()
        return int(done[0][0]) if done and done[0] and isinstance(done[0][0], int) else 0

    def compact(self, table: Table) -> None:  # noqa: ARG002  # DuckDB has one version per row; only its log can be merged
        with self._write_lock, _mapped("checkpoint"):
            self._cursor().execute("CHECKPOINT")

    def ping(self) -> None:
        with _mapped("ping"):
            self._cursor().execute("SELECT 1").fetchall()

    def close(self) -> None:
        with self._write_lock:
            for connection in (*self._cursors, self._root):  # the file is free once the last one is closed
                connection.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's own connection to the shared database."""
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._root.cursor()
            self._cursors.add(cursor)
            cursor.execute("SET TimeZone = 'UTC'")
        return cursor

    @contextmanager
    def _write(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction under the write lock, committed to disk when the block ends well."""
        import duckdb

        with self._write_lock, _mapped("write"):
            cursor = self._cursor()
            cursor.begin()
            try:
                yield cursor
                cursor.commit()
            except BaseException:
                with suppress(duckdb.TransactionException):  # a commit that failed has rolled back by itself
                    cursor.rollback()
                raise

    def _prune_labels(self) -> None:
        with self._write() as cursor:
            cursor.execute(f"DELETE FROM {LABELS} WHERE loaded_at < ? - INTERVAL {LABEL_DAYS} DAY", [_now()])


def _connect(path: str, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(
        path,
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            # SQL reaches tables only: no files, no network, no Python variables.
            "enable_external_access": False,
            "python_enable_replacements": False,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _merge(table: Table) -> str:
    names = [f'"{c.name}"' for c in table.columns]
    match = " AND ".join(f't."{k}" = s."{k}"' for k in table.primary_key)
    newer = f' AND s."{table.newest_by}" >= t."{table.newest_by}"' if table.newest_by else ""
    changes = ", ".join(f"{n} = s.{n}" for n in names if n.strip('"') not in table.primary_key)
    return (
        f'MERGE INTO "{table.name}" AS t USING incoming AS s ON ({match}) '
        f"WHEN MATCHED{newer} THEN UPDATE SET {changes} "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) VALUES ({', '.join(f's.{n}' for n in names)})"
    )


def _plain_types(rows: pa.Table) -> pa.Table:
    """Exact decimals become the nearest floats, every integer 64 bits wide, times naive UTC microseconds."""
    import pyarrow as pa

    columns = []
    for values in rows.columns:
        kind = values.type
        if pa.types.is_decimal(kind) and kind.scale > 0:
            values = values.cast(pa.string()).cast(pa.float64())  # Arrow's direct cast misses the nearest float
        elif pa.types.is_integer(kind) or pa.types.is_decimal(kind):
            values = values.cast(pa.int64())  # sums come as 128-bit integers
        elif pa.types.is_floating(kind):
            values = values.cast(pa.float64())
        elif pa.types.is_timestamp(kind):
            values = values.cast(pa.timestamp("us"))
        columns.append(values)
    return pa.table(columns, names=rows.column_names)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _naive(value: object) -> Any:
    """Times in the form they are stored in: UTC without zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


@contextmanager
def _mapped(doing: str) -> Iterator[None]:
    """DuckDB's errors as the platform's own."""
    import duckdb

    try:
        yield
    except (duckdb.ConversionException, duckdb.ConstraintException, duckdb.OutOfRangeException) as error:
        raise BadData(f"warehouse: {doing}: {error}") from error
    except duckdb.CatalogException as error:
        if "Table with name" in str(error):
            raise ConfigError(f"warehouse: {doing}: {error}; is it migrated? Run ./scalar migrate") from error
        raise Refused(f"warehouse: {doing}: {error}") from error
    except (
        duckdb.ParserException, duckdb.BinderException, duckdb.InvalidInputException, duckdb.PermissionException,
        duckdb.NotImplementedException,
    ) as error:  # fmt: skip
        raise Refused(f"warehouse: {doing}: {error}") from error
    except duckdb.Error as error:  # file locked, disk full, out of memory, conflicting transactions
        raise RetryLater(f"warehouse: {doing}: {error}") from error
