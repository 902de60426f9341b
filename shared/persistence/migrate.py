"""Migrations: numbered SQL files in StarRocks' dialect, read back into structs, replayed and compared.

The files are the truth about installed databases; the catalogue is the truth about what they should hold. ``plan``
is the difference between the two, and ``./scalar migrate --write`` makes it the next file. Only the statements of
:mod:`shared.persistence.ddl` may stand in a file, so that DuckDB can apply the same files from the same structs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from shared.catalogue.schema import Column, Kind
from shared.errors import ConfigError
from shared.persistence import ddl
from shared.persistence.tables import SCHEMA_MIGRATIONS, Table

FOLDER = Path(__file__).parent / "migrations"


class Migration(Struct, frozen=True):
    """One file: its name, digest and statements."""

    name: str
    sha256: str
    statements: tuple[ddl.Statement, ...]


class Plan(Struct, frozen=True):
    """What separates the migrations from the catalogue.

    ``additive`` statements keep every stored value; ``review`` names what would lose or rewrite data, which only a
    person may decide.
    """

    additive: tuple[ddl.Statement, ...]
    review: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.additive or self.review)


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """Every migration in order. Raises :class:`ConfigError` for a bad name or a statement that is not understood."""
    found = []
    for number, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        if not re.fullmatch(rf"{number:04d}_[a-z0-9_]+\.sql", path.name):
            raise ConfigError(f"migrations/{path.name}: the next file's name must be {number:04d}_<words>.sql")
        text = path.read_text(encoding="utf-8")
        found.append(Migration(path.name, hashlib.sha256(text.encode()).hexdigest(), tuple(read(text, path.name))))
    return found


def pending(files: Iterable[Migration], applied: Mapping[str, str]) -> list[Migration]:
    """Migrations not in ``applied`` (name → digest).

    Raises :class:`ConfigError` when an applied file has changed since, or the database is ahead of this code.
    """
    files = list(files)
    if ahead := sorted(set(applied) - {m.name for m in files}):
        raise ConfigError(f"the warehouse has migrations this version does not know: {', '.join(ahead)}; update first")
    for migration in files:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise ConfigError(
                f"migrations/{migration.name} was changed after it was applied; restore it and add a new file instead"
            )
    return [m for m in files if m.name not in applied]


def replay(files: Iterable[Migration]) -> dict[str, Table]:
    """The tables that the migrations make, by name."""
    tables: dict[str, Table] = {}
    for migration in files:
        for statement in migration.statements:
            try:
                _apply(tables, statement)
            except (KeyError, StopIteration):
                raise ConfigError(f"migrations/{migration.name}: {statement} does not fit what came before") from None
    return tables


def _apply(tables: dict[str, Table], statement: ddl.Statement) -> None:
    match statement:
        case ddl.CreateTable(table):
            tables[table.name] = table
        case ddl.AddColumn(name, column):
            tables[name] = _with_columns(tables[name], (*tables[name].columns, column))
        case ddl.ModifyColumn(name, column):
            tables[name].column(column.name)
            changed = tuple(column if c.name == column.name else c for c in tables[name].columns)
            tables[name] = _with_columns(tables[name], changed)
        case ddl.DropColumn(name, dropped):
            tables[name].column(dropped)
            tables[name] = _with_columns(tables[name], tuple(c for c in tables[name].columns if c.name != dropped))
        case ddl.DropTable(name):
            del tables[name]


def _with_columns(table: Table, columns: tuple[Column, ...]) -> Table:
    changed: Table = msgspec.structs.replace(table, columns=columns)
    return changed


def plan(have: Mapping[str, Table], want: Mapping[str, Table]) -> Plan:
    """How to get from the tables ``have`` to the tables ``want``; comments do not count."""
    additive: list[ddl.Statement] = []
    review = [f"table {name} is no longer declared" for name in have if name not in want]
    for name, table in want.items():
        if name not in have:
            additive.append(ddl.CreateTable(table))
            continue
        review += _layout_changes(have[name], table)
        before = {c.name: c for c in have[name].columns}
        after = {c.name: c for c in table.columns}
        review += [f"{name}.{gone} is no longer declared" for gone in before if gone not in after]
        for column in table.columns:
            _compare(table, before.get(column.name), column, additive, review)
    return Plan(tuple(additive), tuple(review))


def _layout_changes(before: Table, after: Table) -> list[str]:
    changes = []
    for part in ("primary_key", "partition", "partition_column", "sort_by"):
        old, new = getattr(before, part), getattr(after, part)
        if part == "sort_by":
            old, new = old or before.primary_key, new or after.primary_key
        if old != new:
            changes.append(f"{after.name}: {part} changes from {old} to {new}; the table must be rebuilt")
    return changes


def _compare(
    table: Table, before: Column | None, after: Column, additive: list[ddl.Statement], review: list[str]
) -> None:
    where = f"{table.name}.{after.name}"
    if before is None:
        if after.nullable:
            additive.append(ddl.AddColumn(table.name, after))
        else:
            review.append(f"{where} is new and may not be null, but stored rows have no value for it")
        return
    if (before.sql, before.nullable) == (after.sql, after.nullable):
        return
    loosened = after.nullable or not before.nullable
    if after.name not in table.primary_key and loosened and _holds(after.sql, before.sql):
        additive.append(ddl.ModifyColumn(table.name, after))
    else:
        review.append(f"{where} changes from {_typed(before)} to {_typed(after)}")


def _typed(column: Column) -> str:
    return f"{column.sql} {'NULL' if column.nullable else 'NOT NULL'}"


def _holds(wide: str, narrow: str) -> bool:
    """Whether every value of the type ``narrow`` is one of ``wide``."""
    if wide == narrow or (wide, narrow) == ("BIGINT", "INT"):
        return True
    new, old = (re.fullmatch(r"(VARCHAR|DECIMAL)\((\d+)(?:, ?(\d+))?\)", sql) for sql in (wide, narrow))
    if not new or not old or new[1] != old[1]:
        return False
    scales = int(new[3] or 0), int(old[3] or 0)
    return scales[0] >= scales[1] and int(new[2]) - scales[0] >= int(old[2]) - scales[1]


def render(statements: Iterable[ddl.Statement], title: str) -> str:
    """A migration file's text."""
    return f"-- {title}\n\n" + "\n".join(ddl.starrocks(s) + ";\n" for s in statements)


# --- reading files back ----------------------------------------------------------------------------------------------
_COLUMN = re.compile(r'`(\w+)` ([A-Z]+(?:\(\d+(?:, ?\d+)?\))?) (NULL|NOT NULL) COMMENT "([^"]*)"')
_CREATE = re.compile(
    r"CREATE TABLE IF NOT EXISTS `(?P<name>\w+)` \(\n(?P<columns>.*)\n\)\n"
    r'PRIMARY KEY \((?P<key>[^)]*)\)\nCOMMENT "(?P<comment>[^"]*)"\n'
    r"(?:PARTITION BY date_trunc\('(?P<partition>day|month|year)', `(?P<by>\w+)`\)\n)?"
    r"DISTRIBUTED BY HASH\((?P<hash>[^)]*)\) BUCKETS 1\nORDER BY \((?P<order>[^)]*)\)\nPROPERTIES \([^)]*\)",
    re.DOTALL,
)
_ALTER = re.compile(r"ALTER TABLE `(\w+)` (ADD|MODIFY|DROP) COLUMN (.*)")
_DROP = re.compile(r"DROP TABLE IF EXISTS `(\w+)`")
_KINDS: dict[str, Kind] = {
    "DATETIME": "time", "DECIMAL": "float", "DOUBLE": "float", "INT": "int", "BIGINT": "int", "VARCHAR": "text",
    "BOOLEAN": "bool",
}  # fmt: skip


def read(text: str, name: str = "migration") -> list[ddl.Statement]:
    """The statements of a migration file.

    Raises :class:`ConfigError` with the first line of one that is not of the form ``ddl`` writes.
    """
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    statements = [part.strip() for part in re.split(r";\s*(?:\n|$)", body)]
    return [_statement(part, name) for part in statements if part]


def _statement(text: str, name: str) -> ddl.Statement:
    if match := _CREATE.fullmatch(text):
        return ddl.CreateTable(_table(match, name))
    if match := _DROP.fullmatch(text):
        return ddl.DropTable(match[1])
    if match := _ALTER.fullmatch(text):
        table, verb, rest = match.groups()
        if verb == "DROP":
            return ddl.DropColumn(table, rest.strip("`"))
        column = _read_column(rest, name)
        return ddl.AddColumn(table, column) if verb == "ADD" else ddl.ModifyColumn(table, column)
    raise ConfigError(f"migrations/{name}: not a statement that migrations may hold: {text.splitlines()[0]}")


def _table(match: re.Match[str], name: str) -> Table:
    columns = tuple(_read_column(line.strip(), name) for line in match["columns"].split(",\n"))
    key, order = _listed(match["key"]), _listed(match["order"])
    return Table(
        name=match["name"],
        columns=columns,
        primary_key=key,
        comment=match["comment"],
        partition_column=match["by"] or "",
        partition=match["partition"] or "",  # type: ignore[arg-type]  # the pattern admits these words only
        sort_by=() if order == key else order,
    )


def _read_column(text: str, name: str) -> Column:
    match = _COLUMN.fullmatch(text)
    kind = _KINDS.get(match[2].partition("(")[0]) if match else None
    if match is None or kind is None:
        raise ConfigError(f"migrations/{name}: not a column definition: {text}")
    return Column(match[1], kind, match[2], match[3] == "NULL", match[4])


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("`") for part in text.split(","))


def bootstrap() -> ddl.Statement:
    """Makes the table that records migrations."""
    return ddl.CreateTable(SCHEMA_MIGRATIONS)
