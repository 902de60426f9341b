"""CREATE and ALTER TABLE: StarRocks' rules for primary-key tables, checked against the parsed statement."""

from __future__ import annotations

from sqlglot import exp

from tests.starrocks_standin.errors import SqlError, analyzing, unsupported
from tests.starrocks_standin.store import TYPES, ColumnDef, Store, TableDef

KEY_TYPES = {"BOOLEAN", "INT", "BIGINT", "VARCHAR", "DATE", "DATETIME"}
PROPERTIES = {"replication_num", "enable_persistent_index"}


def create(store: Store, database: str, tree: exp.Create, text: str) -> None:
    """CREATE TABLE [IF NOT EXISTS]."""
    schema = tree.this
    if not isinstance(schema, exp.Schema):
        raise unsupported("CREATE TABLE without columns")
    columns = tuple(column(e) for e in schema.expressions if isinstance(e, exp.ColumnDef))
    keys = [e for e in schema.expressions if isinstance(e, exp.PrimaryKey)]
    if len(keys) != 1:
        raise unsupported("a table that is not a PRIMARY KEY table")
    table = TableDef(schema.this.name, columns, tuple(e.name for e in keys[0].expressions))
    _check_key(table)
    if "PARTITION BY" in text and not tree.find(exp.PartitionedByProperty):
        raise unsupported("PARTITION BY right behind PRIMARY KEY, which the parser overlooks; put COMMENT between them")
    for item in tree.args["properties"].expressions if tree.args.get("properties") else []:
        _check_property(table, item)
    store.create_table(database, table, bool(tree.args.get("exists")))


def alter(store: Store, database: str, tree: exp.Alter, text: str) -> None:
    """ALTER TABLE ADD, MODIFY or DROP COLUMN."""
    table = store.table(database, tree.this.name)
    actions = tree.args.get("actions") or []
    if len(actions) != 1:
        raise unsupported(text)
    action = actions[0]
    if isinstance(action, exp.ColumnDef):
        new = column(action)
        if any(c.name == new.name for c in table.columns):
            raise analyzing(f"Duplicate column name '{new.name}'")
        if not new.nullable:
            raise analyzing(f"'{new.name}' needs a default value")
        columns = (*table.columns, new)
    elif isinstance(action, exp.Drop) and action.args.get("kind") == "COLUMN":
        gone = dropped(action)
        if gone in table.keys:
            raise analyzing(f"Can not drop key column '{gone}' in primary key table")
        columns = tuple(c for c in table.columns if c.name != gone)
        if columns == table.columns:
            raise analyzing(f"Column '{gone}' does not exist")
    elif found := action.find(exp.ColumnDef):
        new = column(found)
        if new.name in table.keys or new.name not in {c.name for c in table.columns}:
            raise analyzing(f"Can not modify column '{new.name}'")
        columns = tuple(new if c.name == new.name else c for c in table.columns)
    else:
        raise unsupported(text)
    store.change_table(database, TableDef(table.name, columns, table.keys))


def dropped(tree: exp.Drop) -> str:
    """The one name that a DROP names."""
    names = tree.args.get("tables") or []
    if len(names) != 1:
        raise unsupported("DROP of several things at once")
    return str(names[0].name)


def column(tree: exp.ColumnDef) -> ColumnDef:
    """One column definition; NULL is the default, as in StarRocks."""
    kind = tree.args["kind"]
    sql = str(kind.sql("starrocks")).upper()
    if sql.partition("(")[0] not in TYPES:
        raise unsupported(f"the type {sql}")
    nullable = True
    for constraint in tree.constraints:
        if isinstance(constraint.kind, exp.NotNullColumnConstraint):
            nullable = bool(constraint.kind.args.get("allow_null"))
        elif not isinstance(constraint.kind, exp.CommentColumnConstraint):
            raise unsupported(f"{constraint.sql('starrocks')} on a column")
    return ColumnDef(tree.name, sql, nullable)


def _check_key(table: TableDef) -> None:
    first = tuple(c.name for c in table.columns[: len(table.keys)])
    if first != table.keys:
        raise analyzing(f"Key columns must be the first columns, in the order of the key: {table.keys}, not {first}")
    size = 0
    for c in table.columns[: len(table.keys)]:
        if c.nullable:
            raise analyzing(f"primary key column[{c.name}] cannot be nullable")
        if c.sql.partition("(")[0] not in KEY_TYPES:
            raise analyzing(f"primary key column[{c.name}] type not supported: {c.sql}")
        size += c.limit or 8
    if size > 128:
        raise analyzing(f"primary key of {table.name} may exceed 128 bytes")


def _check_property(table: TableDef, item: exp.Expression) -> None:
    if isinstance(item, exp.PartitionedByProperty | exp.DistributedByProperty):
        used = {c.name for c in item.find_all(exp.Column)}
        used |= {i.name for i in item.find_all(exp.Identifier)}
        if outside := used - set(table.keys):
            raise analyzing(f"partition and distribution columns must be part of the primary key: {sorted(outside)}")
        if isinstance(item, exp.PartitionedByProperty) and not item.find(exp.TimestampTrunc):
            raise unsupported("partitions other than by date_trunc")
    elif isinstance(item, exp.Property) and item.name in PROPERTIES:
        if item.name == "replication_num" and item.args["value"].name != "1":
            raise SqlError(
                1064, "Table replication num should be less than or equal to the number of available BE nodes"
            )
    else:
        raise unsupported(f"the table property {item.sql('starrocks')}")
