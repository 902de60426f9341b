"""What a migration may say, and how each engine says it.

The five statements below are all that migrations consist of. Both dialects are written from the same structs, so
neither is a translation of the other's text.
"""

from __future__ import annotations

import re

from msgspec import Struct

from shared.catalogue.schema import Column
from shared.errors import ConfigError
from shared.persistence.tables import Table

KEY_BYTES = 128
"""StarRocks' limit on an encoded primary key (BE setting ``primary_key_limit_size``)."""
REPLICATION = "${replication_num}"
"""Stands in migration files for the number of replicas, which belongs to the installation: 3 in production, else 1."""


class CreateTable(Struct, frozen=True, tag=True):
    """Make a table that is not there yet."""

    table: Table


class AddColumn(Struct, frozen=True, tag=True):
    """Add a column to a table's end; rows stored before have no value there."""

    table: str
    column: Column


class ModifyColumn(Struct, frozen=True, tag=True):
    """Widen a column's type or allow nulls."""

    table: str
    column: Column


class DropColumn(Struct, frozen=True, tag=True):
    """Remove a column and its values."""

    table: str
    column: str


class DropTable(Struct, frozen=True, tag=True):
    """Remove a table and its rows."""

    table: str


Statement = CreateTable | AddColumn | ModifyColumn | DropColumn | DropTable


def starrocks(statement: Statement) -> str:
    """The statement in StarRocks 3.4's dialect, without a closing semicolon."""
    match statement:
        case CreateTable(table):
            return _starrocks_table(table)
        case AddColumn(table, column):
            return f"ALTER TABLE `{table}` ADD COLUMN {_starrocks_column(column)}"
        case ModifyColumn(table, column):
            return f"ALTER TABLE `{table}` MODIFY COLUMN {_starrocks_column(column)}"
        case DropColumn(table, name):
            return f"ALTER TABLE `{table}` DROP COLUMN `{name}`"
        case DropTable(table):
            return f"DROP TABLE IF EXISTS `{table}`"


def duckdb(statement: Statement) -> list[str]:
    """The statement for DuckDB.

    Large tables get no primary-key index there: the load's MERGE keeps keys unique under its write lock, and an index
    would make loads of new rows four times as slow and first loads nine times.
    """
    match statement:
        case CreateTable(table):
            parts = [f"{_duckdb_column(c)}{'' if c.nullable else ' NOT NULL'}" for c in table.columns]
            if not table.partition:
                parts.append("PRIMARY KEY (" + _names(table.primary_key, '"') + ")")
            return [f'CREATE TABLE IF NOT EXISTS "{table.name}" ({", ".join(parts)})']
        case AddColumn(table, column):
            return [f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS {_duckdb_column(column)}']
        case ModifyColumn(table, column):
            alter = f'ALTER TABLE "{table}" ALTER COLUMN "{column.name}"'
            drop = [f"{alter} DROP NOT NULL"] if column.nullable else []
            return [f"{alter} TYPE {_duckdb_type(column.sql)}", *drop]
        case DropColumn(table, name):
            return [f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS "{name}"']
        case DropTable(table):
            return [f'DROP TABLE IF EXISTS "{table}"']


def key_bytes(table: Table) -> int:
    """Longest encoded primary key: fixed widths, and for a text its bytes and, unless it comes last, a terminator."""
    widths = {"DATETIME": 8, "BIGINT": 8, "INT": 4, "BOOLEAN": 1}
    total = 0
    for name in table.primary_key:
        sql = table.column(name).sql
        if sized := re.fullmatch(r"VARCHAR\((\d+)\)", sql):
            total += int(sized[1]) + (2 if name != table.primary_key[-1] else 0)
        elif sql in widths:
            total += widths[sql]
        else:
            raise ConfigError(f"{table.name}.{name}: {sql} cannot be part of a primary key", table=table.name)
    return total


def _starrocks_table(table: Table) -> str:
    if (size := key_bytes(table)) > KEY_BYTES:
        raise ConfigError(f"{table.name}: its primary key may take {size} bytes, StarRocks allows {KEY_BYTES}")
    columns = ",\n".join(f"  {_starrocks_column(c)}" for c in table.columns)
    order = table.sort_by or table.primary_key
    lines = [
        f"CREATE TABLE IF NOT EXISTS `{table.name}` (",
        columns,
        ")",
        f"PRIMARY KEY ({_names(table.primary_key, '`')})",
        f'COMMENT "{_plain(table.comment)}"',
    ]
    if table.partition:
        lines.append(f"PARTITION BY date_trunc('{table.partition}', `{table.partition_column}`)")
    # One bucket: a month of one dataset is some tens of megabytes, far below a tablet's 1 to 10 GB, and each tablet
    # costs the front end memory.
    lines.append(f"DISTRIBUTED BY HASH({_names(order, '`')}) BUCKETS 1")
    lines.append(f"ORDER BY ({_names(order, '`')})")
    lines.append(f'PROPERTIES ("replication_num" = "{REPLICATION}", "enable_persistent_index" = "true")')
    return "\n".join(lines)


def _starrocks_column(column: Column) -> str:
    null = "NULL" if column.nullable else "NOT NULL"
    return f'`{column.name}` {column.sql} {null} COMMENT "{_comment(column)}"'


def _comment(column: Column) -> str:
    return _plain(f"{column.description} Unit: {column.unit}." if column.unit else column.description)


def _plain(text: str) -> str:
    """Text that needs no escaping inside double quotes."""
    return text.replace("\\", "/").replace('"', "'").replace("\n", " ")


def _duckdb_column(column: Column) -> str:
    return f'"{column.name}" {_duckdb_type(column.sql)}'


def _duckdb_type(sql: str) -> str:
    if sql.startswith("VARCHAR"):
        return "VARCHAR"
    return {"DATETIME": "TIMESTAMP", "INT": "INTEGER"}.get(sql, sql)


def _names(names: tuple[str, ...], quote: str) -> str:
    return ", ".join(f"{quote}{name}{quote}" for name in names)
