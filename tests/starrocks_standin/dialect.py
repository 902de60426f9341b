"""Statements: what is allowed, and how DuckDB says it. Everything outside the lists answers error 1235."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import sqlglot
from msgspec import Struct
from sqlglot import exp

from tests.starrocks_standin import tables
from tests.starrocks_standin.errors import SqlError, analyzing, unsupported
from tests.starrocks_standin.store import Store

FUNCTIONS = (
    exp.Abs, exp.And, exp.Avg, exp.Case, exp.Cast, exp.Coalesce, exp.Count, exp.Floor, exp.If, exp.Lag, exp.Lead,
    exp.Lower, exp.Max, exp.Min, exp.Minute, exp.Or, exp.Round, exp.RowNumber, exp.Sum, exp.TimestampTrunc, exp.Upper,
)  # fmt: skip
"""Functions that both engines mean the same by."""
CASTS = {"DOUBLE", "BIGINT", "DATETIME", "DATE"}
_COMPACT = re.compile(r"ALTER TABLE `?(\w+)`? (?:BASE |CUMULATIVE )?COMPACT", re.IGNORECASE)
_SHOW_ALTER = re.compile(
    r"SHOW ALTER TABLE COLUMN FROM `?(\w+)`? WHERE TableName = '(\w+)' ORDER BY CreateTime DESC LIMIT 1", re.IGNORECASE
)
_SET = re.compile(r"(\w+)\s*=\s*'?([^',]*)'?")


class Result(Struct):
    """Rows with their column names and DuckDB types, or (without columns) the number of rows changed."""

    names: list[str] = []
    types: list[str] = []
    rows: list[tuple[Any, ...]] = []
    changed: int = 0


class Session:
    """One connection's current database."""

    def __init__(self, store: Store, database: str = "") -> None:
        self.store = store
        self.database = ""
        if database:
            self.use(database)

    def use(self, database: str) -> None:
        """USE, or COM_INIT_DB."""
        if not self.store.has_database(database):
            raise SqlError(1049, f"Unknown database '{database}'", "42000")
        self.database = database

    def run(self, text: str) -> Result:
        """One statement."""
        text = text.strip().rstrip(";").strip()
        try:
            return self._raw(text) or self._parsed(text)
        except duckdb.CatalogException as error:
            raise SqlError(5502, f"Getting analyzing error. Detail message: Unknown table ({error}).") from error
        except duckdb.Error as error:
            raise analyzing(str(error)) from error

    def _raw(self, text: str) -> Result | None:
        """Statements that the parser does not know."""
        if match := _COMPACT.fullmatch(text):
            self.store.table(self._db(), match[1])
            return Result()
        if match := _SHOW_ALTER.fullmatch(text):
            state = self.store.job_state(match[1], match[2])
            rows = [(match[2], state, "")] if state else []
            return Result(["TableName", "State", "Msg"], ["VARCHAR"] * 3, rows)
        if text.upper() == "SHOW BACKENDS":
            return Result(["BackendId", "Alive"], ["VARCHAR"] * 2, [("10001", "true")])
        if text[:4].upper() == "SET ":
            return self._set(text[4:])
        return None

    def _set(self, text: str) -> Result:
        if re.fullmatch(r"NAMES utf8mb4( COLLATE \w+)?", text, re.IGNORECASE):
            return Result()
        allowed = {"time_zone": {"UTC"}, "autocommit": {"1"}}
        for name, value in _SET.findall(text):
            name = name.lower()
            if name != "query_timeout" and value not in allowed.get(name, set()):
                raise unsupported(f"SET {name} = {value}")
        return Result()

    def _parsed(self, text: str) -> Result:
        try:
            trees = sqlglot.parse(text, dialect="starrocks")
        except sqlglot.ParseError as error:
            raise SqlError(1064, f"Getting syntax error. Detail message: {error}", "42000") from error
        if len(trees) != 1 or trees[0] is None:
            raise unsupported("several statements in one")
        match tree := trees[0]:
            case exp.Select() | exp.Union():
                return self._select(tree)
            case exp.Insert() | exp.Update() | exp.Delete():
                return self._change(tree)
            case exp.Use():
                self.use(tree.this.name)
            case exp.Create() if tree.args["kind"] == "TABLE":
                tables.create(self.store, self._db(), tree, text)
            case exp.Create() if tree.args["kind"] in ("DATABASE", "SCHEMA"):
                self.store.create_database(tree.this.name or tree.this.db)
            case exp.Alter():
                tables.alter(self.store, self._db(), tree, text)
            case exp.Drop() if tree.args["kind"] == "TABLE" and tree.args.get("exists"):
                self.store.drop_table(self._db(), tables.dropped(tree))
            case _:
                raise unsupported(text[:80])
        return Result()

    def _select(self, tree: exp.Expression) -> Result:
        _check(tree)
        cursor = self.store.cursor(self.database)
        try:
            cursor.execute(tree.sql("duckdb", identify=True))
            names = [d[0] for d in cursor.description or []]
            types = [str(d[1]) for d in cursor.description or []]
            return Result(names, types, cursor.fetchall())
        finally:
            cursor.close()

    def _change(self, tree: exp.Insert | exp.Update | exp.Delete) -> Result:
        _check(tree)
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        table = self.store.table(self._db(), target.name)
        if isinstance(tree, exp.Delete) and not tree.args.get("where"):
            raise analyzing("Delete must specify where clause to prevent full table delete")
        changed = {e.this.name for e in tree.expressions} if isinstance(tree, exp.Update) else set()
        if touched := changed & set(table.keys):
            raise analyzing(f"primary key column cannot be updated: {sorted(touched)}")
        if isinstance(tree, exp.Insert):
            if tree.args.get("overwrite") or not isinstance(tree.expression, exp.Values):
                raise unsupported("INSERT other than INSERT INTO ... VALUES")
            tree.set("alternative", "REPLACE")  # into a primary-key table, INSERT is an upsert
        with self.store.write(self.database) as cursor:
            done = cursor.execute(tree.sql("duckdb", identify=True)).fetchall()
        return Result(changed=int(done[0][0]) if done else 0)

    def _db(self) -> str:
        if not self.database:
            raise SqlError(1046, "No database selected", "3D000")
        return self.database


def _check(tree: exp.Expression) -> None:
    """Refuse what 3.4 has not, and functions whose meaning differs."""
    for node in tree.walk():
        if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
            raise unsupported(f"the function {node.name}")
        if isinstance(node, exp.Func) and not isinstance(node, FUNCTIONS):
            raise unsupported(f"the function {node.sql_name()}")
        if isinstance(node, exp.Cast) and node.to.sql("starrocks").upper() not in CASTS:
            raise unsupported(f"CAST to {node.to.sql('starrocks')}")
        if isinstance(node, exp.Filter | exp.Returning | exp.Qualify | exp.NullSafeEQ | exp.NullSafeNEQ):
            raise unsupported(node.sql("starrocks")[:80])
        if isinstance(node, exp.With) and node.args.get("recursive"):
            raise unsupported("WITH RECURSIVE")
        if isinstance(node, exp.Tuple) and isinstance(node.parent, exp.GT | exp.LT | exp.GTE | exp.LTE):
            raise unsupported("comparing rows by order")
        if isinstance(node, exp.WindowSpec) and node.args.get("kind") == "RANGE":
            raise unsupported("RANGE frames")
        if isinstance(node, exp.Table) and node.db.lower() in ("_meta", "information_schema", "main"):
            raise unsupported(f"the schema {node.db}")
