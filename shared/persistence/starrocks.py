"""The warehouse as a StarRocks 3.4 cluster: SQL through the MySQL protocol, rows through Stream Load.

SQL comes in the platform's own form (``?`` placeholders, ``"quoted"`` names, ANSI strings) and is put into MySQL's
here. Sessions run in UTC with autocommit, since 3.4 knows no SQL transactions.
"""

from __future__ import annotations

import queue
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from shared.errors import ConfigError, Refused, RetryLater, ScalarError
from shared.persistence import ddl, migrate
from shared.persistence.rows import arrange
from shared.persistence.stream_load import StreamLoader
from shared.persistence.tables import SCHEMA_MIGRATIONS, Table

if TYPE_CHECKING:
    import pyarrow as pa
    import pymysql
    from pymysql.cursors import Cursor

Result = TypeVar("Result")

_OPTIONS = {"be", "compression", "http_port", "http_scheme", "replication", "tls"}
_IDLE_SECONDS = 30.0
"""A connection unused for longer is asked for a sign of life first: firewalls drop idle ones silently."""
_QUERY_SECONDS = 120
_JOB_POLL = 0.3
_UNKNOWN_DATABASE = 1049
_GONE = ((0,), (2006,), (2013,))
_DENIED = (1044, 1045, 1142, 1227, 5203)
_TRANSIENT = re.compile(
    r"time ?out|time limit|memory|backend|not alive|no alive|too many|connection|rpc|unavailable|cancelled|leader",
    re.IGNORECASE,
)


class StarRocksWarehouse:
    """See :class:`shared.persistence.warehouse.Warehouse`."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        user: str,
        password: Callable[[], str],
        database: str,
        loader: StreamLoader,
        replication: int = 3,
        tls: bool = False,
    ) -> None:
        """Connects on first use."""
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", database):
            raise ConfigError("SCALAR_WAREHOUSE_URL: the database's name is not a plain one")
        self._host, self._port, self._user, self._password = host, port, user, password
        self._database = database
        self._loader = loader
        self._replication = replication
        self._tls = tls
        self._idle: queue.LifoQueue[tuple[pymysql.Connection[Any], float]] = queue.LifoQueue()

    @classmethod
    def from_url(cls, url: str, *, password: Callable[[], str] = lambda: "") -> StarRocksWarehouse:
        """``starrocks://USER@FE:9030/DATABASE?http_port=8030&replication=3``.

        Further options: ``compression=gzip`` for loads, ``tls=true`` for the SQL connection, ``http_scheme=https``,
        ``be=HOST:PORT`` where the address by which the FE knows its BE is of no use to this client.
        ``password`` is asked at each connection and load, so that a rotated one needs no restart.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        database = parts.path.strip("/")
        if not parts.hostname or not parts.username or not database or not options.keys() <= _OPTIONS:
            raise ConfigError(
                "SCALAR_WAREHOUSE_URL: expected starrocks://USER@FE:9030/DATABASE, options "
                + ", ".join(sorted(_OPTIONS))
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        user = unquote(parts.username)
        loader = StreamLoader(
            fe=f"{options.get('http_scheme', 'http')}://{host}:{options.get('http_port', '8030')}",
            database=database,
            user=user,
            password=password,
            compression=options.get("compression", ""),
            be=options.get("be", ""),
        )
        return cls(
            parts.hostname,
            parts.port or 9030,
            user=user,
            password=password,
            database=database,
            loader=loader,
            replication=int(options.get("replication", "3")),
            tls=options.get("tls", "false") == "true",
        )

    def migrate(self, folder: Path = migrate.FOLDER) -> list[str]:
        self._ensure_database()
        self._run(self._text(migrate.bootstrap()))
        known = self.query(f"SELECT name, sha256 FROM {SCHEMA_MIGRATIONS.name}").to_pylist()
        files = migrate.pending(migrate.migrations(folder), {row["name"]: row["sha256"] for row in known})
        for file in files:
            for statement in file.statements:
                self._alter(statement)
            self.execute(
                f"INSERT INTO {SCHEMA_MIGRATIONS.name} VALUES (?, ?, ?)", [file.name, file.sha256, datetime.now(UTC)]
            )
        return [file.name for file in files]

    def load(self, table: Table, rows: pa.Table, *, label: str) -> None:
        batch = arrange(table, rows)
        if batch.num_rows:
            self._loader.load(table, batch, label)

    def query(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        if not re.match(r"\s*(SELECT|WITH)\b", sql, re.IGNORECASE) or re.search(r";\s*\S", sql):
            raise Refused("warehouse: a query is one SELECT statement")
        return self._run(to_mysql(sql, len(params)), params, _to_arrow)

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        return self._run(to_mysql(sql, len(params)), params, lambda cursor: max(0, int(cursor.rowcount)))

    def compact(self, table: Table) -> None:
        self._run(f"ALTER TABLE `{table.name}` COMPACT")

    def ping(self) -> None:
        self._run("SELECT 1")

    def close(self) -> None:
        while True:
            try:
                connection, _ = self._idle.get_nowait()
            except queue.Empty:
                return
            connection.close()

    def _run(
        self,
        text: str,
        params: Sequence[object] | None = None,
        read: Callable[[Cursor], Result] = lambda _: None,  # type: ignore[assignment,return-value]
    ) -> Result:
        """One statement in MySQL's form on a connection of its own, and what ``read`` makes of its cursor.

        After a restart of the server every kept connection is dead, so one that is found broken is replaced once; all
        that is ever sent (queries, upserts, deletes, DDL with IF NOT EXISTS) may be sent twice.
        """
        values = None if params is None else tuple(_naive(p) for p in params)
        with _mapped():
            for kept in (not self._idle.empty(), False):
                try:
                    with self._connection() as connection, connection.cursor() as cursor:
                        cursor.execute(text, values)
                        return read(cursor)
                except _broken() as error:
                    if not kept or error.args[:1] not in _GONE or "timed out" in str(error):
                        raise
                    self.close()  # the others are as old
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def _connection(self) -> Iterator[pymysql.Connection[Any]]:
        """A pooled connection; one that failed in transport is not used again."""
        connection = self._take()
        try:
            yield connection
        except _broken():
            connection.close()
            raise
        except BaseException:
            self._give(connection)
            raise
        self._give(connection)

    def _take(self) -> pymysql.Connection[Any]:
        import pymysql

        while True:
            try:
                connection, since = self._idle.get_nowait()
            except queue.Empty:
                return self._connect(self._database)
            try:
                if time.monotonic() - since > _IDLE_SECONDS:
                    connection.ping(reconnect=False)
                return connection
            except (pymysql.err.Error, OSError):
                connection.close()

    def _give(self, connection: pymysql.Connection[Any]) -> None:
        if connection.open:
            self._idle.put((connection, time.monotonic()))

    def _connect(self, database: str | None) -> pymysql.Connection[Any]:
        import pymysql
        from pymysql.converters import encoders

        # No decoders: values stay text, and Arrow reads whole columns of it.
        conversions: dict[Any, Any] = dict(encoders)
        connection: pymysql.Connection[Any] = pymysql.connect(
            host=self._host,
            port=self._port,
            user=self._user,
            password=self._password(),
            database=database,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=5,
            read_timeout=_QUERY_SECONDS + 10,
            write_timeout=60,
            conv=conversions,
            ssl=ssl.create_default_context() if self._tls else None,
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET time_zone = 'UTC', query_timeout = {_QUERY_SECONDS}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _ensure_database(self) -> None:
        """Make the database if it is missing; an installation whose user may not create one makes it beforehand."""
        import pymysql

        with _mapped():
            try:
                self._give(self._connect(self._database))
            except pymysql.err.Error as error:
                if error.args[0] != _UNKNOWN_DATABASE:
                    raise
                connection = self._connect(None)
                with connection, connection.cursor() as cursor:
                    cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{self._database}`")

    def _text(self, statement: ddl.Statement) -> str:
        return ddl.starrocks(statement).replace(ddl.REPLICATION, str(self._replication))

    def _alter(self, statement: ddl.Statement) -> None:
        """Apply one statement; a schema change is a job of its own, so wait until it is done."""
        try:
            self._run(self._text(statement))
        except ScalarError as error:
            # Cut off between the change and its record: the column is there (or gone) already.
            if not re.search(r"duplicate column|column.*(exists|does not exist)", str(error), re.IGNORECASE):
                raise
        if isinstance(statement, ddl.AddColumn | ddl.ModifyColumn | ddl.DropColumn):
            self._await_change(statement.table)

    def _await_change(self, table: str, patience: float = 600.0) -> None:
        waited = 0.0
        while True:
            jobs = self._run(
                f"SHOW ALTER TABLE COLUMN FROM `{self._database}` WHERE TableName = '{table}' "
                "ORDER BY CreateTime DESC LIMIT 1",
                read=_to_arrow,
            ).to_pylist()
            state = jobs[0]["State"] if jobs else "FINISHED"
            if state == "FINISHED":
                return
            if state == "CANCELLED":
                raise ConfigError(f"{table}: StarRocks cancelled the schema change: {jobs[0].get('Msg', '')}")
            if waited >= patience:
                raise RetryLater(f"{table}: its schema change is still {state}; run ./scalar migrate again later")
            time.sleep(_JOB_POLL)
            waited += _JOB_POLL


def _broken() -> tuple[type[Exception], ...]:
    """Errors after which a connection is of no more use."""
    import pymysql

    return pymysql.err.OperationalError, pymysql.err.InterfaceError, OSError


_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?|%|\\""")


def to_mysql(sql: str, params: int) -> str:
    """The platform's SQL as PyMySQL and StarRocks take it.

    Placeholders become ``%s``, quoted names get backticks, backslashes in strings lose their special meaning and
    comments are dropped. Raises :class:`Refused` unless there are ``params`` placeholders.
    """
    found = 0

    def translate(match: re.Match[str]) -> str:
        nonlocal found
        part = match[0]
        if part == "?":
            found += 1
            return "%s"
        if part.startswith("--"):
            return " "
        if part.startswith('"'):
            part = "`" + part[1:-1].replace('""', '"').replace("`", "``") + "`"
        elif part.startswith("'"):
            part = part.replace("\\", "\\\\")
        return part.replace("%", "%%")

    text = _TOKEN.sub(translate, sql)
    if found != params:
        raise Refused(f"warehouse: the statement has {found} placeholders, {params} values were given")
    return text


def _to_arrow(cursor: Cursor) -> pa.Table:
    """A text result set as columns: floats, 64-bit integers, booleans, naive UTC microseconds, text."""
    import pyarrow as pa

    description = cursor.description or ()
    rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(description)
    arrays = [
        _column(values, int(field[1]), int(field[3] or 0)) for values, field in zip(columns, description, strict=True)
    ]
    return pa.table(arrays, names=[field[0] for field in description])


def _column(values: Sequence[Any], code: int, length: int) -> pa.Array:
    import pyarrow as pa
    from pymysql.constants import FIELD_TYPE as F

    texts = pa.array([v.decode() if isinstance(v, bytes) else v for v in values], pa.string())
    if code == F.TINY and length == 1:  # StarRocks' BOOLEAN; its TINYINT is 4 wide
        return texts.cast(pa.int64()).cast(pa.bool_())
    if code in (F.TINY, F.SHORT, F.LONG, F.INT24, F.LONGLONG):
        return texts.cast(pa.int64())
    if code in (F.FLOAT, F.DOUBLE, F.DECIMAL, F.NEWDECIMAL):
        return texts.cast(pa.float64())
    if code in (F.DATETIME, F.TIMESTAMP):
        return texts.cast(pa.timestamp("us"))
    return texts.cast(pa.date32()) if code == F.DATE else texts


def _naive(value: object) -> object:
    """Times in the form they are stored in: UTC without zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


@contextmanager
def _mapped() -> Iterator[None]:
    """PyMySQL's errors as the platform's own; StarRocks gives code 1064 to nearly all, so the text decides."""
    import pymysql

    try:
        yield
    except pymysql.err.Error as error:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        text = str(error.args[1] if len(error.args) > 1 else error)[:500]
        message = f"warehouse: {text} (error {code})"
        if code in _DENIED:
            raise ConfigError(f"{message}; check the user in SCALAR_WAREHOUSE_URL and its password") from error
        if re.search(r"unknown (table|database)", text, re.IGNORECASE):
            raise ConfigError(f"{message}; is it migrated? Run ./scalar migrate") from error
        if code == 0 or 2000 <= code < 3000 or _TRANSIENT.search(text):
            raise RetryLater(message) from error
        raise Refused(message) from error
    except OSError as error:
        raise RetryLater(f"warehouse: {type(error).__name__} on the SQL connection") from error
